"""Finds out what is painted on a PDF page, and whether that is one picture."""

import ctypes
from collections.abc import Iterable
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from domain.geometry import IDENTITY, Affine, Box, Point, Size
from domain.image import ColorMode
from pipeline.sources.limits import Limits

_MOST_OBJECTS = 20_000
_DEEPEST = 8
_UNPAINTED_TEXT = frozenset({pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium_c.FPDF_TEXTRENDERMODE_CLIP})
_GRAY_SPACES = frozenset({pdfium_c.FPDF_COLORSPACE_DEVICEGRAY, pdfium_c.FPDF_COLORSPACE_CALGRAY})
_SLACK_PT = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PaintedPicture:
    """An image object as it lies on the page; good while its pdfium page is open."""

    handle: pdfium.PdfImage
    size: Size
    placement: Affine
    """From the unit square to the page, points, y upwards."""
    mode: ColorMode
    is_mask: bool
    """A stencil that pours ink; `black` says whether the ink is plain black."""
    black: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Painted:
    """Something painted: where, and whether it is all there as it is (no clip, no transparency)."""

    box: Box
    whole: bool
    picture: PaintedPicture | None


@dataclass(frozen=True, slots=True)
class Survey:
    """What a page shows in order of painting; incomplete when there was too much to look through."""

    painted: tuple[Painted, ...]
    complete: bool

    def sheet(self) -> PaintedPicture | None:
        """The one picture that hides or is all there is; None when anything else shows."""
        if not self.complete or not self.painted:
            return None
        last, under = self.painted[-1], self.painted[:-1]
        picture = last.picture
        if picture is None or not last.whole:
            return None
        if picture.is_mask:
            return picture if picture.black and not under else None
        return picture if all(_holds(last.box, other.box) for other in under) else None


def survey_page(page: pdfium.PdfPage, limits: Limits, thing: str) -> Survey:
    """What `page` paints, invisible text left out; TooLarge when an image on it may not be decoded."""
    walk = _Walk(page, limits, thing)
    walk.visit(page.get_objects(max_depth=1), _Frame(to_page=IDENTITY, clips=(), opaque=True, level=1))
    return Survey(tuple(walk.painted), walk.complete)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """How the objects of one container come onto the page."""

    to_page: Affine
    clips: tuple[Box, ...]
    opaque: bool
    level: int

    def clips_with(self, item: pdfium.PdfObject) -> tuple[Box, ...]:
        """The page boxes that cut `item`, its own clip paths among them."""
        return (*self.clips, *(_box(_corners(*clip), self.to_page) for clip in _clips(item)))


class _Walk:
    """Goes through nested form objects and keeps count."""

    def __init__(self, page: pdfium.PdfPage, limits: Limits, thing: str) -> None:
        self.painted: list[Painted] = []
        self.complete = True
        self._page = page
        self._limits = limits
        self._thing = thing
        self._left = _MOST_OBJECTS

    def visit(self, objects: Iterable[pdfium.PdfObject], frame: _Frame) -> None:
        for item in objects:
            self._left -= 1
            if self._left < 0:
                self.complete = False
                return
            if item.type == pdfium_c.FPDF_PAGEOBJ_FORM:
                self._visit_form(item, frame)
            elif not _is_invisible(item):
                self._add(item, frame)

    def _visit_form(self, form: pdfium.PdfObject, frame: _Frame) -> None:
        if frame.level >= _DEEPEST:
            self.complete = False
            return
        inside = _Frame(
            to_page=_affine(form).then(frame.to_page),
            clips=frame.clips_with(form),
            opaque=frame.opaque and not pdfium_c.FPDFPageObj_HasTransparency(form),
            level=frame.level + 1,
        )
        items = self._page.get_objects(form=form, level=frame.level, max_depth=frame.level + 1)
        self.visit(items, inside)

    def _add(self, item: pdfium.PdfObject, frame: _Frame) -> None:
        if not isinstance(item, pdfium.PdfImage):
            box = _box(_corners(*item.get_bounds()), frame.to_page)
            self.painted.append(Painted(box=box, whole=False, picture=None))
            return
        picture = self._picture(item, frame.to_page)
        box = _box(_corners(0, 0, 1, 1), picture.placement)
        opaque = frame.opaque and not pdfium_c.FPDFPageObj_HasTransparency(item)
        whole = opaque and all(_holds(clip, box) for clip in frame.clips_with(item))
        self.painted.append(Painted(box=box, whole=whole, picture=picture))

    def _picture(self, item: pdfium.PdfImage, to_page: Affine) -> PaintedPicture:
        size = Size(*item.get_px_size())
        self._limits.check_size(size, f"an image on {self._thing}")
        facts = item.get_metadata()
        is_mask = facts.bits_per_pixel == 1 and facts.colorspace == pdfium_c.FPDF_COLORSPACE_UNKNOWN
        black = is_mask and _fill(item) == (0, 0, 0, 255)
        return PaintedPicture(
            handle=item,
            size=size,
            placement=_affine(item).then(to_page),
            mode=_mode(facts.bits_per_pixel, facts.colorspace, black=black),
            is_mask=is_mask,
            black=black,
        )


