"""Pages of a stack for the tests of splitting, as small values, and what came out in short."""

from dataclasses import replace

from domain.document import QuestionKind
from domain.ids import DossierNumber
from pipeline.reading.likeness import Fingerprint
from pipeline.reading.page_evidence import PageEvidence, TitleEvidence
from pipeline.reading.page_number import PagePlace
from pipeline.reading.split_cues import CueRole
from pipeline.reading.stack import Splitting

ONE = DossierNumber("H13.16-250715-0001")
OTHER = DossierNumber("H13.16-250715-0002")
LINKED = DossierNumber("G22.99.08-260921-896048")
LAND = TitleEvidence("GCN", "Giấy chứng nhận quyền sử dụng đất", 0.99, "title")
DECISION = TitleEvidence("QD", "Quyết định", 0.99, "title")
FORM = TitleEvidence("TKKS", "Tờ khai đăng ký khai sinh", 0.99, "title")
CARD = TitleEvidence("CCCD", "Căn cước công dân", 0.99, "title")
RECEIPT = TitleEvidence("GTN", "Giấy tiếp nhận hồ sơ", 0.99, "title")


def first(title: TitleEvidence | None = FORM, *cues: CueRole, number: int | None = None) -> PageEvidence:
    """The first page of a paper: motto and title."""
    place = None if number is None else PagePlace(number)
    return PageEvidence(words=200, title=title, cues=frozenset({CueRole.MOTTO, *cues}), place=place)


def inner(number: int | None = None, total: int | None = None, *cues: CueRole) -> PageEvidence:
    """A page without a heading, with the number it may bear."""
    place = None if number is None else PagePlace(number, total)
    return PageEvidence(words=300, place=place, cues=frozenset(cues))


def receipt(number: DossierNumber | None = None, *, written: DossierNumber | None = None) -> PageEvidence:
    return replace(
        first(RECEIPT, CueRole.CLOSES),
        dossiers=() if number is None else (number,),
        written_dossiers=() if written is None else (written,),
    )


CONTINUED = replace(inner(), runs_on=True)
BLANK = PageEvidence(is_blank=True)
PATCH = PageEvidence(has_patch=True, words=3)
FRONT = PageEvidence(words=60, title=CARD, cues=frozenset({CueRole.MOTTO, CueRole.CARD_FRONT}))
BACK = PageEvidence(words=40, cues=frozenset({CueRole.CARD_BACK}))
STAMP = PageEvidence(has_stamp=True)


def spans(found: Splitting) -> list[tuple[int, ...]]:
    return [paper.pages for paper in found.papers]


def questions(found: Splitting, kind: QuestionKind = QuestionKind.CUT) -> list[tuple[int, str]]:
    return [(one.page, one.question.text) for one in found.questions if one.question.kind is kind]


def print_of(*numbers: int) -> Fingerprint:
    """A fingerprint of many words and the given numbers."""
    return Fingerprint(tuple(range(numbers[0] * 100, numbers[0] * 100 + 40)), frozenset(numbers))
