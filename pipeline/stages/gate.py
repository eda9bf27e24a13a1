"""The secrecy gate: a MẬT stamp stops the page before anything of it is written (NĐ 30/2020, ô 10a)."""

from dataclasses import dataclass, replace

from domain.document import Question, QuestionKind
from domain.ocr import Layout
from domain.page import Page, SecrecyMark
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


def build(options: GateOptions, tools: Tools) -> PageRun:
    def gate(page: Page, frame: PageFrame) -> Page | Ask:
        if page.gate_waived:
            return page
        view = frame.color(page, options.search_dpi)
        for candidate in stamp_candidates(view, options.search_dpi):
            engine = tools.ocr(options.engine)
            words = engine.read(raster_of(candidate.picture), options.search_dpi, Layout.LINE)
            level = secrecy_level(words.text)
            if level is not None:
                scale = page.dpi.x / options.search_dpi
                mark = SecrecyMark(level, candidate.box.scaled(scale), words.mean_confidence or 0.0)
                question = Question(kind=QuestionKind.SECRECY, text=_INSTRUCTION.format(level=level.value))
                return Ask(question, replace(page, secrecy=mark))
        return page

    return gate


STAGE = PageStage(
    name="gate", version="1", options=GateOptions, build=build, libraries=("opencv-python", "tesserocr")
)
