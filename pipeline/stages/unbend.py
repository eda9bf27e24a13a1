"""Finds how the lines of a sheet that did not lie flat are bent, so that it is read as if it had."""

from dataclasses import dataclass, replace

from domain.page import Flag, Page
from domain.warp import Warp
from pipeline.frame import PageFrame
from pipeline.imaging.bend import measure_bend
from pipeline.stage import PageRun, PageStage, Tools


@dataclass(frozen=True, slots=True)
class UnbendOptions:
    measure_dpi: float = 150.0
    least_drop_mm: float = 0.6
    """Lines that are off level by less are read as well as they stand."""


def build(options: UnbendOptions, _tools: Tools) -> PageRun:
    def unbend(page: Page, frame: PageFrame) -> Page:
        if Flag.BLANK in page.flags:
            return page
        view = frame.plain(page, options.measure_dpi)
        bend = measure_bend(view, options.measure_dpi, options.least_drop_mm)
        if bend is None:
            return page
        scale = page.size.height / view.shape[0]
        warp = Warp(
            drops=tuple(tuple(round(float(drop) * scale, 2) for drop in row) for row in bend.drops),
            bend_px=round(bend.before * scale, 2),
            left_px=round(bend.after * scale, 2),
        )
        return replace(page, warp=warp)

    return unbend


STAGE = PageStage(
    name="unbend", version="1", options=UnbendOptions, build=build, libraries=("opencv-python", "numpy")
)
