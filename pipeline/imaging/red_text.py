"""Brings red print back into the view without red ink: titles of certificates are red, seals are too."""

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box
from pipeline.imaging.stamp import redness
from pipeline.imaging.working_copy import Components, Pixels, WorkingCopy, components

_LEAST_RED = 32
_LEAST_RED_SHARE = 2e-4
"""Less red than this on the whole page is no printed line."""
_FEWEST_LETTERS = 6
_UNEVEN_FEET = 0.22
"""How far the feet of a printed line's letters may spread, as a share of the line's letter height."""
_BLACK = 110
_MOST_BLACK = 0.03
"""A line through black print is a seal's or a stamp's: the black print matters more."""


def _letters(pieces: Components, copy: WorkingCopy) -> NDArray[np.bool_]:
    kept = (pieces.height >= copy.px(1.2)) & (pieces.height <= copy.px(12))
    kept &= (pieces.width >= copy.px(0.3)) & (pieces.width <= copy.px(25))
    kept[0] = False
    return np.asarray(kept, np.bool_)


def _rows(letters: NDArray[np.bool_], pieces: Components, copy: WorkingCopy) -> list[list[int]]:
    """Letters that stand beside one another, each row from left to right."""
    height = float(np.median(pieces.height[letters]))
    reach = max(3, round(max(height, copy.px(2))))
    joined = cv2.dilate(pieces.mask_of(letters), np.ones((1, 2 * reach + 1), np.uint8))
    _, labels = cv2.connectedComponents(joined, connectivity=4)
    rows: dict[int, list[int]] = {}
    for piece in np.flatnonzero(letters):
        middle = (
            pieces.top[piece] + pieces.height[piece] // 2,
            pieces.left[piece] + pieces.width[piece] // 2,
        )
        rows.setdefault(int(labels[middle]), []).append(int(piece))
    rows.pop(0, None)
    return [sorted(row, key=lambda piece: int(pieces.left[piece])) for row in rows.values()]


def _is_printed_line(row: list[int], pieces: Components) -> bool:
    """Letters of one height on one level: not the arc of a seal, not its star."""
    heights = pieces.height[row].astype(np.float64)
    tall = heights >= 0.6 * np.median(heights)
    if int(tall.sum()) < _FEWEST_LETTERS:
        return False
    feet = (pieces.top[row] + pieces.height[row])[tall].astype(np.float64)
    left = pieces.left[row][tall].astype(np.float64)
    slope = np.polyfit(left, feet, 1)
    spread = np.median(np.abs(feet - np.polyval(slope, left)))
    return bool(spread <= _UNEVEN_FEET * np.median(heights) and abs(slope[0]) < 0.02)


def red_print(plain: Pixels, color: Pixels, dpi: float) -> tuple[Box, ...]:
    """The level lines of red print on a page, accents included, in pixels of the given views.

    Both are straightened views of the page at `dpi`: gray without red ink, and as it looks. Seals are
    none: their letters stand on an arc, or on top of black print.
    """
    if color.ndim == 2:
        return ()
    mask = (redness(color) >= _LEAST_RED).astype(np.uint8)
    if cv2.countNonZero(mask) < _LEAST_RED_SHARE * mask.size:
        return ()
    copy = WorkingCopy(mask, dpi)
    pieces = components(mask)
    letters = _letters(pieces, copy)
    if int(letters.sum()) < _FEWEST_LETTERS:
        return ()
    bands = [_band(row, pieces) for row in _rows(letters, pieces, copy) if _is_printed_line(row, pieces)]
    return tuple(band for band in bands if float((_inside(plain, band) < _BLACK).mean()) <= _MOST_BLACK)


def _band(row: list[int], pieces: Components) -> Box:
    """Accents and dots are small pieces above and below: the band is as high as they reach."""
    tall = float(np.median(pieces.height[row]))
    top, bottom = pieces.top[row].min(), (pieces.top[row] + pieces.height[row]).max()
    left, right = pieces.left[row].min(), (pieces.left[row] + pieces.width[row]).max()
    return Box(left - tall / 4, top - tall / 2, right + tall / 4, bottom + tall / 3)


def _inside(view: Pixels, box: Box) -> Pixels:
    top, left = max(0, round(box.top)), max(0, round(box.left))
    return view[top : round(box.bottom), left : round(box.right)]


def with_red_print(plain: Pixels, color: Pixels, bands: tuple[Box, ...]) -> Pixels:
    """`plain` with the red print of `bands` (pixels of both views) made dark again; never alters `plain`."""
    restored = plain.copy()
    for band in bands:
        here = _inside(restored, band)
        here[...] = np.minimum(here, _on_the_same_paper(_inside(color, band)[..., 1], here))
    return restored


def _on_the_same_paper(green: Pixels, plain: Pixels) -> Pixels:
    """The band as green light sees it, lightened until its paper is as light as in `plain`."""
    lift = max(0.0, float(np.median(plain)) - float(np.median(green)))
    return np.asarray(cv2.add(green, np.full_like(green, round(lift))), np.uint8)
