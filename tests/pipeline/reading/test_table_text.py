"""Words in the cells of a table."""

from domain.geometry import Box
from domain.layout import Cell, Table
from pipeline.reading.table_text import cell_texts, table_lines
from tests.pipeline.reading.printed import across, printed

TABLE = Table(
    Box(100, 500, 500, 700),
    (
        Cell(row=0, column=0, column_span=2, box=Box(100, 500, 500, 600)),
        Cell(row=1, column=0, box=Box(100, 600, 300, 700)),
        Cell(row=1, column=1, box=Box(300, 600, 500, 700)),
    ),
)


def texts(*read: str) -> list[str]:
    words = [
        word for number, text in enumerate(read) for word in printed(text, 110, 510 + 100 * number).words
    ]
    return [one.text for one in cell_texts(TABLE, words)]


def test_every_cell_has_its_text_and_an_empty_one_none() -> None:
    assert texts("Thông tin thửa đất", "656") == ["Thông tin thửa đất", "656", ""]


def test_rules_read_as_signs_are_left_out() -> None:
    assert texts("|Thửa [ đất|", "[1] | ¦") == ["Thửa đất", "[1]", ""]


def test_words_outside_stay_on_their_line_before_and_behind() -> None:
    line = across(printed("bên", 40, 620), printed("656", 110, 620), printed("cạnh", 600, 620))
    found = table_lines([printed("trên", 100, 400), line, printed("dưới", 100, 800)], [TABLE])
    assert [one.text for one in found] == ["trên", "bên cạnh", "656", "dưới"]


def test_each_row_is_a_block() -> None:
    lines = [printed("tên bảng", 110, 510), across(printed("656", 110, 610), printed("76,4", 310, 610))]
    assert [line.block for line in table_lines(lines, [TABLE])] == [2, 3, 3]
