"""Says in Vietnamese why a page begins a paper or belongs to one, and what a person is asked."""

from collections.abc import Sequence

from pipeline.reading.stack import Sign

_REASONS = {
    Sign.STACK_BEGINS: "trang đầu tiên của xấp",
    Sign.SEPARATOR: "ngay sau tờ phân cách",
    Sign.DOSSIER_CODE: "mang mã hồ sơ khác với trang trước",
    Sign.TITLE: "có tên loại giấy ở đầu trang",
    Sign.MOTTO: "có Quốc hiệu, Tiêu ngữ ở đầu trang",
    Sign.FORM_CODE: "có ký hiệu biểu mẫu ở đầu trang",
    Sign.FIRST_PAGE: "đánh số trang 1",
    Sign.PAPER_COMPLETE: "giấy trước đã đủ số trang",
    Sign.SIGNED_OFF: "trang trước đã có phần ký",
    Sign.SIZE_CHANGES: "khổ giấy khác trang trước",
    Sign.CARD_FRONT: "mặt trước của thẻ",
    Sign.LOOSE: "phong bì hoặc phiếu lấy số",
    Sign.OTHER_COUNT: "tổng số trang khác với giấy trước",
    Sign.SECOND_FOLLOWS: "trang kế tiếp đánh số 2",
    Sign.NUMBERS_STOP: "không còn đánh số trang",
    Sign.NEXT_NUMBER: "số trang nối tiếp",
    Sign.LATER_NUMBER: "số trang lớn hơn nhưng không liền",
    Sign.COUNT_APPEARS: "số trang nối tiếp, nhưng trang trước không ghi tổng số trang",
    Sign.EARLIER_NUMBER: "số trang đã qua",
    Sign.RUNS_ON: "nội dung viết tiếp trang trước",
    Sign.NO_HEADING: "không có tên loại giấy, không có Quốc hiệu",
    Sign.ANNEX: "phụ lục kèm theo văn bản trước",
    Sign.CERTIFIED: "lời chứng thực bản sao của giấy trước",
    Sign.ATTESTED: "lời chứng của giấy trước",
    Sign.CONTINUES: "trang trong của giấy chứng nhận",
    Sign.CARD_BACK: "mặt sau của thẻ ở trang trước",
    Sign.OTHER_BACK: "mặt sau của một thẻ không có mặt trước liền trước",
    Sign.STAMP_ONLY: "chỉ có con dấu, không có chữ",
    Sign.NOTHING_READ: "không đọc được chữ nào",
    Sign.DUPLICATE: "giống trang liền trước",
    Sign.BLANK_BETWEEN: "sau một mặt trắng",
    Sign.BLANK: "mặt trắng",
}
_MOST_NAMED = 5


def reason_of(sign: Sign) -> str:
    """The reason as a phrase without a full stop."""
    return _REASONS[sign]


def ask_start(page: int, sign: Sign, *, begins: bool) -> str:
    """Whether a page begins a paper; `page` counts from 0, people count from 1."""
    does = "bắt đầu một giấy mới" if begins else "thuộc giấy ở trang trước"
    return f"Trang {page + 1} có vẻ {does} ({reason_of(sign)}). Đúng không?"


def ask_copy(page: int, original: int) -> str:
    return f"Trang {page + 1} giống trang {original + 1}: quét trùng, hay là bản thứ hai?"


def ask_second_scan(page: int, original: int) -> str:
    again = f"Từ trang {page + 1}, các trang giống hệt từ trang {original + 1}"
    return f"{again}: cả xấp quét hai lần, hay là bản thứ hai?"


def ask_missing(page: int, numbers: Sequence[int]) -> str:
    named = ", ".join(map(str, numbers[:_MOST_NAMED])) + (", …" if len(numbers) > _MOST_NAMED else "")
    return f"Giấy bắt đầu ở trang {page + 1} thiếu trang số {named}. Hãy tìm và quét bổ sung, hoặc xác nhận."


def ask_card(page: int) -> str:
    return f"Thẻ ở trang {page + 1} chỉ có một mặt. Hãy quét mặt còn lại, hoặc xác nhận."
