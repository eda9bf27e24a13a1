"""The secrecy gate: a MẬT stamp stops the page before anything of it is written (NĐ 30/2020, ô 10a)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.document import Place, Question, QuestionKind
from domain.geometry import Box
from domain.ocr import Layout, OcrEngine
from domain.page import Flag, Page, SecrecyLevel, SecrecyMark
from domain.text import PageText
from pipeline.frame import PageFrame
from pipeline.imaging.dark_stamp import dark_places
from pipeline.imaging.pixels import raster_of
from pipeline.imaging.stamp import StampCandidate, stamp_candidates
from pipeline.reading.secrecy import level_of_print, says_otherwise, secrecy_level
from pipeline.stage import Ask, PageRun, PageStage, Tools

Pixels = NDArray[np.uint8]

_INSTRUCTION = (
    "Trang có dấu chỉ độ mật ({level}). Hệ thống đã dừng và không lưu nội dung. "
    "Hãy rút tài liệu này khỏi máy quét và bàn giao cho người phụ trách tài liệu mật của cơ quan. "
    "Sau khi bàn giao, hãy rút giấy này để xóa bản quét khỏi máy; "
    "nếu đây không phải dấu mật, hãy trả lời như vậy."
)


@dataclass(frozen=True, slots=True)
class GateOptions:
    search_dpi: float = 150.0
    engine: str = "tesseract"
    line_engine: str = "line"
    """Reads faint and crossed letters that the first engine passes over."""
    second_scale: float = 0.6


@dataclass(frozen=True, slots=True)
class _Found:
    level: SecrecyLevel
    box: Box
    """In pixels of the view that was searched."""
    score: float


def build(options: GateOptions, tools: Tools) -> PageRun:
    def gate(page: Page, frame: PageFrame) -> Page | Ask:
        if page.gate_waived:
            return page
        view = frame.color(page, options.search_dpi)
        for turns in range(4 if Flag.ORIENTATION_UNSURE in page.flags else 1):
            found = _search(np.ascontiguousarray(np.rot90(view, turns)), options, tools)
            if found is not None:
                box = _turned_back(found.box, turns, view.shape).scaled(page.size.width / view.shape[1])
                question = Question(
                    kind=QuestionKind.SECRECY,
                    text=_INSTRUCTION.format(level=found.level.value),
                    # Where, never what: no picture of the place is made, kept or shown (decision 024).
                    places=(Place(page.index, box),),
                )
                return Ask(question, replace(page, secrecy=SecrecyMark(found.level, box, found.score)))
        return page

    return gate


def _search(view: Pixels, options: GateOptions, tools: Tools) -> _Found | None:
    """The first stamp that can be read: red ink says more than black, which may be print."""
    tesseract, line = tools.ocr(options.engine), tools.ocr(options.line_engine)
    for candidate in stamp_candidates(view, options.search_dpi):
        for words in _readings_of_red(candidate.picture, (tesseract, line), options):
            level = secrecy_level(words.text)
            if level is not None:
                return _Found(level, candidate.box, words.mean_confidence or 0.0)
    for place in dark_places(view, options.search_dpi):
        found = _read_place(place, (line, tesseract), options)
        if found is not None:
            return found
    return None


def _readings_of_red(
    picture: Pixels, engines: tuple[OcrEngine, OcrEngine], options: GateOptions
) -> Iterator[PageText]:
    """A crop that shows no words is read again smaller: large letters are often passed over."""
    first, second = engines
    words = first.read(raster_of(picture), options.search_dpi, Layout.LINE)
    if not words.words:
        x = y = options.second_scale
        smaller = np.asarray(cv2.resize(picture, None, fx=x, fy=y, interpolation=cv2.INTER_AREA), np.uint8)
        words = first.read(raster_of(smaller), options.search_dpi * x, Layout.LINE)
    yield words
    yield second.read(raster_of(picture), options.search_dpi, Layout.LINE)


def _read_place(
    place: Iterator[StampCandidate], engines: tuple[OcrEngine, ...], options: GateOptions
) -> _Found | None:
    for candidate in place:
        for engine in engines:
            words = engine.read(raster_of(candidate.picture), options.search_dpi, Layout.LINE)
            sure = words.mean_confidence or 0.0
            level = level_of_print(words.text, sure)
            if level is not None:
                return _Found(level, candidate.box, sure)
            if says_otherwise(words.text, sure):
                return None
    return None


def _turned_back(box: Box, turns: int, shape: tuple[int, ...]) -> Box:
    """A box of the view that was turned counter-clockwise, in pixels of the view of that shape."""
    for turn in reversed(range(turns)):
        # Before this turn the picture was as wide as it is high now.
        width = shape[1] if turn % 2 == 0 else shape[0]
        box = Box(width - box.bottom, box.left, width - box.top, box.right)
    return box


STAGE = PageStage(
    name="gate",
    version="3",
    options=GateOptions,
    build=build,
    libraries=("opencv-python", "tesserocr"),
    models=lambda options, tools: tuple(
        tools.ocr(engine).version for engine in (options.engine, options.line_engine)
    ),
)
