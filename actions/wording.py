"""What failed, in words an officer understands: one Vietnamese sentence or two for every code."""

import re
from dataclasses import dataclass

from domain.document import Document
from domain.errors import Disposition
from domain.failure import Failed

WORDS: dict[str, str] = {
    "unsupported-file": "không phải PDF hay ảnh (JPEG, PNG, TIFF, BMP, WebP, HEIC) của tờ giấy. "
    "Hãy quét tờ giấy, hoặc lưu thành PDF, rồi đưa vào lại.",
    "unreadable-image": "ảnh bị hỏng hoặc bị cắt cụt. Hãy quét lại tờ giấy này.",
    "unreadable-pdf": "tệp PDF bị hỏng. Hãy quét lại tờ giấy, hoặc mở tệp rồi in lại thành PDF mới.",
    "encrypted-pdf": "tệp PDF có mật khẩu nên không mở được. Hãy xin người gửi bản không đặt mật khẩu.",
    "too-large": "quá lớn: quá nhiều điểm ảnh, trang hoặc nét vẽ, hay khổ giấy quá rộng. "
    "Hãy quét lại ở 300 dpi hoặc tách thành nhiều tệp.",
    "empty-document": "tệp rỗng, không có trang nào. Hãy quét lại tờ giấy này.",
    "ocr-failed": "không nhận dạng được chữ. Hãy xem tờ giấy và quét lại cho rõ, thẳng.",
    "not-conformant": "hình không đưa được vào PDF/A. Hãy quét lại tờ giấy này thành JPEG hoặc PDF.",
    "signing-failed": "chưa ký được, giấy tờ vẫn còn nguyên và đang chờ ký. "
    "Hãy báo cán bộ kỹ thuật rồi thử ký lại.",
    "store-unavailable": "chưa cất được vì kho lưu trữ đầy hoặc không trả lời. "
    "Giấy tờ chưa mất; hãy báo cán bộ kỹ thuật rồi chạy lại.",
    "ledger-busy": "có người khác vừa sửa giấy tờ này. Hãy làm lại lần nữa.",
    "ledger-unavailable": "cơ sở dữ liệu không trả lời. "
    "Giấy tờ chưa mất; hãy báo cán bộ kỹ thuật rồi chạy lại.",
    "worker-died": "máy xử lý dừng giữa chừng. Hãy thử lại; nếu vẫn vậy, hãy quét lại tờ giấy này.",
    "out-of-memory": "cần nhiều bộ nhớ hơn mức cho phép. Hãy quét lại ở 300 dpi hoặc tách thành nhiều tệp.",
    "timed-out": "xử lý quá lâu nên đã dừng. Hãy thử lại; nếu vẫn vậy, hãy quét lại tờ giấy này.",
    "source-changed": "tệp đang được ghi hoặc vừa bị thay đổi. "
    "Hãy chờ máy quét ghi xong rồi chạy lại đúng lệnh này.",
    "crash": "phần mềm gặp lỗi với giấy tờ này; bản gốc vẫn được giữ. Hãy báo cán bộ kỹ thuật.",
}
"""What is wrong and what to do, by the code of a failure; the thing's name stands before it."""

UNREADABLE = "không đọc được. Hãy kiểm tra quyền đọc tệp rồi chạy lại đúng lệnh này."
"""For a file that could not even be taken in."""

_UNKNOWN = "gặp lỗi; bản gốc vẫn được giữ. Hãy báo cán bộ kỹ thuật."
_PAGE = re.compile(r"\bpage (\d{1,6}) of ")


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureView:
    """A failure as people and systems see it: `words` for officers, `message` for whoever mends it."""

    stage: str
    code: str
    disposition: Disposition
    message: str
    words: str


def view_failure(failure: Failed, document: Document, number: int | None = None) -> FailureView:
    """The failure of a document, or of its page `number` (from 0), with its words."""
    return FailureView(
        stage=failure.stage,
        code=failure.code,
        disposition=failure.disposition,
        message=failure.message,
        words=in_words(failure.code, _thing(failure.message, document, number)),
    )


def in_words(code: str, thing: str) -> str:
    """One line: what it is about, what is wrong, what to do."""
    return f"{thing}: {WORDS.get(code, _UNKNOWN)}"


def _thing(message: str, document: Document, number: int | None) -> str:
    """The file or page a message is about: the message names it, unless the whole paper is meant."""
    if number is not None:
        return f"Trang {number + 1} của giấy tờ {document.name}"
    named = [file.name for file in document.files if file.name in message]
    if not named and len(document.files) == 1:
        named = [document.files[0].name]
    if not named:
        return f"Giấy tờ {document.name}"
    # The longest: a name may be a part of another.
    name = max(named, key=len)
    page = _PAGE.search(message)
    return f"Tệp {name}" if page is None else f"Trang {page[1]} của tệp {name}"
