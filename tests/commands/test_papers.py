"""`sohoa papers`: what types there are, a file for a new one, and what it would change."""

from pathlib import Path

import pytest

from tests.commands.test_office_data import TYPE, lay
from tests.conftest import CommandLine
from tests.sheets import HEADING, HIDDEN, TITLE, draw_sheet, write_jpeg

LINES = (*HEADING, "ĐƠN ĐĂNG KÝ NUÔI CHÓ, MÈO", "Họ và tên: Trần Thị Mẫu", "Người làm đơn")
NEW = (
    'code = "DKNCM"\nname = "Đơn đăng ký nuôi chó, mèo"\nfamily = "general"\n'
    'titles = ["ĐƠN ĐĂNG KÝ NUÔI CHÓ, MÈO"]\nsource = "thử"\n'
    'fields = [{ name = "ho_ten", labels = ["Họ và tên"], kind = "person" }]\n'
)


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    folder = tmp_path / "scans"
    folder.mkdir()
    write_jpeg(folder / "don.jpg", draw_sheet("một"))
    return folder


def test_list_says_where_each_type_comes_from(sohoa: CommandLine) -> None:
    lay(sohoa.home, "papers/tkks.toml", TYPE)
    types = {one["code"]: one for one in sohoa.json("papers", "list")}
    assert types["TKKS"]["origin"] == "SOHOA_HOME/data/papers/tkks.toml"
    assert (types["GKS"]["origin"], types["GKS"]["family"]) == ("packaged", "civil-status")
    assert "ho_ten" in types["GKS"]["fields"]
    assert sohoa("papers", "list") == 0
    assert sohoa.out.splitlines()[0].split("\t") == ["code", "name", "family", "source", "from"]


def test_new_type_is_written_once(sohoa: CommandLine) -> None:
    path = sohoa.home / "data" / "papers" / "dkncm.toml"
    assert sohoa("papers", "new", "DKNCM", "--name", "Đơn đăng  ký nuôi chó, mèo") == 0
    assert str(path) in sohoa.err
    written = path.read_text(encoding="utf-8")
    assert 'name = "Đơn đăng ký nuôi chó, mèo"' in written
    assert sohoa("papers", "new", "DKNCM") == 2
    assert "is there already" in sohoa.err
    assert path.read_text(encoding="utf-8") == written
    assert sohoa("doctor", "--json") == 1
    assert "which act of law DKNCM rests on" in sohoa.out


def test_new_file_of_a_packaged_type_is_its_copy(sohoa: CommandLine) -> None:
    before = {one["code"]: one["fields"] for one in sohoa.json("papers", "list")}
    assert sohoa("papers", "new", "GKS") == 0
    assert {one["code"]: one["fields"] for one in sohoa.json("papers", "list")} == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("dkncm",), "no code"),
        (("../X",), "no code"),
        (("DKNCM", "--name", " "), "no name"),
        (("DKNCM", "--name", "a\x1bb"), "no name"),
        (("DKNCM", "--name", "Giấy  khai sinh"), "title of GKS"),
        (("GKS", "--name", "Giấy mới"), "leave --name out"),
    ],
)
def test_what_cannot_be_a_new_type_is_refused(sohoa: CommandLine, words: tuple[str, ...], told: str) -> None:
    assert sohoa("papers", "new", *words) == 2
    assert told in sohoa.err
    assert not (sohoa.home / "data").exists()


def test_a_type_nobody_knew_is_told_with_its_fields(sohoa: CommandLine, scans: Path, tmp_path: Path) -> None:
    sohoa.reader.lines = LINES
    file = tmp_path / "dkncm.toml"
    file.write_text(NEW, encoding="utf-8")
    (seen,) = sohoa.json("papers", "test", file, "--on", scans)
    assert (seen["effect"], seen["before"]["code"], seen["after"]["code"]) == ("new", "UNKNOWN", "DKNCM")
    assert [(one["name"], one["value"]) for one in seen["after"]["fields"]] == [("ho_ten", "Trần Thị Mẫu")]
    assert sohoa("papers", "test", file, "--on", scans) == 0
    assert "nay nhận ra: 1" in sohoa.err
    assert "ho_ten\t-\tTrần Thị Mẫu" in sohoa.out
    assert sohoa.reader.pages_read == 2, "once a command"
    assert not sohoa.home.exists()


