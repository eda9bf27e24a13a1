import pytest

from domain.geometry import Box, Size
from domain.text import Line, PageText, Word
from pipeline.papers.catalog import load_papers
from pipeline.reading.heading import box_around, segments
from pipeline.reading.marks import find_form_code, find_number, find_subject_line, is_addressed

PAGE = Size(1000, 1400)
CATALOG = load_papers()


def line(text: str, left: float = 80, top: float = 150) -> Line:
    words = []
    for part in text.split():
        words.append(Word(part, Box(left, top, left + 10 * len(part), top + 20), 0.9))
        left += 10 * len(part) + 8
    return Line(tuple(words), box_around(words), 0)


def codes_of_number(text: str, left: float = 80, top: float = 150) -> tuple[str, ...] | None:
    found = segments(PageText((line(text, left, top),), "test", 200), PAGE)
    number = find_number(found, PAGE, CATALOG)
    return None if number is None else tuple(paper.code for paper in number.papers)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Số: 15/QĐ-UBND", ("QD",)),
        ("Số: 04 /Q\u00d0-BCĐ138", ("QD",)),
        ("Số: .../OĐ-UBND", ("QD",)),
        ("Số:280 /BC-UBND", ("BC",)),
        ("Số: 2ƒ / CT - UBND", ("CT",)),
        ("Số: 239/TTr-UBND", ("TTR",)),
        ("Số: 100/2025/NĐ-CP", ("ND",)),
        ("Số: 576/TLKT-BS", ("TLKT",)),
        ("Số: 12/UBND-XNTTHN", ("XNHN",)),
        ("Số: 12/HD-UBND", ("HD", "HDONG")),
        ("Số: 05/BNV-VP", ()),
    ],
)
def test_number_names_its_types(text: str, codes: tuple[str, ...]) -> None:
    assert codes_of_number(text) == codes


@pytest.mark.parametrize("text", ["Số: 266/1991", "Số điện thoại: 0292", "15/QĐ-UBND", "Căn cứ số 1/QĐ-UBND"])
def test_other_numbers_are_none(text: str) -> None:
    assert codes_of_number(text) is None


def test_number_in_running_text_or_on_the_right_or_low_down_is_none() -> None:
    running = "số 112/TTr-UBND ngày 02 tháng 3 năm 2020 của Chủ tịch Ủy ban nhân dân phường về việc"
    assert codes_of_number(running) is None
    assert codes_of_number("Số: 15/QĐ-UBND", left=600) is None
    assert codes_of_number("Số: 15/QĐ-UBND", top=600) is None


def test_issuer_behind_the_abbreviation_is_told_from_a_unit() -> None:
    def named(text: str) -> bool:
        found = segments(PageText((line(text),), "test", 200), PAGE)
        number = find_number(found, PAGE, CATALOG)
        assert number is not None
        return number.named_by_issuer

    assert named("Số: 15/QĐ-UBND")
    assert not named("Số: 1234/CT-TTHT")


def form_code(*lines: Line) -> tuple[str, tuple[str, ...]] | None:
    form = find_form_code(segments(PageText(lines, "test", 200), PAGE), PAGE, CATALOG)
    return None if form is None else (form.code, tuple(paper.code for paper in form.papers))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mẫu CT01 ban hành kèm theo Thông tư", ("CT01", ("CT01",))),
        ("Mẫu số CT O1", ("CT01", ("CT01",))),
        ("Mẫu số 11/ĐK", ("11/ĐK", ("DDKBD", "DTHT"))),
        ("Mẫu số: TK1-TS", ("TK1-TS", ("TK1TS",))),
        ("01/LPTB", ("01/LPTB", ("TKLPTB",))),
        ("Mẫu số 18", None),
        ("theo tờ khai CT01 đã nộp", None),
    ],
)
def test_form_code_is_read_after_its_word(text: str, expected: tuple[str, tuple[str, ...]] | None) -> None:
    assert form_code(line(text, left=500, top=60)) == expected


def test_form_code_low_on_the_page_is_none() -> None:
    assert form_code(line("Mẫu CT01", top=500)) is None


def test_subject_line_stands_at_the_left() -> None:
    def paper_at(left: float) -> str | None:
        found = segments(PageText((line("V/v góp ý dự thảo", left),), "test", 200), PAGE)
        subject = find_subject_line(found, PAGE, CATALOG)
        return None if subject is None else subject.paper.code

    assert paper_at(100) == "CV"
    assert paper_at(500) is None


def test_address_is_seen_at_the_start_of_a_line() -> None:
    def addressed(text: str) -> bool:
        return is_addressed(segments(PageText((line(text),), "test", 200), PAGE))

    assert addressed("Kính gửi: - Sở Tài chính")
    assert not addressed("Nơi gửi: Sở Tài chính")
