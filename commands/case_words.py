"""A paper's open questions and doubtful fields as an officer reads them."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from actions.review_data import FieldQuestion, PlaceView, QuestionView, ReviewCase
from commands.answers import ways_to_answer, ways_to_choose
from commands.output import STATE_WORDS, percent
from commands.words import plain
from domain.document import Candidate, QuestionKind
from domain.fields import Doubt

KIND_WORDS = {
    QuestionKind.DOSSIER: "hồ sơ",
    QuestionKind.PAGE: "trang hỏng",
    QuestionKind.CUT: "chỗ chia giấy",
    QuestionKind.TYPE: "loại giấy",
    QuestionKind.COMPONENT: "thành phần hồ sơ",
    QuestionKind.SECRECY: "dấu mật",
    QuestionKind.QUALITY: "chất lượng",
}
DOUBT_WORDS = {
    Doubt.UNREAD: "không đọc được",
    Doubt.UNSURE: "đọc chưa chắc",
    Doubt.INVALID: "sai quy tắc",
}
_NO_PICTURE = "không có hình: cổng kiểm tra dấu mật chưa cho qua"

Drawn = Mapping[PlaceView, str]
"""Where the picture of a place was written."""


def case_lines(case: ReviewCase, now: datetime, drawn: Drawn) -> Iterator[str]:
    """The whole case, line by line."""
    yield f"{case.id}  {plain(case.name)}  {STATE_WORDS[case.state]}"
    received = f"{case.received_at:%d/%m/%Y %H:%M} ({age(now - case.received_at)} trước)"
    yield f"  Đơn vị {case.unit}, nhận {received}, {case.page_count} trang"
    yield f"  Hồ sơ: {case.dossier or 'chưa rõ'}"
    yield f"  Loại giấy: {plain(_type_words(case))}"
    if not (case.questions or case.fields):
        yield "  Không còn gì phải trả lời."
    for number, question in enumerate(case.questions, start=1):
        yield ""
        yield f"Câu hỏi {number} ({KIND_WORDS[question.kind]})"
        yield from _question_lines(case, question, drawn)
    if case.fields:
        yield ""
        yield "Các mục cần so với giấy"
        for field in case.fields:
            yield from _field_lines(case, field, drawn)


def _type_words(case: ReviewCase) -> str:
    if case.type_name is None:
        return "chưa rõ"
    sure = f" ({percent(case.type_confidence)})" if case.type_confidence else ""
    return f"{case.type_name}{sure}" + (f"; vì: {case.type_rule}" if case.type_rule else "")


def _question_lines(case: ReviewCase, question: QuestionView, drawn: Drawn) -> Iterator[str]:
    yield f"  {plain(question.text)}"
    if question.candidates:
        yield "  Có thể là:"
    for candidate in question.candidates:
        yield f"    {candidate_words(candidate)}" + (f"  ({plain(candidate.rule)})" if candidate.rule else "")
    for place in question.places:
        yield f"  Xem: {_place_words(place, drawn)}"
    ways = (
        *ways_to_choose(question.kind, case.id, question.candidates),
        *ways_to_answer(question.kind, case.id),
    )
    for number, way in enumerate(ways):
        yield f"  {'Trả lời:' if number == 0 else '     hoặc'} {plain(way)}"


def _field_lines(case: ReviewCase, asked: FieldQuestion, drawn: Drawn) -> Iterator[str]:
    field = asked.field
    marks = [*(("viết tay",) if field.handwritten else ()), *(DOUBT_WORDS[doubt] for doubt in field.doubts)]
    why = ", ".join((percent(field.confidence), *marks))
    yield f"  {field.name}: {plain(field.value) or '(trống)'}  ({why})"
    if field.raw != field.value:
        yield f"    Đọc được: {plain(field.raw) or '(không có chữ nào)'}"
    yield f"    Vì: {plain(field.rule)}"
    for word in asked.words:
        read = ", ".join(f"{plain(one.text)} ({percent(one.confidence)})" for one in word.readings)
        yield f"    Chữ “{plain(word.text)}” còn được đọc là: {read}"
    yield f"    Xem: {_place_words(asked.place, drawn)}"
    yield f"    Sửa: sohoa review correct {case.id} --field {field.name}=GIÁ_TRỊ"


def _place_words(place: PlaceView, drawn: Drawn) -> str:
    where = f"trang {place.page}"
    if not place.drawable:
        return f"{where} ({_NO_PICTURE})"
    return f"{where} (hình: {plain(drawn[place])})" if place in drawn else where


def candidate_words(candidate: Candidate) -> str:
    """An answer with its chance: what it is called, and how it is written in a command."""
    named = f"{candidate.value} {candidate.name}".strip()
    return plain(named if candidate.probability is None else f"{percent(candidate.probability)}  {named}")


def age(passed: timedelta) -> str:
    """How long ago, in the largest unit there is one of."""
    minutes = max(0, int(passed.total_seconds() // 60))
    if minutes >= 2 * 24 * 60:
        return f"{minutes // (24 * 60)} ngày"
    return f"{minutes // 60} giờ" if minutes >= 60 else f"{minutes} phút"
