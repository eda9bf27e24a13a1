"""Measures which stamps the secrecy gate sees and which pages it stops in vain: python -m bench.secrecy."""

import argparse
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import cv2

from app import build_tools
from bench.drawn_source import DrawnSource
from bench.ground import RESULTS, WORK
from bench.machine import Machine, this_machine
from bench.results_file import write_result
from bench.secrecy_pages import KINDS, GatePage, innocent_page, stamped_page
from bench.secrecy_sheets import Sheets
from bench.straighten import NOWHERE
from config import load_settings
from domain.errors import SohoaError
from domain.ocr import Layout, OcrEngine
from domain.page import Page
from domain.raster import Raster
from domain.text import PageText
from pipeline.catalog import load_stage
from pipeline.frame import PageFrame
from pipeline.stage import Ask, PageRun, PageStage, Tools

FILE_NAME = "secrecy.json"
TUNING_SEED, REPORTING_SEED = 2, 2026
"""The gate is tuned on pages of the first seed; figures are told of the second alone."""
STAMPED, INNOCENT = 300, 1000
_BEFORE = ("normalise", "orient", "deskew")
"""What the gate depends on; `quality` stands before it too, but only measures."""
_SEARCH_DPI = 150.0
_CHUNK = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the gate did with a page."""

    name: str
    kind: str
    level: str
    """Of the stamp it bears; "" for none."""
    found: str
    """The level it was stopped for; "" when it passed."""
    cpu_ms: float
    """Of the gate alone, the page drawn at its resolution already."""
    readings: int
    """How often it asked an OCR engine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Of so many pages of a kind, so many were stopped."""

    kind: str
    pages: int
    stopped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrecy:
    """The figures of a run."""

    machine: Machine
    seed: int
    left_out: tuple[str, ...]
    stamped: tuple[Share, ...]
    innocent: tuple[Share, ...]
    recall: float
    wrong_level: int
    false_stops_per_1000: float
    cpu_ms_without_candidates: float
    cpu_ms_without_stamp: float
    readings_without_stamp: float
    missed: tuple[Outcome, ...]
    false_stops: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class _Counted:
    """An engine that counts how often it is asked."""

    engine: OcrEngine
    calls: list[float]

    @property
    def name(self) -> str:
        return self.engine.name

    @property
    def version(self) -> str:
        return self.engine.version

    def read(self, raster: Raster, dpi: float, layout: Layout = Layout.PAGE) -> PageText:
        self.calls.append(dpi)
        return self.engine.read(raster, dpi, layout)

    def orientation(self, raster: Raster, dpi: float) -> tuple[int, float]:
        return self.engine.orientation(raster, dpi)

    def close(self) -> None:
        self.engine.close()


class Gate:
    """The stages up to the gate, with the options of the profiles' defaults; `scratch` is for their files."""

    def __init__(self, scratch: Path) -> None:
        self._calls: list[float] = []
        tools = build_tools(load_settings(), scratch)
        counted = replace(tools, ocr=lambda name: _Counted(tools.ocr(name), self._calls))
        self._before = [_built(name, tools) for name in _BEFORE]
        self._gate = _built("gate", counted)

    def look_at(self, drawn: GatePage) -> Outcome:
        frame = PageFrame(DrawnSource(drawn.rgb, drawn.dpi, in_color=True))
        page = Page(source=NOWHERE, index=0)
        for run in self._before:
            after = run(page, frame)
            if isinstance(after, Ask):
                raise SohoaError(f"a stage before the gate asked for a person: {after.question.text}")
            page = after
        # Other stages look at this view too.
        frame.color(page, _SEARCH_DPI)
        self._calls.clear()
        began = time.process_time()
        result = self._gate(page, frame)
        cpu_s = time.process_time() - began
        frame.close()
        mark = result.page.secrecy if isinstance(result, Ask) else None
        return Outcome(
            name=drawn.name,
            kind=drawn.kind,
            level=drawn.level or "",
            found=mark.level if mark else "",
            cpu_ms=1000 * cpu_s,
            readings=len(self._calls),
        )


def _built(name: str, tools: Tools) -> PageRun:
    stage = load_stage(name)
    if not isinstance(stage, PageStage):
        raise SohoaError(f"the stage {name} does not see single pages")
    return stage.build(stage.options(), tools)


@cache
def _worker(shared: Path, scratch: Path) -> tuple[Gate, Sheets]:
    """What a process of the run keeps."""
    cv2.setNumThreads(1)
    return Gate(scratch), Sheets(shared)


def look_at_some(
    folders: tuple[Path, Path], seed: int, numbers: Sequence[int], *, are_stamped: bool
) -> tuple[Outcome, ...]:
    """The outcomes of the pages of those numbers; `folders`: the corpora, and one for scratch."""
    gate, sheets = _worker(*folders)
    draw = stamped_page if are_stamped else innocent_page
    return tuple(gate.look_at(draw(sheets, seed, number)) for number in numbers)


