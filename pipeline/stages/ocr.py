"""Reads the words of a page with an OCR engine."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from domain.page import Flag, Page
from domain.text import Line, PageText, Word
from pipeline.frame import PageFrame
from pipeline.imaging.leaders import without_leaders
from pipeline.imaging.pixels import raster_of
from pipeline.imaging.red_text import red_print, with_red_print
from pipeline.stage import PageRun, PageStage, Tools


@dataclass(frozen=True, slots=True)
class OcrOptions:
    engine: str = "tesseract"
    dpi: float = 180.0
    """Resolution the page is read at. Below 300 dpi reading is cheaper and no worse (docs/performance.md)."""
    erase_leaders: bool = True
    """Rows of dots and rules that values stand on are taken off before reading."""
    red_print_dpi: float = 150.0
    """Resolution lines of red print, which vanish with the seals' ink, are looked for at; 0: not at all."""
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


def _reading_view(page: Page, frame: PageFrame, options: OcrOptions) -> NDArray[np.uint8]:
    """The page in gray: seals gone, red print kept."""
    view = frame.plain(page, options.dpi)
    if not options.red_print_dpi:
        return view
    small = frame.plain(page, options.red_print_dpi)
    bands = red_print(small, frame.color(page, options.red_print_dpi), options.red_print_dpi)
    if not bands:
        return view
    x, y = view.shape[1] / small.shape[1], view.shape[0] / small.shape[0]
    return with_red_print(view, frame.color(page, options.dpi), tuple(band.scaled(x, y) for band in bands))


def build(options: OcrOptions, tools: Tools) -> PageRun:
    def ocr(page: Page, frame: PageFrame) -> Page:
        view = _reading_view(page, frame, options)
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
    version="3",
    options=OcrOptions,
    build=build,
    libraries=("opencv-python",),
    remembers="text",
)
