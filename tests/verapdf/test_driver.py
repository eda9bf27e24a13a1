from pathlib import Path

import pikepdf
import pytest

from tests.verapdf.driver import verify_pdfa

pytestmark = pytest.mark.tool

_CORPUS = Path(__file__).parents[3] / "shared" / "data" / "verapdf-corpus"


def test_pdf_that_claims_nothing_is_refused_with_its_faults(tmp_path: Path) -> None:
    path = tmp_path / "plain.pdf"
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(path)
    verdict = verify_pdfa(path)
    assert not verdict.compliant
    assert any(line.startswith("6.6.2.1-1 ") for line in verdict.failed)


def test_file_that_is_no_pdf_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "notes.pdf"
    path.write_text("not a PDF", encoding="ascii")
    with pytest.raises(RuntimeError, match=r"notes\.pdf"):
        verify_pdfa(path)


@pytest.mark.skipif(not _CORPUS.exists(), reason="the veraPDF corpus is not at ../shared/data")
def test_verdicts_agree_with_the_names_of_the_corpus() -> None:
    files = sorted((_CORPUS / "PDF_A-2b" / "6.2 Graphics").rglob("*.pdf"))
    passing = [file for file in files if "-pass-" in file.name][:4]
    failing = [file for file in files if "-fail-" in file.name][:4]
    assert len(passing) == len(failing) == 4
    assert all(verify_pdfa(file, "2b").compliant for file in passing)
    assert not any(verify_pdfa(file, "2b").compliant for file in failing)
