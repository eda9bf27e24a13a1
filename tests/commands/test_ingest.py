"""`sohoa ingest` as a person meets it: tables, notes, exit codes, and doing nothing twice."""

import os
import sqlite3
import unicodedata
from pathlib import Path

import pytest

from domain.artifact import Artifact, MediaType
from pipeline.reading.chance import chance_of
from storage.folder import FolderStore
from tests.conftest import CommandLine
from tests.pki import PASSPHRASE
from tests.sheets import HEADING, NUMBER, OTHER_NUMBER, draw_sheet, marked, write_jpeg, write_stack

WRONG = "sai"


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    return write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER))


@pytest.fixture
def with_key(sohoa: CommandLine, key_file: Path) -> CommandLine:
    """The office has an agency key: sound papers are filed at once."""
    sohoa.set(key_path=key_file, key_passphrase=PASSPHRASE.decode(), key_kind="agency")
    return sohoa


def table(text: str) -> list[list[str]]:
    return [line.split("\t") for line in text.splitlines()]


def test_finished_paper_is_mirrored_under_its_number(
    with_key: CommandLine, scan: Path, tmp_path: Path
) -> None:
    assert with_key("ingest", scan, "--out", tmp_path / "out") == 0
    target = tmp_path / "out" / NUMBER / f"{NUMBER}.001.pdf"
    assert target.read_bytes().startswith(b"%PDF-")
    headings, row = table(with_key.out)
    assert dict(zip(headings, row, strict=True)) | {"paper": ""} == {
        "dossier": NUMBER,
        "paper": "",
        "type": "Tờ khai đăng ký khai sinh",
        "pages": "1",
        "codes": "1",
        "confidence": f"{chance_of('tesseract', 0.9):.0%}",
        "signature": "PAdES B-B",
        "state": "đã lưu",
        "file": str(target),
    }


def test_second_run_says_that_nothing_was_done_twice(
    with_key: CommandLine, scan: Path, tmp_path: Path
) -> None:
    with_key("ingest", scan, "--out", tmp_path / "out")
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.pdf")}
    assert with_key("ingest", scan, "--out", tmp_path / "out") == 0
    assert "1 of 1 papers were here before" in with_key.err
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.pdf")} == before
    assert with_key.reader.pages_read == 1


def test_waiting_paper_is_not_mirrored(sohoa: CommandLine, scan: Path, tmp_path: Path) -> None:
    assert sohoa("ingest", scan, "--out", tmp_path / "out") == 0
    assert "chờ ký" in sohoa.out
    assert not list(tmp_path.glob("out/**/*.pdf"))


