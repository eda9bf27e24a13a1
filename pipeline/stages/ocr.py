"""Reads the words of a page with an OCR engine."""

from dataclasses import dataclass, replace

from domain.ocr import Effort
from domain.page import Flag, Page
from pipeline.frame import PageFrame
from pipeline.page_reader import LOOKS, PageReader
from pipeline.reading.plausible import judged
from pipeline.stage import PageRun, PageStage, Tools


@dataclass(frozen=True, slots=True)
class OcrOptions:
    engine: str = "tesseract"
    line_engine: str = "line"
    """Looks again at words that are in doubt."""
    effort: Effort = Effort.FULL
    dpi: float = 180.0
    """Resolution the page is read at. Below 300 dpi reading is cheaper and no worse (docs/performance.md)."""
    line_dpi: float = 300.0
    """Resolution doubtful words are shown at."""
    erase_leaders: bool = True
    """Rows of dots and rules that values stand on are taken off before reading."""
    words_on_blank: int = 3
    """A page that was taken for blank but shows so many sure words is not blank."""
    sure: float = 0.8


def build(options: OcrOptions, tools: Tools) -> PageRun:
    reader = PageReader(
        first=tools.ocr(options.engine),
        lines=tools.ocr(options.line_engine),
        chooser=tools.words(),
        dpi=options.dpi,
        line_dpi=options.line_dpi,
        looks=LOOKS[options.effort],
        erase_leaders=options.erase_leaders,
    )

    def ocr(page: Page, frame: PageFrame) -> Page:
        text = reader.read(page, frame)
        page = judged(replace(page, text=text), tools.words().knows)
        sure = sum(word.confidence >= options.sure and len(word.text) > 1 for word in text.words)
        if Flag.BLANK in page.flags and sure >= options.words_on_blank:
            return replace(page, flags=tuple(flag for flag in page.flags if flag is not Flag.BLANK))
        if Flag.BLANK not in page.flags and not text.words:
            return page.flagged(Flag.UNREADABLE)
        return page

    return ocr


def _models(options: OcrOptions, tools: Tools) -> tuple[str, ...]:
    return (tools.ocr(options.engine).version, tools.ocr(options.line_engine).version, tools.words().version)


STAGE = PageStage(
    name="ocr",
    version="6",
    options=OcrOptions,
    build=build,
    libraries=("opencv-python",),
    models=_models,
    remembers="text",
)
