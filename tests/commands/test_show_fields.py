"""What `sohoa show` and `inspect` tell of a paper's fields."""

from pathlib import Path

import pytest

from tests.conftest import CommandLine
from tests.sheets import HEADING, NUMBER, TITLE, draw_sheet, write_jpeg


@pytest.fixture
def paper(sohoa: CommandLine, tmp_path: Path) -> Path:
    sohoa.reader.lines = (
        *HEADING,
        TITLE,
        "Họ, chữ đệm, tên: LÊ VĂN MẪU",
        "Ngày, tháng, năm sinh: 45/06/2025",
    )
    sohoa.reader.confidence = 0.97
    return write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER))


def test_show_prints_each_field_and_what_speaks_against_it(sohoa: CommandLine, paper: Path) -> None:
    sohoa("ingest", paper)
    assert sohoa("show", NUMBER) == 0
    assert "ho_ten\tLÊ VĂN MẪU\t1\t99%\t-" in sohoa.out
    assert "ngay_sinh\t2025-06-45\t1\t99%\tsai quy tắc" in sohoa.out


def test_json_has_all_that_is_known_of_a_field(sohoa: CommandLine, paper: Path) -> None:
    sohoa("ingest", paper)
    (shown,) = sohoa.json("show", NUMBER)
    name, born = shown["fields"]
    box, confidence = name.pop("box"), name.pop("confidence")
    assert 0.9 < confidence < 1
    assert box["left"] < box["right"]
    assert name == {
        "name": "ho_ten",
        "value": "LÊ VĂN MẪU",
        "raw": "LÊ VĂN MẪU",
        "page": 1,
        "rule": 'sau nhãn "Họ, chữ đệm, tên"',
        "handwritten": False,
        "doubts": [],
        "checked_by": "",
        "sure": True,
    }
    assert (born["doubts"], born["sure"]) == (["invalid"], False)


def test_lists_of_papers_show_no_fields(sohoa: CommandLine, paper: Path) -> None:
    sohoa("ingest", paper)
    (listed,) = sohoa.json("status")
    assert listed["fields"] == []


def test_inspect_shows_the_fields_of_a_file_that_is_not_taken_in(sohoa: CommandLine, paper: Path) -> None:
    (seen,) = sohoa.json("inspect", paper)
    assert [field["name"] for field in seen["papers"][0]["fields"]] == ["ho_ten", "ngay_sinh"]
