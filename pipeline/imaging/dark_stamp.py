"""Finds what may be a secrecy stamp in any ink: capitals in a frame, or large ones over print or not."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from domain.geometry import Box
from pipeline.imaging.stamp import StampCandidate
from pipeline.imaging.stamp_line import LEAST_INK, LevelLine, level_line
from pipeline.imaging.stamp_places import StampPlace, hollow_frames, letter_lines
from pipeline.imaging.stamp_sides import SidedFrame, sided_frames
from pipeline.imaging.working_copy import Components, Pixels, WorkingCopy, components, reduce_to

MOST_PLACES = 10

_SEARCH_DPI = 75.0
_FAINTEST = 22
_BOLD_MM, _HEAVY_MM = 0.5, 0.8
"""Strokes thinner than these are gone from the two views: body text, and all print of 14 points and less."""
_LEAST_HEAVY_MM = 3.8
_HEAVY_GAPS = (0.9, 1.3)
"""Without its thin arms a T stands far from the next word; but print may stand as near."""
_LONGEST_LINE = 9.0
_ENCLOSED = 0.55
_LEAST_BROKEN_MM = 6.5
"""Words of blurred print hang together too, but not as high as a frame."""
_NARROWEST_PICTURE, _WIDEST_PICTURE = 1.15, 4.2
"""Width by height with the margin: MẬT has 1.4, TUYỆT MẬT 3.5."""
_MARGIN_MM = 0.5
_HALF_INK = 0.4
_PALEST = 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Views:
    """The page as green light shows it, red ink as dark as black; then without thin strokes."""

    plain: Pixels
    bold: Pixels
    heavy: Pixels
    dpi: float


def dark_places(rgb: Pixels, dpi: float) -> Iterator[Iterator[StampCandidate]]:
    """At most MOST_PLACES and MOST_FRAMES, the likeliest first: each as pictures made when asked for."""
    seen = rgb if rgb.ndim == 2 else np.asarray(cv2.extractChannel(rgb, 1), np.uint8)
    bold = _without_strokes(seen, _BOLD_MM / 25.4 * dpi)
    views = _Views(plain=seen, bold=bold, heavy=_without_strokes(bold, _HEAVY_MM / 25.4 * dpi), dpi=dpi)
    found = _found(views)
    taken: list[Box] = []
    for box, is_heavy in found.places:
        if len(taken) < MOST_PLACES and not any(_same(box, other) for other in taken):
            taken.append(box)
            shown = (views.plain, views.bold, views.heavy) if is_heavy else (views.plain, views.bold)
            yield _pictures(shown, box, dpi)
    for frame in found.sided:
        yield _pictures_of_frame((views.plain, views.bold), frame, dpi)


def _same(one: Box, other: Box) -> bool:
    """One box is most of the other; a part is not the same, for letters that touch look like a frame."""
    return one.shared_area(other) > 0.7 * max(one.area, other.area)


def _without_strokes(seen: Pixels, width_px: float) -> Pixels:
    side = max(2, round(width_px))
    return np.asarray(cv2.morphologyEx(seen, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8)), np.uint8)


@dataclass(frozen=True, slots=True)
class _Found:
    """Where a stamp may be, in pixels of the views, the likeliest first."""

    places: list[tuple[Box, bool]]
    """And whether heavy strokes gave it away."""
    sided: list[SidedFrame]


def _found(views: _Views) -> _Found:
    copy, mask = _inked(views.plain, views.dpi)
    heavy_copy, heavy_mask = _inked(views.heavy, views.dpi)
    pieces, heavy_pieces = components(mask), components(heavy_mask)
    frames = hollow_frames(pieces, copy)
    whole = [place for place in frames if _is_closed(pieces, place)]
    broken = [
        place for place in frames if place not in whole and place.box.height > copy.px(_LEAST_BROKEN_MM)
    ]
    # Remains of print about large letters are no print that goes on beside them.
    lines = [
        place
        for gap in _HEAVY_GAPS
        for place in letter_lines(
            heavy_pieces, heavy_copy, least_mm=_LEAST_HEAVY_MM, widest_gap=gap, amid_text=True
        )
    ]
    heavy = [place for place in lines if not _goes_on(heavy_pieces, place)]
    free = [place for place in letter_lines(pieces, copy) if _stands_free(pieces, copy, place)]
    factor = views.dpi / copy.dpi
    places = [
        (_enlarged(place.search, factor), places is heavy)
        for places in (whole, heavy, free, broken)
        for place in sorted(places, key=lambda place: -place.box.height)
        if place.search.width < _LONGEST_LINE * place.search.height
    ]
    return _Found(places, [frame.scaled(factor) for frame in sided_frames(mask, copy)])


def _is_closed(pieces: Components, place: StampPlace) -> bool:
    """The piece encloses most of its box, as a frame does and letters that hang together do not."""
    box = place.box
    rows, columns = slice(int(box.top), int(box.bottom)), slice(int(box.left), int(box.right))
    hollow = np.pad(np.asarray(pieces.labels[rows, columns] == place.piece, np.uint8), 1)
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.uint8(1) - hollow, connectivity=4)
    inside = stats[1:][stats[1:, cv2.CC_STAT_LEFT] > 0]
    wide = inside[:, cv2.CC_STAT_WIDTH] > _ENCLOSED * box.width
    return bool((wide & (inside[:, cv2.CC_STAT_HEIGHT] > _ENCLOSED * box.height)).any())


def _goes_on(pieces: Components, place: StampPlace) -> bool:
    """Letters as heavy and as high stand at both ends of the line: it is a piece of a longer one."""
    box = place.box
    middle, right = pieces.top + pieces.height / 2, pieces.left + pieces.width
    alike = (middle > box.top) & (middle < box.bottom) & (pieces.height > 0.6 * box.height)
    alike &= pieces.height < 1.5 * box.height
    alike[0] = False
    before = alike & (right <= box.left + 1) & (right > box.left - 2.5 * box.height)
    after = alike & (pieces.left >= box.right - 1) & (pieces.left < box.right + 2.5 * box.height)
    return bool(before.any() and after.any()) or int((before | after).sum()) >= 3


def _inked(view: Pixels, dpi: float) -> tuple[WorkingCopy, Pixels]:
    """How dark a small copy of the view is, and where it has ink."""
    small = reduce_to(view, dpi, _SEARCH_DPI)
    copy = WorkingCopy(_depth(small), small.dpi)
    _, mask = cv2.threshold(copy.pixels, _FAINTEST, 1, cv2.THRESH_BINARY)
    return copy, np.asarray(mask, np.uint8)


def _depth(small: WorkingCopy) -> Pixels:
    """How much darker a pixel is than the brightest of some 8 mm around it."""
    height, width = small.pixels.shape
    size = (max(1, width // 4), max(1, height // 4))
    reach = 2 * round(small.px(4.0) / 4) + 1
    coarse = cv2.resize(small.pixels, size, interpolation=cv2.INTER_AREA)
    paper = cv2.blur(cv2.dilate(coarse, np.ones((reach, reach), np.uint8)), (reach, reach))
    paper = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.subtract(paper, small.pixels), np.uint8)


def _stands_free(pieces: Components, copy: WorkingCopy, place: StampPlace) -> bool:
    """All of it is capitals, and no letters stand close to its ends."""
    box = place.box
    right, middle = pieces.left + pieces.width, pieces.top + pieces.height / 2
    reach = max(copy.px(4.0), box.height)
    letters = (middle > box.top) & (middle < box.bottom) & (pieces.width <= copy.px(60))
    letters &= (pieces.height >= copy.px(0.8)) & (pieces.height <= 1.2 * box.height)
    letters[0] = False
    before = (right <= box.left + 2) & (right > box.left - reach) & (pieces.left < box.left)
    after = (pieces.left >= box.right - 2) & (pieces.left < box.right + reach) & (right > box.right)
    inside = (pieces.left >= box.left) & (right <= box.right)
    small = inside & (pieces.height < 0.62 * box.height) & (pieces.height > 0.3 * box.height)
    return not (letters & (before | after)).any() and int((letters & small).sum()) <= 2


def _enlarged(box: Box, factor: float) -> Box:
    return Box(box.left * factor, box.top * factor, box.right * factor, box.bottom * factor)


def _pictures(views: tuple[Pixels, ...], box: Box, dpi: float) -> Iterator[StampCandidate]:
    for view in views:
        height, width = view.shape
        rows = slice(max(0, int(box.top)), min(height, int(box.bottom) + 1))
        columns = slice(max(0, int(box.left)), min(width, int(box.right) + 1))
        line = _line(view[rows, columns], dpi, None)
        if line is not None:
            yield _candidate(line, box, line.angle_deg)


def _pictures_of_frame(views: tuple[Pixels, ...], frame: SidedFrame, dpi: float) -> Iterator[StampCandidate]:
    for view in views:
        line = _line(frame.cut_out(view, dpi / 25.4 * _MARGIN_MM), dpi, 0.0)
        if line is not None:
            yield _candidate(line, frame.box, frame.angle_deg)


def _line(crop: Pixels, dpi: float, angle_deg: float | None) -> LevelLine | None:
    """The line of letters in the crop, if it is as long as a level's words."""
    strength = _strength(crop)
    whole = Box(0, 0, strength.shape[1], strength.shape[0])
    line = level_line(WorkingCopy(strength, dpi), whole, angle_deg)
    if line is None:
        return None
    shape = line.picture.shape[1] / line.picture.shape[0]
    return line if _NARROWEST_PICTURE < shape < _WIDEST_PICTURE else None


def _candidate(line: LevelLine, box: Box, angle_deg: float) -> StampCandidate:
    return StampCandidate(box=box, picture=line.picture, levelled=line.levelled, angle_deg=angle_deg)


def _strength(crop: Pixels) -> Pixels:
    """The crop's ink, scaled so that what is faint and what is black begin to count at the same share."""
    depth = cv2.subtract(np.full_like(crop, int(np.percentile(crop, 90))), crop)
    full = max(_PALEST, float(np.percentile(depth, 97)))
    scaled = depth.astype(np.float32) * np.float32(LEAST_INK / _HALF_INK / full)
    return np.asarray(np.clip(scaled, 0, 255), np.uint8)