def test_mirroring_never_writes_over_a_file(with_key: CommandLine, scan: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "out" / NUMBER / f"{NUMBER}.001.pdf"
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(b"someone's own file")
    assert with_key("ingest", scan, "--out", tmp_path / "out") == 0
    assert theirs.read_bytes() == b"someone's own file"
    assert theirs.with_name(f"{NUMBER}.001-2.pdf").read_bytes().startswith(b"%PDF-")


def test_question_is_told_on_stderr_and_ends_well(sohoa: CommandLine, tmp_path: Path) -> None:
    assert sohoa("ingest", write_jpeg(tmp_path / "don.jpg", draw_sheet())) == 0
    assert "Hãy nhập mã hồ sơ" in sohoa.err
    assert "chờ trả lời" in sohoa.out


def test_quarantined_paper_is_told_and_ends_with_one(sohoa: CommandLine, scan: Path, tmp_path: Path) -> None:
    (tmp_path / "hong.pdf").write_text("không phải PDF")
    assert sohoa("ingest", scan, tmp_path / "hong.pdf") == 1
    assert "hong.pdf" in sohoa.err
    assert [row[7] for row in table(sohoa.out)[1:]] == ["chờ ký", "cách ly"]


def test_copy_of_a_paper_in_its_folder_is_told_and_taken_once(sohoa: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / NUMBER
    folder.mkdir()
    first = write_jpeg(folder / "don.jpg", draw_sheet())
    (folder / "don (bản sao).jpg").write_bytes(first.read_bytes())
    assert sohoa("ingest", folder) == 0
    assert len(table(sohoa.out)) == 2
    assert "1 of 1 papers were here before" in sohoa.err


@pytest.mark.parametrize("name", ["đơn [bold].pdf", "[red]đơn.pdf", ":memo:.pdf", "dòng\nmới\tcột.pdf"])
def test_name_of_a_file_is_shown_as_it_is(sohoa: CommandLine, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("không phải PDF")
    assert sohoa("ingest", tmp_path / name) == 1
    shown = Path(name).stem
    assert len(table(sohoa.out)) == 2
    assert shown.replace("\n", " ").replace("\t", " ") in sohoa.out
    assert shown.split("\n", maxsplit=1)[0] in sohoa.err


def test_numbered_page_files_are_one_paper(sohoa: CommandLine, tmp_path: Path) -> None:
    for number in (2, 10, 1):
        write_jpeg(tmp_path / f"don-p{number}.jpg", draw_sheet(f"trang {number}"))
    sohoa("ingest", *tmp_path.glob("don-p*.jpg"), "--dossier", NUMBER)
    (row,) = table(sohoa.out)[1:]
    assert (row[1].split()[1], row[3]) == ("don", "3")


def test_json_goes_to_stdout_alone(sohoa: CommandLine, scan: Path) -> None:
    (paper,) = sohoa.json("ingest", scan)
    assert paper["state"] == "waiting-signature"
    assert paper["dossier"] == NUMBER


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("khong-co.pdf",), 2, "khong-co.pdf does not exist"),
        (("don.jpg", "--dossier", "số 7"), 2, "is no dossier number"),
        (("don.jpg", "--dossier", OTHER_NUMBER, "--no-dossier"), 2, "contradict"),
        (("don.jpg", "--unit", "xã Mẫu"), 3, "unit"),
        (("don.jpg", "--profile", "kho"), 3, "no profile 'kho'"),
        (("rong",), 2, "no paper in"),
        ((".",), 2, "home folder"),
        (("don.jpg", "--nhanh"), 2, "--nhanh"),
        ((), 2, "Missing argument"),
    ],
)
def test_wrong_use_is_refused_with_its_exit_code(
    sohoa: CommandLine, scan: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    (scan.parent / "rong").mkdir()
    (scan.parent / "rong" / ".an").touch()
    assert sohoa("ingest", *words) == code
    assert told in sohoa.err


def test_out_folder_inside_what_is_taken_in_is_refused(sohoa: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write_jpeg(folder / "don.jpg", draw_sheet())
    assert sohoa("ingest", folder, "--out", folder / "out") == 2
    assert "choose one outside" in sohoa.err
    assert sohoa.json("status") == []


def test_unreadable_file_is_named_and_nothing_is_taken_in(
    sohoa: CommandLine, scan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr("storage.folder.FolderStore.put_file", refuse)
        assert sohoa("ingest", scan) == 1
    words, detail = sohoa.err.splitlines()[-2:]
    assert words == f"Tệp {scan.name}: không đọc được. Hãy kiểm tra quyền đọc tệp rồi chạy lại đúng lệnh này."
    assert "cannot read" in detail
    assert len(table(sohoa.out)) == 1


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"key_passphrase": WRONG}, "passphrase"),
        ({"key_path": "khong-co.p12"}, "khong-co.p12"),
        ({"trust_roots": '["khong-co.pem"]'}, ""),
        ({"khoa": "1"}, "SOHOA_KHOA"),
        ({"key_kind": "mine"}, "key_kind"),
    ],
)
def test_wrong_setting_is_named_and_ends_with_three(
    with_key: CommandLine, scan: Path, variables: dict[str, str], told: str
) -> None:
    with_key.set(**variables)
    code = with_key("ingest", scan)
    if told:
        assert code == 3
        assert told in with_key.err
    else:
        assert code == 0, "trust roots concern verify only"


