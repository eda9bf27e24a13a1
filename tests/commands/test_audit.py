"""`sohoa audit`: what it prints and how it ends."""

from pathlib import Path

import pytest

from tests.conftest import CommandLine
from tests.sheets import NUMBER, draw_sheet, write_jpeg


@pytest.fixture
def worked(sohoa: CommandLine, tmp_path: Path) -> CommandLine:
    """An office with one paper that waits for its signature."""
    sohoa("ingest", write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER)))
    return sohoa


def a_stored_file(home: Path) -> Path:
    return next(path for path in sorted((home / "store").glob("??/*")) if path.is_file())


def test_clean_office_ends_with_zero_and_says_so_in_plain_words(worked: CommandLine) -> None:
    assert worked("audit") == 0
    lines = worked.out.splitlines()
    assert lines[0] == "check\tlooked at\tresult"
    assert [line.split("\t")[0] for line in lines[1:6]] == [
        "pages",
        "bytes",
        "chains",
        "counts",
        "signatures",
    ]
    assert all(line.endswith("\tok") for line in lines[1:6])
    assert lines[6:] == [
        "No page was lost: each of the 1 pages of 1 papers is in its place, "
        "and its bytes were read and are right."
    ]


def test_quick_audit_says_that_it_read_nothing(worked: CommandLine) -> None:
    path = a_stored_file(worked.home)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert worked("audit", "--quick") == 0
    assert "not read: --quick" in worked.out.splitlines()[-1]
    assert worked("audit") == 1


def test_lost_file_ends_with_one_and_a_line_that_names_it(worked: CommandLine) -> None:
    path = a_stored_file(worked.home)
    path.unlink()
    (paper,) = worked.json("status")
    for words in (("audit",), ("audit", "--quick")):
        assert worked(*words) == 1
        (line,) = (line for line in worked.out.splitlines() if line.startswith("fault"))
        assert line.startswith(f"fault (bytes): batch {paper['batch']} paper {paper['id']}")
        assert path.name in line
        assert line.endswith("restore the file from the last backup")
        assert "bytes\t" in worked.out
        assert "\t1 fault\n" in worked.out
        assert worked.out.splitlines()[-1].startswith("The audit found 1 fault")


def test_json_audit_ends_with_one_as_well(worked: CommandLine) -> None:
    a_stored_file(worked.home).unlink()
    assert worked("audit", "--json") == 1
    checks = {check["name"]: check for check in worked.json("audit")}
    (fault,) = checks["bytes"]["faults"]
    assert fault["advice"] == "restore the file from the last backup"
    assert [name for name, check in checks.items() if check["faults"]] == ["bytes"]


def test_store_that_is_away_is_a_passing_trouble(worked: CommandLine) -> None:
    (worked.home / "store").rename(worked.home / "elsewhere")
    (worked.home / "store").touch()
    assert worked("audit") == 75
    assert "store" in worked.err


def test_new_office_has_nothing_to_lose(sohoa: CommandLine) -> None:
    assert sohoa("audit") == 0
    assert "No page was lost" in sohoa.out
