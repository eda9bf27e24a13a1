"""Reads the words of a page with an OCR engine."""

from dataclasses import dataclass, replace

from domain.ocr import Effort
from domain.page import Flag, Page
from pipeline.frame import PageFrame
from pipeline.imaging.pixels import raster_of
from pipeline.reading.plausible import judged
from pipeline.reading_view import reading_view
from pipeline.stage import PageRun, PageStage, Tools


@dataclass(frozen=True, slots=True)
class OcrOptions:
    engine: str = "tesseract"
    effort: Effort = Effort.FULL
    dpi: float = 180.0
    """Resolution the page is read at. Below 300 dpi reading is cheaper and no worse (docs/performance.md)."""
    erase_leaders: bool = True
    """Rows of dots and rules that values stand on are taken off before reading."""
    words_on_blank: int = 3
    """A page that was taken for blank but shows so many sure words is not blank."""
    sure: float = 0.8


def build(options: OcrOptions, tools: Tools) -> PageRun:
    def ocr(page: Page, frame: PageFrame) -> Page:
        view = reading_view(page, frame, options.dpi, erase_leaders=options.erase_leaders)
        text = view.to_page(tools.ocr(options.engine).read(raster_of(view.pixels), options.dpi))
        page = judged(replace(page, text=text), lambda word: tools.words().knows(word))
        sure = sum(word.confidence >= options.sure and len(word.text) > 1 for word in text.words)
        if Flag.BLANK in page.flags and sure >= options.words_on_blank:
            return replace(page, flags=tuple(flag for flag in page.flags if flag is not Flag.BLANK))
        if Flag.BLANK not in page.flags and not text.words:
            return page.flagged(Flag.UNREADABLE)
        return page

    return ocr


STAGE = PageStage(
    name="ocr",
    version="4",
    options=OcrOptions,
    build=build,
    libraries=("opencv-python",),
    models=lambda options, tools: (tools.ocr(options.engine).version,),
    remembers="text",
)
