"""Finds where a form's labels stand on a line, read with a letter wrong or not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

from domain.text import Word
from pipeline.papers.field_specs import FieldSpec
from pipeline.reading.near_match import Phrase, fold_letters, match_head, ready_phrase

_NOTE = re.compile(r"[(\[]?\d{1,2}[)\]]")
"""The mark of a footnote, which stands between a label and what it asks for."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label on a line: from which word to which, and the fields it may announce."""

    start: int
    stop: int
    """The first word behind it."""
    specs: tuple[FieldSpec, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label made ready to be looked for."""

    phrase: Phrase
    bare: bool
    specs: tuple[FieldSpec, ...]


@lru_cache(maxsize=128)
def wanted_labels(specs: tuple[FieldSpec, ...]) -> tuple[Wanted, ...]:
    """The labels of a paper type's fields, each once, with all fields that it may announce."""
    by_label: dict[tuple[str, bool], list[FieldSpec]] = {}
    for spec in specs:
        for label in spec.labels:
            by_label.setdefault((label, spec.bare), []).append(spec)
    return tuple(
        Wanted(ready_phrase(label), bare, tuple(carried)) for (label, bare), carried in by_label.items()
    )


def parted_at_colons(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words, with "tên:HUỲNH" and "(3)Số" cut where the label ends."""
    parted: list[Word] = []
    for word in words:
        cut = re.match(r"(?P<label>[^:]*[^\W\d_][^:]*:)(?P<rest>\S+)$", word.text)
        if cut is None or cut["label"].lower().startswith(("http", "kt:")):
            parted.append(word)
            continue
        middle = word.box.left + word.box.width * len(cut["label"]) / len(word.text)
        left, right = replace(word.box, right=middle), replace(word.box, left=middle)
        parted += [replace(word, text=cut["label"], box=left), replace(word, text=cut["rest"], box=right)]
    return tuple(parted)


def find_labels(words: Sequence[Word], wanted: Sequence[Wanted]) -> list[Label]:
    """The labels on a line, left to right; of two at one place the one with more letters."""
    letters = [fold_letters(word.text) for word in words]
    found: list[Label] = []
    place = 0
    while place < len(words):
        best = max(
            (label for one in wanted if (label := _label_at(place, words, letters, one)) is not None),
            key=lambda label: label.weight,
            default=None,
        )
        if best is None:
            place += 1
            continue
        found.append(best)
        place = best.stop
    return found


def _label_at(place: int, words: Sequence[Word], letters: Sequence[str], one: Wanted) -> Label | None:
    first = letters[place]
    if not first or (first[0] != one.phrase.letters[0] and first[1:3] != one.phrase.letters[1:3]):
        return None
    ends = tuple(accumulate(len(part) for part in letters[place : place + 16]))
    match = match_head(one.phrase, "".join(letters[place : place + 16]), frozenset(ends))
    # One wrong letter in eight: a label is short, and forms have many that are alike.
    # Without a colon it must be right: "Thửa đất có" is not "Thửa đất số".
    allowed = 0 if one.bare else len(one.phrase.letters) // 8
    if match is None or match.errors > allowed:
        return None
    stop = place + ends.index(match.length) + 1
    behind = _behind_colon(words, stop, bare=one.bare)
    if behind is None:
        return None
    return Label(place, behind, one.specs, len(one.phrase.letters) - 2 * match.errors)


def _behind_colon(words: Sequence[Word], stop: int, *, bare: bool) -> int | None:
    """The place behind the label's colon and its note; None when it has no colon and should."""
    closed = words[stop - 1].text.endswith(":") or bare
    while stop < len(words):
        text = words[stop].text
        is_note = _NOTE.fullmatch(text.rstrip(":")) is not None
        if text != ":" and not (is_note and (closed or text.endswith(":"))):
            break
        closed = True
        stop += 1
    return stop if closed else None
