"""Letters as offices wrote them before computers, in a typewriter's lines; every name is invented."""

import random
import textwrap

from samples.people import FAMILY_NAMES, MEN, STREETS, WARDS, WOMEN

COLUMNS = 62
"""Letters a line: A4 at ten to the inch between its margins."""
_OPENING = (
    "Căn cứ biên bản kiểm tra ruộng đất ngày {day} tháng {month} năm {year} của Ban quản lý hợp tác xã;",
    "Xét đơn xin cấp giấy chứng nhận của ông {man}, hiện ngụ tại {street}, {ward};",
    "Theo đề nghị của đồng chí Trưởng ban Nông nghiệp {ward} về việc đo đạc lại thửa đất số {number};",
)
_BODY = (
    "Nay Ủy ban nhân dân {ward} xác nhận bà {woman} có mặt tại địa phương từ trước năm {year} và chấp hành "
    "đầy đủ các nghĩa vụ đối với Nhà nước.",
    "Diện tích {number} mét vuông đất vườn nói trên do gia đình trực tiếp canh tác, không có tranh chấp với "
    "các hộ lân cận, ranh giới rõ ràng theo bờ kinh và hàng dừa cũ.",
    "Đề nghị Phòng Tài chính huyện tạm cấp {number} đồng để sửa chữa trụ sở và mua thêm giấy bút phục vụ "
    "công tác thống kê hộ khẩu trong quý này.",
    "Việc giao nhận hồ sơ được lập thành ba bản: một bản lưu tại văn phòng, một bản gửi cơ quan cấp trên, "
    "một bản giao cho đương sự giữ để làm bằng.",
    "Các ông, bà có tên trong danh sách kèm theo chịu trách nhiệm thi hành kể từ ngày {day} tháng {month} "
    "năm {year}; nếu vi phạm sẽ bị xử lý theo quy định hiện hành.",
    "Trong thời gian chờ quyết định chính thức, bà {woman} được tiếp tục sử dụng căn nhà số {number} và "
    "không được tự ý chuyển nhượng cho người khác.",
)


def old_letter(seed: int) -> tuple[str, ...]:
    """The printed lines of one page, at most COLUMNS long; "" is an empty line."""
    rng = random.Random(f"letter {seed}")
    told = {
        "man": f"{rng.choice(FAMILY_NAMES)} {rng.choice(MEN)}",
        "woman": f"{rng.choice(FAMILY_NAMES)} {rng.choice(WOMEN)}",
        "street": rng.choice(STREETS),
        "ward": rng.choice(WARDS),
    }

    def filled(text: str) -> list[str]:
        dates = {
            "day": rng.randrange(10, 29),
            "month": rng.randrange(3, 13),
            "year": rng.randrange(1976, 1989),
        }
        text = text.format(**told, **dates, number=rng.randrange(120, 980))
        return [*textwrap.wrap(text, COLUMNS, initial_indent="    ", break_on_hyphens=False), ""]

    lines = [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM".center(COLUMNS),
        "Độc lập - Tự do - Hạnh phúc".center(COLUMNS),
        "",
        f"Số: {rng.randrange(11, 98)}/UB-VP",
        "",
        "GIẤY XÁC NHẬN".center(COLUMNS),
        "",
    ]
    for text in (*_OPENING, *rng.sample(_BODY, 4)):
        lines += filled(text)
    lines.append(f"{'TM. ỦY BAN NHÂN DÂN':>{COLUMNS - 4}}")
    lines.append(f"{told['man']:>{COLUMNS - 6}}")
    return tuple(line.rstrip() for line in lines)
