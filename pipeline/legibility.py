"""From where on a page cannot be read well, and how an officer is told so (docs/decisions/014)."""

from domain.page import Flag, Quality

BLURRED = 0.28
"""A sharpness below this loses words: a gaussian of 2.5 pixels at 200 dpi leaves 0.22 to 0.26."""

FAINT = 0.3
"""A contrast below this: ink barely darker than the paper."""

TOO_SMALL_DPI = 80.0
"""Letters as small as those of body text at this resolution (Quality.letter_dpi): words are lost."""

_SMALL_DPI = 120.0
"""Where a page is unreadable and its letters are smaller than this, that is the reason."""

_NEEDED_DPI = 200
"""What NĐ 30/2020 asks of a scan."""

_ASKING = frozenset({Flag.UNREADABLE, Flag.ORIENTATION_UNSURE, Flag.BLURRED})
_SURE = 0.9
"""The dots of a printed photograph look like tiny letters: a page read as surely as this has larger ones."""

_NAMED_AT_MOST = 10


def needs_person(flags: tuple[Flag, ...], confidence: float | None) -> bool:
    """True when a person must be asked about a page that was read with that mean confidence."""
    if Flag.BLANK in flags:
        return False
    small = Flag.TOO_SMALL in flags and (confidence is None or confidence < _SURE)
    return small or not _ASKING.isdisjoint(flags)


def why_unreadable(flags: tuple[Flag, ...], quality: Quality | None, confidence: float | None) -> str:
    """What is wrong with a page, with its measure, as the end of a Vietnamese sentence that names it."""
    if quality is not None:
        if quality.letter_dpi is not None and quality.letter_dpi < _SMALL_DPI:
            return f"có chữ quá nhỏ (như chữ quét ở {quality.letter_dpi:.0f} dpi; cần từ {_NEEDED_DPI} dpi)"
        if quality.sharpness < BLURRED:
            return f"quá mờ (độ nét {_decimal(quality.sharpness)}; cần từ {_decimal(BLURRED)})"
        if quality.contrast < FAINT and Flag.UNREADABLE in flags:
            return f"có chữ quá nhạt (độ tương phản {_decimal(quality.contrast)}; cần từ {_decimal(FAINT)})"
    if Flag.UNREADABLE not in flags:
        return "không rõ chiều trên dưới"
    read = "không có chữ nào đọc được" if confidence is None else f"khó đọc (độ tin cậy {confidence:.0%})"
    return f"{read}: có thể ảnh bị lật gương, bị bẩn, chỉ có hình, chữ viết tay hoặc chữ nước ngoài"


def pages_told(numbers: list[int], why: str) -> str:
    """A sentence on pages, counted from 1, that have the same thing wrong."""
    named = ", ".join(map(str, numbers[:_NAMED_AT_MOST]))
    more = len(numbers) - _NAMED_AT_MOST
    rest = f" và {more} trang khác" if more > 0 else ""
    return f"Trang {named}{rest} {why}."


def _decimal(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")
