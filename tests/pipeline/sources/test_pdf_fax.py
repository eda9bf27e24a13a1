"""Fax pictures on PDF pages: carried with black and white the right way round."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from numpy.typing import NDArray
from PIL import Image, TiffImagePlugin

from domain.image import Coding, ColorMode
from pipeline.sources.source import SourcePage

FirstPage = Callable[..., SourcePage]
PdfMaker = Callable[..., Path]
Keys = dict[str, object]

FULL = b"q 72 0 0 100.8 0 0 cm /Im Do Q"


def _near(left: NDArray[np.uint8], right: NDArray[np.uint8], most: float = 6) -> bool:
    return left.shape == right.shape and float(np.abs(left.astype(int) - right).mean()) < most


def _fax(paper: NDArray[np.uint8]) -> bytes:
    out = io.BytesIO()
    Image.fromarray(paper[:, :, 1] > 128).save(out, "TIFF", compression="group4", tiffinfo={262: 0})
    with Image.open(out) as tiff:
        assert isinstance(tiff, TiffImagePlugin.TiffImageFile)
        start, count = tiff.tag_v2[273][0], tiff.tag_v2[279][0]
    return out.getvalue()[start : start + count]


@pytest.mark.parametrize("black_is_1", [False, True])
@pytest.mark.parametrize("decode", [None, [0, 1], [1, 0]])
@pytest.mark.parametrize("stencil", [False, True])
def test_a_fax_is_carried_with_its_black_and_white_the_right_way_round(
    first_page: FirstPage,
    make_pdf: PdfMaker,
    paper: NDArray[np.uint8],
    decode: list[int] | None,
    *,
    black_is_1: bool,
    stencil: bool,
) -> None:
    keys: Keys = {
        "/Width": 300,
        "/Height": 420,
        "/BitsPerComponent": 1,
        "/Filter": pikepdf.Name.CCITTFaxDecode,
        "/DecodeParms": pikepdf.Dictionary(K=-1, Columns=300, Rows=420, BlackIs1=black_is_1),
        **({"/ImageMask": True} if stencil else {"/ColorSpace": pikepdf.Name.DeviceGray}),
        **({"/Decode": pikepdf.Array(decode)} if decode else {}),
    }
    taken = first_page(make_pdf(FULL, {"Im": (_fax(paper), keys)}))
    assert taken.image.coding is Coding.CCITT_G4
    assert taken.image.mode is ColorMode.BITONAL
    drawn = first_page(make_pdf(FULL + b" 0.5 g 0 0 0.01 0.01 re f", {"Im": (_fax(paper), keys)}))
    assert drawn.image.coding is None
    assert _near(taken.pixels(), drawn.pixels()[:, :, 0], most=1)
    encoded = taken.encoded()
    assert encoded is not None
    again: Keys = {
        "/Width": 300,
        "/Height": 420,
        "/BitsPerComponent": 1,
        "/ColorSpace": pikepdf.Name.DeviceGray,
        "/Filter": pikepdf.Name.CCITTFaxDecode,
        "/DecodeParms": pikepdf.Dictionary(K=-1, Columns=300, Rows=420, BlackIs1=encoded.black_is_1),
    }
    rewritten = first_page(make_pdf(FULL + b" 0.5 g 0 0 0.01 0.01 re f", {"Im": (encoded.data, again)}))
    assert np.array_equal(rewritten.pixels(), drawn.pixels())


def test_a_coloured_stencil_is_drawn(
    first_page: FirstPage, make_pdf: PdfMaker, paper: NDArray[np.uint8]
) -> None:
    keys: Keys = {
        "/Width": 300,
        "/Height": 420,
        "/ImageMask": True,
        "/Filter": pikepdf.Name.CCITTFaxDecode,
        "/DecodeParms": pikepdf.Dictionary(K=-1, Columns=300, Rows=420),
    }
    page = first_page(make_pdf(b"1 0 0 rg " + FULL, {"Im": (_fax(paper), keys)}))
    assert page.image.mode is ColorMode.COLOR
    assert page.pixels()[220, 150].tolist() == [255, 0, 0]