def test_wrong_passphrase_leaves_the_papers_read_and_waiting(with_key: CommandLine, scan: Path) -> None:
    with_key.set(key_passphrase=WRONG)
    with_key("ingest", scan)
    with_key.set(key_passphrase=PASSPHRASE.decode())
    (paper,) = with_key.json("status")
    assert paper["state"] == "waiting-signature"
    assert with_key("ingest", scan) == 0
    assert with_key.reader.pages_read == 1
    (paper,) = with_key.json("status")
    assert paper["state"] == "filed"


def test_ctrl_c_ends_with_130_and_says_how_to_go_on(sohoa: CommandLine, scan: Path) -> None:
    def interrupted(_raster: object) -> None:
        raise KeyboardInterrupt

    sohoa.reader.fault = interrupted
    assert sohoa("ingest", scan) == 130
    assert "run the same command again" in sohoa.err
    sohoa.reader.fault = None
    assert sohoa("ingest", scan) == 0
    (paper,) = sohoa.json("status")
    assert paper["state"] == "waiting-signature"


def test_ledger_that_is_none_ends_with_75_and_no_traceback(sohoa: CommandLine, scan: Path) -> None:
    sohoa.home.mkdir()
    (sohoa.home / "ledger.sqlite3").write_bytes(b"this is no database" * 100)
    assert sohoa("ingest", scan) == 75
    assert "ledger" in sohoa.err


def test_nothing_of_the_scan_reaches_the_log(sohoa: CommandLine, scan: Path) -> None:
    sohoa.set(log_level="debug")
    sohoa("ingest", scan)
    assert NUMBER not in sohoa.err
    with sqlite3.connect(sohoa.home / "ledger.sqlite3") as ledger:
        assert ledger.execute("select count(*) from documents").fetchone() == (1,)
    ledger.close()


def test_quarantined_paper_is_told_in_vietnamese_first(sohoa: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "hong.pdf").write_bytes(b"")
    sohoa("ingest", tmp_path / "hong.pdf")
    words, detail = sohoa.err.splitlines()[-2:]
    assert words.endswith("Tệp hong.pdf: tệp rỗng, không có trang nào. Hãy quét lại tờ giấy này.")
    assert detail.strip().startswith("empty-document: hong.pdf")
    (paper,) = sohoa.json("status")
    assert paper["failure"]["words"] in words
    assert paper["failure"]["code"] == "empty-document"
    sohoa("show", paper["id"])
    assert paper["failure"]["words"] in sohoa.out


