"""One sample dossier the whole way with the real engine, proved by other programs."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from domain.errors import MissingModel
from ocr_models.tesseract import TesseractEngine
from samples import demo
from tests.verapdf.driver import verify_pdfa

DOSSIER = "khai-sinh-quay-3"
NUMBER = "H13.16-250716-0027"
TITLES = {"001": "TIẾP NHẬN", "002": "ĐĂNG KÝ KHAI SINH", "003": "KHAI SINH"}
"""Words of the title of each paper, by its number in the dossier."""
VARIABLES = (
    *("CONFIG", "HOME", "PROFILE", "UNIT", "KEY_PATH", "KEY_PASSPHRASE_FILE", "KEY_KIND", "STORE"),
    *("S3_ENDPOINT", "S3_BUCKET", "S3_ACCESS_KEY", "S3_SECRET_KEY", "S3_CA_FILE"),
)
HOMES = {"folder": demo.HOME, "s3": demo.S3_HOME}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the demo left and said."""

    pdfs: tuple[Path, ...]
    first: str
    second: str
    kept: bool
    """The second run left every file as it was."""


def _need(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed (Debian: poppler-utils, qpdf)")
    return found


def _run_demo(capsys: pytest.CaptureFixture[str], store: str) -> str:
    capsys.readouterr()
    code: str | int | None = None
    try:
        demo.demo(store)
    except SystemExit as end:
        code = end.code
    assert not code
    return "".join(capsys.readouterr())


@pytest.fixture(params=sorted(HOMES))
def shown(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Shown:
    """The demo on one dossier, twice, with each kind of store."""
    try:
        TesseractEngine().close()
    except MissingModel as error:
        pytest.skip(str(error))
    source = demo.DOSSIERS / DOSSIER
    shutil.copytree(source, tmp_path / "dossiers" / DOSSIER)
    monkeypatch.setattr(demo, "DOSSIERS", tmp_path / "dossiers")
    for name in VARIABLES:
        monkeypatch.setenv(f"SOHOA_{name}", os.environ.get(f"SOHOA_{name}", ""))
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    monkeypatch.chdir(tmp_path)
    first = _run_demo(capsys, request.param)
    home = HOMES[request.param]
    out = home / "out" / NUMBER
    before = {path: path.read_bytes() for path in home.rglob("*.pdf")}
    second = _run_demo(capsys, request.param)
    after = {path: path.read_bytes() for path in home.rglob("*.pdf")}
    return Shown(tuple(sorted(out.absolute().glob("*.pdf"))), first, second, before == after)


@pytest.mark.tool
def test_sample_dossier_becomes_archive_files_that_other_programs_accept(shown: Shown) -> None:
    assert [pdf.name for pdf in shown.pdfs] == [f"{NUMBER}.{ordinal}.pdf" for ordinal in TITLES]
    for pdf, title in zip(shown.pdfs, TITLES.values(), strict=True):
        assert verify_pdfa(pdf).failed == ()
        text = subprocess.run([_need("pdftotext"), pdf, "-"], capture_output=True, check=True).stdout.decode()
        assert title in " ".join(text.split())
        subprocess.run([_need("qpdf"), "--check", pdf], capture_output=True, check=True)
        signatures = subprocess.run([_need("pdfsig"), pdf], capture_output=True, check=False).stdout.decode()
        assert "Signature is Valid" in signatures
        assert "THỬ NGHIỆM" in signatures
    assert "TEST KEY" in shown.first
    assert "3 of 3 papers were here before" in shown.second
    assert shown.kept


def test_store_that_there_is_not_is_refused() -> None:
    with pytest.raises(SystemExit, match=r"STORE=tape.*folder and s3"):
        demo.demo("tape")
