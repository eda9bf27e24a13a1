"""The pixels of a page: decoded once, drawn as its operations say, gone at the end."""

from contextlib import nullcontext

import numpy as np
import pytest
from numpy.typing import NDArray

from domain.artifact import Artifact, MediaType
from domain.geometry import Box, Crop, Dpi, Operation, Size, Turn
from domain.ids import Sha256
from domain.image import ColorMode, EncodedImage, PageImage
from domain.page import Page
from pipeline.frame import DocumentFrame, PageFrame

ARTIFACT = Artifact(Sha256("0" * 64), 1, MediaType.PNG)


class CountedSource:
    """A page of a source that counts how often it is decoded."""

    operations: tuple[Operation, ...] = ()
    existing_text: str | None = None

    def __init__(self, pixels: NDArray[np.uint8], dpi: float = 150) -> None:
        self._pixels = pixels
        self.decoded = 0
        height, width = pixels.shape[:2]
        mode = ColorMode.COLOR if pixels.ndim == 3 else ColorMode.GRAY
        self.image = PageImage(
            size=Size(width, height), dpi=Dpi(dpi, dpi), dpi_known=True, mode=mode, coding=None
        )

    def pixels(self) -> NDArray[np.uint8]:
        self.decoded += 1
        return self._pixels

    def encoded(self) -> EncodedImage | None:
        return None


@pytest.fixture
def source() -> CountedSource:
    pixels = np.full((40, 60, 3), 255, np.uint8)
    pixels[:20, :30] = (200, 10, 10)
    pixels[20:, 30:] = (10, 10, 10)
    return CountedSource(pixels)


def page_of(source: CountedSource, *operations: Operation) -> Page:
    return Page(source=ARTIFACT, index=0, image=source.image, operations=operations)


def test_source_is_decoded_once_for_all_views(source: CountedSource) -> None:
    frame = PageFrame(source)
    for dpi in (None, 150, 75):
        frame.color(page_of(source), dpi)
        frame.gray(page_of(source), dpi)
        frame.plain(page_of(source), dpi)
    assert source.decoded == 1


def test_view_follows_the_operations(source: CountedSource) -> None:
    frame = PageFrame(source)
    turned = frame.color(page_of(source, Turn(1)))
    assert np.array_equal(turned, np.rot90(source.pixels(), -1))
    cropped = frame.color(page_of(source, Crop(Box(30, 20, 60, 40))))
    assert cropped.shape == (20, 30, 3)
    assert cropped.max() == 10


def test_plain_view_has_no_red_ink_and_keeps_black(source: CountedSource) -> None:
    plain = PageFrame(source).plain(page_of(source))
    assert plain.ndim == 2
    assert plain[10, 15] > 150
    assert plain[30, 45] < 60


def test_view_is_never_enlarged_more_than_twice(source: CountedSource) -> None:
    assert PageFrame(source).color(page_of(source), 1200).shape == (80, 120, 3)
    assert PageFrame(source).color(page_of(source), 75).shape == (20, 30, 3)


def test_smallest_view_has_a_pixel() -> None:
    source = CountedSource(np.zeros((3, 200), np.uint8), dpi=600)
    assert PageFrame(source).gray(page_of(source), 50).shape == (1, 17)


def test_closed_frame_decodes_anew(source: CountedSource) -> None:
    frame = PageFrame(source)
    frame.color(page_of(source))
    frame.close()
    frame.color(page_of(source))
    assert source.decoded == 2


def test_document_frame_opens_one_page_at_a_time(source: CountedSource) -> None:
    opened: list[int] = []

    def page(number: int) -> Page:
        opened.append(number)
        return page_of(source)

    frame = DocumentFrame(
        pages=(lambda: page(0), lambda: page(1)),
        open_page=lambda _page: nullcontext(source),
        local=lambda _artifact: nullcontext(),  # type: ignore[arg-type, return-value]  # never opened here
        keep=lambda _path, _kind: ARTIFACT,
    )
    assert frame.page_count == 2
    assert opened == []
    with frame.pixels(frame.page(1)) as pixels:
        assert pixels.pixels().shape == (40, 60, 3)
    assert opened == [1]
