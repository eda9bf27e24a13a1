"""CCITT strips of TIFF files as a PDF would carry them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from domain.image import Coding
from pipeline.sources.fax import decode_fax
from pipeline.sources.source import SourcePage

FirstPage = Callable[..., SourcePage]


@pytest.mark.parametrize("photometric", [0, 1])
@pytest.mark.parametrize("fill_order", [1, 2])
def test_a_carried_strip_shows_what_the_tiff_shows(
    first_page: FirstPage, tmp_path: Path, paper: NDArray[np.uint8], photometric: int, fill_order: int
) -> None:
    path = tmp_path / "fax"
    info = {262: photometric, 266: fill_order}
    Image.fromarray(paper[:, :, 1] > 128).save(path, "TIFF", compression="group4", tiffinfo=info)
    page = first_page(path)
    encoded = page.encoded()
    assert encoded is not None
    assert encoded.coding is Coding.CCITT_G4
    assert np.array_equal(decode_fax(encoded), page.pixels())
    assert np.array_equal(page.pixels(), np.where(paper[:, :, 1] > 128, 255, 0))


def test_many_strips_are_not_carried(first_page: FirstPage, tmp_path: Path, paper: NDArray[np.uint8]) -> None:
    path = tmp_path / "fax"
    picture = Image.fromarray(paper[:, :, 1] > 128)
    picture.save(path, "TIFF", compression="group4", tiffinfo={278: 100}, strip_size=4000)
    with Image.open(path) as tiff:
        strips = len(tiff.tag_v2[273])  # type: ignore[attr-defined]  # Pillow types open() as its base class
    assert (first_page(path).image.coding is None) is (strips > 1)
    assert np.array_equal(first_page(path).pixels(), np.where(paper[:, :, 1] > 128, 255, 0))
