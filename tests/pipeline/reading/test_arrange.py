"""The reading order of headings, signature blocks and tables, and that no sure word is ever lost."""

import json
import random
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.geometry import Box, Size
from domain.layout import Cell, PageLayout, Region, RegionKind, Table
from domain.text import Line, PageText, Word
from pipeline.reading.arrange import arranged
from pipeline.reading.heading import box_around
from tests.pipeline.reading.printed import PAGE, across, page, printed

TRUTH = Path(__file__).parents[3] / "samples" / "truth.json"
MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
PARAGRAPH = "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015 và các quy định hiện hành"


def read(*lines: Line, layout: PageLayout | None = None) -> list[str]:
    return [line.text for line in arranged(page(*lines), layout, PAGE).lines]


def heading(*, gap: float = 0.0) -> list[Line]:
    return [
        across(printed("ỦY BAN NHÂN DÂN", 80 + gap, 60), printed(MOTTO[0], 430, 60)),
        across(printed("XÃ MẪU", 130, 90), printed(MOTTO[1], 470, 90)),
        across(printed("Số: 15/QĐ-UBND", 90, 140), printed("Mẫu, ngày 03 tháng 01 năm 2026", 450, 143)),
    ]


ORDER = ["ỦY BAN NHÂN DÂN", "XÃ MẪU", *MOTTO, "Số: 15/QĐ-UBND", "Mẫu, ngày 03 tháng 01 năm 2026"]


def test_a_heading_is_not_read_across() -> None:
    title, body = printed("QUYẾT ĐỊNH", 450, 200), printed(PARAGRAPH, 80, 260)
    assert read(*heading(), title, body) == [*ORDER, title.text, body.text]


def test_columns_that_stand_near_each_other_part_all_the_same() -> None:
    assert read(*heading(gap=168.0))[: len(ORDER)] == ORDER


def test_a_subject_stands_below_number_and_date() -> None:
    subject = (printed("V/v đăng ký", 100, 170), printed("bổ sung nội dung", 90, 200))
    body = printed(PARAGRAPH, 80, 300)
    assert read(*heading(), *subject, body) == [*ORDER, "V/v đăng ký", "bổ sung nội dung", body.text]


def test_an_order_that_the_engine_got_right_stays() -> None:
    left = [printed("ỦY BAN NHÂN DÂN", 80, 60, block=1), printed("XÃ MẪU", 130, 90, block=1)]
    right = [printed(MOTTO[0], 430, 60, block=2), printed(MOTTO[1], 470, 90, block=2)]
    assert read(*left, *right) == ORDER[:4]


def test_a_form_with_its_motto_in_the_middle_keeps_its_order() -> None:
    lines = (
        printed(MOTTO[0], 330, 60),
        printed(MOTTO[1], 370, 90),
        printed("TỜ KHAI", 450, 140),
        printed("Họ tên:", 80, 200),
        printed("Ngày sinh: 01/01/1990", 80, 230),
        printed(PARAGRAPH, 80, 260),
    )
    assert read(*lines) == [line.text for line in lines]


def test_receivers_come_before_the_signer() -> None:
    lines = (
        printed(PARAGRAPH, 80, 900),
        across(printed("Nơi nhận:", 80, 1000), printed("TM. ỦY BAN NHÂN DÂN", 560, 1000)),
        across(printed("- Như Điều 3;", 80, 1030), printed("CHỦ TỊCH", 620, 1032)),
        printed("- Lưu: VT.", 80, 1056),
        printed("Quách Quốc Mẫu", 600, 1200),
    )
    assert read(*lines) == [
        PARAGRAPH,
        "Nơi nhận:",
        "- Như Điều 3;",
        "- Lưu: VT.",
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
        "Quách Quốc Mẫu",
    ]