def _mode(bits_per_pixel: int, colorspace: int, *, black: bool) -> ColorMode:
    gray = colorspace in _GRAY_SPACES or colorspace == pdfium_c.FPDF_COLORSPACE_ICCBASED
    if bits_per_pixel == 1 and (gray or black):
        return ColorMode.BITONAL
    return ColorMode.GRAY if bits_per_pixel == 8 and gray else ColorMode.COLOR


def _is_invisible(item: pdfium.PdfObject) -> bool:
    if item.type == pdfium_c.FPDF_PAGEOBJ_TEXT:
        return pdfium_c.FPDFTextObj_GetTextRenderMode(item) in _UNPAINTED_TEXT
    if item.type == pdfium_c.FPDF_PAGEOBJ_PATH:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        drawn = pdfium_c.FPDFPath_GetDrawMode(item, fill, stroke)
        return bool(drawn) and not fill.value and not stroke.value
    return False


def _affine(item: pdfium.PdfObject) -> Affine:
    a, b, c, d, e, f = item.get_matrix().get()
    return Affine(a, c, e, b, d, f)


def _fill(item: pdfium.PdfObject) -> tuple[int, int, int, int] | None:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium_c.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
        return None
    return red.value, green.value, blue.value, alpha.value


def _clips(item: pdfium.PdfObject) -> list[tuple[float, float, float, float]]:
    """Rectangles the object is clipped to, in its container's points; an empty one for any other shape."""
    path = pdfium_c.FPDFPageObj_GetClipPath(item)
    count = pdfium_c.FPDFClipPath_CountPaths(path) if path else 0
    return [_clip_rectangle(path, index) for index in range(max(count, 0))]


def _clip_rectangle(path: pdfium_c.FPDF_CLIPPATH, index: int) -> tuple[float, float, float, float]:
    count = pdfium_c.FPDFClipPath_CountPathSegments(path, index)
    if not 4 <= count <= 6:
        return 0, 0, 0, 0
    points = []
    for number in range(count):
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium_c.FPDFPathSegment_GetPoint(pdfium_c.FPDFClipPath_GetPathSegment(path, index, number), x, y)
        points.append((x.value, y.value))
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    bottom, top = min(y for _, y in points), max(y for _, y in points)
    square = all(x in (left, right) and y in (bottom, top) for x, y in points)
    return (left, bottom, right, top) if square else (0, 0, 0, 0)


def _corners(left: float, bottom: float, right: float, top: float) -> tuple[Point, ...]:
    return Point(left, bottom), Point(right, bottom), Point(right, top), Point(left, top)


def _box(corners: Iterable[Point], to_page: Affine) -> Box:
    """The bounds of some points after a map; points are y upwards, so `top` is the lower edge."""
    moved = [to_page.apply(corner) for corner in corners]
    across, up = [point.x for point in moved], [point.y for point in moved]
    return Box(min(across), min(up), max(across), max(up))


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer.left - _SLACK_PT <= inner.left
        and outer.top - _SLACK_PT <= inner.top
        and outer.right + _SLACK_PT >= inner.right
        and outer.bottom + _SLACK_PT >= inner.bottom
    )
