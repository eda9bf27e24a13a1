"""The bench of the secrecy gate, on a few pages with the real readers."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from bench.machine import Machine
from bench.results_file import write_result
from bench.secrecy import Outcome, Secrecy, figures, look_at_some, report
from bench.secrecy_pages import KINDS, innocent_page, stamped_page
from bench.secrecy_sheets import Sheets
from domain.codec import from_canonical
from domain.page import SecrecyLevel

MACHINE = Machine(
    cpu="a processor",
    cores=2,
    memory_bytes=1,
    system="a system",
    python="3",
    load=0.0,
    commit="none",
    at=datetime(2026, 1, 1, tzinfo=UTC),
)
STOPPED = Outcome(name="1", kind="red", level="MẬT", found="MẬT", cpu_ms=30.0, readings=1)
PASSED = Outcome(name="2", kind="seal", level="", found="", cpu_ms=10.0, readings=0)


def test_real_gate_stops_stamped_pages_and_no_other(tmp_path: Path) -> None:
    folders = (tmp_path / "none", tmp_path)
    stamped = look_at_some(folders, 7, (1, 8), are_stamped=True)
    assert [one.found for one in stamped] == [one.level for one in stamped]
    innocent = look_at_some(folders, 7, (1, 4), are_stamped=False)
    assert [one.found for one in innocent] == ["", ""]
    assert all(one.cpu_ms > 0 for one in innocent)


def test_pages_are_the_same_each_time_and_differ_by_seed(tmp_path: Path) -> None:
    sheets = Sheets(tmp_path)
    once, again, other = (stamped_page(sheets, seed, 3) for seed in (7, 7, 8))
    assert np.array_equal(once.rgb, again.rgb)
    assert once.rgb.shape != other.rgb.shape or not np.array_equal(once.rgb, other.rgb)


def test_kinds_and_levels_come_in_turn(tmp_path: Path) -> None:
    sheets = Sheets(tmp_path)
    assert stamped_page(sheets, 7, 4).kind == KINDS[4]
    assert stamped_page(sheets, 7, 6).level is SecrecyLevel.TOI_MAT
    assert innocent_page(sheets, 7, 4).level is None


def test_figures_count_what_was_missed_and_what_was_stopped_in_vain(tmp_path: Path) -> None:
    missed = replace(STOPPED, name="3", found="")
    mistaken = replace(STOPPED, name="4", found="TỐI MẬT")
    in_vain = replace(PASSED, name="5", found="MẬT", cpu_ms=50.0, readings=4)
    measured = figures((STOPPED, PASSED, missed, mistaken, in_vain), MACHINE, 7, ("x: no such folder",))
    assert measured.recall == pytest.approx(2 / 3)
    assert (measured.wrong_level, measured.missed, measured.false_stops) == (1, (missed,), (in_vain,))
    assert measured.false_stops_per_1000 == 500.0
    assert (measured.cpu_ms_without_candidates, measured.cpu_ms_without_stamp) == (10.0, 30.0)
    write_result(measured, tmp_path / "secrecy.json")
    assert from_canonical(Secrecy, (tmp_path / "secrecy.json").read_text()).recall == 0.6667
    words = report(measured)
    assert "2 of 3 stopped" in words
    assert "stopped in vain: 5 (seal) for MẬT" in words
    assert str(tmp_path) not in words
