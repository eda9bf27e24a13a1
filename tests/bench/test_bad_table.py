"""The table of bad files: what counts as a failure of ours, and what it shows."""

from pathlib import Path

import pytest

from actions.papers import PaperView, show_paper
from bench.bad_table import Campaign, Outcome, written
from bench.machine import this_machine
from samples.bad_catalog import BAD_FILES
from tests.office import Office
from tests.sheets import NUMBER, draw_sheet, write_jpeg

GOOD = BAD_FILES[0]


def outcome(paper: PaperView | None, name: str = GOOD.name, *, exit_code: int = 1, **more: object) -> Outcome:
    facts: dict[str, object] = {"where": "", "has_traceback": False, "alone": True, "wall_s": 2.0}
    facts |= {"peak_bytes": 150_000_000, **more}
    return Outcome(name=name, paper=paper, exit_code=exit_code, **facts)  # type: ignore[arg-type]  # a mixed dict


def campaign(*outcomes: Outcome) -> Campaign:
    return Campaign(outcomes=outcomes, machine=this_machine())


@pytest.fixture
def refused(office: Office, tmp_path: Path) -> PaperView:
    (tmp_path / "text.pdf").write_text("chữ")
    (row,) = office.digitise(tmp_path / "text.pdf")
    return show_paper(office.actor, office.ledger, row.document.id)


@pytest.fixture
def read(office: Office, tmp_path: Path) -> PaperView:
    (row,) = office.digitise(write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER)))
    return show_paper(office.actor, office.ledger, row.document.id)


def test_totals_count_pages_and_quarantine(refused: PaperView, read: PaperView) -> None:
    totals = campaign(outcome(refused), outcome(read, "don.jpg", exit_code=0)).totals
    assert totals.startswith(
        "2 files, 1 pages read and kept, 1 papers in quarantine, 0 tracebacks, 0 hangs, 0"
    )


def test_what_must_not_be_is_counted(refused: PaperView) -> None:
    bad = campaign(
        outcome(None, exit_code=-9),
        outcome(None, exit_code=-11),
        outcome(refused, has_traceback=True),
    )
    assert (bad.hangs, bad.lost, bad.tracebacks) == (1, 2, 1)


def test_page_shows_words_and_counts_corpora_without_naming_their_files(
    refused: PaperView, read: PaperView
) -> None:
    page = written(
        campaign(
            outcome(refused, "text.pdf"),
            outcome(read, "their-own.jpg", exit_code=0, where="image-robustness"),
        )
    )
    assert (
        "| `text.pdf` | plain text called .pdf | cách ly | `unsupported-file` | Tệp text.pdf: không phải PDF"
        in page
    )
    assert "| image-robustness | jpg | chờ ký |" in page
    assert "their-own" not in page
