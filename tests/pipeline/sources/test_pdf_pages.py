"""PDF pages: taken as they lie where they are one scan, drawn where they are not."""

import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from numpy.typing import NDArray

from domain.artifact import MediaType
from domain.geometry import Size, Turn
from domain.image import Coding, ColorMode
from pipeline.sources.source import SourcePage, open_source

FirstPage = Callable[..., SourcePage]
PdfMaker = Callable[..., Path]
Keys = dict[str, object]

FULL = b"q 72 0 0 100.8 0 0 cm /Im Do Q"


def _upright(page: SourcePage) -> NDArray[np.uint8]:
    turns = sum(step.quarter_turns for step in page.operations if isinstance(step, Turn))
    return np.rot90(page.pixels(), -turns)


def _near(left: NDArray[np.uint8], right: NDArray[np.uint8], most: float = 6) -> bool:
    return left.shape == right.shape and float(np.abs(left.astype(int) - right).mean()) < most


def test_a_scan_is_taken_as_its_bytes_lie(
    first_page: FirstPage, make_pdf: PdfMaker, jpeg: bytes, jpeg_keys: Keys, paper: NDArray[np.uint8]
) -> None:
    page = first_page(make_pdf(FULL, {"Im": (jpeg, jpeg_keys)}))
    encoded = page.encoded()
    assert encoded is not None
    assert encoded.data == jpeg
    assert encoded.coding is page.image.coding is Coding.JPEG
    assert (page.image.dpi.x, page.image.dpi.y) == pytest.approx((300, 300))
    assert page.operations == ()
    assert page.existing_text == ""
    assert _near(page.pixels(), paper)


@pytest.mark.parametrize(
    ("placed", "turns"),
    [
        (b"72 0 0 100.8 0 0", 0),
        (b"0 -72 100.8 0 0 72", 1),
        (b"-72 0 0 -100.8 72 100.8", 2),
        (b"0 72 -100.8 0 100.8 0", 3),
    ],
)
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_turns_of_picture_and_page_add_up(
    first_page: FirstPage,
    make_pdf: PdfMaker,
    jpeg: bytes,
    jpeg_keys: Keys,
    placed: bytes,
    turns: int,
    rotate: int,
) -> None:
    width, height = (72, 100.8) if turns % 2 == 0 else (100.8, 72)
    box = pikepdf.Array([0, 0, width, height])
    content = b"q " + placed + b" cm /Im Do Q"
    path = make_pdf(content, {"Im": (jpeg, jpeg_keys)}, {"MediaBox": box, "Rotate": rotate})
    taken = first_page(path)
    assert taken.image.coding is Coding.JPEG
    marked = content + b" 1 g 0 0 0.01 0.01 re f"
    drawn = first_page(make_pdf(marked, {"Im": (jpeg, jpeg_keys)}, {"MediaBox": box, "Rotate": rotate}))
    assert drawn.image.coding is None
    assert _near(_upright(taken), _upright(drawn))
    assert sum(step.quarter_turns for step in taken.operations if isinstance(step, Turn)) == (
        (turns + rotate // 90) % 4
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"q -72 0 0 100.8 72 0 cm /Im Do Q", "mirrored"),
        (b"q 72 2 -2 100.8 0 0 cm /Im Do Q", "skewed"),
        (b"q 60 0 0 84 6 8 cm /Im Do Q", "margins"),
        (FULL + b" 10 10 20 20 re f", "a box over it"),
        (FULL + b" BT /F1 12 Tf 10 50 Td (so) Tj ET", "text over it"),
        (b"q 0 0 40 40 re W n 72 0 0 100.8 0 0 cm /Im Do Q", "clipped"),
        (b"q 36 0 m 72 100 l 0 100 l h W n 72 0 0 100.8 0 0 cm /Im Do Q", "clipped to a triangle"),
        (FULL + b" q 20 0 0 20 0 0 cm /Im Do Q", "a second picture"),
        (b"q 90 0 0 126 -9 -12 cm /Im Do Q", "hanging over"),
    ],
)
def test_anything_but_one_whole_picture_is_drawn(
    first_page: FirstPage, make_pdf: PdfMaker, jpeg: bytes, jpeg_keys: Keys, content: bytes, why: str
) -> None:
    page = first_page(make_pdf(content, {"Im": (jpeg, jpeg_keys)}))
    assert page.image.coding is None, why
    assert page.encoded() is None
    assert page.pixels().shape == (page.image.size.height, page.image.size.width, 3)


@pytest.mark.parametrize(
    "content",
    [
        FULL + b" BT 3 Tr /F1 12 Tf 10 50 Td (chu) Tj ET",
        b"BT /F1 12 Tf 10 50 Td (chu) Tj ET " + FULL,
        b"1 g 0 0 72 100.8 re f " + FULL,
        b"q 0 0 72 100.8 re W n 72 0 0 100.8 0 0 cm /Im Do Q",
        b"0 0 72 100.8 re n " + FULL,
    ],
)
def test_what_the_picture_hides_or_nobody_sees_does_not_count(
    first_page: FirstPage, make_pdf: PdfMaker, jpeg: bytes, jpeg_keys: Keys, content: bytes
) -> None:
    page = first_page(make_pdf(content, {"Im": (jpeg, jpeg_keys)}))
    assert page.image.coding is Coding.JPEG
    assert page.existing_text == ("chu" if b"chu" in content else "")


