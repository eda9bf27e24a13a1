"""Fields in the columns of ruled tables."""

from datetime import date

from domain.fields import Field
from domain.geometry import Box
from domain.layout import Cell, Table
from domain.text import Line
from pipeline.papers.catalog import load_papers
from pipeline.reading.fields.form import read_form
from pipeline.reading.fields.sheet import Sheet
from tests.packaged import NUMBERS
from tests.pipeline.reading.printed import PAGE, page, printed

TODAY = date(2026, 1, 1)
HEADS = ("Thửa đất số", "Tờ bản đồ số", "Diện tích (m2)", "Mục đích sử dụng")
LEFT, WIDTH, TOP, HEIGHT = 100, 200, 300, 60


def table(rows: int) -> Table:
    cells = tuple(
        Cell(
            row=row,
            column=column,
            box=Box(
                LEFT + WIDTH * column,
                TOP + HEIGHT * row,
                LEFT + WIDTH * (column + 1),
                TOP + HEIGHT * (row + 1),
            ),
        )
        for row in range(rows)
        for column in range(len(HEADS))
    )
    return Table(Box(LEFT, TOP, LEFT + WIDTH * len(HEADS), TOP + HEIGHT * rows), cells)


def read(*rows: tuple[str, ...]) -> dict[str, Field]:
    """The fields of a land certificate with a table of those rows."""
    lines: list[Line] = [
        printed(text, LEFT + WIDTH * column + 10, TOP + HEIGHT * row + 15, block=2 + row)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
        if text
    ]
    paper = load_papers().paper("GCN")
    assert paper is not None
    sheet = Sheet(0, page(*lines), (), PAGE, (table(len(rows)),))
    return {field.name: field for field in read_form([sheet], paper.fields, TODAY, NUMBERS)}


def test_values_stand_under_the_heads_of_their_columns() -> None:
    found = read(HEADS, ("656", "12", "120,5", "Đất ở"))
    assert {name: field.value for name, field in found.items()} == {
        "thua_dat_so": "656",
        "to_ban_do_so": "12",
        "dien_tich": "120.5",
        "loai_dat": "Đất ở",
    }
    assert all(field.is_sure for field in found.values())
    assert found["to_ban_do_so"].box == Box(310, 375, 330, 395)


def test_row_that_numbers_the_columns_is_no_value() -> None:
    found = read(HEADS, ("(1)", "(2)", "(3)", "(4)"), ("656", "12", "120,5 m2", "Đất ở"))
    assert (found["thua_dat_so"].value, found["dien_tich"].value) == ("656", "120.5")


def test_first_of_several_parcels_is_given_and_asked_about() -> None:
    found = read(HEADS, ("656", "12", "120,5", "Đất ở"), ("657", "12", "80", "Đất ở"))
    assert (found["thua_dat_so"].value, found["thua_dat_so"].is_sure) == ("656", False)
    assert "nhiều dòng" in found["thua_dat_so"].rule


def test_empty_column_and_head_above_head_give_no_field() -> None:
    found = read(HEADS, ("Diện tích", "", "120,5", "Đất ở"))
    assert "thua_dat_so" not in found
    assert "to_ban_do_so" not in found


def test_value_behind_a_label_in_a_line_wins_over_the_table() -> None:
    found = read(("Thửa đất số: 9", "Tờ bản đồ số", "Diện tích", "Loại đất"), ("656", "12", "80 m2", ""))
    assert found["thua_dat_so"].value == "9"
