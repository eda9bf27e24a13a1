"""The dry run: sees what `ingest` sees, keeps nothing, shows nothing of a secret paper, and never crashes."""

import re
from pathlib import Path

import pytest

from actions.inspect import Inspection, inspect_file
from app import NoSteps
from domain.errors import Disposition, MissingModel
from domain.raster import Raster
from engine.holdings import Holdings
from engine.worker import Worker
from storage.folder import FolderStore
from storage.memory import MemoryStore
from tests.commands.test_ingest import table
from tests.conftest import CommandLine
from tests.office import Office
from tests.pki import AT
from tests.sheets import (
    BODY,
    HEADING,
    HIDDEN,
    NUMBER,
    TITLE,
    draw_sheet,
    marked,
    write_jpeg,
    write_pages,
    write_stack,
)


def inspect(office: Office, path: Path) -> Inspection:
    holdings = Holdings(spool=FolderStore(path.parent / "dry"), store=MemoryStore())
    worker = Worker(tools=office.tools(), holdings=holdings, memory=NoSteps())
    try:
        return inspect_file(path, worker, office.settings.profile, AT)
    finally:
        worker.close()


def test_dry_run_reads_what_ingest_reads(office: Office, tmp_path: Path) -> None:
    scan = write_pages(tmp_path / "don.pdf", draw_sheet("một", code=NUMBER), draw_sheet(white=True))
    seen = inspect(office, scan)
    (row,) = office.digitise(scan)
    assert [one.paper for one in seen.papers] == [row.document.paper]
    for inspected, page in zip(seen.pages, office.page_values(row), strict=True):
        assert (inspected.text, inspected.codes) == (page.text, page.codes)
        assert (inspected.flags, inspected.quality, inspected.size) == (page.flags, page.quality, page.size)
    assert [page.blank for page in seen.pages] == [False, True]


@pytest.mark.parametrize("marked", [0, 1])
def test_not_a_word_of_a_secret_paper_is_shown(office: Office, tmp_path: Path, marked: int) -> None:
    office.reader.stamp = "MẬT"
    sheets = [draw_sheet(code=NUMBER, stamp="MẬT" if n == marked else None) for n in range(2)]
    seen = inspect(office, write_pages(tmp_path / "mat.pdf", *sheets))
    assert [page.secrecy is not None for page in seen.pages] == [n == marked for n in range(2)]
    assert [(page.text, page.codes) for page in seen.pages] == [(None, ())] * 2
    assert seen.papers == ()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 and no more", b"khong phai anh"])
def test_file_that_cannot_be_read_is_a_value(office: Office, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "hong.pdf").write_bytes(content)
    seen = inspect(office, tmp_path / "hong.pdf")
    assert seen.failure is not None
    assert seen.failure.disposition is Disposition.REJECT
    assert "hong.pdf" in seen.failure.message


def test_defect_of_a_stage_is_a_value_too(office: Office, tmp_path: Path) -> None:
    def broken(_raster: Raster) -> None:
        raise ZeroDivisionError

    office.reader.fault = broken
    seen = inspect(office, write_jpeg(tmp_path / "don.jpg", draw_sheet()))
    assert seen.failure is not None
    assert seen.failure.code == "crash"


def test_missing_model_is_the_operators_business(office: Office, tmp_path: Path) -> None:
    def missing(_raster: Raster) -> None:
        raise MissingModel("there is no model vie; install tesseract-ocr-vie")

    office.reader.fault = missing
    with pytest.raises(MissingModel, match="tesseract-ocr-vie"):
        inspect(office, write_jpeg(tmp_path / "don.jpg", draw_sheet()))


def test_command_keeps_nothing(sohoa: CommandLine, tmp_path: Path) -> None:
    scan = write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER))
    before = sorted(tmp_path.rglob("*"))
    for option in ("--json", "--text", "--codes"):
        assert sohoa("inspect", scan, option) == 0
    assert sohoa("inspect", scan) == 0
    assert sorted(tmp_path.rglob("*")) == before
    assert not sohoa.home.exists()