def _measure(folders: tuple[Path, Path], seed: int, counts: tuple[int, int], workers: int) -> list[Outcome]:
    with ProcessPoolExecutor(max_workers=workers) as pool:
        waiting = [
            pool.submit(
                look_at_some, folders, seed, range(first, min(first + _CHUNK, count)), are_stamped=are_stamped
            )
            for are_stamped, count in zip((True, False), counts, strict=True)
            for first in range(0, count, _CHUNK)
        ]
        return [outcome for one in waiting for outcome in one.result()]


def figures(
    outcomes: Iterable[Outcome], machine: Machine, seed: int, left_out: tuple[str, ...] = ()
) -> Secrecy:
    """What the outcomes come to."""
    every = tuple(outcomes)
    stamped = tuple(one for one in every if one.level)
    innocent = tuple(one for one in every if not one.level)
    quiet = tuple(one for one in innocent if not one.readings)
    missed = tuple(one for one in stamped if not one.found)
    false_stops = tuple(one for one in innocent if one.found)
    return Secrecy(
        machine=machine,
        seed=seed,
        left_out=left_out,
        stamped=_shares(stamped, KINDS),
        innocent=_shares(innocent, tuple(dict.fromkeys(one.kind for one in innocent))),
        recall=1 - len(missed) / max(1, len(stamped)),
        wrong_level=sum(one.found not in ("", one.level) for one in stamped),
        false_stops_per_1000=1000 * len(false_stops) / max(1, len(innocent)),
        cpu_ms_without_candidates=_mean([one.cpu_ms for one in quiet]),
        cpu_ms_without_stamp=_mean([one.cpu_ms for one in innocent]),
        readings_without_stamp=_mean([one.readings for one in innocent]),
        missed=missed,
        false_stops=false_stops,
    )


def _shares(outcomes: Sequence[Outcome], kinds: Sequence[str]) -> tuple[Share, ...]:
    pages, stopped = Counter(one.kind for one in outcomes), Counter(one.kind for one in outcomes if one.found)
    return tuple(Share(kind=kind, pages=pages[kind], stopped=stopped[kind]) for kind in kinds)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def report(measured: Secrecy) -> str:
    """The figures as a person reads them."""
    lines = [f"seed {measured.seed}, {measured.machine.cores} cores", *measured.left_out, "stamped pages:"]
    lines += [f"  {one.kind:<12} {one.stopped} of {one.pages} stopped" for one in measured.stamped]
    lines += [f"recall {measured.recall:.4f}; level read wrongly {measured.wrong_level}", "other pages:"]
    lines += [f"  {one.kind:<12} {one.stopped} of {one.pages} stopped" for one in measured.innocent]
    lines += [
        f"false stops in 1,000 pages: {measured.false_stops_per_1000:.2f}",
        f"CPU without candidates {measured.cpu_ms_without_candidates:.1f} ms, without a stamp "
        f"{measured.cpu_ms_without_stamp:.1f} ms with {measured.readings_without_stamp:.1f} readings",
        *(f"  missed: {one.name} ({one.kind}, {one.level})" for one in measured.missed),
        *(f"  stopped in vain: {one.name} ({one.kind}) for {one.found}" for one in measured.false_stops),
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared/data"), help="holds pages of others")
    parser.add_argument("--results", type=Path, default=RESULTS, help=f"where {FILE_NAME} goes")
    parser.add_argument("--tuning", action="store_true", help="the pages to tune on; writes nothing")
    parser.add_argument("--stamped", type=int, default=STAMPED, help="fewer is quicker, and writes nothing")
    parser.add_argument("--innocent", type=int, default=INNOCENT, help="fewer is quicker, and writes nothing")
    cores = len(os.sched_getaffinity(0))
    parser.add_argument("--workers", type=int, default=cores, help="processes (default: one a core)")
    words = parser.parse_args()
    seed = TUNING_SEED if words.tuning else REPORTING_SEED
    absent = [name for name in ("vn-official", "vn-synthetic") if not (words.shared / name).is_dir()]
    try:
        machine = this_machine()
        WORK.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=WORK) as scratch:
            outcomes = _measure(
                (words.shared, Path(scratch)), seed, (words.stamped, words.innocent), words.workers
            )
        left_out = tuple(f"{name}: no such folder under --shared" for name in absent)
        measured = figures(outcomes, machine, seed, left_out)
        print(report(measured))
        if (words.tuning, words.stamped, words.innocent) == (False, STAMPED, INNOCENT):
            write_result(measured, words.results / FILE_NAME)
    except SohoaError as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    main()
