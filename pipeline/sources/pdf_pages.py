"""Opens PDF files: the scanned picture of a page as it is, or the page drawn."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from domain.errors import EmptyDocument, UnreadablePdf
from domain.geometry import Box, Dpi, Operation, Turn
from domain.image import ColorMode, EncodedImage, PageImage
from pipeline.sources.fax import decode_fax
from pipeline.sources.jpeg import decode_jpeg
from pipeline.sources.limits import Limits
from pipeline.sources.pdf_carried import CARRIED_FILTERS, CarriedPicture, PdfStreams, read_encoded
from pipeline.sources.pdf_placement import Sheet, drawing_dpi, drawing_size, placed_turns
from pipeline.sources.pdf_refusal import refusal
from pipeline.sources.pdf_render import draw_page, has_drawn_annotations
from pipeline.sources.pdf_survey import PaintedPicture, Survey, survey_page
from pipeline.sources.pdfium_door import pdfium_open
from pipeline.sources.signatures import count_signatures

# pdfium keeps every stream it has seen until its document is closed: 2 MB a page of a 300 dpi scan, measured.
_PAGES_A_DOCUMENT = 16
_LEAST_PAGE_PT = 7.2
"""A tenth of an inch: 15 pixels at the coarsest drawing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    image: PageImage
    operations: tuple[Operation, ...]
    carried: CarriedPicture | None


class PdfSource:
    """A PDF file; pages are parsed one at a time and let go at once."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        self._opened = 0
        with ExitStack() as stack:
            try:
                with pdfium_open(path.name):
                    self._document = _open_document(path)
                    stack.callback(self._close_document)
                    self._page_count = len(self._document)
            except UnreadablePdf as error:
                raise refusal(path, error) from error
            if self._page_count < 1:
                raise EmptyDocument(f"{path.name} has no pages: scan it again")
            limits.check_pages(self._page_count, path.name)
            self._signatures = count_signatures(path)
            self.streams = stack.enter_context(PdfStreams(path, self._page_count, limits))
            self._closing = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._closing.close()

    @property
    def page_count(self) -> int:
        return self._page_count

    @property
    def signatures(self) -> int:
        return self._signatures

    def page(self, index: int) -> "PdfPage":
        if not 0 <= index < self._page_count:
            raise IndexError(f"{self.path.name} has no page {index}")
        self.streams.check_drawing(index, self.thing(index))
        with self.opened(index) as page:
            facts = _read_facts(self, index, page)
        return PdfPage(self, index, facts)

    def thing(self, index: int) -> str:
        """The page's name for messages."""
        return f"page {index + 1} of {self.path.name}"

    @contextmanager
    def opened(self, index: int) -> Iterator[pdfium.PdfPage]:
        """pdfium's page, held for this thread and closed before anything else can happen to its document."""
        with pdfium_open(self.thing(index)):
            self._opened += 1
            if self._opened % _PAGES_A_DOCUMENT == 0:
                self._document.close()
                self._document = _open_document(self.path)
            page = self._document[index]
            try:
                yield page
            finally:
                page.close()

    def _close_document(self) -> None:
        with pdfium_open(self.path.name):
            self._document.close()


class PdfPage:
    """One page of a PdfSource."""

    def __init__(self, source: PdfSource, index: int, facts: _Facts) -> None:
        self._source = source
        self._index = index
        self._facts = facts

    @property
    def image(self) -> PageImage:
        return self._facts.image

    @property
    def operations(self) -> tuple[Operation, ...]:
        return self._facts.operations

    @property
    def existing_text(self) -> str | None:
        with self._source.opened(self._index) as page:
            text = page.get_textpage()
            try:
                return str(text.get_text_bounded()).replace("\r\n", "\n")
            finally:
                text.close()

    def encoded(self) -> EncodedImage | None:
        carried = self._facts.carried
        if carried is None:
            return None
        return read_encoded(carried, self.image.mode, self._source.thing(self._index))

    def pixels(self) -> NDArray[np.uint8]:
        thing, encoded = self._source.thing(self._index), self.encoded()
        if encoded is None or self._facts.carried is None:
            with self._source.opened(self._index) as page:
                gray = self.image.mode is not ColorMode.COLOR
                return draw_page(page, self.image.size, self._source.limits, thing, gray=gray)
        if self._facts.carried.jpeg is not None:
            return decode_jpeg(encoded.data, self._facts.carried.jpeg, thing)
        try:
            return decode_fax(encoded)
        except (OSError, ValueError) as error:
            raise UnreadablePdf(f"the fax picture of {thing} is damaged: scan it again") from error


