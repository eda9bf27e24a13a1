"""docs/extend.md, "a new paper type in ten minutes": its own commands, run as they stand there."""

import re
import shlex
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from adapters import load_ocr_engine
from samples.blocks import BOLD, CENTRE_PT, PLAIN, TITLE, TYPED, country_heading
from samples.sheet import Align, DrawnPage, Field, Sheet
from tests.conftest import CommandLine

DOC = Path(__file__).parent.parent / "docs" / "extend.md"
BORN = date(1985, 3, 5)


def blocks(language: str) -> Iterator[str]:
    """The code blocks of the section in that language."""
    section = DOC.read_text(encoding="utf-8").split("## A new paper type in ten minutes")[1].split("\n## ")[0]
    yield from re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)


def draw_form(dpi: int = 200) -> DrawnPage:
    """A filled form as a ward might have printed it."""
    sheet = Sheet(dpi)
    y = country_heading(sheet, 78)
    sheet.write(CENTRE_PT, y + 52, ("ĐƠN ĐĂNG KÝ NUÔI CHÓ, MÈO", TITLE), align=Align.CENTRE)
    y += 100
    for field in (
        Field("Họ và tên chủ nuôi:", "Trần Thị Mẫu"),
        Field("Ngày sinh:", f"{BORN:%d/%m/%Y}"),
        Field("Số lượng:", "2"),
    ):
        y = sheet.fill_in(y, field, label=PLAIN, value=TYPED, left=72, right=526)
    sheet.write(405, y + 40, ("NGƯỜI LÀM ĐƠN", BOLD), align=Align.CENTRE)
    return sheet.finished()


def edit(path: Path) -> None:
    """Puts what the document says in place of what the file begins with."""
    text = path.read_text(encoding="utf-8")
    for block in blocks("toml"):
        key = block.split(" = ")[0]
        found = re.findall(rf"^{key} = (?:\[.*?^\]|[^\n]*)$", text, re.MULTILINE | re.DOTALL)
        assert len(found) == 1, f"{key} stands once in the new file"
        text = text.replace(found[0], block.strip())
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def office(sohoa: CommandLine) -> CommandLine:
    """The command line in a folder of its own, with the home folder of the document and the real reader."""
    sohoa.set(home=Path("var"))
    for module in ("adapters", "app", "commands.doctor"):
        sohoa.patch.setattr(f"{module}.load_ocr_engine", load_ocr_engine)
    return sohoa


def test_a_new_paper_type_takes_the_commands_of_the_document(office: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "scans").mkdir()
    page = draw_form()
    page.image.save(tmp_path / "scans" / "don.jpg", "JPEG", quality=85, dpi=(page.dpi, page.dpi))
    commands = [shlex.split(line) for block in blocks("sh") for line in block.splitlines()]
    verbs = [command[1] for command in commands]
    assert {command[0] for command in commands} == {"sohoa"}
    assert verbs == ["papers", "papers", "ingest", "doctor"]
    new, test, ingest, doctor = (command[1:] for command in commands)

    assert office(*new) == 0
    edit(tmp_path / "var" / "data" / "papers" / "dkncm.toml")
    assert office(*test) == 0
    assert "trước chưa rõ loại, nay nhận ra: 1" in office.err
    assert "trước chưa rõ loại, nay nhận ra: 1" in DOC.read_text(encoding="utf-8")
    (paper,) = office.json(*ingest)
    assert (paper["type_code"], paper["type_name"]) == ("DKNCM", "Đơn đăng ký nuôi chó, mèo")
    (shown,) = office.json("show", paper["id"])
    fields = {field["name"]: field["value"] for field in shown["fields"]}
    assert fields["ho_ten_chu_nuoi"] == "Trần Thị Mẫu"
    assert fields["ngay_sinh"] == BORN.isoformat()
    assert fields["so_luong"] == "2"
    office(*doctor)
    assert "1 of SOHOA_HOME/data/papers/dkncm.toml" in office.out
