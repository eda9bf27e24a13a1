"""Reads the words of a page with an OCR engine."""

from dataclasses import dataclass, replace

from domain.page import Flag, Page
from domain.text import Line, PageText, Word
from pipeline.frame import PageFrame
from pipeline.imaging.leaders import without_leaders
from pipeline.imaging.pixels import raster_of
from pipeline.stage import PageRun, PageStage, Tools


@dataclass(frozen=True, slots=True)
class OcrOptions:
    engine: str = "tesseract"
    dpi: float = 180.0
    """Resolution the page is read at. Below 300 dpi reading is cheaper and no worse (docs/performance.md)."""
    erase_leaders: bool = True
    """Rows of dots and rules that values stand on are taken off before reading."""
    words_on_blank: int = 3
    """A page that was taken for blank but shows so many sure words is not blank."""
    sure: float = 0.8


def _enlarged(text: PageText, x: float, y: float) -> PageText:
    """The same text with its boxes in a picture `x` times as wide and `y` times as high."""
    return replace(
        text,
        lines=tuple(
            Line(
                tuple(Word(word.text, word.box.scaled(x, y), word.confidence) for word in line.words),
                line.box.scaled(x, y),
                line.block,
            )
            for line in text.lines
        ),
    )


def build(options: OcrOptions, tools: Tools) -> PageRun:
    def ocr(page: Page, frame: PageFrame) -> Page:
        view = frame.plain(page, options.dpi)
        if options.erase_leaders:
            view = without_leaders(view, options.dpi)
        height, width = view.shape[:2]
        read = tools.ocr(options.engine).read(raster_of(view), options.dpi)
        text = _enlarged(read, page.size.width / width, page.size.height / height)
        page = replace(page, text=text)
        sure = sum(word.confidence >= options.sure and len(word.text) > 1 for word in text.words)
        if Flag.BLANK in page.flags and sure >= options.words_on_blank:
            return replace(page, flags=tuple(flag for flag in page.flags if flag is not Flag.BLANK))
        if Flag.BLANK not in page.flags and not text.words:
            return page.flagged(Flag.UNREADABLE)
        return page

    return ocr


STAGE = PageStage(
    name="ocr",
    version="2",
    options=OcrOptions,
    build=build,
    libraries=("opencv-python",),
    remembers="text",
)