def _open_document(path: Path) -> pdfium.PdfDocument:
    # pypdfium2 would resolve the path, and a file of a sealed store has no other name than this one.
    raw = pdfium_c.FPDF_LoadDocument(os.fsencode(path) + b"\0", None)
    if pdfium_c.FPDF_GetPageCount(raw) < 1:
        code = pdfium_c.FPDF_GetLastError()
        raise pdfium.PdfiumError(f"pdfium opens no document, error {code}", err_code=code)
    document = pdfium.PdfDocument(raw)
    # Before the first page is touched, else form fields are not drawn.
    document.init_forms()
    return document


def _read_facts(source: PdfSource, index: int, page: pdfium.PdfPage) -> _Facts:
    thing = source.thing(index)
    sheet = _read_sheet(page, source.streams.user_unit(index), thing)
    source.limits.check_paper(sheet.width_in, sheet.height_in, thing)
    survey = survey_page(page, source.limits, thing)
    rotation = page.get_rotation() // 90 % 4
    picture = None if has_drawn_annotations(page) else survey.sheet()
    if picture is not None and sheet.is_filled_by(picture.placement):
        facts = _carried_facts(source, index, sheet, picture, rotation)
        if facts is not None:
            return facts
    return _drawn_facts(source, index, sheet, survey, picture, rotation)


def _read_sheet(page: pdfium.PdfPage, user_unit: float, thing: str) -> Sheet:
    rectangle = pdfium_c.FS_RECTF()
    if not pdfium_c.FPDF_GetPageBoundingBox(page, rectangle):
        raise UnreadablePdf(f"{thing} has no size: scan it again")
    box = Box(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
    if min(box.width, box.height) * user_unit < _LEAST_PAGE_PT:
        raise UnreadablePdf(f"{thing} has no size: scan it again")
    return Sheet(box=box, user_unit=user_unit)


def _carried_facts(
    source: PdfSource, index: int, sheet: Sheet, picture: PaintedPicture, rotation: int
) -> _Facts | None:
    """Facts of a page whose one picture is taken as its bytes lie; None when it must be drawn."""
    turns = placed_turns(picture.placement, picture.size)
    too_small = min(picture.size.width, picture.size.height) < source.limits.min_side
    if too_small or turns is None or picture.handle.get_filters() not in CARRIED_FILTERS:
        return None
    raw = bytes(picture.handle.get_data())
    carried = source.streams.find_carried(index, picture.size, raw, source.thing(index))
    if carried is None:
        return None
    mode = ColorMode.BITONAL if carried.jpeg is None else carried.jpeg.mode
    dpi = sheet.placed_dpi(picture.placement, picture.size)
    return _Facts(
        image=PageImage(size=picture.size, dpi=dpi, dpi_known=True, mode=mode, coding=carried.coding),
        operations=_turn(turns + rotation),
        carried=carried,
    )


def _drawn_facts(
    source: PdfSource,
    index: int,
    sheet: Sheet,
    survey: Survey,
    picture: PaintedPicture | None,
    rotation: int,
) -> _Facts:
    painted = [item.picture for item in survey.painted]
    pictures = tuple((item.placement, item.size) for item in painted if item is not None)
    dpi = drawing_dpi(sheet, pictures, has_marks=picture is None and None in painted)
    size = drawing_size(sheet, dpi, source.limits, source.thing(index))
    mode = ColorMode.COLOR if picture is None else picture.mode
    dpi = Dpi(size.width / sheet.width_in, size.height / sheet.height_in)
    return _Facts(
        image=PageImage(size=size, dpi=dpi, dpi_known=True, mode=mode, coding=None),
        operations=_turn(rotation),
        carried=None,
    )


def _turn(turns: int) -> tuple[Operation, ...]:
    return (Turn(turns % 4),) if turns % 4 else ()
