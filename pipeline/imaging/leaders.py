"""Takes the rows of dots, dashes and thin rules off a form, on which values stand and OCR stumbles."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.imaging.working_copy import Pixels

_MM_PER_INCH = 25.4
_STROKE_MM = 1.0
"""Strokes up to so thick are seen: no leader is thicker."""
_FAINTEST_INK = 20
_SHARE_OF_INK = 0.3
"""Blur leaves a dot of 0.35 mm about half as dark as a letter at 180 dpi."""
_HIGHEST_MM = 0.85
_LONGEST_MM = 3.2
_CLEAR_ABOVE_MM = 2.0
_CLEAR_BELOW_MM = 0.8
_CLEAR_BESIDE_MM = 0.6
_LEAST_PITCH_MM = 0.5
_WIDEST_GAP_MM = 2.6
_LEVEL_MM = 0.2
_ALIKE_MM = 0.3
_COLON_MM = 2.2
_EVEN = 0.2
_MOST = 0.7
_APART = 1.6
_LEAST_RUN = 5
"""Four dots in a row may be an ellipsis."""
_LEAST_REST = 3
_HIDDEN_AT_MOST = 2
_RULE_LONG_MM = 8.0
_RULE_HIGH_MM = 0.6
_HALO_MM = 0.28


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """A reading view taken apart."""

    dpi: float
    paper: Pixels
    """The page as if nothing thin were on it."""
    strokes: Pixels
    """1 where something thin is, else 0."""
    sums: NDArray[np.int32]
    """Integral of the strokes."""

    def px(self, millimetres: float) -> float:
        return millimetres * self.dpi / _MM_PER_INCH

    def strokes_in(
        self,
        left: NDArray[np.int32],
        top: NDArray[np.int32],
        right: NDArray[np.int32],
        bottom: NDArray[np.int32],
    ) -> NDArray[np.int32]:
        """Pixels of strokes inside each box; what lies outside the view is clear."""
        height, width = self.strokes.shape
        left, right = np.clip(left, 0, width), np.clip(right, 0, width)
        top, bottom = np.clip(top, 0, height), np.clip(bottom, 0, height)
        sums = self.sums
        return sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pieces:
    """Pieces of strokes by their upright boxes; right and bottom lie outside."""

    left: NDArray[np.int32]
    top: NDArray[np.int32]
    right: NDArray[np.int32]
    bottom: NDArray[np.int32]

    @property
    def width(self) -> NDArray[np.int32]:
        return np.asarray(self.right - self.left, np.int32)

    @property
    def height(self) -> NDArray[np.int32]:
        return np.asarray(self.bottom - self.top, np.int32)

    @property
    def across(self) -> NDArray[np.float64]:
        """Where the centres lie, from the left."""
        return np.asarray((self.left + self.right) / 2, np.float64)

    @property
    def down(self) -> NDArray[np.float64]:
        """Where the centres lie, from the top."""
        return np.asarray((self.top + self.bottom) / 2, np.float64)

    def chosen(self, which: NDArray[np.bool_] | NDArray[np.intp]) -> "_Pieces":
        left, top, right, bottom = (edge[which] for edge in (self.left, self.top, self.right, self.bottom))
        return _Pieces(left=left, top=top, right=right, bottom=bottom)


def _pieces_of(boxes: NDArray[np.int32]) -> _Pieces:
    """Pieces from rows of left, top, width, height."""
    left, top, width, height = (np.ascontiguousarray(boxes[:, k], np.int32) for k in range(4))
    return _Pieces(left=left, top=top, right=left + width, bottom=top + height)


def _pixels(millimetres: float, dpi: float) -> int:
    return max(1, round(millimetres * dpi / _MM_PER_INCH))


def _find_strokes(gray: Pixels, dpi: float) -> tuple[Pixels, Pixels]:
    """The page as if nothing thin were on it, and 1 where something thin is."""
    side = 2 * _pixels(_STROKE_MM / 2, dpi) + 1
    paper = np.asarray(cv2.morphologyEx(gray, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8)), np.uint8)
    depth = np.asarray(cv2.subtract(paper, gray), np.uint8)
    counts = cv2.calcHist([depth[::4]], [0], None, [256], [0, 256]).ravel()
    # Half of all pixels and more are paper.
    grain = int(np.searchsorted(np.cumsum(counts), 0.5 * counts.sum()))
    floor = min(200, grain + _FAINTEST_INK)
    ink = counts[floor:]
    mean = float((ink * np.arange(floor, 256)).sum() / max(1.0, float(ink.sum())))
    threshold = max(floor, round(grain + _SHARE_OF_INK * (mean - grain)))
    _, strokes = cv2.threshold(depth, threshold, 1, cv2.THRESH_BINARY)
    return paper, np.asarray(strokes, np.uint8)


def _free_standing(strokes: Pixels, dpi: float) -> Pixels:
    """The strokes with clear paper above, as high as a letter, and below: hardly any part of a letter."""
    across = 2 * _pixels(_CLEAR_BESIDE_MM, dpi) + 1
    free = strokes.copy()
    for clear_mm, upward in ((_CLEAR_ABOVE_MM, True), (_CLEAR_BELOW_MM, False)):
        tall = 2 * _pixels(clear_mm / 2, dpi) + 1
        spread = cv2.dilate(strokes, np.ones((tall, across), np.uint8))
        away = _pixels(_HIGHEST_MM, dpi) + tall // 2
        if away >= len(free):
            continue
        mine, others = (free[away:], spread[:-away]) if upward else (free[:-away], spread[away:])
        cv2.subtract(mine, others, dst=mine)
    return free


def _whole_pieces(free: Pixels, view: _View) -> _Pieces:
    """The free-standing pieces that belong to nothing larger."""
    outlines, _ = cv2.findContours(free, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = np.array([cv2.boundingRect(outline) for outline in outlines], np.int32).reshape(-1, 4)
    pieces = _pieces_of(boxes)
    inside = view.strokes_in(pieces.left, pieces.top, pieces.right, pieces.bottom)
    around = view.strokes_in(pieces.left - 1, pieces.top - 1, pieces.right + 1, pieces.bottom + 1)
    return pieces.chosen(np.asarray(inside == around, np.bool_))


def _in_rows(pieces: _Pieces, view: _View) -> tuple[_Pieces, NDArray[np.bool_]]:
    """The pieces row by row from left to right, and whether the next one may continue a run."""
    order = np.argsort(pieces.down, kind="stable")
    rows = np.cumsum(np.diff(pieces.down[order], prepend=0.0) > max(1.0, view.px(_LEVEL_MM)))
    order = order[np.lexsort((pieces.across[order], rows))]
    pieces, rows = pieces.chosen(order), np.sort(rows)
    gap = pieces.left[1:] - pieces.right[:-1]
    pitch = np.diff(pieces.across)
    follows = (rows[1:] == rows[:-1]) & (gap > 0) & (gap <= view.px(_WIDEST_GAP_MM))
    follows &= pitch >= view.px(_LEAST_PITCH_MM)
    follows &= np.abs(np.diff(pieces.down)) <= max(1.0, view.px(_LEVEL_MM))
    for size in (pieces.width, pieces.height):
        follows &= np.abs(np.diff(size)) <= max(2.0, view.px(_ALIKE_MM))
    top = np.minimum(pieces.top[1:], pieces.top[:-1]) - _pixels(1.0, view.dpi)
    bottom = np.maximum(pieces.bottom[1:], pieces.bottom[:-1])
    follows &= view.strokes_in(pieces.right[:-1], top, pieces.left[1:], bottom) == 0
    return pieces, np.asarray(follows, np.bool_)


def _stretches(follows: NDArray[np.bool_], least: int) -> list[slice]:
    """Where `least` or more neighbours follow one another."""
    cuts = np.flatnonzero(~follows) + 1
    starts, ends = np.concatenate(([0], cuts)), np.concatenate((cuts, [len(follows) + 1]))
    long = ends - starts >= least
    return [slice(int(start), int(end)) for start, end in zip(starts[long], ends[long], strict=True)]


def _middle(values: NDArray[np.int32] | NDArray[np.float64]) -> float:
    """The median, or the next above it: numpy's own takes ten times as long for a row of dots."""
    return float(np.sort(values)[len(values) // 2])


def _even_part(across: NDArray[np.float64], run: slice) -> slice | None:
    """The run without a full stop that stands apart at its end; None when it is not evenly spaced."""
    steps = np.diff(across[run])
    pitch = _middle(steps)
    even = np.count_nonzero(np.abs(steps - pitch) <= max(1.0, _EVEN * pitch))
    if even < _MOST * len(steps):
        return None
    near = np.flatnonzero(steps < _APART * pitch)
    first, last = int(near[0]), int(near[-1]) + 1
    return slice(run.start + first, run.start + last + 1) if last - first + 1 >= _LEAST_RUN else None


def _runs(pieces: _Pieces, view: _View) -> list[_Pieces]:
    """Long level rows of small pieces alike, evenly spaced, with clear paper between."""
    small = (pieces.height <= view.px(_HIGHEST_MM)) & (pieces.width <= view.px(_LONGEST_MM))
    if np.count_nonzero(small) < _LEAST_RUN:
        return []
    pieces, follows = _in_rows(pieces.chosen(np.asarray(small, np.bool_)), view)
    across = pieces.across
    runs = [_even_part(across, stretch) for stretch in _stretches(follows, _LEAST_RUN)]
    return [pieces.chosen(np.arange(run.start, run.stop)) for run in runs if run is not None]


def _colons(pieces: _Pieces, view: _View) -> NDArray[np.bool_]:
    """Which pieces have one like them right above and nothing else."""
    top = pieces.top - _pixels(_COLON_MM, view.dpi)
    above = view.strokes_in(pieces.left - 1, top, pieces.right + 1, pieces.top)
    beside = _pixels(_ALIKE_MM, view.dpi)
    about = view.strokes_in(pieces.left - beside, top, pieces.right + beside, pieces.top)
    own = view.strokes_in(pieces.left, pieces.top, pieces.right, pieces.bottom)
    return np.asarray((above > 0) & (above == about) & (above <= 2 * own), np.bool_)


def _rest_of(run: _Pieces, view: _View) -> _Pieces:
    """What else of a run's row is there: dots between letters of a value written on them, short ends."""
    half = round(_middle(run.height) / 2 + view.px(0.5))
    middle = round(_middle(run.down))
    top = max(0, middle - half)
    strip = np.ascontiguousarray(view.strokes[top : middle + half + 1])
    _, _, stats, _ = cv2.connectedComponentsWithStats(strip, connectivity=8, ltype=cv2.CV_32S)
    pieces = _pieces_of(np.asarray(stats[1:, :4], np.int32))
    alike = (pieces.top > 0) & (pieces.bottom < len(strip))
    for sizes, usual in ((pieces.width, run.width), (pieces.height, run.height)):
        alike &= np.abs(sizes - _middle(usual)) <= max(1.5, view.px(_ALIKE_MM) / 2)
    pieces = pieces.chosen(np.asarray(alike, np.bool_))
    pieces = pieces.chosen(np.argsort(pieces.left, kind="stable"))
    pieces = _Pieces(left=pieces.left, top=pieces.top + top, right=pieces.right, bottom=pieces.bottom + top)
    pieces = pieces.chosen(~_colons(pieces, view))
    steps = np.diff(pieces.across) / _middle(np.diff(run.across))
    whole = np.round(steps)
    follows = (np.abs(steps - whole) <= _EVEN) & (whole >= 1) & (whole <= 1 + _HIDDEN_AT_MOST)
    follows &= np.abs(np.diff(pieces.down)) <= max(1.0, view.px(_LEVEL_MM))
    # A dot may hide in a letter, never on clear paper: a full stop before the run stays.
    between = view.strokes_in(pieces.right[:-1], pieces.top[:-1] - half, pieces.left[1:], pieces.bottom[:-1])
    follows &= (whole == 1) | (between > 0)
    kept = np.zeros(len(pieces.left), np.bool_)
    for stretch in _stretches(np.asarray(follows, np.bool_), _LEAST_REST):
        kept[stretch] = True
    return pieces.chosen(kept)


def _rules(pieces: _Pieces, view: _View) -> _Pieces:
    """Thin rules that touch nothing."""
    thin = (pieces.height <= view.px(_RULE_HIGH_MM)) & (pieces.width >= view.px(_RULE_LONG_MM))
    return pieces.chosen(np.asarray(thin, np.bool_))


def _mark(pieces: _Pieces, marked: Pixels) -> None:
    """Sets 1 inside the boxes of the pieces."""
    edges = (pieces.left.tolist(), pieces.top.tolist(), pieces.right.tolist(), pieces.bottom.tolist())
    for left, top, right, bottom in zip(*edges, strict=True):
        marked[top:bottom, left:right] = 1


def _mark_leaders(view: _View, free: Pixels) -> Pixels:
    """1 on leaders, else 0."""
    marked = np.zeros_like(view.strokes)
    pieces = _whole_pieces(free, view)
    _mark(_rules(pieces, view), marked)
    for run in _runs(pieces, view):
        # The rest of a row holds its other runs too: one look at each row is enough.
        if not marked[run.top[0], run.left[0]]:
            _mark(_rest_of(run, view), marked)
            _mark(run, marked)
    return marked


def _painted(gray: Pixels, marked: Pixels, view: _View) -> Pixels:
    """The page with paper in place of what is marked and of its blurred edge, up to other strokes."""
    side = 2 * _pixels(_HALO_MM, view.dpi) + 1
    around = cv2.dilate(marked, np.ones((side, side), np.uint8))
    others = cv2.dilate(cv2.subtract(view.strokes, marked), np.ones((3, 3), np.uint8))
    painted = gray.copy()
    cv2.copyTo(view.paper, cv2.subtract(around, others), painted)
    return painted


def without_leaders(gray: Pixels, dpi: float) -> Pixels:
    """The upright, level page with paper in place of dotted, dashed and ruled leaders.

    Letters that stand on the dots stay. A page without leaders is given back as it is; the input is never
    altered.
    """
    paper, strokes = _find_strokes(gray, dpi)
    free = _free_standing(strokes, dpi)
    if not cv2.countNonZero(free):
        return gray
    view = _View(dpi=dpi, paper=paper, strokes=strokes, sums=np.asarray(cv2.integral(strokes), np.int32))
    marked = _mark_leaders(view, free)
    return _painted(gray, marked, view) if cv2.countNonZero(marked) else gray
