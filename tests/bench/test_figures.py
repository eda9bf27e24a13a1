"""Figures a page, ratios and the tables they go into."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.figures import Figures, figures_table, ratio, stage_costs, stages_table
from domain.task import StageTime

OURS = Figures(
    program="sohoa",
    pages_given=4,
    pages_done=4,
    cpu_s=8.0,
    wall_s=6.0,
    peak_bytes=250_000_000,
    output_bytes=1_200_000,
    starts=1,
    unfinished=(),
)
THEIRS = replace(OURS, program="peer", pages_done=2, cpu_s=12.0, wall_s=9.0, output_bytes=1_200_000, starts=4)


def test_costs_are_divided_by_the_pages_that_came_out() -> None:
    assert (THEIRS.cpu_s_a_page, THEIRS.wall_s_a_page, THEIRS.output_bytes_a_page) == (6.0, 4.5, 600_000)


def test_program_that_finished_nothing_has_no_costs_a_page() -> None:
    none = replace(THEIRS, pages_done=0)
    assert none.cpu_s_a_page is None
    assert "| peer | - | - | 250 | - | 0 of 4 | 4 | - | - | - |" in figures_table((OURS, none))


def test_table_shows_the_peer_in_multiples_of_the_first_row() -> None:
    rows = figures_table((OURS, THEIRS)).splitlines()
    assert rows[2] == "| sohoa | 2.00 | 1.50 | 250 | 300 | 4 of 4 | 1 | 1.00 | 1.00 | 1.00 |"
    assert rows[3] == "| peer | 6.00 | 4.50 | 250 | 600 | 2 of 4 | 4 | 3.00 | 3.00 | 2.00 |"


def test_every_row_has_as_many_cells_as_the_headings() -> None:
    assert {row.count("|") for row in figures_table((OURS, THEIRS)).splitlines()} == {11}


def test_ratio_to_nothing_is_none() -> None:
    assert ratio(3.0, 0.0) is None
    assert ratio(3.0, None) is None
    assert ratio(None, 3.0) is None


@settings(derandomize=True, deadline=None)
@given(st.floats(0.001, 1e6), st.floats(0.001, 1e6))
def test_ratios_both_ways_multiply_to_one(theirs: float, ours: float) -> None:
    there, back = ratio(theirs, ours), ratio(ours, theirs)
    assert there is not None
    assert back is not None
    assert there * back == pytest.approx(1)


def test_stages_keep_their_order_and_count_where_they_ran() -> None:
    long = (StageTime("orient", 10.0), StageTime("ocr", 100.0))
    gated = (StageTime("orient", 30.0),)
    costs = stage_costs((long, gated, (StageTime("orient", 110.0), StageTime("ocr", 300.0))))
    assert [(cost.stage, cost.median_ms, cost.mean_ms) for cost in costs] == [
        ("orient", 30.0, 50.0),
        ("ocr", 200.0, 200.0),
    ]
    assert "| ocr | 200 | 200 | 80% |" in stages_table(costs)


def test_no_pages_make_an_empty_table_of_stages() -> None:
    assert len(stages_table(stage_costs(())).splitlines()) == 2
