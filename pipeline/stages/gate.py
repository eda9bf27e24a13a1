"""The secrecy gate: a MẬT stamp stops the page before anything of it is written (NĐ 30/2020, ô 10a)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from domain.document import Place, Question, QuestionKind
from domain.geometry import Box
from domain.ocr import Layout, OcrEngine
from domain.page import Flag, Page, SecrecyLevel, SecrecyMark
from pipeline.frame import PageFrame
from pipeline.imaging.dark_stamp import dark_places
from pipeline.imaging.pixels import raster_of
from pipeline.imaging.stamp import StampCandidate, stamp_candidates
from pipeline.imaging.stamp_shape import Likeness, likeness
from pipeline.reading.secrecy import (
    begins_like_mat,
    begins_like_others,
    is_mark_in_red,
    is_part_of_mat,
    level_of_print,
    says_otherwise,
)
from pipeline.stage import Ask, PageRun, PageStage, Tools

Pixels = NDArray[np.uint8]

_INSTRUCTION = (
    "Trang có dấu chỉ độ mật ({level}). Hệ thống đã dừng và không lưu nội dung. "
    "Hãy rút tài liệu này khỏi máy quét và bàn giao cho người phụ trách tài liệu mật của cơ quan. "
    "Sau khi bàn giao, hãy rút giấy này để xóa bản quét khỏi máy; "
    "nếu đây không phải dấu mật, hãy trả lời như vậy."
)


_MOST_OF_PAPER = 160
_LEAST_RED = 40
"""By which red outdoes green in at least half of the ink."""


@dataclass(frozen=True, slots=True)
class GateOptions:
    search_dpi: float = 150.0
    engine: str = "tesseract"
    line_engine: str = "line"
    """Asked first: it reads faint and crossed letters that the other engine passes over."""
    hopeless: float = 0.3
    """Of likeness to a level, letter by letter: below this the place is left."""
    worth_reading: float = 0.4
    like_on_the_whole: float = 0.7
    """Of all letters together: worth reading too. In another face one letter may stand aside."""
    all_but_sure: float = 0.75
    """Of all letters together."""
    likely: float = 0.5
    rather_sure: float = 0.6


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
    """The first stamp that can be told: red ink says more than black, which may be print."""
    engines = (tools.ocr(options.line_engine), tools.ocr(options.engine))
    red = ((candidate,) for candidate in stamp_candidates(view, options.search_dpi))
    for place in chain(red, dark_places(view, options.search_dpi)):
        found = _read_place(view, place, engines, options)
        if found is not None:
            return found
    return None


def _read_place(
    view: Pixels, place: Iterable[StampCandidate], engines: tuple[OcrEngine, ...], options: GateOptions
) -> _Found | None:
    """Looks at the shapes of letters first, a fifth of a reading's cost; reads what might be a level."""
    for candidate in place:
        like = likeness(candidate.levelled)
        is_like = like.mean >= options.like_on_the_whole
        if like.weakest < options.hopeless and not is_like:
            return None
        if like.weakest < options.worth_reading and not is_like:
            continue
        # A second reader is asked where the shapes speak for a stamp.
        for engine in engines if like.weakest >= options.likely else engines[:1]:
            words = engine.read(raster_of(candidate.picture), options.search_dpi, Layout.LINE)
            sure = words.mean_confidence or 0.0
            level = _level_read(words.text, sure, like, options)
            if level is None and engine is engines[0]:
                level = _level_seen(words.text, sure, like, options)
            if level is None and is_mark_in_red(words.text) and _is_red(view, candidate.box):
                level = SecrecyLevel.MAT
            if level is not None:
                return _Found(level, candidate.box, max(sure, like.weakest))
            if says_otherwise(words.text, sure):
                return None
    return None


def _is_red(view: Pixels, box: Box) -> bool:
    """Whether most of the ink there is red."""
    if view.ndim == 2:
        return False
    part = view[max(0, int(box.top)) : int(box.bottom), max(0, int(box.left)) : int(box.right)].astype(
        np.int16
    )
    red, green = part[..., 0], part[..., 1]
    inked = green < _MOST_OF_PAPER
    return bool(inked.any() and np.median((red - green)[inked]) >= _LEAST_RED)


def _level_read(words: str, sure: float, like: Likeness, options: GateOptions) -> SecrecyLevel | None:
    """The level an engine reads; three letters are soon misread, so a lone MẬT must look like it too."""
    # Shapes that are all but sure make up for a letter that is read wrongly.
    is_seen = like.level is not SecrecyLevel.MAT and like.mean >= options.all_but_sure
    level = level_of_print(words, sure, forgiving=int(is_seen))
    return None if level is SecrecyLevel.MAT and like.weakest < options.likely else level


def _level_seen(words: str, sure: float, like: Likeness, options: GateOptions) -> SecrecyLevel | None:
    """The level whose letters are seen, unless the words of the better reader speak against it."""
    if says_otherwise(words, sure):
        return None
    if like.level is not SecrecyLevel.MAT:
        return like.level if like.is_striking else None
    if begins_like_mat(words, sure):
        return like.level if like.weakest >= options.likely else None
    # Other letters, read rather surely, outweigh the shapes of three, and shapes do not tell Ậ from Ặ.
    speaks_against = (sure >= options.rather_sure and not is_part_of_mat(words)) or begins_like_others(words)
    return like.level if like.is_striking and not speaks_against else None


def _turned_back(box: Box, turns: int, shape: tuple[int, ...]) -> Box:
    """A box of the view that was turned counter-clockwise, in pixels of the view of that shape."""
    for turn in reversed(range(turns)):
        # Before this turn the picture was as wide as it is high now.
        width = shape[1] if turn % 2 == 0 else shape[0]
        box = Box(width - box.bottom, box.left, width - box.top, box.right)
    return box


STAGE = PageStage(
    name="gate",
    version="5",
    options=GateOptions,
    build=build,
    libraries=("opencv-python", "tesserocr"),
    models=lambda options, tools: tuple(
        tools.ocr(engine).version for engine in (options.engine, options.line_engine)
    ),
)
