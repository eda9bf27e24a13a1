"""Brings red print back into the view without red ink: titles of certificates are red, seals are too."""

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.imaging.stamp import redness
from pipeline.imaging.working_copy import Components, Pixels, WorkingCopy, components

_LEAST_RED = 32
_LEAST_RED_SHARE = 2e-4
"""Less red than this on the whole page is no printed line."""
_FEWEST_LETTERS = 6
_UNEVEN_FEET = 0.22
"""How far the feet of a printed line's letters may spread, as a share of the line's letter height."""
_MOST_BLACK = 0.03
"""A line through black print is a seal's or a stamp's: the black print matters more."""


def _red_mask(rgb: Pixels) -> Pixels:
    return (redness(rgb) >= _LEAST_RED).astype(np.uint8)


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


def with_red_text(plain: Pixels, color: Pixels, dpi: float) -> Pixels:
    """`plain` (gray without red ink) with the level lines of red print in `color` made dark again.

    Both are straightened views of the same page at `dpi`. Seals, round or on top of black print, stay
    away. `plain` itself is given back when there is nothing to bring back.
    """
    if not shows_red(color):
        return plain
    mask = _red_mask(color)
    copy = WorkingCopy(mask, dpi)
    pieces = components(mask)
    letters = _letters(pieces, copy)
    if int(letters.sum()) < _FEWEST_LETTERS:
        return plain
    restored = plain
    for row in _rows(letters, pieces, copy):
        if not _is_printed_line(row, pieces):
            continue
        # Accents and dots are small pieces above and below: the band is as high as they reach.
        tall = round(float(np.median(pieces.height[row])))
        top = max(0, int(pieces.top[row].min()) - tall // 2)
        bottom = int((pieces.top[row] + pieces.height[row]).max()) + tall // 3
        left = max(0, int(pieces.left[row].min()) - tall // 4)
        right = int((pieces.left[row] + pieces.width[row]).max()) + tall // 4
        band = (slice(top, bottom), slice(left, right))
        if float((plain[band] < 110).mean()) > _MOST_BLACK:
            continue
        if restored is plain:
            restored = plain.copy()
        restored[band] = np.minimum(plain[band], _on_the_same_paper(color[band][..., 1], plain[band]))
    return restored


def _on_the_same_paper(green: Pixels, plain: Pixels) -> Pixels:
    """The band as green light sees it, lightened until its paper is as light as in `plain`."""
    lift = max(0.0, float(np.median(plain)) - float(np.median(green)))
    return np.asarray(cv2.add(green, np.full_like(green, round(lift))), np.uint8)


def shows_red(color: Pixels) -> bool:
    """Whether a view at any resolution holds enough red for a printed line; a cheap first look."""
    return color.ndim == 3 and cv2.countNonZero(_red_mask(color)) >= _LEAST_RED_SHARE * color[..., 0].size
