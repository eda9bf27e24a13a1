"""The secrecy gate: a MẬT stamp stops the page before anything of it is written (NĐ 30/2020, ô 10a)."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.document import Question, QuestionKind
from domain.ocr import Layout, OcrEngine
from domain.page import Page, SecrecyMark
from domain.text import PageText
from pipeline.frame import PageFrame
from pipeline.imaging.pixels import raster_of
from pipeline.imaging.stamp import stamp_candidates
from pipeline.reading.secrecy import secrecy_level
from pipeline.stage import Ask, PageRun, PageStage, Tools

_INSTRUCTION = (
    "Trang có dấu chỉ độ mật ({level}). Hệ thống đã dừng và không lưu nội dung. "
    "Hãy rút tài liệu này khỏi máy quét và bàn giao cho người phụ trách tài liệu mật của cơ quan."
)


@dataclass(frozen=True, slots=True)
class GateOptions:
    search_dpi: float = 150.0
    engine: str = "tesseract"
    second_scale: float = 0.6


def build(options: GateOptions, tools: Tools) -> PageRun:
    def gate(page: Page, frame: PageFrame) -> Page | Ask:
        if page.gate_waived:
            return page
        view = frame.color(page, options.search_dpi)
        for candidate in stamp_candidates(view, options.search_dpi):
            words = _read(candidate.picture, tools.ocr(options.engine), options)
            level = secrecy_level(words.text)
            if level is not None:
                scale = page.size.width / view.shape[1]
                mark = SecrecyMark(level, candidate.box.scaled(scale), words.mean_confidence or 0.0)
                question = Question(kind=QuestionKind.SECRECY, text=_INSTRUCTION.format(level=level.value))
                return Ask(question, replace(page, secrecy=mark))
        return page

    return gate


def _read(picture: NDArray[np.uint8], engine: OcrEngine, options: GateOptions) -> PageText:
    """The crop's words; a crop that shows none is read again smaller: large letters are often passed over."""
    words = engine.read(raster_of(picture), options.search_dpi, Layout.LINE)
    if words.words:
        return words
    x = y = options.second_scale
    smaller = np.asarray(cv2.resize(picture, None, fx=x, fy=y, interpolation=cv2.INTER_AREA), np.uint8)
    return engine.read(raster_of(smaller), options.search_dpi * x, Layout.LINE)


STAGE = PageStage(
    name="gate",
    version="2",
    options=GateOptions,
    build=build,
    libraries=("opencv-python", "tesserocr"),
    models=lambda options, tools: (tools.ocr(options.engine).version,),
)
