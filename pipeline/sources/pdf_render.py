"""Draws a PDF page into pixels as a viewer shows it.

Form fields and annotations are drawn, signature appearances too: the papers of Vietnamese offices that are
born digital carry their number, date, seal and the signer's hand as appearances of signature fields.
"""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from domain.errors import TooLarge
from domain.geometry import Size
from pipeline.sources.limits import Limits

_UNSEEN = frozenset({pdfium_c.FPDF_ANNOT_LINK, pdfium_c.FPDF_ANNOT_POPUP, pdfium_c.FPDF_ANNOT_TEXT})
_HIDDEN = pdfium_c.FPDF_ANNOT_FLAG_HIDDEN | pdfium_c.FPDF_ANNOT_FLAG_NOVIEW
_MOST_ANNOTATIONS = 2_000


def draw_page(
    page: pdfium.PdfPage, size: Size, limits: Limits, thing: str, *, gray: bool
) -> NDArray[np.uint8]:
    """H x W gray or H x W x 3 RGB of the page before its own /Rotate, scaled to `size`.

    TooLarge when drawing takes too long.
    """
    kind = pdfium_c.FPDFBitmap_Gray if gray else pdfium_c.FPDFBitmap_BGR
    flags = pdfium_c.FPDF_ANNOT | pdfium_c.FPDF_REVERSE_BYTE_ORDER
    if gray:
        flags = pdfium_c.FPDF_ANNOT | pdfium_c.FPDF_GRAYSCALE
    bitmap = pdfium.PdfBitmap.new_native(size.width, size.height, kind, rev_byteorder=not gray)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, size.width, size.height)
        turn_back = -page.get_rotation() // 90 % 4
        place = (0, 0, size.width, size.height, turn_back, flags)
        _draw(bitmap, page, place, limits.max_drawing_s, thing)
        if page.formenv:
            pdfium_c.FPDF_FFLDraw(page.formenv, bitmap, page, *place)
        pixels = np.array(bitmap.to_numpy(), np.uint8)
    finally:
        bitmap.close()
    return pixels[:, :, 0] if gray and pixels.ndim == 3 else pixels


def _draw(
    bitmap: pdfium.PdfBitmap,
    page: pdfium.PdfPage,
    place: tuple[int, ...],
    seconds: float,
    thing: str,
) -> None:
    """Draws until done; pdfium asks now and then whether to go on."""
    is_over = _deadline(seconds)
    pause = pdfium_c.IFSDK_PAUSE(version=1)
    asked = type(pause.NeedToPauseNow)
    pause.NeedToPauseNow = asked(lambda _pause: is_over())
    try:
        state = pdfium_c.FPDF_RenderPageBitmap_Start(bitmap, page, *place, pause)
    finally:
        pdfium_c.FPDF_RenderPage_Close(page)
    if state == pdfium_c.FPDF_RENDER_TOBECONTINUED:
        raise TooLarge(f"{thing} takes longer than {seconds:g} s to draw: print it and scan the print")


def _deadline(seconds: float) -> Callable[[], bool]:
    """True once this thread has computed for so long; what others do on the machine does not count."""
    end = time.thread_time() + seconds
    return lambda: time.thread_time() > end


def has_drawn_annotations(page: pdfium.PdfPage) -> bool:
    """Whether annotations add to what the page shows; stamps of signature fields do not count.

    On a scan such a stamp is no part of the paper, and the picture beneath it is wanted unaltered.
    """
    count = pdfium_c.FPDFPage_GetAnnotCount(page)
    return count > _MOST_ANNOTATIONS or any(_is_drawn(page, number) for number in range(count))


def _is_drawn(page: pdfium.PdfPage, number: int) -> bool:
    annotation: Any = pdfium_c.FPDFPage_GetAnnot(page, number)
    if not annotation:
        return False
    try:
        kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
        if kind in _UNSEEN or pdfium_c.FPDFAnnot_GetFlags(annotation) & _HIDDEN:
            return False
        if kind != pdfium_c.FPDF_ANNOT_WIDGET or not page.formenv:
            return True
        field = pdfium_c.FPDFAnnot_GetFormFieldType(page.formenv, annotation)
        return bool(field != pdfium_c.FPDF_FORMFIELD_SIGNATURE)
    finally:
        pdfium_c.FPDFPage_CloseAnnot(annotation)
