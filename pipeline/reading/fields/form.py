"""Fields of forms: what stands behind the labels that the paper type lists."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from domain.fields import Doubt, Field
from domain.geometry import Box
from domain.text import Line, Word
from pipeline.papers.field_specs import FieldKind, FieldSpec
from pipeline.reading.dossier_grammar import DossierGrammar
from pipeline.reading.fields.cells import values_under_labels
from pipeline.reading.fields.kinds import read_value
from pipeline.reading.fields.labels import Label, Wanted, find_labels, parted_at_colons, wanted_labels
from pipeline.reading.fields.sheet import Found, Sheet, field_of, text_of
from pipeline.reading.heading import box_around

_MOST_LINES = 400
_RUNS_ON = frozenset({FieldKind.TEXT, FieldKind.PLACE})
_FULL = 0.93
"""A value runs on below when its line reaches so far to the right edge of the text."""
_MENDED = 0.9


@dataclass
class _Reading:
    """What was found so far, and under which heading field the next ones stand."""

    specs: tuple[FieldSpec, ...]
    today: date
    numbers: DossierGrammar
    head: str | None = None
    found: dict[str, Field] = field(default_factory=dict)

    def spec_for(self, label: Label) -> FieldSpec | None:
        """The field that the label announces here; None when it belongs to nobody."""
        under = next(
            (spec for spec in label.specs if spec.under is not None and spec.under == self.head), None
        )
        free = next((spec for spec in label.specs if spec.under is None), None)
        return under or free

    def enters(self, spec: FieldSpec) -> None:
        """A person's name, or what other fields stand under, begins a part of its own."""
        begins = spec.kind is FieldKind.PERSON and spec.under is None
        if begins or any(other.under == spec.name for other in self.specs):
            self.head = spec.name

    def keeps(self, made: Field | None) -> None:
        """Of a field met twice the first that has a value stays."""
        known = self.found.get(made.name) if made is not None else None
        if made is not None and (known is None or (made.value and not known.value)):
            self.found[made.name] = made


def read_form(
    sheets: Sequence[Sheet], specs: tuple[FieldSpec, ...], today: date, numbers: DossierGrammar
) -> tuple[Field, ...]:
    """The fields in the order their labels stand; of a field met twice the first that has a value."""
    wanted = wanted_labels(specs)
    reading = _Reading(specs, today, numbers)
    if wanted:
        for sheet in sheets:
            _read_sheet(sheet, wanted, reading)
        for sheet in sheets:
            _read_tables(sheet, wanted, reading)
    return tuple(reading.found.values())


def _read_sheet(sheet: Sheet, wanted: Sequence[Wanted], reading: _Reading) -> None:
    lines = [
        replace(line, words=parted_at_colons(line.words))
        for line in sheet.text.lines[:_MOST_LINES]
        if line.words
    ]
    labelled = [find_labels(line.words, wanted) for line in lines]
    for number, (line, labels) in enumerate(zip(lines, labelled, strict=True)):
        for place, label in enumerate(labels):
            spec = reading.spec_for(label)
            if spec is None:
                continue
            reading.enters(spec)
            stop = labels[place + 1].start if place + 1 < len(labels) else len(line.words)
            words = line.words[label.stop : stop]
            if stop == len(line.words):
                words += tuple(_below(number, words, spec, lines, labelled))
            due = _due(line, label, stop)
            reading.keeps(_made(spec, words, due, sheet, reading))


def _read_tables(sheet: Sheet, wanted: Sequence[Wanted], reading: _Reading) -> None:
    for under in values_under_labels(sheet, wanted):
        spec = reading.spec_for(under.label)
        if spec is None:
            continue
        made = _made(spec, under.words, under.due, sheet, reading, unit=under.note)
        if made is not None and under.others:
            rule = f"{made.rule}; bảng có nhiều dòng, lấy dòng đầu"
            made = replace(made, rule=rule, doubts=(*made.doubts, Doubt.UNSURE))
        reading.keeps(made)


def _below(
    number: int,
    words: Sequence[Word],
    spec: FieldSpec,
    lines: Sequence[Line],
    labelled: Sequence[list[Label]],
) -> Iterator[Word]:
    """What goes on in the lines below: a text that fills its line, or a value that has a line of its own."""
    line = lines[number]
    edge = max(one.box.right for one in lines)
    wanted = spec.own_line and not words
    runs_on = _runs_on(spec, words) and line.box.right >= _FULL * edge
    for place in range(number + 1, min(number + 3, len(lines))):
        below = lines[place]
        near = below.box.top - line.box.bottom < 1.2 * line.box.height and below.block == lines[number].block
        if not (wanted or runs_on) or labelled[place] or not near or ":" in below.text:
            return
        yield from below.words
        line, wanted = below, False
        runs_on = _runs_on(spec, below.words) and below.box.right >= _FULL * edge


def _runs_on(spec: FieldSpec, words: Sequence[Word]) -> bool:
    """Texts may go on below, and dates that are written in words."""
    in_words = spec.kind is FieldKind.DATE and not any(sign.isdigit() for sign in text_of(words))
    return bool(words) and (spec.kind in _RUNS_ON or in_words)


def _due(line: Line, label: Label, stop: int) -> Box:
    """Where the value is due: from the label to the next one, or to the end of the line and beyond."""
    left = line.words[label.stop - 1].box.right
    right = line.words[stop].box.left if stop < len(line.words) else line.box.right + 10 * line.box.height
    return Box(
        left, line.box.top - line.box.height / 2, max(left, right), line.box.bottom + line.box.height / 2
    )


def _made(
    spec: FieldSpec, words: Sequence[Word], due: Box, sheet: Sheet, reading: _Reading, unit: str = ""
) -> Field | None:
    telling = tuple(word for word in words if any(map(str.isalnum, word.text)))
    rule = f'sau nhãn "{spec.labels[0]}"'
    if not telling:
        if not sheet.pen_in(due):
            return None
        return Field(
            name=spec.name, value="", raw=text_of(words), page=sheet.number, box=due, confidence=0.0,
            rule=f"{rule}; viết tay, không đọc được", handwritten=True, doubts=(Doubt.UNREAD,),
        )  # fmt: skip
    text = " ".join((text_of(words), *_unit_of(spec, unit)))
    checked = read_value(spec, text, reading.today, reading.numbers)
    found = Found(
        name=spec.name,
        value=checked.value,
        words=telling,
        rule="; ".join(
            part for part in (rule, "đã sửa chữ gần giống" if checked.mended else "", checked.fault) if part
        ),
        invalid=bool(checked.fault),
        least=_MENDED if checked.mended else 1.0,
    )
    made = field_of(found, sheet)
    return replace(made, raw=text_of(words), box=box_around(telling))


def _unit_of(spec: FieldSpec, note: str) -> tuple[str, ...]:
    """The unit that the head of a column names for all its values."""
    unit = note.strip("()[] .,:")
    return (unit,) if spec.kind is FieldKind.AREA and unit else ()
