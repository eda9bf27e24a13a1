"""Finds how a sheet was photographed from aside and how its lines are bent, so that it is read as if flat."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box, Point, Size
from domain.page import Flag, Page
from domain.perspective import Perspective
from domain.warp import LEVEL, Warp
from pipeline.frame import PageFrame
from pipeline.imaging.bend import measure_bend, measure_unevenness
from pipeline.imaging.sheet_edges import find_sheet
from pipeline.sheet import flat_picture, sheet_alone
from pipeline.stage import PageRun, PageStage, Tools

_MM_PER_INCH = 25.4
_SIDES = (2**0.5, 85.6 / 53.98)
"""The longer side by the shorter one: A4 and its kin, and cards."""


@dataclass(frozen=True, slots=True)
class UnbendOptions:
    measure_dpi: float = 150.0
    least_drop_mm: float = 0.6
    """Lines that are off level by less are read as well as they stand."""
    most_odd: float = 0.12
    """By how much a sheet's sides may differ from those of any paper, as they look from aside."""
    grain_mm: float = 0.1
    """Lines that are off level by so much more than before are no less level."""


def build(options: UnbendOptions, _tools: Tools) -> PageRun:
    def unbend(page: Page, frame: PageFrame) -> Page:
        if Flag.BLANK in page.flags:
            return page
        page, view = _from_above(page, frame, options)
        bend = measure_bend(view, options.measure_dpi, options.least_drop_mm)
        if bend is None:
            return page
        scale = page.size.height / view.shape[0]
        warp = Warp(
            drops=tuple(tuple(round(float(drop) * scale, 2) for drop in row) for row in bend.drops),
            perspective=page.warp.perspective if page.warp else None,
            bend_px=round(bend.before * scale, 2),
            left_px=round(bend.after * scale, 2),
        )
        return replace(page, warp=warp)

    return unbend


def _from_above(page: Page, frame: PageFrame, options: UnbendOptions) -> tuple[Page, NDArray[np.uint8]]:
    """The page with its sheet's perspective and how it looks so; as it is where lines would be less level."""
    view = frame.plain(page, options.measure_dpi)
    perspective = _perspective(page, frame, options)
    if perspective is None:
        return page, view
    warp = Warp(drops=LEVEL, perspective=perspective, bend_px=0.0, left_px=0.0)
    alone = sheet_alone(replace(page, warp=warp), view)
    flat = flat_picture(page, warp, alone)
    before, after = (measure_unevenness(one, options.measure_dpi) for one in (alone, flat))
    grain = options.grain_mm * options.measure_dpi / _MM_PER_INCH
    if before is None or after is None or after > before + grain:
        return page, view
    scale = page.size.height / view.shape[0]
    warp = replace(warp, bend_px=round(before * scale, 2), left_px=round(after * scale, 2))
    return replace(page, warp=warp), flat


def _perspective(page: Page, frame: PageFrame, options: UnbendOptions) -> Perspective | None:
    view = frame.color(page, options.measure_dpi)
    x, y = page.size.width / view.shape[1], page.size.height / view.shape[0]
    found = find_sheet(view, options.measure_dpi, _picture(page) / (x, y))
    if found is None:
        return None
    corners = found * (x, y)
    flat = _rectangle(corners, page.size, options.most_odd)
    if flat is None:
        return None
    first, second, third, last = (Point(round(float(x), 2), round(float(y), 2)) for x, y in corners)
    return Perspective(corners=(first, second, third, last), flat=flat)


def _picture(page: Page) -> NDArray[np.float64]:
    """The corners of the source on the straightened page."""
    placement, _ = page.placement
    if page.image is None:
        raise ValueError("the page's source has not been opened yet")
    size = page.image.size
    places = ((0, 0), (size.width, 0), (size.width, size.height), (0, size.height))
    corners = [placement.apply(Point(x, y)) for x, y in places]
    return np.array([(corner.x, corner.y) for corner in corners])


def _rectangle(corners: NDArray[np.float64], size: Size, most_odd: float) -> Box | None:
    """The sheet as large as the page has room for; None when its sides are those of no paper."""
    top, right, foot, left = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    width, height = float(top + foot) / 2, float(left + right) / 2
    seen = max(width, height) / min(width, height)
    true = min(_SIDES, key=lambda sides: abs(sides / seen - 1))
    if abs(true / seen - 1) > most_odd:
        return None
    across, down = (true, 1.0) if width > height else (1.0, true)
    scale = min(size.width / across, size.height / down)
    x, y = (size.width - scale * across) / 2, (size.height - scale * down) / 2
    return Box(x, y, x + scale * across, y + scale * down)


STAGE = PageStage(
    name="unbend", version="2", options=UnbendOptions, build=build, libraries=("opencv-python", "numpy")
)