def test_a_picture_inside_a_form_object_is_found(
    first_page: FirstPage, make_pdf: PdfMaker, jpeg: bytes, jpeg_keys: Keys
) -> None:
    def wrap(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        form = pdf.make_stream(
            b"q 36 0 0 50.4 0 0 cm /Im Do Q",
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Form,
            BBox=pikepdf.Array([0, 0, 36, 50.4]),
            Matrix=pikepdf.Array([2, 0, 0, 2, 0, 0]),
            Resources=page.Resources,
        )
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Fm=form))
        page.Contents = pdf.make_stream(b"/Fm Do")

    page = first_page(make_pdf(b"", {"Im": (jpeg, jpeg_keys)}, edit=wrap))
    assert page.image.coding is Coding.JPEG
    assert page.image.dpi.x == pytest.approx(300)


@pytest.mark.parametrize(
    "change",
    [
        {"/Decode": pikepdf.Array([1, 0, 1, 0, 1, 0])},
        {"/ColorSpace": pikepdf.Name.DeviceGray},
        {"/DecodeParms": pikepdf.Dictionary(ColorTransform=0)},
        {"/Mask": pikepdf.Array([250, 255, 250, 255, 250, 255])},
    ],
)
def test_a_picture_that_means_more_than_its_bytes_is_drawn(
    first_page: FirstPage, make_pdf: PdfMaker, jpeg: bytes, jpeg_keys: Keys, change: Keys
) -> None:
    assert first_page(make_pdf(FULL, {"Im": (jpeg, {**jpeg_keys, **change})})).image.coding is None


def test_a_torn_jpeg_is_not_carried_on(
    first_page: FirstPage, make_pdf: PdfMaker, jpeg: bytes, jpeg_keys: Keys
) -> None:
    page = first_page(make_pdf(FULL, {"Im": (jpeg[: len(jpeg) // 2], jpeg_keys)}))
    assert page.image.coding is None


@pytest.mark.parametrize("depth", ["gray", "bitonal"])
def test_one_gray_or_bitonal_picture_of_another_coding_keeps_its_mode(
    first_page: FirstPage, make_pdf: PdfMaker, paper: NDArray[np.uint8], depth: str
) -> None:
    shades = paper[:, :, 1] if depth == "gray" else np.packbits(paper[:, :, 1] > 128, axis=1)
    keys = {
        "/Width": 300,
        "/Height": 420,
        "/BitsPerComponent": 8 if depth == "gray" else 1,
        "/ColorSpace": pikepdf.Name.DeviceGray,
        "/Filter": pikepdf.Name.FlateDecode,
    }
    page = first_page(make_pdf(FULL, {"Im": (zlib.compress(shades.tobytes()), keys)}))
    assert page.image.mode is ColorMode(depth)
    assert page.image.size == Size(300, 420)
    expected = paper[:, :, 1] if depth == "gray" else np.where(paper[:, :, 1] > 128, 255, 0)
    assert _near(page.pixels(), expected.astype(np.uint8), most=1)


def test_crop_box_and_user_unit_are_respected(
    first_page: FirstPage, make_pdf: PdfMaker, jpeg: bytes, jpeg_keys: Keys
) -> None:
    keys = {"CropBox": pikepdf.Array([0, 50.4, 72, 100.8]), "UserUnit": 2}
    cropped = first_page(make_pdf(FULL, {"Im": (jpeg, jpeg_keys)}, keys))
    assert cropped.image.coding is None
    assert cropped.image.size == Size(300, 210)
    assert cropped.image.dpi.x == pytest.approx(150)
    wide = first_page(
        make_pdf(FULL, {"Im": (jpeg, jpeg_keys)}, {"MediaBox": pikepdf.Array([0, 0, 900, 900])})
    )
    assert wide.image.size == Size(3750, 3750)


def test_many_pages_are_read_in_any_order_after_each_other(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    for number in range(40):
        page = pdf.add_blank_page(page_size=(72 + number, 72))
        page.obj.Contents = pdf.make_stream(b"0 0 10 10 re f")
    path = tmp_path / "many.pdf"
    pdf.save(path)
    with open_source(path, MediaType.PDF) as source:
        assert source.page_count == 40
        assert source.signatures == 0
        kept = source.page(0)
        widths = [source.page(number).image.size.width for number in reversed(range(40))]
        assert widths == [round((72 + number) / 72 * 300) for number in reversed(range(40))]
        assert kept.pixels().shape == (300, 300, 3)
        with pytest.raises(IndexError):
            source.page(40)
