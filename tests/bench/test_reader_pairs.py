"""Differences between readers on the same pages."""

from dataclasses import replace

import pytest

from bench.accuracy_figures import Interval, PageFigures
from bench.accuracy_table import difference_table
from bench.page_sides import Side
from bench.reader_pairs import differences
from tests.bench.test_accuracy_figures import page


def both(document: str, ours: float, peer: float) -> list[PageFigures]:
    read = page(document, ours)
    theirs = replace(page(document, peer), page=read.page, reader="peer")
    return [read, theirs]


def test_a_small_gain_on_every_document_is_sure_though_documents_differ_much() -> None:
    pages = [*both("a", 0.95, 0.94), *both("b", 0.55, 0.54), *both("c", 0.75, 0.74)]
    (found,) = differences(pages, ["sohoa"], ["peer"])
    assert (found.reader, found.peer, found.corpus, found.documents) == ("sohoa", "peer", "one", 3)
    assert found.recall == pytest.approx(0.01)
    assert found.recall_interval is not None
    assert found.recall_interval.low == pytest.approx(0.01)
    assert found.recall_interval.high == pytest.approx(0.01)


def test_sides_are_told_apart_and_one_document_gives_no_interval() -> None:
    reporting = [replace(one, side=Side.REPORTING) for one in both("b", 0.5, 0.9)]
    tuning, other = differences([*both("a", 0.9, 0.5), *reporting], ["sohoa"], ["peer"])
    assert (tuning.side, other.side) == (Side.TUNING, Side.REPORTING)
    assert (tuning.recall, other.recall) == pytest.approx((0.4, -0.4))
    assert tuning.recall_interval is None


def test_table_shows_signs() -> None:
    (found,) = differences(both("a", 0.9, 0.95), ["sohoa"], ["peer"])
    shown = replace(found, cer=0.012, cer_interval=Interval(low=-0.001, high=0.02))
    row = difference_table([shown], Side.TUNING).splitlines()[-1]
    assert row == "| one | sohoa - peer | 1 | -.050 | - | +.012 | -.001 to +.020 |"
    assert len(difference_table([shown], Side.REPORTING).splitlines()) == 2
