"""What a person says of a paper's fields: a value in place of the one that was read, kept with their name."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from actions.fields_again import is_typed
from actions.review import Desk, commit_answer
from domain.actor import Actor
from domain.document import Document
from domain.errors import StateConflict, UsageError
from domain.event import EventKind, Fact
from domain.fields import Doubt, Field, FieldSheet
from domain.geometry import Box
from domain.ids import DocumentId
from domain.ledger import DocumentRow, NewEvent, PageState
from domain.lifecycle import State
from pipeline.papers.field_specs import FieldKind, FieldSpec
from pipeline.reading.fields.checks import UNIT_SUFFIX, with_units
from pipeline.reading.fields.kinds import read_value

_SETTLED = frozenset({State.QUESTION, State.CONFIRMED, State.WAITING_SIGNATURE, State.FILED})
"""States in which nothing else writes a paper's fields."""

_OF_LETTERS = {
    "so_ky_hieu": FieldKind.NOTATION,
    "ngay_ban_hanh": FieldKind.DATE,
    "nguoi_ky": FieldKind.PERSON,
}
"""What the fields of NĐ 30 hold, which no paper type lists; the others are plain text."""

_MENDED = "đã sửa chữ gần giống"


@dataclass(frozen=True, slots=True)
class FieldAnswer:
    """The value of a field as a person reads it on the paper."""

    name: str
    value: str


def correct_fields(
    actor: Actor, desk: Desk, document: DocumentId, answers: Sequence[FieldAnswer]
) -> tuple[str, ...]:
    """Keeps the values under the person's name; gives what each breaks of its kind's rules, in Vietnamese.

    A person's word stands, whatever the rules say. A field that was not read is added when the paper's type
    has it. The events name the fields and never say what stands in them.
    """
    row = desk.ledger.document(document, actor.scope)
    if row.state not in _SETTLED or not is_typed(row.document):
        raise StateConflict(
            f"{document} is {row.state.value}: its fields are not read yet, or it is being worked on"
        )
    sheet = desk.holdings.read_fields(row.document.kept_fields)
    warnings: list[str] = []
    for answer in answers:
        spec = _spec(row.document, desk, sheet, answer.name)
        field = _field_of(actor, desk, row, sheet, answer.name)
        made, fault = _said(desk, field, spec, answer.value, (actor.name, row.document.received_at.date()))
        sheet = _with(desk, sheet, made, spec)
        if fault:
            warnings.append(f"{answer.name}: {fault}")
    after = replace(row.document, kept_fields=desk.holdings.write_fields(sheet))
    facts = tuple(Fact("field", answer.name) for answer in answers)
    event = NewEvent(kind=EventKind.QUESTION_ANSWERED, subject=document, facts=facts)
    commit_answer(actor, desk, row, (after, row.state), (event,))
    return tuple(warnings)


def _spec(document: Document, desk: Desk, sheet: FieldSheet, name: str) -> FieldSpec:
    """What the field holds; UsageError for a name that this paper has no field of."""
    paper = None if document.paper is None else desk.data.papers.paper(document.paper.code)
    specs = () if paper is None else paper.fields
    for spec in specs:
        if spec.name == name:
            return spec
    read = {field.name for field in sheet.fields}
    if name in read or name in _OF_LETTERS:
        return FieldSpec(name=name, labels=(name,), kind=_OF_LETTERS.get(name, FieldKind.TEXT))
    known = ", ".join(sorted({*read, *(spec.name for spec in specs), *_OF_LETTERS}))
    raise UsageError(f"{document.id} has no field {name!r}; its type has {known}")


def _field_of(actor: Actor, desk: Desk, row: DocumentRow, sheet: FieldSheet, name: str) -> Field:
    """The field as it was read; one that was not read may stand anywhere on the first page."""
    found = next((field for field in sheet.fields if field.name == name), None)
    if found is not None:
        return found
    pages = desk.ledger.pages(row.document.id, actor.scope)
    first = next(page.value for page in pages if page.state is PageState.READ and page.value is not None)
    size = desk.holdings.read_page(first).size
    return Field(
        name=name, value="", raw="", page=0, box=Box(0, 0, size.width, size.height), confidence=0.0,
        rule="không đọc được trên giấy",
    )  # fmt: skip


def _said(desk: Desk, field: Field, spec: FieldSpec, value: str, by: tuple[str, date]) -> tuple[Field, str]:
    """The field with the person's value in its one form, and what speaks against that."""
    who, today = by
    typed = " ".join(unicodedata.normalize("NFC", value).split())
    if not typed:
        said = replace(field, value="", rule=f"{who} không thấy trên giấy", doubts=())
        return replace(said, confidence=1.0, checked_by=who), ""
    checked = read_value(spec, typed, today, desk.data.numbers)
    told = checked.fault or (_MENDED if checked.mended else "")
    made = replace(
        field,
        value=typed if checked.fault else checked.value,
        confidence=1.0,
        rule="; ".join(part for part in (f"do {who} nhập", told) if part),
        doubts=(Doubt.INVALID,) if checked.fault else (),
        checked_by=who,
    )
    return made, told


def _with(desk: Desk, sheet: FieldSheet, made: Field, spec: FieldSpec) -> FieldSheet:
    """The sheet with the field in its place, and the commune of today behind a place."""
    whole = (
        made,
        *(replace(unit, checked_by="") for unit in with_units((made,), (spec,), desk.data.units)[1:]),
    )
    # The commune that followed from the old value goes with it, but not one that a person gave.
    follows = f"{made.name}{UNIT_SUFFIX}"
    kept = [
        field
        for field in sheet.fields
        if field.name != follows or field.checked_by or spec.kind is not FieldKind.PLACE
    ]
    if any(field.name == follows for field in kept):
        whole = whole[:1]
    if all(field.name != made.name for field in kept):
        return FieldSheet((*kept, *whole))
    return FieldSheet(
        tuple(one for field in kept for one in (whole if field.name == made.name else (field,)))
    )
