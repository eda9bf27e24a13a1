"""Bowed and photographed sheets: how they are read, and where their words stand on the page."""

from dataclasses import replace

import numpy as np
import pytest

from domain.geometry import Box, Dpi, Size
from domain.page import Flag
from pipeline.catalog import load_stage
from pipeline.frame import PageFrame
from pipeline.imaging.bend import measure_bend
from pipeline.reading_view import reading_view
from pipeline.stage import PageStage
from tests.fake_reader import FakeReader
from tests.pipeline.imaging.drawn_pages import A4, arch, blank_page, bowed, photographed, scanned, text_page
from tests.pipeline.stages.test_page_stages import DrawnSource, page_after, tools
from tests.sheets import DPI


def _bowed_source() -> DrawnSource:
    page = scanned(text_page())
    return DrawnSource(bowed(page, arch(page, 0.02)), Dpi(DPI, DPI))


def test_flat_sheets_get_no_warp_and_bowed_ones_are_read_flat() -> None:
    assert page_after(DrawnSource(scanned(text_page()), Dpi(DPI, DPI)), "normalise", "unbend").warp is None
    source = _bowed_source()
    page = page_after(source, "normalise", "unbend")
    assert page.warp is not None
    assert page.warp.left_px < 1.5 < page.warp.bend_px
    assert page.operations == (), "what is kept stays the scanner's picture"
    flat = reading_view(page, PageFrame(source), DPI)
    assert measure_bend(flat.pixels, DPI) is None


def test_words_of_a_flattened_view_lie_where_they_stand_on_the_page() -> None:
    source = _bowed_source()
    page = page_after(source, "normalise", "unbend")
    view = reading_view(page, PageFrame(source), 150.0)
    height, width = view.pixels.shape
    hanging = Box(width * 0.48, height * 0.5, width * 0.52, height * 0.51)
    edge = Box(width * 0.14, height * 0.5, width * 0.18, height * 0.51)
    there, beside = (page.box_from_flat(view.box_on_flat(box)) for box in (hanging, edge))
    lower = there.top - beside.top
    bow = 0.02 * page.size.height * (np.sin(np.pi * 0.5) - np.sin(np.pi * 0.16))
    assert lower == pytest.approx(bow, abs=2.5)
    back = view.box_in_view(page.box_on_flat(there))
    assert (back.left, back.top) == pytest.approx((hanging.left, hanging.top), abs=0.05)


def _photographed_source() -> DrawnSource:
    corners = ((0.12, 0.07), (0.9, 0.1), (0.96, 0.93), (0.05, 0.9))
    taken, _ = photographed(scanned(text_page()), corners, (176, 138, 98), shade=0.3)
    return DrawnSource(taken, Dpi(DPI, DPI))


def test_a_photographed_sheet_is_read_as_seen_from_above_and_without_its_table() -> None:
    source = _photographed_source()
    page = page_after(source, "normalise", "quality", "unbend", "prepare")
    assert page.warp is not None
    assert page.warp.perspective is not None
    assert page.warp.left_px < page.warp.bend_px
    assert page.operations == (), "what is kept stays the picture that was taken"
    assert page.size == Size(*A4)
    view = reading_view(page, PageFrame(source), DPI)
    assert view.pixels.min(axis=0)[:30].min() > 150, "no table at the left"
    assert view.pixels.min(axis=1)[-30:].min() > 150, "nor at the foot"
    # The text stands where it does on the sheet.
    inked = view.pixels < 110
    assert np.flatnonzero(inked.any(axis=0))[0] == pytest.approx(220, abs=14)
    assert np.flatnonzero(inked.any(axis=1))[0] == pytest.approx(210, abs=14)


def test_words_of_a_photograph_lie_where_they_stand_on_the_page() -> None:
    source = _photographed_source()
    page = page_after(source, "normalise", "unbend")
    view = reading_view(page, PageFrame(source), 150.0)
    shown = Box(165, 160, 330, 190)
    there = page.box_from_flat(view.box_on_flat(shown))
    # The left part of the first line, from 220 px of the sheet on, between the sheet's upper corners.
    assert 0.12 * A4[0] < there.left < there.right < 0.5 * A4[0]
    assert 0.12 * A4[1] < there.top < there.bottom < 0.2 * A4[1]
    back = view.box_in_view(page.box_on_flat(there))
    assert (back.left, back.top, back.right, back.bottom) == pytest.approx(
        (shown.left, shown.top, shown.right, shown.bottom), abs=0.01
    )


def test_a_table_does_not_ask_for_another_preparation() -> None:
    flat = DrawnSource(scanned(text_page()), Dpi(DPI, DPI))
    corners = ((0.1, 0.09), (0.9, 0.08), (0.93, 0.94), (0.06, 0.92))
    taken, _ = photographed(scanned(text_page()), corners, (96, 84, 74))
    stages = ("normalise", "quality", "unbend", "prepare")
    lies, stands = (page_after(one, *stages) for one in (flat, DrawnSource(taken, Dpi(DPI, DPI))))
    assert stands.warp is not None
    assert lies.preparation == stands.preparation


def test_a_sheet_of_unheard_of_sides_and_one_without_lines_are_read_as_they_stand() -> None:
    square = ((0.04, 0.15), (0.94, 0.17), (0.96, 0.82), (0.05, 0.8))
    aside = ((0.12, 0.07), (0.9, 0.1), (0.96, 0.93), (0.05, 0.9))
    for sheet, corners in ((text_page(), square), (blank_page(), aside)):
        taken, _ = photographed(scanned(sheet), corners, (96, 84, 74))
        page = page_after(DrawnSource(taken, Dpi(DPI, DPI)), "normalise", "unbend")
        assert page.warp is None or page.warp.perspective is None


def test_blank_page_is_not_searched_for_bent_lines() -> None:
    page = replace(page_after(_bowed_source(), "normalise"), flags=(Flag.BLANK,))
    stage = load_stage("unbend")
    assert isinstance(stage, PageStage)
    assert stage.build(stage.options(), tools(FakeReader()))(page, PageFrame(_bowed_source())) == page
