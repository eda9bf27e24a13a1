"""What a page's picture needs is decided by measures, and only then are its pixels touched."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from domain.artifact import Artifact, MediaType
from domain.codec import canonical, from_canonical
from domain.geometry import Box, Dpi, Size
from domain.ids import Sha256
from domain.image import ColorMode, EncodedImage, PageImage
from domain.page import Flag, Page
from domain.preparation import Preparation, PreparationStep, Treatment
from pipeline.catalog import load_stage
from pipeline.frame import PageFrame
from pipeline.prepared import prepared
from pipeline.reading_view import reading_view
from pipeline.stage import PageStage
from samples.effects import add_noise, bleed_through, fade, light_unevenly
from tests.pipeline.imaging.drawn_pages import DPI, scanned, text_page
from tests.pipeline.imaging.test_grain import speckled
from tests.pipeline.imaging.test_stamp_ink import BLUE, press

READ_AT = 180.0


class ScannedSource:
    """A scan as a source gives it."""

    existing_text: str | None = None
    operations = ()

    def __init__(self, pixels: NDArray[np.uint8]) -> None:
        self._pixels = pixels
        mode = ColorMode.COLOR if pixels.ndim == 3 else ColorMode.GRAY
        size = Size(pixels.shape[1], pixels.shape[0])
        self.image = PageImage(size=size, dpi=Dpi(DPI, DPI), dpi_known=True, mode=mode, coding=None)

    def pixels(self) -> NDArray[np.uint8]:
        return self._pixels

    def encoded(self) -> EncodedImage | None:
        return None


def decided(pixels: NDArray[np.uint8], *flags: Flag) -> tuple[Page, PageFrame]:
    frame = PageFrame(ScannedSource(pixels))
    page = Page(
        source=Artifact(Sha256("0" * 64), 1, MediaType.PNG), index=0, image=frame.source.image, flags=flags
    )
    stage = load_stage("prepare")
    assert isinstance(stage, PageStage)
    # No stage tool is needed to look at pixels.
    after = stage.build(stage.options(), None)(page, frame)  # type: ignore[arg-type]  # needs no tools
    assert isinstance(after, Page)
    return after, frame


def shadowed() -> NDArray[np.uint8]:
    return light_unevenly(scanned(text_page()), 0.6, 4)


def stamped() -> NDArray[np.uint8]:
    return scanned(press(text_page(), BLUE))


def grainy() -> NDArray[np.uint8]:
    return add_noise(scanned(text_page()), 35, 2)


def specked() -> NDArray[np.uint8]:
    page = scanned(text_page())
    marks = speckled(np.full(page.shape[:2], 128, np.uint8), 0.03)
    return np.where(marks[:, :, None] == 128, page, marks[:, :, None]).astype(np.uint8)


def thin_paper() -> NDArray[np.uint8]:
    return bleed_through(scanned(text_page()), 0.45, np.asarray(text_page(seed=5)))


def half_faint() -> NDArray[np.uint8]:
    page = scanned(text_page())
    page[1100:] = fade(page, 0.7)[1100:]
    return page


@pytest.mark.parametrize(
    ("scan", "treatment"),
    [
        (stamped, Treatment.STAMP_INK),
        (shadowed, Treatment.EVEN_LIGHT),
        (grainy, Treatment.SMOOTH_GRAIN),
        (specked, Treatment.CLEAR_SPECKS),
        (thin_paper, Treatment.CLEAR_BACK_PRINT),
        (half_faint, Treatment.DARKEN_FAINT_PRINT),
    ],
)
def test_each_damage_gets_its_treatment_alone_and_the_measure_is_kept(
    scan: Callable[[], NDArray[np.uint8]], treatment: Treatment
) -> None:
    page, frame = decided(scan())
    assert page.preparation is not None
    (step,) = page.preparation.steps
    assert step.treatment is treatment
    beyond = step.value < step.threshold if treatment is Treatment.EVEN_LIGHT else step.value > step.threshold
    assert beyond
    for dpi in (READ_AT, 100.0):
        assert not np.array_equal(prepared(page, frame, dpi), frame.plain(page, dpi))
    assert from_canonical(Page, canonical(page)) == page


@pytest.mark.parametrize("gray", [False, True])
def test_clean_page_needs_nothing_and_is_read_as_it_is(gray: bool) -> None:
    scan = scanned(text_page())
    page, frame = decided(np.ascontiguousarray(scan[..., 1]) if gray else scan)
    assert page.preparation == Preparation()
    assert prepared(page, frame, READ_AT) is frame.plain(page, READ_AT)
    before = reading_view(replace(page, preparation=None), frame, READ_AT)
    assert np.array_equal(reading_view(page, frame, READ_AT).pixels, before.pixels)


def test_page_before_the_decision_is_drawn_as_it_is() -> None:
    page, frame = decided(shadowed())
    undecided = replace(page, preparation=None)
    assert prepared(undecided, frame, READ_AT) is frame.plain(undecided, READ_AT)


def test_places_of_stamps_are_in_pixels_of_the_page() -> None:
    page, _frame = decided(stamped())
    assert page.preparation is not None
    (step,) = page.preparation.steps
    (place,) = step.where
    assert (place.left, place.top) == pytest.approx((600, 700), abs=12)


def test_blank_page_needs_nothing() -> None:
    page, _frame = decided(shadowed(), Flag.BLANK)
    assert page.preparation == Preparation()


def test_preparing_leaves_the_frames_own_views_as_they_were() -> None:
    page, frame = decided(stamped())
    plain = frame.plain(page, READ_AT).copy()
    everything = tuple(
        PreparationStep(
            treatment=one, measure="test", value=0.05, threshold=0.04, where=(Box(600, 700, 890, 990),)
        )
        for one in Treatment
    )
    assert prepared(replace(page, preparation=Preparation(everything)), frame, READ_AT).shape == plain.shape
    assert np.array_equal(frame.plain(page, READ_AT), plain)
