"""Every file of the public test corpora is read or refused, and the official papers come out right."""

from pathlib import Path

import numpy as np
import pytest

from domain.errors import SohoaError
from domain.geometry import Turn
from domain.image import Coding, ColorMode
from pipeline.sources.source import open_source, sniff

DATA = Path(__file__).parents[4] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the shared test data is not beside the repository")

# The corpora of damaged files are held to their promises in tests/faults/test_bad_inputs.py.
_FOLDERS = ("patch-codes", "qr-barcode")

_SIGNATURES = {
    "bc-280": 2,
    "ct-01-2021": 1,
    "ct-04": 2,
    "ct-05-2020": 1,
    "ct-11-2021": 1,
    "ct-11-2024": 2,
    "cv-507-borndigital": 5,
    "cv-574": 2,
    "qd-04-bcd138": 2,
    "qd-47": 2,
    "qd-51": 2,
    "qd-87-dat": 2,
    "tb-11-borndigital": 5,
    "tb-542-borndigital": 5,
    "ttr-239": 2,
}


def _read(path: Path) -> None:
    """Opens a file and its first pages; a SohoaError anywhere is an answer too."""
    with open_source(path, sniff(path.read_bytes()[:4096])) as source:
        for index in range(min(source.page_count, 2)):
            page = source.page(index)
            size = page.image.size
            pixels = page.pixels()
            assert pixels.shape[:2] == (size.height, size.width)
            assert (pixels.ndim == 3) is (page.image.mode is ColorMode.COLOR)
            assert (page.encoded() is None) is (page.image.coding is None)


@pytest.mark.parametrize("folder", _FOLDERS)
def test_every_file_is_read_or_refused_on_purpose(folder: str) -> None:
    paths = [path for path in sorted((DATA / folder).rglob("*")) if path.is_file()]
    # Every eighth of the many barcode pictures: they are of two kinds only.
    paths = paths[::8] if folder == "qr-barcode" else paths
    refusals = []
    for path in paths:
        try:
            _read(path)
        except SohoaError as error:
            refusals.append(str(error))
    assert 0 < len(refusals) < len(paths)
    assert not any(str(DATA) in refusal for refusal in refusals)


@pytest.mark.parametrize("name", sorted(_SIGNATURES))
def test_official_papers_are_signed_and_scans_lie_as_they_are(name: str) -> None:
    path = DATA / "vn-official" / "pdf" / f"{name}.pdf"
    with open_source(path, sniff(path.read_bytes()[:1024])) as source:
        assert source.signatures == _SIGNATURES[name]
        pages = [source.page(index) for index in range(source.page_count)]
        codings = [page.image.coding for page in pages]
        if name.endswith("borndigital"):
            assert set(codings) == {None}
            assert all(len(page.existing_text or "") > 100 for page in pages)
            return
        fax = [Coding.CCITT_G4, Coding.CCITT_G4, Coding.JPEG]
        assert codings == (fax if name == "ct-11-2021" else [Coding.JPEG] * len(pages))
        scanned_at = 100 if name in ("ct-01-2021", "ct-05-2020") else 300
        assert [page.image.dpi.x for page in pages] == pytest.approx([scanned_at] * len(pages), rel=0.01)


def test_a_born_digital_paper_shows_the_number_its_signature_carries() -> None:
    path = DATA / "vn-official" / "pdf" / "cv-507-borndigital.pdf"
    with open_source(path, sniff(path.read_bytes()[:1024])) as source:
        pixels = source.page(0).pixels()
    # The page itself says "Số:        /UBND-KGVX"; the number between lies in a signature field's appearance.
    number = pixels[470:535, 515:620]
    assert (number.min(axis=2) < 100).sum() > 100


@pytest.mark.parametrize("shape", ["Landscape", "Portrait"])
def test_all_orientations_look_alike_upright(shape: str) -> None:
    seen = []
    for number in range(1, 9):
        path = DATA / "orientation" / f"{shape}_{number}.jpg"
        with open_source(path, sniff(path.read_bytes()[:1024])) as source:
            page = source.page(0)
            turns = sum(step.quarter_turns for step in page.operations if isinstance(step, Turn))
            seen.append(np.rot90(page.pixels(), -turns).astype(int))
    assert {picture.shape for picture in seen} == {seen[0].shape}
    # The big number written on each picture differs.
    assert max(float(np.abs(picture - seen[0]).mean()) for picture in seen) < 12
