"""The bench of angles and quarter turns, on a few coarse pages."""

from pathlib import Path

import pytest

from bench.geometry import CleanPage, draw_pages, measure, measure_skew, with_few_words
from bench.geometry_figures import Geometry, KnownSkew, Orientation, orientation_table, report, skew_errors
from bench.results_file import write_result
from bench.straighten import Straightener
from domain.codec import from_canonical
from samples.old_letters import old_letter
from samples.papers import draw_paper
from samples.typewriter import type_page


@pytest.fixture(scope="module")
def page() -> CleanPage:
    return CleanPage("QD-9 p1", draw_paper("QD", 9, 100)[0])


def test_a_run_measures_angles_and_turns_and_says_what_was_not_there(page: CleanPage, tmp_path: Path) -> None:
    straightener = Straightener(tmp_path)
    run = measure(tmp_path / "none", 3, [page], straightener)
    straightener.close()
    assert run.skew.pages == 3
    assert run.skew.mean_deg < 0.2
    assert all(abs(one.skew_deg) <= 15 for one in run.skews)
    assert {(one.form, one.turned) for one in run.orientations} == {
        (form, turned) for form in ("whole", "few words") for turned in range(4)
    }
    assert all(one.is_right for one in run.orientations if one.form == "whole")
    assert [reason.split(":")[0] for reason in run.left_out] == ["deskew", "orientation"]
    write_result(run, tmp_path / "geometry.json")
    written = (tmp_path / "geometry.json").read_text()
    assert len(from_canonical(Geometry, written).skews) == 3
    assert str(tmp_path) not in written
    assert "| generated | 3 |" in report(run)


def test_the_same_angles_are_drawn_each_time(page: CleanPage, tmp_path: Path) -> None:
    straightener = Straightener(tmp_path)
    once, again = (list(measure_skew([page], 2, straightener)) for _ in range(2))
    straightener.close()
    assert once == again


def test_few_words_are_the_first_lines_of_a_page() -> None:
    letter = type_page(old_letter(4), 60, 4)
    few = with_few_words(letter, 20)
    words = [len(line.text.split()) for line in few.lines]
    assert 20 <= sum(words) < 20 + words[-1]
    assert few.lines == letter.lines[: len(words)]
    foot = int(letter.lines[len(words)].box.bottom)
    assert few.image.crop((0, foot, *few.image.size)).getextrema() == ((255, 255),) * 3


def test_pages_of_every_kind_are_drawn() -> None:
    names = [one.name for one in draw_pages(30, [5])]
    assert len(names) == len(set(names))
    assert {name.split("-")[0] for name in names} == {"GTN", "TKKS", "DDKBD", "GKS", "GCN", "QD", "letter"}


def test_errors_are_what_is_left_of_the_angle() -> None:
    skews = [
        KnownSkew(name="a", skew_deg=3.0, undone_deg=-3.1, is_upright=True),
        KnownSkew(name="b", skew_deg=-2.0, undone_deg=0.0, is_upright=False),
    ]
    found = skew_errors(skews)
    assert (found.pages, found.worst_deg, found.not_upright) == (2, 2.0, 1)
    assert found.mean_deg == pytest.approx(1.05)


def test_a_wrong_page_that_asks_is_not_named_and_one_that_does_not_is() -> None:
    asked = Orientation(name="a", form="whole", turned=1, is_right=False, is_flagged=True)
    silent = Orientation(name="b", form="whole", turned=2, is_right=False, is_flagged=False)
    right = Orientation(name="c", form="whole", turned=0, is_right=True, is_flagged=False)
    row = orientation_table([asked, silent, right]).splitlines()[-1]
    assert row == "| whole | 1 of 3 | 1 | b (2) |"
