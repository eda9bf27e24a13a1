"""Reads a set page as an OCR engine does: lost marks, look-alikes, dropped and joined words."""

import json
import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bench.stacks.sheet import PlacedLine, PlainPage
from domain.geometry import Box
from domain.text import Line, PageText, Word

DPI = 150
_PX_A_MM = DPI / 25.4
_MEASURED = Path(__file__).parent.parent / "tone_errors.json"
_LOOK_ALIKES = {
    "0": "O", "O": "0", "1": "l", "l": "1", "I": "l", "5": "S", "S": "5", "8": "B", "B": "8", "Đ": "Ð",
    "m": "rn", "u": "v", "h": "b", "Q": "O", "T": "F", "Y": "V", "G": "C", "c": "e", "n": "u", "N": "H",
    "Ấ": "Á", "Ờ": "Ò",
}  # fmt: skip
_SPLIT_COLUMNS = 0.5
_SIDE_BY_SIDE_MM = 2.0


@dataclass(frozen=True, slots=True)
class Damage:
    """How badly a page is read: shares of its words."""

    wrong: float
    dropped: float
    joined: float


# Sohoa reads 1 word in 100 of real scans wrongly (docs/performance.md); these stacks have 3 in 100.
CLEAN = Damage(wrong=0.01, dropped=0.001, joined=0.001)
USUAL = Damage(wrong=0.03, dropped=0.003, joined=0.005)
BAD = Damage(wrong=0.12, dropped=0.015, joined=0.02)


def draw_damage(rng: random.Random) -> Damage:
    """Half of the pages are clean, one in eight is bad."""
    return rng.choices((CLEAN, USUAL, BAD), weights=(4, 3, 1))[0]


def read_page(page: PlainPage, damage: Damage, rng: random.Random) -> PageText:
    """The page as it is read at DPI; equal seeds read equally."""
    rows = _rows(page, rng)
    lines = [_read_line(row, block, damage, rng) for block, row in enumerate(rows)]
    return PageText(tuple(line for line in lines if line is not None), "made up", DPI)


def _rows(page: PlainPage, rng: random.Random) -> list[list[PlacedLine]]:
    """What an engine takes for one line: columns side by side are one in half of the pages."""
    ordered = sorted(page.lines, key=lambda line: (line.top, line.left))
    if rng.random() < _SPLIT_COLUMNS:
        return [[line] for line in ordered]
    rows: list[list[PlacedLine]] = []
    for line in ordered:
        if rows and abs(rows[-1][0].top - line.top) < _SIDE_BY_SIDE_MM:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _read_line(row: list[PlacedLine], block: int, damage: Damage, rng: random.Random) -> Line | None:
    words = [word for line in row for word in _read_words(line, damage, rng)]
    if not words:
        return None
    box = Box(
        words[0].box.left,
        min(word.box.top for word in words),
        words[-1].box.right,
        max(word.box.bottom for word in words),
    )
    return Line(tuple(words), box, block)


def _read_words(line: PlacedLine, damage: Damage, rng: random.Random) -> Iterator[Word]:
    letters = max(1, len(line.text))
    a_letter = line.width * _PX_A_MM / letters
    top, bottom = line.top * _PX_A_MM, (line.top + line.height) * _PX_A_MM
    place, carried = 0, ""
    for text in line.text.split(" "):
        left = line.left * _PX_A_MM + place * a_letter
        place += len(text) + 1
        if not text or rng.random() < damage.dropped:
            continue
        if rng.random() < damage.joined and not carried:
            carried = text
            continue
        whole, left, carried = carried + text, left - len(carried) * a_letter, ""
        read = _misread(whole, rng) if rng.random() < damage.wrong else whole
        jitter = rng.uniform(-1, 1)
        box = Box(left, top + jitter, left + len(whole) * a_letter, bottom + jitter)
        yield Word(read, box, _confidence(rng, is_right=read == whole))


def _misread(text: str, rng: random.Random) -> str:
    """One letter of `text` loses or changes its mark, or is taken for one that looks alike."""
    place = rng.randrange(len(text))
    sign = text[place]
    wrong = _mark_lost(sign, rng) if rng.random() < 0.6 else _LOOK_ALIKES.get(sign, _mark_lost(sign, rng))
    return unicodedata.normalize("NFC", text[:place] + wrong + text[place + 1 :])


def _mark_lost(sign: str, rng: random.Random) -> str:
    measured = _measured().reads.get(sign)
    if measured and rng.random() < 0.5:
        return rng.choice(measured)
    plain = unicodedata.normalize("NFD", sign)[0]
    return {"đ": "d", "Đ": "D"}.get(plain, plain)


def _confidence(rng: random.Random, *, is_right: bool) -> float:
    """As sure as an engine was of words that were right, or wrong."""
    measured = _measured()
    return rng.choice(measured.right_confidences if is_right else measured.wrong_confidences)


@dataclass(frozen=True, slots=True)
class _Measured:
    """What bench.tone_errors counted on real scans."""

    reads: dict[str, tuple[str, ...]]
    """What a letter was read as in its place."""
    right_confidences: tuple[float, ...]
    wrong_confidences: tuple[float, ...]


@cache
def _measured() -> _Measured:
    counted = json.loads(_MEASURED.read_text(encoding="utf-8"))
    reads: dict[str, tuple[str, ...]] = {}
    for right, read, *_ in counted["pairs"]:
        reads[right] = (*reads.get(right, ()), read)
    return _Measured(reads, tuple(counted["right_confidence"]), tuple(counted["wrong_confidence"]))
