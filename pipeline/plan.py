"""Decisions about a paper as pure functions: what must be asked, and whether it may be signed."""

from dataclasses import dataclass
from enum import StrEnum

from domain.document import UNKNOWN_TYPE, Document, Question, QuestionKind
from domain.ledger import PageRow
from domain.task import PageSummary, Segment
from pipeline.catalog import RECIPE
from pipeline.legibility import needs_person, pages_told, why_unreadable
from pipeline.profile import Rules, SigningRule

_READ = RECIPE[Segment.READ]
_AFTER_GATE = frozenset(_READ[_READ.index("gate") + 1 :])


class KeyKind(StrEnum):
    """Whose signature a key makes (SPEC D3)."""

    PERSONAL = "personal"
    AGENCY = "agency"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRole:
    """What the rules need to know of the configured key."""

    kind: KeyKind
    owner: str
    is_test: bool


@dataclass(frozen=True, slots=True)
class Sign:
    """The paper may be signed now."""


@dataclass(frozen=True, slots=True)
class Wait:
    """The paper waits as chờ ký, and why (Vietnamese)."""

    reason: str


def question_about_pages(bad: tuple[PageRow, ...]) -> Question:
    """What a person must decide when some pages of a paper cannot be read."""
    kept = [str(page.number + 1) for page in bad if keeps_picture(page)]
    lost = [str(page.number + 1) for page in bad if not keeps_picture(page)]
    parts = []
    if lost:
        parts.append(
            f"Trang {', '.join(lost)} bị hỏng, không mở được: nếu chấp nhận, tệp sẽ thiếu trang này."
        )
    if kept:
        parts.append(f"Trang {', '.join(kept)} không đọc được chữ: nếu chấp nhận, trang chỉ có ảnh.")
    text = f"{' '.join(parts)} Hãy quét lại cả giấy tờ, hoặc chấp nhận như hiện có."
    return Question(kind=QuestionKind.PAGE, text=text)


def keeps_picture(page: PageRow) -> bool:
    """The page failed after the secrecy gate had seen it: its picture can go into the file without text."""
    return page.failure is not None and page.failure.stage in _AFTER_GATE


def questions_about(
    document: Document, summaries: tuple[PageSummary | None, ...], rules: Rules
) -> tuple[Question, ...]:
    """What a person must answer besides the dossier, before the paper may go on.

    `summaries` stand in page order, None for a page that was left out.
    """
    asked: list[Question] = []
    unknown = document.paper is None or document.paper.code == UNKNOWN_TYPE
    if unknown and rules.unknown_type_asks:
        asked.append(_type_question(document))
    if document.signed_elsewhere and document.files[0].broken_signature is not None:
        text = "Chữ ký số có sẵn trên tệp không còn hợp lệ. Hãy xin lại tệp gốc hoặc chấp nhận như hiện có."
        asked.append(Question(kind=QuestionKind.QUALITY, text=text))
    if rules.low_quality_asks and not document.signed_elsewhere:
        asked.extend(_quality_questions(document, summaries, rules))
    return tuple(asked)


def _type_question(document: Document) -> Question:
    return Question(
        kind=QuestionKind.TYPE,
        text="Chưa nhận ra loại giấy tờ. Hãy chọn loại giấy.",
        candidates=document.type_candidates,
        places=() if document.type_place is None else (document.type_place,),
    )


def _quality_questions(
    document: Document, summaries: tuple[PageSummary | None, ...], rules: Rules
) -> list[Question]:
    pages: dict[str, list[int]] = {}
    for number, summary in enumerate(summaries, start=1):
        if summary is not None and needs_person(summary.flags, summary.mean_confidence):
            why = why_unreadable(summary.flags, summary.quality, summary.mean_confidence)
            pages.setdefault(why, []).append(number)
    if pages:
        told = " ".join(pages_told(numbers, why) for why, numbers in pages.items())
        text = f"{told} Hãy lau kính, quét lại ở 300 dpi, hoặc chấp nhận như hiện có."
        return [Question(kind=QuestionKind.QUALITY, text=text)]
    confidence = document.mean_confidence
    if confidence is not None and confidence < rules.least_confidence:
        text = f"Chữ khó đọc (độ tin cậy {confidence:.0%}). Hãy quét lại hoặc chấp nhận như hiện có."
        return [Question(kind=QuestionKind.QUALITY, text=text)]
    return []


def may_sign(document: Document, rules: Rules, key: KeyRole | None) -> Sign | Wait:
    """The signing rule of the profile, for a composed paper without an open question."""
    if document.questions:
        return Wait("còn câu hỏi chưa trả lời")
    if key is None:
        return Wait("chưa có khóa ký (sohoa init --replace)")
    if key.is_test and not rules.test_keys:
        return Wait("khóa thử nghiệm: hồ sơ quy tắc này không ký bằng khóa thử (SOHOA_PROFILE=demo)")
    if key.kind is not KeyKind.PERSONAL:
        return Sign()
    if rules.signing is SigningRule.AUTO:
        return Wait("khóa cá nhân không được ký tự động")
    if document.accepted_by != key.owner:
        return Wait(f"chờ {key.owner} chấp nhận (sohoa review accept {document.id})")
    return Sign()