def test_what_is_passed_over_is_counted_and_named_once(
    sohoa: CommandLine, scan: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "ho-so"
    folder.mkdir()
    scan.rename(folder / "don.jpg")
    for number in range(7):
        (folder / f".an-{number}").touch()
    (folder / "lien-ket.jpg").symlink_to(folder / "don.jpg")
    assert sohoa("ingest", folder) == 0
    told = [line for line in sohoa.err.splitlines() if line.startswith("passed over: ")]
    assert len(told) == 2
    assert "7 tệp ẩn (hidden)" in told[0]
    assert told[0].endswith(".an-4 ... (+2)")
    assert "1 liên kết (links)" in told[1]
    assert len(table(sohoa.out)) == 2


@pytest.fixture
def unreadable(monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a file that may not be opened, whoever asks: root may open all."""
    real = os.open

    def refused(path: str | Path, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if Path(path).name == "khoa.jpg":
            raise PermissionError(13, "Permission denied")
        return real(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr("scanners.opening.os.open", refused)
    return "khoa.jpg"


def test_file_nobody_may_read_does_not_stop_the_others(
    sohoa: CommandLine, scan: Path, tmp_path: Path, unreadable: str
) -> None:
    (tmp_path / unreadable).write_bytes(b"x")
    assert sohoa("ingest", tmp_path / unreadable, scan) == 1
    assert f"Tệp {unreadable}: không đọc được." in sohoa.err
    assert "Permission denied" in sohoa.err
    assert [paper["name"] for paper in sohoa.json("status")] == ["don"]


def test_file_that_changes_while_it_is_read_is_taken_by_the_same_command(
    sohoa: CommandLine, scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    growing = write_jpeg(tmp_path / "dang-quet.jpg", draw_sheet("khác", code=NUMBER))
    real = FolderStore.put_file

    def grows(store: FolderStore, path: Path, media_type: MediaType) -> Artifact:
        if growing.samefile(path):
            with growing.open("ab") as file:
                file.write(b" ")
        return real(store, path, media_type)

    with monkeypatch.context() as patched:
        patched.setattr(FolderStore, "put_file", grows)
        assert sohoa("ingest", growing, scan) == 75
    assert "Tệp dang-quet.jpg: tệp đang được ghi" in sohoa.err
    assert [paper["name"] for paper in sohoa.json("status")] == ["don"]
    assert sohoa("ingest", growing, scan) == 0
    assert sorted(paper["name"] for paper in sohoa.json("status")) == ["dang-quet", "don"]


def test_same_content_in_another_batch_is_known_and_said(
    sohoa: CommandLine, scan: Path, tmp_path: Path
) -> None:
    sohoa("ingest", scan)
    copy = tmp_path / "ban-sao.jpg"
    copy.write_bytes(scan.read_bytes())
    assert sohoa("ingest", copy) == 0
    assert "1 of 1 papers were here before" in sohoa.err
    told = sohoa.err
    (paper,) = sohoa.json("status")
    assert f"đã có từ trước: ban-sao = {paper['id']}" in told


def test_papers_of_a_stack_are_told_in_its_place_and_known_when_it_comes_again(
    sohoa: CommandLine, tmp_path: Path
) -> None:
    sohoa.reader.script = {
        2: (*HEADING, "TỜ KHAI ĐĂNG KÝ KHAI SINH", "Kính gửi: Ủy ban nhân dân phường Mẫu", "Mẫu Một"),
        3: (*HEADING, "TỜ KHAI ĐĂNG KÝ KẾT HÔN", "Kính gửi: Ủy ban nhân dân xã Khác", "Mẫu Hai, 17"),
    }
    stack = write_stack(tmp_path / "xap.pdf", *(marked(draw_sheet(f"tờ {marks}"), marks) for marks in (2, 3)))
    papers = sohoa.json("ingest", stack, "--dossier", NUMBER)
    assert [(paper["name"], paper["stack_pages"]) for paper in papers] == [
        ("xap trang 1", [1]),
        ("xap trang 2", [2]),
    ]
    assert {paper["type_code"] for paper in papers} == {"TKKS", "TKKH"}
    assert len({paper["stack"] for paper in papers}) == 1
    assert sohoa.json("ingest", stack, "--dossier", NUMBER) == papers
    assert "1 of 1 papers were here before" in sohoa.err
    assert "đã có từ trước" in sohoa.err


@pytest.mark.parametrize(
    "name",
    [
        b"\xe2\x80\xae" + "gpj.đơn".encode(),
        b"\x1b[31mdo\x1b[2K",
        b"a\xe2\x80\xa8b",
        b"gi\xe2y",
        "Quyết định".encode() + b"\xe2\x80\x8b",
        b"d" * 251,
    ],
)
def test_no_name_of_a_file_can_command_the_terminal(sohoa: CommandLine, tmp_path: Path, name: bytes) -> None:
    path = tmp_path / os.fsdecode(name + b".pdf")
    path.write_bytes(b"")
    assert sohoa("ingest", path) == 1
    for shown in (sohoa.out, sohoa.err):
        kinds = {unicodedata.category(letter) for letter in shown.replace("\n", "").replace("\t", "")}
        assert not kinds & {"Cc", "Cf", "Zl", "Zp", "Cs"}
    assert len(table(sohoa.out)) == 2


def test_name_in_separate_accents_is_stored_composed(sohoa: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / unicodedata.normalize("NFD", "Quyết định.pdf")
    path.write_bytes(b"")
    sohoa("ingest", path)
    (paper,) = sohoa.json("status")
    assert paper["name"] == unicodedata.normalize("NFC", "Quyết định")
