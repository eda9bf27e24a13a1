from dataclasses import replace
from pathlib import Path

import pytest

from domain.geometry import Box, Size, Skew, Turn, transform
from domain.image import ColorMode
from domain.text import Line, PageText, Word
from pipeline.pdf.metadata import ArchiveMetadata
from pipeline.pdf.writer import PdfPage
from tests.pipeline.pdf.documents import METADATA, page_of, pdf_bytes, set_page, smooth_pixels, white_page
from tests.verapdf.driver import verify_pdfa

pytestmark = pytest.mark.tool

HOSTILE = 'a</rdf:li><!--&amp;]]>"\x00\x01\x1f\x7f\x9f\ud800\ufeff\ufffe\uffff{title}\n\tẶ\U0001f9fe' * 400


def _verdict(folder: Path, *pages: PdfPage, metadata: ArchiveMetadata = METADATA) -> tuple[str, ...]:
    path = folder / "archive.pdf"
    path.write_bytes(pdf_bytes(*pages, metadata=metadata))
    return verify_pdfa(path, "2u").failed


def test_pictures_of_every_mode_with_and_without_text_conform(tmp_path: Path) -> None:
    pictures = [page_of(smooth_pixels(Size(300, 200), color=True), mode) for mode in ColorMode]
    assert _verdict(tmp_path, *pictures, white_page(set_page())) == ()


def test_document_without_any_text_conforms(tmp_path: Path) -> None:
    assert _verdict(tmp_path, white_page(None), white_page(PageText((), "test", 300))) == ()


def test_picture_straightened_by_its_matrix_conforms(tmp_path: Path) -> None:
    page = page_of(smooth_pixels(Size(300, 200), color=False), ColorMode.GRAY)
    placement, size = transform(page.picture.size, (Turn(1), Skew(-2.3)))
    assert _verdict(tmp_path, replace(page, placement=placement, size_px=size)) == ()


def test_hostile_metadata_conforms(tmp_path: Path) -> None:
    metadata = replace(METADATA, title=HOSTILE, dossier=HOSTILE, paper_type=HOSTILE, creator_tool=HOSTILE)
    assert _verdict(tmp_path, white_page(None), metadata=metadata) == ()


def test_paper_without_a_dossier_conforms(tmp_path: Path) -> None:
    metadata = replace(METADATA, title="", dossier=None, paper_type=None)
    assert _verdict(tmp_path, white_page(None), metadata=metadata) == ()


def test_hostile_text_conforms(tmp_path: Path) -> None:
    texts = (HOSTILE[:80], "\x00", "𠀀\U0001f9fe\ue000", "".join(map(chr, range(0x20, 0x1500))))
    words = tuple(
        Word(text, Box(-50 + 9 * at, 7000, -40 + 9 * at, 6900), 0.1) for at, text in enumerate(texts)
    )
    text = PageText((Line(words, Box(0, 10, 0, 10), 0),), "test", 300)
    assert _verdict(tmp_path, white_page(text)) == ()
