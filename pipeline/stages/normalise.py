"""Opens a page's picture and takes down what it is: size, resolution, colour, how it lies."""

from dataclasses import dataclass, replace

from domain.geometry import Operation, Stretch
from domain.image import ColorMode
from domain.page import Flag, Page
from pipeline.frame import PageFrame
from pipeline.stage import PageRun, PageStage, Tools


@dataclass(frozen=True, slots=True)
class NormaliseOptions:
    least_dpi: float = 200.0
    """Below it the page is flagged: NĐ 30/2020 asks for 200 dpi."""
    oblong_pixels: float = 0.02
    """Resolutions across and down that differ by more than this share are made equal (fax: 204 x 98)."""


def build(options: NormaliseOptions, _tools: Tools) -> PageRun:
    def normalise(page: Page, frame: PageFrame) -> Page:
        image = frame.source.image
        operations: tuple[Operation, ...] = frame.source.operations
        if abs(image.dpi.x / image.dpi.y - 1) > options.oblong_pixels:
            square = max(image.dpi.x, image.dpi.y)
            operations = (Stretch(square / image.dpi.x, square / image.dpi.y), *operations)
        page = replace(page, image=image, operations=operations)
        # Scanners write 199.9 for 200; half a dot is no reason to bother a person.
        if min(image.dpi.x, image.dpi.y) < options.least_dpi - 0.5:
            page = page.flagged(Flag.LOW_DPI)
        if not image.dpi_known:
            page = page.flagged(Flag.DPI_UNKNOWN)
        if image.mode is ColorMode.BITONAL:
            page = page.flagged(Flag.BITONAL)
        return page

    return normalise


STAGE = PageStage(
    name="normalise",
    version="1",
    options=NormaliseOptions,
    build=build,
    libraries=("opencv-python", "pillow", "pikepdf", "pypdfium2"),
)
