"""An OCR engine for tests that reads what it is told to."""

import hashlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from domain.geometry import Box
from domain.ocr import Layout
from domain.raster import Raster
from domain.text import Line, PageText, Word
from tests.sheets import BODY, HEADING, HIDDEN, MARK_PX, SIZE, TITLE


@dataclass
class FakeReader:
    """An OCR engine that sees the same words on every first page with ink, others on pages with a mark, and
    counts how often it is asked."""

    lines: tuple[str, ...] = (*HEADING, TITLE, *BODY)
    script: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """What it reads on a page with so many marks."""
    stamp: str = ""
    """What it reads in a single line: the crop of a stamp."""
    confidence: float = 0.9
    upright: tuple[int, float] = (0, 20.0)
    """The quarter turns it would give a page, and how sure it is."""
    calls: list[Layout] = field(default_factory=list)
    fault: Callable[[Raster], None] | None = None
    """Called before each reading of a page: raises what is to go wrong."""
    name: str = "tesseract"
    version: str = "fake 1"
    closed: int = 0

    @property
    def pages_read(self) -> int:
        return self.calls.count(Layout.PAGE)

    def read(self, raster: Raster, dpi: float, layout: Layout = Layout.PAGE) -> PageText:
        self.calls.append(layout)
        if layout is not Layout.PAGE:
            return _text((self.stamp,) if self.stamp else (), raster, dpi, self.confidence)
        if self.fault is not None:
            self.fault(raster)
        white = np.frombuffer(raster.data, np.uint8).min() > 250
        marks = _marks_on(raster)
        lines = self.script.get(marks) or (_later_lines(raster) if marks == 1 else self.lines)
        return _text(() if white else lines, raster, dpi, self.confidence)

    def orientation(self, raster: Raster, dpi: float) -> tuple[int, float]:
        del raster, dpi
        return self.upright

    def close(self) -> None:
        self.closed += 1


def _marks_on(raster: Raster) -> int:
    """How many black squares stand at the page's upper edge."""
    rows = np.frombuffer(raster.data, np.uint8).reshape(raster.height, raster.stride)
    scale = raster.height / SIZE[1]
    reach = max(1, round(MARK_PX * scale / 4))

    def is_there(number: int) -> bool:
        down = round((8 + MARK_PX / 2) * scale)
        along = round((8 + number * 2 * MARK_PX + MARK_PX / 2) * scale)
        there = rows[down - reach : down + reach, along - reach : along + reach]
        return there.size > 0 and bool(there.mean() < 60)

    return next(number for number in itertools.count() if not is_there(number))


def _later_lines(raster: Raster) -> tuple[str, ...]:
    """What goes on from the page before, with a number that no other picture has."""
    number = int(hashlib.sha256(raster.data).hexdigest()[:6], 16)
    return (
        f"tiếp theo nội dung của trang trước, mục {number}",
        f"và {HIDDEN} kèm theo",
        "gồm những việc sau đây",
    )


def _text(lines: tuple[str, ...], raster: Raster, dpi: float, confidence: float) -> PageText:
    """Lines centred on the page, one a block but for the heading."""
    height, pitch = raster.height / 60, raster.height / 24
    made = []
    for number, text in enumerate(lines):
        words, top = text.split(), raster.height / 20 + number * pitch
        step = height * 0.55
        left = max(0.0, raster.width / 2 - len(text) * step / 2)
        boxes = []
        for word in words:
            boxes.append(Word(word, Box(left, top, left + step * len(word), top + height), confidence))
            left += step * (len(word) + 1)
        whole = Box(boxes[0].box.left, top, boxes[-1].box.right, top + height)
        made.append(Line(tuple(boxes), whole, number if number > 1 else 0))
    return PageText(tuple(made), "tesseract", dpi)


def with_reader(reader: FakeReader) -> Callable[[str, Path | None], FakeReader]:
    """A stand-in for load_ocr_engine: `reader`, whose doubtful words nobody else can read either."""
    blind = FakeReader(lines=(), name="line")
    return lambda name, _tessdata: blind if name == "line" else reader
