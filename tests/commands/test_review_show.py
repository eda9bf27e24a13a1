"""`sohoa review show`, `list` and `correct --field` as an officer meets them."""

from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from commands.case_words import age, candidate_words
from domain.document import Candidate
from tests.conftest import CommandLine
from tests.office import CLERK
from tests.sheets import HEADING, NUMBER, OTHER_NUMBER, TITLE, draw_sheet, write_jpeg, write_page_files


@pytest.fixture
def disputed(sohoa: CommandLine, tmp_path: Path) -> str:
    """The name of a paper whose codes name two dossiers, with a day that is none."""
    sohoa.reader.lines = (*HEADING, TITLE, "Ngày, tháng, năm sinh: 45/06/2025")
    sohoa.reader.confidence = 0.97
    sheets = (draw_sheet("một", code=NUMBER), draw_sheet("hai", code=OTHER_NUMBER))
    (paper,) = sohoa.json("ingest", *write_page_files(tmp_path, "don", *sheets))
    name: str = paper["id"]
    return name


def test_case_says_what_is_asked_which_answers_and_which_command(sohoa: CommandLine, disputed: str) -> None:
    assert sohoa("review", "show", disputed) == 0
    lines = sohoa.out.splitlines()
    assert "Câu hỏi 1 (hồ sơ)" in lines
    assert "  Xem: trang 2" in lines
    assert f"  Trả lời: sohoa review correct {disputed} --dossier {NUMBER}" in lines
    assert f"       hoặc sohoa review correct {disputed} --dossier {OTHER_NUMBER}" in lines
    assert "    Đọc được: 45/06/2025" in lines
    assert f"    Sửa: sohoa review correct {disputed} --field ngay_sinh=GIÁ_TRỊ" in lines


def test_list_says_the_kind_the_unit_the_age_and_the_best_answer(sohoa: CommandLine, disputed: str) -> None:
    assert sohoa("review", "list") == 0
    heading, row = (line.split("\t") for line in sohoa.out.splitlines())
    told = dict(zip(heading, row, strict=True))
    assert (told["paper"], told["kind"], told["unit"]) == (disputed, "hồ sơ", "H13.16")
    assert (told["age"], told["best answer"], told["chance"]) == ("0 phút", NUMBER, "-")


def test_answer_is_told_with_its_chance_and_its_name() -> None:
    guess = Candidate(value="BC", name="Báo cáo", probability=0.594)
    assert candidate_words(guess) == "59%  BC Báo cáo"
    assert candidate_words(Candidate(value=NUMBER)) == NUMBER


@pytest.mark.parametrize(
    ("passed", "told"),
    [
        (timedelta(seconds=-3), "0 phút"),
        (timedelta(minutes=59, seconds=59), "59 phút"),
        (timedelta(minutes=60), "1 giờ"),
        (timedelta(hours=47), "47 giờ"),
        (timedelta(hours=48), "2 ngày"),
    ],
)
def test_age_is_told_in_the_largest_unit_that_says_enough(passed: timedelta, told: str) -> None:
    assert age(passed) == told


def test_each_place_is_a_picture_and_a_second_time_is_refused(
    sohoa: CommandLine, disputed: str, tmp_path: Path
) -> None:
    assert sohoa("review", "show", disputed, "--crops", tmp_path / "cat") == 0
    written = sorted(path.name for path in (tmp_path / "cat").iterdir())
    assert written == [
        f"{disputed}-1-dossier-1-p1.png",
        f"{disputed}-1-dossier-2-p2.png",
        f"{disputed}-field-ngay_sinh-p1.png",
    ]
    assert all(str(tmp_path / "cat" / name) in sohoa.out for name in written)
    with Image.open(tmp_path / "cat" / written[0]) as picture:
        assert picture.format == "PNG"
    assert sohoa("review", "show", disputed, "--crops", tmp_path / "cat") == 2
    assert "empty folder" in sohoa.err


def test_secret_paper_is_shown_without_any_picture(sohoa: CommandLine, tmp_path: Path) -> None:
    sohoa.reader.stamp = "MẬT"
    (paper,) = sohoa.json("ingest", write_jpeg(tmp_path / "mat.jpg", draw_sheet(stamp="MẬT")))
    assert sohoa("review", "show", paper["id"], "--crops", tmp_path / "cat") == 0
    assert not (tmp_path / "cat").exists()
    assert "không có hình" in sohoa.out
    assert f"sohoa review withdraw {paper['id']}" in sohoa.out


def test_corrected_field_is_kept_and_asked_about_no_more(sohoa: CommandLine, disputed: str) -> None:
    assert sohoa("review", "correct", disputed, "--field", "ngay_sinh=15/05/2025", "--dossier", NUMBER) == 0
    (shown,) = sohoa.json("show", disputed)
    (born,) = shown["fields"]
    assert (born["value"], born["raw"], born["checked_by"], born["sure"]) == (
        "2025-05-15",
        "45/06/2025",
        CLERK,
        True,
    )
    assert sohoa("review", "show", disputed) == 0
    assert "Không còn gì phải trả lời." in sohoa.out
    sohoa("show", disputed)
    assert f"ngay_sinh\t2025-05-15\t1\t100%\t{CLERK} đã xem giấy" in sohoa.out


def test_value_that_breaks_a_rule_is_kept_with_a_warning(sohoa: CommandLine, disputed: str) -> None:
    assert sohoa("review", "correct", disputed, "--field", "ngay_sinh=31/02/2025") == 0
    assert "không có ngày này trong lịch (vẫn giữ như đã nhập)" in sohoa.err


@pytest.mark.parametrize("said", ["ngay_sinh", "=1990", "so_thua=12"])
def test_field_without_a_name_or_that_the_paper_has_not_is_refused(
    sohoa: CommandLine, disputed: str, said: str
) -> None:
    before = sohoa.json("show", disputed)
    assert sohoa("review", "correct", disputed, "--field", said) == 2
    assert sohoa.json("show", disputed) == before


def test_paper_that_is_not_there_is_told(sohoa: CommandLine, disputed: str) -> None:
    assert disputed
    assert sohoa("review", "show", "dkhongco") == 4
