"""Ruled tables on drawn pages: rows, columns, spans; and what has rules and is no table."""

import time

import numpy as np
import pytest
from PIL import Image, ImageDraw

from domain.layout import Table
from pipeline.imaging.tables import find_rules, find_tables
from pipeline.imaging.working_copy import Pixels, WorkingCopy, find_ink
from tests.pipeline.imaging.drawn_pages import DPI, blank_page, font, gray, scanned, text_page

BLACK = (20, 20, 25)


def tables_of(pixels: Pixels) -> tuple[Table, ...]:
    copy = WorkingCopy(pixels, DPI)
    return find_tables(find_rules(find_ink(copy).mask, copy), copy)


def ruled(page: Image.Image, downs: list[int], acrosses: list[int]) -> ImageDraw.ImageDraw:
    pen = ImageDraw.Draw(page)
    for down in downs:
        pen.line((acrosses[0], down, acrosses[-1], down), fill=BLACK, width=3)
    for across in acrosses:
        pen.line((across, downs[0], across, downs[-1]), fill=BLACK, width=3)
    return pen


def test_a_grid_has_its_cells_row_by_row() -> None:
    page = text_page(8)
    pen = ruled(page, [800, 860, 920, 1040], [220, 500, 900, 1500])
    pen.text((240, 806), "Thửa đất", font=font("Tinos-Regular", 36), fill=BLACK)
    (table,) = tables_of(gray(scanned(page)))
    assert [(cell.row, cell.column) for cell in table.cells] == [(r, c) for r in range(3) for c in range(3)]
    assert all(cell.row_span == cell.column_span == 1 for cell in table.cells)
    assert (table.box.left, table.box.top) == pytest.approx((221, 801), abs=3)
    assert (table.box.right, table.box.bottom) == pytest.approx((1501, 1041), abs=3)


def test_a_side_that_is_not_drawn_joins_cells() -> None:
    page = blank_page()
    pen = ruled(page, [800, 900, 1000], [220, 500, 900, 1500])
    pen.line((500, 806, 500, 894), fill=(250, 249, 246), width=9)
    pen.line((906, 900, 1494, 900), fill=(250, 249, 246), width=9)
    (table,) = tables_of(gray(scanned(page)))
    spans = {(cell.row, cell.column): (cell.row_span, cell.column_span) for cell in table.cells}
    assert spans == {(0, 0): (1, 2), (0, 2): (2, 1), (1, 0): (1, 1), (1, 1): (1, 1)}


def test_two_tables_stand_apart_from_the_top() -> None:
    page = blank_page()
    ruled(page, [1500, 1600, 1700], [220, 700, 1500])
    ruled(page, [300, 400, 500], [220, 900])
    assert [round(table.box.top, -1) for table in tables_of(gray(scanned(page)))] == [300, 1500]


def test_a_slight_skew_that_is_left_does_no_harm() -> None:
    page = blank_page()
    ruled(page, [800, 900, 1000, 1100], [220, 500, 900, 1500])
    (table,) = tables_of(gray(scanned(page, angle_deg=0.15)))
    assert len(table.cells) == 9


def underlined(page: Image.Image) -> None:
    ImageDraw.Draw(page).line((600, 260, 1000, 260), fill=BLACK, width=3)


def framed(page: Image.Image) -> None:
    pen = ImageDraw.Draw(page)
    pen.rectangle((100, 100, 1550, 2240), outline=BLACK, width=4)
    pen.rectangle((112, 112, 1538, 2228), outline=BLACK, width=2)


def barred(page: Image.Image) -> None:
    pen = ImageDraw.Draw(page)
    for number in range(60):
        pen.rectangle((300 + 12 * number, 100, 305 + 12 * number, 180), fill=BLACK)


def pictured(page: Image.Image) -> None:
    ImageDraw.Draw(page).rectangle((300, 900, 700, 1500), fill=(60, 60, 60))


@pytest.mark.parametrize("draw", [underlined, framed, barred, pictured])
def test_rules_frames_bars_and_pictures_are_no_tables(draw: object) -> None:
    assert callable(draw)
    page = text_page()
    draw(page)
    assert tables_of(gray(scanned(page))) == ()


def test_squared_paper_with_thousands_of_rules_is_given_up_in_no_time() -> None:
    page = np.full((2339, 1654), 250, np.uint8)
    page[::24] = page[:, ::24] = 30
    page[1::24] = page[:, 1::24] = 30
    started = time.process_time()
    assert tables_of(page) == ()
    assert time.process_time() - started < 2


@pytest.mark.parametrize("shape", [(1, 1), (1, 4000), (4000, 1), (2, 2)])
def test_pages_hardly_there_have_no_table(shape: tuple[int, int]) -> None:
    assert tables_of(np.full(shape, 128, np.uint8)) == ()
