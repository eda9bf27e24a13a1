"""PDF files that are locked, empty, broken or too large."""

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from domain.artifact import MediaType
from domain.errors import EmptyDocument, EncryptedPdf, TooLarge, UnreadablePdf
from pipeline.sources.source import Limits, SourcePage, open_source

FirstPage = Callable[..., SourcePage]
PdfMaker = Callable[..., Path]
Keys = dict[str, object]

FULL = b"q 72 0 0 100.8 0 0 cm /Im Do Q"


def test_a_file_locked_without_a_password_opens_and_gives_its_bytes(
    first_page: FirstPage, make_pdf: PdfMaker, jpeg: bytes, jpeg_keys: Keys
) -> None:
    locked = pikepdf.Encryption(owner="chu", user="", R=6)
    page = first_page(make_pdf(FULL, {"Im": (jpeg, jpeg_keys)}, encryption=locked))
    encoded = page.encoded()
    assert encoded is not None
    assert encoded.data == jpeg


def test_a_file_locked_with_a_password_is_refused(make_pdf: PdfMaker) -> None:
    path = make_pdf(b"", {}, encryption=pikepdf.Encryption(owner="chu", user="khoa", R=6))
    with pytest.raises(EncryptedPdf, match="password"):
        open_source(path, MediaType.PDF)


def test_a_file_without_pages_or_sense_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    pikepdf.new().save(path)
    with pytest.raises(EmptyDocument):
        open_source(path, MediaType.PDF)
    path.write_bytes(b"%PDF-1.7\n" + bytes(500))
    with pytest.raises(UnreadablePdf):
        open_source(path, MediaType.PDF)


def test_a_page_tree_that_bites_its_tail_ends(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(72, 72))
    pdf.Root.Pages.Kids = pikepdf.Array([pdf.Root.Pages, pdf.Root.Pages])
    path = tmp_path / "loop.pdf"
    pdf.save(path)
    with pytest.raises((UnreadablePdf, EmptyDocument)), open_source(path, MediaType.PDF) as source:
        source.page(0)


def test_what_is_too_large_is_refused(
    first_page: FirstPage, make_pdf: PdfMaker, jpeg: bytes, jpeg_keys: Keys
) -> None:
    path = make_pdf(FULL, {"Im": (jpeg, jpeg_keys)})
    with pytest.raises(TooLarge, match="300 x 420"):
        first_page(path, Limits(max_pixels=100_000))
    with pytest.raises(TooLarge, match="0\\.04 m"):
        first_page(path, Limits(max_page_m=0.02))
    with pytest.raises(TooLarge, match="bytes"):
        first_page(path, Limits(max_coded_bytes=100))
    with pytest.raises(TooLarge, match="pages"):
        open_source(path, MediaType.PDF, Limits(max_pages=0))
