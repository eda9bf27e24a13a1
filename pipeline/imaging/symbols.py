"""QR codes and barcodes of a page, read from its gray pixels in bounded work."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.barcode import ON_OFFICE_PAPERS, Barcode, Symbology
from domain.errors import UnreadableImage
from domain.geometry import Affine, Box, scale
from pipeline.imaging.patch_codes import read_patch_codes
from pipeline.imaging.symbol_regions import find_symbol_regions
from pipeline.imaging.symbol_zbar import read_with_zbar
from pipeline.imaging.symbol_zxing import Sighting, Threshold, bounds, look_with_zxing

DEFAULT: Final = frozenset(ON_OFFICE_PAPERS)
# PDF417 and Data Matrix cost two thirds of a look at a whole page: sought on its half and in regions.
_QUICK: Final = frozenset({Symbology.QR, Symbology.CODE_128, Symbology.CODE_39})

_MAX_PIXELS = 36_000_000  # A3 at 400 dpi; larger pages are looked at smaller
_MAX_SYMBOLS = 200
_SMALL_SIDE = 1300  # a picture no longer than this is looked at as one region
_COARSE_PIXELS = 4_000_000  # an A4 page at 200 dpi: half of it is too coarse for PDF417 and Data Matrix
_COARSEST_SIDE = 1200
_PATCH_SIDE = 600  # an A4 page at 51 dpi: the narrow bars of a patch code are 4 pixels
_MAX_REGIONS = 12
_REGION_PIXELS = 12_000_000  # looked at in regions, a page, copies counted
_ENLARGED_SIDE = 650  # 55 mm at 300 dpi; what is larger has modules enough and is drawn smaller instead

_LINEAR: Final = frozenset(
    {
        Symbology.CODE_128,
        Symbology.CODE_39,
        Symbology.CODE_32,
        Symbology.CODE_93,
        Symbology.CODABAR,
        Symbology.EAN_UPC,
        Symbology.ITF,
    }
)
_SAME_ALONG, _SAME_BESIDE = 0.05, 0.3  # of a barcode's length, between the middles of two of its strips

Reader = Callable[[NDArray[np.uint8], frozenset[Symbology]], Sighting]


@dataclass(frozen=True, slots=True)
class _Look:
    """A picture of a region, how much larger than the page it is drawn, and who reads it."""

    picture: NDArray[np.uint8]
    enlargement: float
    reader: Reader


def _thorough(picture: NDArray[np.uint8], symbologies: frozenset[Symbology]) -> Sighting:
    return look_with_zxing(picture, symbologies, thorough=True, tells_unread=False)


def _plain(picture: NDArray[np.uint8], symbologies: frozenset[Symbology]) -> Sighting:
    return look_with_zxing(picture, symbologies, tells_unread=False)


def _global(picture: NDArray[np.uint8], symbologies: frozenset[Symbology]) -> Sighting:
    return look_with_zxing(picture, symbologies, threshold=Threshold.GLOBAL, tells_unread=False)


def _zbar(picture: NDArray[np.uint8], symbologies: frozenset[Symbology]) -> Sighting:
    return Sighting(read_with_zbar(picture, symbologies), ())


def _resized(picture: NDArray[np.uint8], factor: float) -> NDArray[np.uint8]:
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=way), dtype=np.uint8)


def _sharpened(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    blurred = cv2.GaussianBlur(picture, (0, 0), 3)
    return np.asarray(cv2.addWeighted(picture, 2.5, blurred, -1.5, 0), dtype=np.uint8)


def _locally_thresholded(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    window = max(15, min(picture.shape) // 8) | 1
    smooth = cv2.GaussianBlur(picture, (0, 0), 1)
    return np.asarray(
        cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, window, 5),
        dtype=np.uint8,
    )


def _looks(crop: NDArray[np.uint8]) -> Iterator[_Look]:
    """Ways to look at a region, the likely and cheap ones first."""
    yield _Look(crop, 1, _thorough)
    yield _Look(crop, 1, _global)
    factor = 2.0 if max(crop.shape) <= _ENLARGED_SIDE else 0.5
    other = _resized(crop, factor)
    yield _Look(other, factor, _plain)
    yield _Look(_sharpened(other), factor, _plain)
    yield _Look(_locally_thresholded(other), factor, _plain)
    yield _Look(crop, 1, _zbar)


def _holds(box: Box, other: Box) -> bool:
    """Whether the middle of `other` lies in `box`."""
    across, down = (other.left + other.right) / 2, (other.top + other.bottom) / 2
    return box.left <= across <= box.right and box.top <= down <= box.bottom


def _same_place(box: Box, other: Box) -> bool:
    """Whether two boxes are of one symbol; a QR code may lie in the middle of a larger one."""
    longer, shorter = sorted((max(box.width, box.height), max(other.width, other.height)), reverse=True)
    return shorter > longer / 2 and (_holds(box, other) or _holds(other, box))


def _is_same(barcode: Barcode, other: Barcode, *, at_once: bool) -> bool:
    """Whether both are one symbol; what one look tells apart is apart, but for strips of one barcode."""
    if barcode.symbology is not other.symbology:
        return False
    if barcode.symbology in _LINEAR and barcode.payload == other.payload and _same_bars(barcode, other):
        return True
    return not at_once and _same_place(bounds(barcode.corners), bounds(other.corners))


def _same_bars(barcode: Barcode, other: Barcode) -> bool:
    """Whether two readings went through the same bars, one above the other."""
    start, end = barcode.corners[0], barcode.corners[1]
    across, down = end.x - start.x, end.y - start.y
    length = math.hypot(across, down) or 1.0
    box, second = bounds(barcode.corners), bounds(other.corners)
    dx = (second.left + second.right - box.left - box.right) / 2
    dy = (second.top + second.bottom - box.top - box.bottom) / 2
    along, beside = abs(dx * across + dy * down) / length, abs(dy * across - dx * down) / length
    return along < _SAME_ALONG * length and beside < _SAME_BESIDE * length


class _Findings:
    """Symbols and unread places in pixels of the page, each once however often it is seen."""

    def __init__(self) -> None:
        self.barcodes: list[Barcode] = []
        self.unread: list[Box] = []

    def add(self, sighting: Sighting, to_page: Affine) -> None:
        earlier = len(self.barcodes)
        for barcode in sighting.barcodes:
            first, second, third, fourth = (to_page.apply(corner) for corner in barcode.corners)
            moved = replace(barcode, corners=(first, second, third, fourth))
            if len(self.barcodes) < _MAX_SYMBOLS and not self._knows(moved, earlier):
                self.barcodes.append(moved)
        for corners in sighting.unread:
            first, second, third, fourth = (to_page.apply(corner) for corner in corners)
            self.unread.append(bounds((first, second, third, fourth)))

    def _knows(self, barcode: Barcode, earlier: int) -> bool:
        """Whether it is there already; those behind the first `earlier` ones come from the same look."""
        return any(
            _is_same(barcode, other, at_once=place >= earlier) for place, other in enumerate(self.barcodes)
        )

    def covers(self, region: Box) -> bool:
        return any(_holds(region, bounds(barcode.corners)) for barcode in self.barcodes)

    def has_read(self, place: Box) -> bool:
        """Whether the symbol that lies in that very place is read; one beside it does not count."""
        return any(_same_place(place, bounds(barcode.corners)) for barcode in self.barcodes)


def _widened(box: Box, page: NDArray[np.uint8]) -> Box:
    """The box with room for a quiet zone, cut to the page, in whole pixels."""
    margin = 20 + max(box.width, box.height) / 8
    height, width = page.shape
    return Box(
        max(0, int(box.left - margin)),
        max(0, int(box.top - margin)),
        min(width, int(box.right + margin)),
        min(height, int(box.bottom + margin)),
    )


def _look_for_patch_codes(
    picture: NDArray[np.uint8], reduction: int, symbologies: frozenset[Symbology], found: _Findings
) -> None:
    if Symbology.PATCH in symbologies:
        found.add(Sighting(read_patch_codes(picture), ()), scale(reduction, reduction))


def _look_at_page(page: NDArray[np.uint8], symbologies: frozenset[Symbology], found: _Findings) -> None:
    if max(page.shape) <= _SMALL_SIDE:
        found.add(look_with_zxing(page, symbologies, thorough=True), scale(1, 1))
        _look_for_patch_codes(page, 1, symbologies, found)
        return
    at_full_size = symbologies if page.size <= _COARSE_PIXELS else symbologies & _QUICK
    found.add(look_with_zxing(page, at_full_size), scale(1, 1))
    half = _resized(page, 0.5)
    found.add(look_with_zxing(half, symbologies), scale(2, 2))
    # Noise and raster dots that hide a large code at full size are gone at a quarter of it.
    small, reduction = half, 2
    while (max(small.shape) > _COARSEST_SIDE or reduction < 4) and min(small.shape) > 1:
        small, reduction = _resized(small, 0.5), 2 * reduction
        found.add(look_with_zxing(small, symbologies), scale(reduction, reduction))
    if max(small.shape) >= _PATCH_SIDE:
        _look_for_patch_codes(small, reduction, symbologies, found)
    else:
        _look_for_patch_codes(half, 2, symbologies, found)


def _look_at_regions(page: NDArray[np.uint8], symbologies: frozenset[Symbology], found: _Findings) -> None:
    places: list[tuple[Box, Box | None]] = [(_widened(box, page), box) for box in found.unread]
    places += [(region, None) for region in find_symbol_regions(page)]
    if max(page.shape) <= _SMALL_SIDE and not found.barcodes:
        places.append((Box(0, 0, page.shape[1], page.shape[0]), None))
    pixels_left = _REGION_PIXELS
    for region, unread in places[:_MAX_REGIONS]:
        if found.covers(region) if unread is None else found.has_read(unread):
            continue
        crop = page[int(region.top) : int(region.bottom), int(region.left) : int(region.right)]
        for look in _looks(np.ascontiguousarray(crop)):
            pixels_left -= look.picture.size
            if pixels_left < 0:
                return
            sighting = look.reader(look.picture, symbologies)
            back = scale(1 / look.enlargement, 1 / look.enlargement)
            found.add(sighting, back.then(Affine(1, 0, region.left, 0, 1, region.top)))
            if sighting.barcodes:
                break


def read_symbols(gray: NDArray[np.uint8], symbologies: frozenset[Symbology] = DEFAULT) -> tuple[Barcode, ...]:
    """The symbols of a page from top to bottom, corners in pixels of `gray`.

    The work is bounded by the number of pixels, not by a clock: equal pages give equal symbols.
    """
    if gray.ndim != 2 or gray.dtype != np.uint8:
        raise UnreadableImage(
            f"codes are read from 8 bit gray pixels, not {gray.dtype} {gray.shape}; convert them"
        )
    if min(gray.shape) < 3:
        return ()
    factor = min(1.0, (_MAX_PIXELS / gray.size) ** 0.5)
    page = _resized(gray, factor) if factor < 1 else gray
    found = _Findings()
    _look_at_page(page, symbologies, found)
    _look_at_regions(page, symbologies, found)
    if factor < 1:
        whole = _Findings()
        whole.add(Sighting(tuple(found.barcodes), ()), scale(1 / factor, 1 / factor))
        found = whole
    return tuple(sorted(found.barcodes, key=lambda barcode: (barcode.corners[0].y, barcode.corners[0].x)))
