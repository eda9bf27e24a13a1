"""Real papers: signed files pass through untouched; their scans, unsigned, all become PDF/A-2u."""

import subprocess
import sys
from pathlib import Path

import pytest

from domain.actor import EVERY_UNIT
from domain.lifecycle import State
from pipeline.pdf.keys import SigningKey
from pipeline.plan import KeyKind
from tests.office import open_office
from tests.verapdf.driver import verify_pdfa

SHARED = Path(__file__).resolve().parents[3] / "shared"
PAPERS = SHARED / "data" / "vn-official" / "pdf"
UNSIGN = SHARED / "tools" / "unsign" / "unsign.py"


@pytest.fixture(scope="module")
def papers() -> tuple[Path, ...]:
    found = tuple(sorted(PAPERS.glob("*.pdf")))
    if not found:
        pytest.skip("needs ../shared/data/vn-official: real papers that may not be copied into the project")
    return found


def test_every_signed_paper_passes_through_byte_for_byte(papers: tuple[Path, ...], tmp_path: Path) -> None:
    office = open_office(tmp_path / "home")
    office.digitise(PAPERS, no_dossier=True)
    assert len(papers) == len(office.rows())
    for paper in papers:
        row = office.named(paper.stem)
        assert row.state is State.FILED, paper.name
        assert row.document.signed_elsewhere
        assert row.document.final_pdf is not None
        assert office.holdings.store.read(row.document.final_pdf) == paper.read_bytes()
        assert all(page.text and page.text.words for page in office.page_values(row))
    office.ledger.close()


@pytest.mark.tool
def test_every_scan_becomes_pdfa_before_and_after_signing(
    papers: tuple[Path, ...], tmp_path: Path, signing_key: SigningKey
) -> None:
    scans = tmp_path / "scans"
    command = [sys.executable, str(UNSIGN), *map(str, papers), str(scans)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"needs ../shared/tools/unsign and poppler-utils: {done.stderr[-200:]}")
    office = open_office(tmp_path / "home", "plain")
    office.use_key(signing_key, KeyKind.AGENCY)
    office.digitise(scans, no_dossier=True)
    rows = office.rows()
    pages = sum(len(office.ledger.pages(row.document.id, EVERY_UNIT)) for row in rows)
    assert (len(rows), pages, len(list(scans.iterdir()))) == (12, 33, 33)
    for row in rows:
        assert row.state is State.FILED, row.failure
        document = row.document
        assert document.pdf is not None
        assert document.signed_pdf is not None
        for artifact in (document.pdf, document.signed_pdf):
            with office.holdings.store.local(artifact) as path:
                assert verify_pdfa(path, "2u").failed == (), document.name
    office.ledger.close()