def test_a_file_in_force_already_is_compared_with_data_without_it(sohoa: CommandLine, scans: Path) -> None:
    sohoa.reader.lines = LINES
    file = lay(sohoa.home, "papers/dkncm.toml", NEW)
    (seen,) = sohoa.json("papers", "test", file, "--on", scans)
    assert (seen["effect"], seen["before"]["code"]) == ("new", "UNKNOWN")


def test_a_paper_that_changes_its_type_ends_with_one(sohoa: CommandLine, scans: Path, tmp_path: Path) -> None:
    file = tmp_path / "dtk.toml"
    file.write_text(
        NEW.replace("DKNCM", "DTK").replace("ĐƠN ĐĂNG KÝ NUÔI CHÓ, MÈO", f"{TITLE} LẠI"), encoding="utf-8"
    )
    sohoa.reader.lines = (*HEADING, f"{TITLE} LẠI", "Người làm đơn")
    assert sohoa("papers", "test", file, "--on", scans) == 1
    assert "ĐỔI LOẠI" in sohoa.out
    assert "TKKS" in sohoa.out


def test_a_type_taken_out_is_told_as_lost(sohoa: CommandLine, scans: Path, tmp_path: Path) -> None:
    sohoa.reader.lines = (*HEADING, "SƠ YẾU LÝ LỊCH", "Người khai")
    (tmp_path / "syll.toml").write_text('code = "SYLL"\ndisabled = true\n')
    assert sohoa("papers", "test", tmp_path / "syll.toml", "--on", scans) == 1
    assert "KHÔNG CÒN NHẬN RA" in sohoa.out


def test_fields_that_read_otherwise_are_told(sohoa: CommandLine, scans: Path, tmp_path: Path) -> None:
    text = TYPE + 'fields = [{ name = "kinh_gui_ai", labels = ["Kính gửi"] }]\n'
    (tmp_path / "tkks.toml").write_text(text, encoding="utf-8")
    assert sohoa("papers", "test", tmp_path / "tkks.toml", "--on", scans) == 0
    assert "trường đổi: 1" in sohoa.err
    assert "kinh_gui_ai\t-\tỦy ban" in sohoa.out


def test_not_a_word_of_a_secret_paper_is_shown(sohoa: CommandLine, scans: Path, tmp_path: Path) -> None:
    sohoa.reader.stamp = "MẬT"
    write_jpeg(scans / "don.jpg", draw_sheet("một", stamp="MẬT"))
    (tmp_path / "tkks.toml").write_text(TYPE, encoding="utf-8")
    (seen,) = sohoa.json("papers", "test", tmp_path / "tkks.toml", "--on", scans)
    assert (seen["effect"], seen["before"], seen["after"]) == ("stopped", None, None)
    assert HIDDEN not in sohoa.out


def test_a_file_that_cannot_be_read_does_not_hide_the_others(
    sohoa: CommandLine, scans: Path, tmp_path: Path
) -> None:
    (scans / "hong.pdf").write_text("không phải PDF")
    (tmp_path / "tkks.toml").write_text(TYPE, encoding="utf-8")
    assert sohoa("papers", "test", tmp_path / "tkks.toml", "--on", scans) == 1
    assert "không đọc được tệp: 1" in sohoa.err
    assert "don.jpg" in sohoa.out


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        (None, 2, "is no file"),
        (NEW + "colour = 1\n", 3, "colour"),
        (NEW.replace("DKNCM", "DX"), 3, "dx.toml"),
    ],
)
def test_a_type_that_cannot_be_tried_is_named(
    sohoa: CommandLine, scans: Path, tmp_path: Path, text: str | None, code: int, told: str
) -> None:
    if text is not None:
        (tmp_path / "dkncm.toml").write_text(text, encoding="utf-8")
    assert sohoa("papers", "test", tmp_path / "dkncm.toml", "--on", scans) == code
    assert told in sohoa.err


def test_a_folder_without_scans_is_named(sohoa: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "dkncm.toml").write_text(NEW, encoding="utf-8")
    (tmp_path / "rong").mkdir()
    assert sohoa("papers", "test", tmp_path / "dkncm.toml", "--on", tmp_path / "rong") == 2
    assert "no scan" in sohoa.err
