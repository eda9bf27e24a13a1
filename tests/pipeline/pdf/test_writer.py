import hashlib
import io
import subprocess
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
import pikepdf
import pytest

from domain.errors import EmptyDocument, NotConformant
from domain.geometry import Dpi, Size
from domain.image import ColorMode
from pipeline.pdf.writer import ArchiveWriter, PdfPage, write_pdf
from tests.pipeline.pdf.documents import (
    METADATA,
    page_of,
    pdf_bytes,
    set_page,
    smooth_pixels,
    white_page,
)


class CountingPipe:
    """A file that can only be written to and keeps nothing."""

    def __init__(self) -> None:
        self.size = 0
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.size += len(data)
        self.digest.update(data)
        return len(data)


def _small_page(mode: ColorMode) -> PdfPage:
    return page_of(smooth_pixels(Size(300, 200), color=mode is ColorMode.COLOR), mode)


def test_pages_stand_in_order_and_measure_like_their_paper() -> None:
    a5_uneven = replace(white_page(None, Size(1748, 1240)), dpi=Dpi(300, 150))
    with pikepdf.open(io.BytesIO(pdf_bytes(white_page(None), a5_uneven, _small_page(ColorMode.GRAY)))) as pdf:
        boxes = [[float(side) for side in page.mediabox.as_list()] for page in pdf.pages]
    assert boxes == [[0, 0, 595.2, 841.92], [0, 0, 419.52, 595.2], [0, 0, 144, 96]]


def test_catalog_names_language_title_bar_and_output_intent() -> None:
    with pikepdf.open(io.BytesIO(pdf_bytes(white_page(None)))) as pdf:
        assert pdf.pdf_version == "1.7"
        assert str(pdf.Root.Lang) == "vi-VN"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        (intent,) = pdf.Root.OutputIntents.as_list()
        assert intent.S == "/GTS_PDFA1"
        assert intent.DestOutputProfile.N == 3
        assert [bytes(part).hex() for part in pdf.trailer.ID.as_list()] == [METADATA.identifier[:32]] * 2


@pytest.mark.parametrize(
    ("mode", "space", "coding"),
    [
        (ColorMode.GRAY, "/DeviceGray", "/DCTDecode"),
        (ColorMode.COLOR, "/DeviceRGB", "/DCTDecode"),
        (ColorMode.BITONAL, "/DeviceGray", "/CCITTFaxDecode"),
    ],
)
def test_picture_bytes_stand_in_the_file_unaltered(mode: ColorMode, space: str, coding: str) -> None:
    page = _small_page(mode)
    with pikepdf.open(io.BytesIO(pdf_bytes(page))) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        assert image.read_raw_bytes() == page.picture.data
        assert (str(image.ColorSpace), str(image.Filter)) == (space, coding)
        assert (int(image.Width), int(image.Height)) == (300, 200)


def test_fax_bytes_carry_their_polarity() -> None:
    page = _small_page(ColorMode.BITONAL)
    inverted = replace(page, picture=replace(page.picture, black_is_1=True))
    with pikepdf.open(io.BytesIO(pdf_bytes(page, inverted))) as pdf:
        flags = [next(iter(found.get_images().values())).DecodeParms.BlackIs1 for found in pdf.pages]
    assert flags == [False, True]


def test_same_input_gives_same_bytes() -> None:
    pages = (white_page(set_page()), _small_page(ColorMode.COLOR))
    assert pdf_bytes(*pages) == pdf_bytes(*pages)


def test_five_hundred_pages_pass_through_in_bounded_memory_without_seek() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (500, 400, 3), dtype=np.uint8)
    page = page_of(noise, ColorMode.COLOR)
    text = set_page(tuple((line,) for line in ("Trang thử số một", "ô số 7")))

    def pages() -> Iterator[PdfPage]:
        for _ in range(500):
            fresh = bytes(bytearray(page.picture.data))
            yield replace(page, picture=replace(page.picture, data=fresh), text=text)

    pipe = CountingPipe()
    tracemalloc.start()
    try:
        write_pdf(cast(BinaryIO, pipe), METADATA, pages())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert pipe.size > 500 * len(page.picture.data) > 50_000_000
    assert peak < 3 * len(page.picture.data) + 1_000_000


def test_pages_reach_the_file_before_the_next_one_is_made() -> None:
    pipe = CountingPipe()
    writer = ArchiveWriter(cast(BinaryIO, pipe), METADATA)
    sizes = []
    for _ in range(3):
        writer.add_page(_small_page(ColorMode.GRAY))
        sizes.append(pipe.size)
    assert sizes[0] > len(_small_page(ColorMode.GRAY).picture.data)
    assert sizes[0] < sizes[1] < sizes[2]


def test_document_without_a_page_is_refused() -> None:
    with pytest.raises(EmptyDocument):
        pdf_bytes()


@pytest.mark.parametrize("dpi", [0.0, -300.0, float("nan"), float("inf"), 1e-9, 1e9])
def test_page_that_no_paper_can_be_is_refused_by_number(dpi: float) -> None:
    page = _small_page(ColorMode.GRAY)
    with pytest.raises(NotConformant, match="page 2 would measure"):
        pdf_bytes(page, replace(page, dpi=Dpi(dpi, 150)))


def test_picture_that_is_not_what_was_announced_is_refused() -> None:
    page = _small_page(ColorMode.COLOR)
    other_size = replace(page, picture=replace(page.picture, size=Size(301, 200)))
    other_mode = replace(page, picture=replace(page.picture, mode=ColorMode.GRAY))
    cut = replace(page, picture=replace(page.picture, data=page.picture.data[:30]))
    for wrong, why in ((other_size, "301 x 200"), (other_mode, "gray"), (cut, "damaged")):
        with pytest.raises(NotConformant, match=why):
            pdf_bytes(wrong)


@pytest.mark.tool
def test_qpdf_finds_nothing_to_complain_of(tmp_path: Path) -> None:
    path = tmp_path / "archive.pdf"
    path.write_bytes(pdf_bytes(white_page(set_page()), *map(_small_page, ColorMode)))
    answer = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "No syntax or stream encoding errors found" in answer.stdout