def test_columns_whose_levels_differ_keep_their_lines_apart() -> None:
    lines = (
        across(printed("Nơi nhận:", 80, 1000), printed("TM. ỦY BAN", 560, 1000)),
        across(printed("- Như trên;", 80, 1024), printed("KT. CHỦ TỊCH", 560, 1030)),
        printed("- TT. Đảng ủy;", 80, 1048),
        across(printed("- Lưu: VT.", 80, 1072), printed("PHÓ CHỦ TỊCH", 560, 1060)),
    )
    left = ["Nơi nhận:", "- Như trên;", "- TT. Đảng ủy;", "- Lưu: VT."]
    assert read(*lines) == [*left, "TM. ỦY BAN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]


def test_two_signers_are_read_one_after_the_other() -> None:
    lines = (
        across(printed("NGƯỜI NỘP HỒ SƠ", 100, 1000), printed("NGƯỜI TIẾP NHẬN HỒ SƠ", 560, 1000)),
        across(printed("(Ký và ghi rõ họ tên)", 90, 1030), printed("(Ký và ghi rõ họ tên)", 570, 1030)),
        across(printed("Mỵ Mộc Mẫu", 120, 1180), printed("Quách Thị Thử", 620, 1180)),
    )
    assert read(*lines)[::3] == ["NGƯỜI NỘP HỒ SƠ", "NGƯỜI TIẾP NHẬN HỒ SƠ"]
    assert read(*lines)[2::3] == ["Mỵ Mộc Mẫu", "Quách Thị Thử"]


def test_rows_of_a_form_are_not_taken_for_columns() -> None:
    lines = tuple(
        across(printed(left, 80, 600 + 30 * row), printed(right, 560, 600 + 30 * row))
        for row, (left, right) in enumerate(
            (("Giới tính: Nam", "Dân tộc: Kinh"), ("Quốc tịch: Việt Nam", "Tôn giáo: Không"))
        )
    )
    assert read(*lines) == [line.text for line in lines]


def test_each_column_is_a_block_of_its_own() -> None:
    blocks = [line.block for line in arranged(page(*heading()), None, PAGE).lines]
    assert [blocks.count(block) for block in dict.fromkeys(blocks)] == [2, 2, 1, 1]


def table(rows: int, columns: int) -> Table:
    cells = tuple(
        Cell(
            row=row,
            column=column,
            box=Box(100 + 200 * column, 500 + 100 * row, 300 + 200 * column, 600 + 100 * row),
        )
        for row in range(rows)
        for column in range(columns)
    )
    return Table(Box(100, 500, 100 + 200 * columns, 500 + 100 * rows), cells)


def test_a_table_is_read_row_by_row_and_cell_by_cell() -> None:
    lines = (
        printed("trước bảng", 100, 460),
        across(printed("Thửa đất", 110, 510), printed("|Diện tích", 305, 510)),
        across(printed("số", 110, 540), printed("(m2)", 310, 540)),
        across(printed("656", 110, 620), printed("476,4 |", 310, 622)),
        printed("sau bảng", 100, 740),
    )
    found = read(*lines, layout=PageLayout((), (table(2, 2),)))
    assert found == ["trước bảng", "Thửa đất", "số", "Diện tích", "(m2)", "656", "476,4", "sau bảng"]


def test_what_is_read_into_stamps_and_scrawls_goes_and_print_beneath_stays() -> None:
    stamp = Region(RegionKind.STAMP, Box(500, 960, 700, 1160), 1.0)
    signature = Region(RegionKind.SIGNATURE, Box(640, 1050, 860, 1170), 0.8)
    lines = (
        printed("TM.~0.15 UY~0.2 BAN~0.5 NHÂN DÂN", 520, 1000),
        printed(":~0.5 Q2~0.4", 560, 1080),
        printed("^š~0.12", 700, 1100),
        printed("Quách Quốc Mẫu", 600, 1140),
    )
    assert read(*lines, layout=PageLayout((stamp, signature))) == ["TM. UY BAN NHÂN DÂN", "Quách Quốc Mẫu"]


def _true_line(text: str, box: Box) -> Line:
    parts, words, place = text.split(), [], 0
    for part in parts:
        left = box.left + box.width * place / len(text)
        place += len(part)
        words.append(
            Word(part, Box(left, box.top, box.left + box.width * place / len(text), box.bottom), 0.95)
        )
        place += 1
    return Line(tuple(words), box_around(words), 1)


def _true_pages() -> list[tuple[str, Size, tuple[Line, ...]]]:
    """The samples' pages as they were drawn, before scanning turned them."""
    return [
        (
            f"{file['path']} {sheet['index']}",
            Size(sheet["width"], sheet["height"]),
            tuple(_true_line(line["text"], Box(*line["box"])) for line in sheet["lines"]),
        )
        for file in json.loads(TRUTH.read_text(encoding="utf-8"))["files"]
        for sheet in file["pages"]
        # The labels about a sketch of land have no order.
        if file["paper"] != "giay-chung-nhan"
    ]


@pytest.mark.parametrize(("name", "size", "lines"), [pytest.param(*one, id=one[0]) for one in _true_pages()])
def test_every_sample_read_across_comes_out_in_the_order_of_its_truth(
    name: str, size: Size, lines: tuple[Line, ...]
) -> None:
    found = arranged(PageText(_read_across(lines), "test", 180), None, size)
    assert [word.text for word in found.words] == [word.text for line in lines for word in line.words], name


def _read_across(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Lines that stand side by side as one."""
    joined: list[Line] = []
    for line in sorted(lines, key=lambda line: line.box.top + line.box.bottom):
        last = joined[-1].box if joined else Box(0, 0, 0, 0)
        if min(line.box.bottom, last.bottom) - max(line.box.top, last.top) > 0.5 * line.box.height:
            both = sorted((joined.pop(), line), key=lambda one: one.box.left)
            joined.append(across(*both))
        else:
            joined.append(line)
    return tuple(joined)


_NUMBERS = st.integers(0, 900)
_REGIONS = st.builds(
    lambda kind, left, top: Region(kind, Box(left, top, left + 200, top + 150), 0.8),
    st.sampled_from(RegionKind),
    _NUMBERS,
    _NUMBERS,
)
_LINES = st.builds(
    lambda texts, left, top, confidence: printed(" ".join(texts), left, top, confidence=confidence),
    st.lists(
        st.sampled_from(
            ("Nơi", "nhận:", "CỘNG", "HÒA", "XÃ", "HỘI", "CHỦ", "NGHĨA", "Số:", "KT.", "12", "#†")
        ),
        min_size=1,
        max_size=5,
    ),
    _NUMBERS,
    _NUMBERS,
    st.sampled_from((0.05, 0.5, 0.7, 0.95)),
)


@given(st.lists(_LINES, max_size=12), st.lists(_REGIONS, max_size=3), st.booleans())
def test_no_sure_word_is_lost_and_none_is_made(lines: list[Line], regions: list[Region], ruled: bool) -> None:
    layout = PageLayout(tuple(regions), (table(3, 3),) if ruled else ())
    before, after = page(*lines), arranged(page(*lines), layout, PAGE)
    kept = Counter((word.text, word.box, word.confidence) for word in after.words)
    had = Counter((word.text, word.box, word.confidence) for word in before.words)
    assert not kept - had
    assert all(confidence < 0.6 or text == "#†" for text, _, confidence in (had - kept))
    if not regions:
        assert kept == had


def test_what_is_in_order_stays_so() -> None:
    """A page whose text the ledger knew is put in order once more when its layout is found anew."""
    signers = (
        across(printed("Nơi nhận:", 80, 1000), printed("CHỦ TỊCH", 560, 1000)),
        printed("- Lưu: VT.", 80, 1026),
        printed("Quách Quốc Mẫu", 560, 1150),
    )
    layout = PageLayout((Region(RegionKind.STAMP, Box(500, 960, 700, 1160), 1.0),), (table(2, 2),))
    cells = across(printed("656", 110, 620), printed("476,4 |", 310, 622))
    once = arranged(page(*heading(), cells, *signers), layout, PAGE)
    assert [line.text for line in arranged(once, layout, PAGE).lines] == [line.text for line in once.lines]


@pytest.mark.parametrize("number", [0, 1_900, 20_000])
def test_texture_read_as_text_takes_no_time(number: int) -> None:
    chance = random.Random(5)
    lines = [printed("Nơi nhận: |", chance.uniform(0, 900), chance.uniform(0, 1400)) for _ in range(number)]
    regions = tuple(
        Region(RegionKind.STAMP, Box(20 * number, 0, 20 * number + 300, 1400), 0.6) for number in range(40)
    )
    started = time.process_time()
    found = arranged(page(*lines), PageLayout(regions, (table(50, 40),)), PAGE)
    assert time.process_time() - started < 5
    assert len(found.words) <= 3 * number
