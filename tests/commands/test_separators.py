"""`sohoa separators` on the command line."""

from pathlib import Path

import pikepdf
import pytest

from tests.conftest import CommandLine
from tests.sheets import NUMBER


def page_count(path: Path) -> int:
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


@pytest.mark.parametrize("between", ["dossiers", "papers"])
def test_as_many_sheets_are_written_as_asked_for(sohoa: CommandLine, tmp_path: Path, between: str) -> None:
    out = tmp_path / "to.pdf"
    assert sohoa("separators", "--count", "10", "--between", between, "-o", out) == 0
    assert page_count(out) == 10
    assert "10 tờ" in sohoa.err
    assert not sohoa.home.exists(), "no office is needed to print sheets"


def test_each_dossier_gets_a_cover(sohoa: CommandLine, tmp_path: Path) -> None:
    out = tmp_path / "bia.pdf"
    assert sohoa("separators", "cover", NUMBER, "G22.99.13-250515-0002", "-o", out) == 0
    assert page_count(out) == 2


REFUSED = (
    (("separators",), "-o FILE.pdf"),
    (("separators", "cover", NUMBER), "-o FILE.pdf"),
    (("separators", "--count", "0", "-o", "to.pdf"), "--count 1 to 500"),
    (("separators", "--count", "501", "-o", "to.pdf"), "--count 1 to 500"),
    (("separators", "cover", "7", "-o", "to.pdf"), "no dossier number"),
    (("separators", "cover", NUMBER, "H13.16-300515-0001", "-o", "to.pdf"), "day has not come"),
    (("separators", "cover", *[NUMBER] * 501, "-o", "to.pdf"), "500 at most"),
    (("separators", "-o", "khong/co/to.pdf"), "another place"),
)


@pytest.mark.parametrize(
    ("words", "told"), REFUSED, ids=lambda value: value if isinstance(value, str) else None
)
def test_what_cannot_be_printed_is_refused_and_nothing_is_written(
    sohoa: CommandLine, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    assert sohoa(*words) == 2
    assert told in sohoa.err
    assert not (tmp_path / "to.pdf").exists()


def test_older_file_is_never_overwritten(sohoa: CommandLine, tmp_path: Path) -> None:
    out = tmp_path / "to.pdf"
    out.write_text("của người khác")
    assert sohoa("separators", "-o", out) == 2
    assert out.read_text() == "của người khác"
