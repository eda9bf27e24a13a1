"""Marks stamps, signatures, handwriting and tables, and puts what was read in the order a person reads it."""

from dataclasses import dataclass, replace

from domain.layout import PageLayout
from domain.page import Flag, Page
from domain.text import PageText
from pipeline.frame import PageFrame
from pipeline.imaging.page_layout import find_layout
from pipeline.reading.arrange import arranged
from pipeline.reading.written_places import written_places
from pipeline.sheet import sheet_alone
from pipeline.stage import PageRun, PageStage, Tools


@dataclass(frozen=True, slots=True)
class LayoutOptions:
    dpi: float = 150.0
    """Resolution the page is searched at."""


def build(options: LayoutOptions, _tools: Tools) -> PageRun:
    def layout(page: Page, frame: PageFrame) -> Page:
        if Flag.BLANK in page.flags:
            return page
        plain, color = (
            sheet_alone(page, view)
            for view in (frame.plain(page, options.dpi), frame.color(page, options.dpi))
        )
        x, y = page.size.width / plain.shape[1], page.size.height / plain.shape[0]
        # What was read tells where a number is due; only the picture tells whether a pen was there.
        places = () if page.text is None else written_places(page.text, page.size)
        due = tuple(place.scaled(1 / x, 1 / y) for place in places)
        # A view is no larger than twice the page: of a coarse scan it has fewer dots an inch than asked for.
        found = find_layout(plain, color, page.dpi.x / x, due).scaled(x, y)
        return replace(page, layout=found, text=_arranged(page, found))

    return layout


def _arranged(page: Page, found: PageLayout) -> PageText | None:
    """The text in a person's order: that of the flat page, where lines are level."""
    if page.text is None:
        return None
    flat, flat_layout = page.text.placed(page.box_on_flat), found.placed(page.box_on_flat)
    return arranged(flat, flat_layout, page.size).placed(page.box_from_flat)


STAGE = PageStage(
    name="layout", version="2", options=LayoutOptions, build=build, libraries=("opencv-python",)
)
