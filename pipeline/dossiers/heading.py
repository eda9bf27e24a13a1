"""The title of a page as it is printed, and the form numbers beside it."""

from domain.page import Page
from pipeline.dossiers.components import form_numbers
from pipeline.reading.heading import headings, segments
from pipeline.reading.near_match import fold_letters

_MOTTO = ("CONGHOAXAHOICHUNGHIAVIETNAM", "DOCLAPTUDOHANHPHUC")
_ISSUERS = ("UBND", "UYBAN", "HOIDONG", "SO", "BO", "CONGAN", "TRUNGTAM", "VANPHONG", "CHINHANH")
_MIDDLE = (0.35, 0.65)
_FEWEST_LETTERS = 8
_FORM_TOP = 0.25


def printed_heading(page: Page) -> tuple[str, frozenset[str]]:
    """The words of the title, "" when there is none to be told, and the numbers behind "Mẫu" at the head."""
    if page.text is None:
        return "", frozenset()
    found = segments(page.text, page.size)
    forms = frozenset(
        number
        for segment in found
        if segment.box.top < _FORM_TOP * page.size.height
        for number in form_numbers(segment.text)
    )
    low, high = (share * page.size.width for share in _MIDDLE)
    for heading in headings(found, page.size):
        words = heading.words
        middle = (min(word.box.left for word in words) + max(word.box.right for word in words)) / 2
        is_title = len(heading.letters) >= _FEWEST_LETTERS and low <= middle <= high
        if is_title and not heading.letters.startswith((*_MOTTO, *_ISSUERS)):
            return " ".join(word.text for word in words if fold_letters(word.text)), forms
    return "", forms