def test_text_is_text_alone_with_form_feeds_between_pages(sohoa: CommandLine, tmp_path: Path) -> None:
    two = write_pages(tmp_path / "hai.pdf", draw_sheet("một"), draw_sheet("hai"))
    one = write_jpeg(tmp_path / "don.jpg", draw_sheet("ba"))
    assert sohoa("inspect", two, one, "--text") == 0
    pages = sohoa.out.split("\f")
    assert len(pages) == 3
    assert all(page.lstrip("\n").startswith("CỘNG HÒA") and TITLE in page for page in (pages[0], pages[2]))
    assert "tiếp theo" in pages[1]


def test_codes_are_tab_separated(sohoa: CommandLine, tmp_path: Path) -> None:
    scan = write_pages(tmp_path / "hai.pdf", draw_sheet("một"), draw_sheet("hai", code=NUMBER))
    assert sohoa("inspect", scan, "--codes") == 0
    assert sohoa.out == f"2\tQR Code\t{NUMBER}\n"


def test_a_code_that_may_not_be_kept_is_named_by_its_kind(sohoa: CommandLine, tmp_path: Path) -> None:
    scan = write_jpeg(tmp_path / "don.jpg", draw_sheet(code="https://vneid.gov.vn/qr?c=abcdef"))
    assert sohoa("inspect", scan, "--codes") == 0
    assert sohoa.out == "1\tQR Code\t(vneid, not kept)\n"


def test_code_cannot_command_the_terminal(sohoa: CommandLine, tmp_path: Path) -> None:
    scan = write_jpeg(tmp_path / "don.jpg", draw_sheet(code="A\x1b[2J\tB\r\nC"))
    assert sohoa("inspect", scan, "--codes") == 0
    assert re.fullmatch(r"1\tQR Code\tA \[2J B {1,2}C\n", sohoa.out)


def test_overview_has_a_row_a_page(sohoa: CommandLine, tmp_path: Path) -> None:
    scan = write_pages(tmp_path / "hai.pdf", draw_sheet("một"), draw_sheet(white=True))
    assert sohoa("inspect", scan) == 0
    title, headings, *rows = table(sohoa.out)
    assert "Tờ khai đăng ký khai sinh" in title[0]
    assert [row[0] for row in rows] == ["1", "2"]
    assert "blank" in rows[1][headings.index("marks")]


def test_secret_paper_is_told_and_hidden(sohoa: CommandLine, tmp_path: Path) -> None:
    sohoa.reader.stamp = "MẬT"
    scan = write_jpeg(tmp_path / "mat.jpg", draw_sheet(stamp="MẬT", code=NUMBER))
    for option in ("--json", "--text", "--codes"):
        assert sohoa("inspect", scan, option) == 0
        assert HIDDEN not in sohoa.out
        assert NUMBER not in sohoa.out
        assert "MẬT" in sohoa.err


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("khong-co.pdf",), 2, "is no file"),
        ((".",), 2, "is no file"),
        (("hong.pdf",), 6, "hong.pdf"),
        (("hong.pdf", "--profile", "kho"), 3, "no profile"),
    ],
)
def test_what_cannot_be_inspected_is_named(
    sohoa: CommandLine, tmp_path: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    (tmp_path / "hong.pdf").write_text("không phải PDF")
    assert sohoa("inspect", *words) == code
    assert told in sohoa.err


def test_one_bad_file_does_not_hide_the_good_ones(sohoa: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "hong.pdf").write_text("không phải PDF")
    scan = write_jpeg(tmp_path / "don.jpg", draw_sheet())
    assert sohoa("inspect", tmp_path / "hong.pdf", scan, "--text") == 6
    assert TITLE in sohoa.out


def test_papers_of_a_stack_are_told_apart(office: Office, tmp_path: Path) -> None:
    office.reader.script = {2: (*HEADING, "QUYẾT ĐỊNH", "Về việc thử nghiệm"), 3: (*HEADING, TITLE, *BODY)}
    stack = write_stack(tmp_path / "xap.pdf", marked(draw_sheet("một"), 3), marked(draw_sheet("hai"), 2))
    seen = inspect(office, stack)
    assert [(one.pages, one.paper.code if one.paper else "") for one in seen.papers] == [
        ((1,), "TKKS"),
        ((2,), "QD"),
    ]
    assert all(one.begins for one in seen.papers)
