"""What a program cost over a set of scans, as figures and as a table."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from domain.task import StageTime


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A scan that did not come out, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A program's totals. Costs hold what went into unfinished scans too."""

    program: str
    pages_given: int
    pages_done: int
    cpu_s: float
    wall_s: float
    peak_bytes: int
    output_bytes: int
    starts: int
    """How often the program was started."""
    unfinished: tuple[Unfinished, ...]

    @property
    def cpu_s_a_page(self) -> float | None:
        return _a_page(self.cpu_s, self.pages_done)

    @property
    def wall_s_a_page(self) -> float | None:
        return _a_page(self.wall_s, self.pages_done)

    @property
    def output_bytes_a_page(self) -> float | None:
        return _a_page(self.output_bytes, self.pages_done)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCost:
    """What one stage takes over the pages that were looked at."""

    stage: str
    median_ms: float
    mean_ms: float


def ratio(theirs: float | None, ours: float | None) -> float | None:
    """How many times as much they need; None when either side finished nothing."""
    return None if theirs is None or not ours else theirs / ours


def stage_costs(pages: Sequence[Sequence[StageTime]]) -> tuple[StageCost, ...]:
    """The stages in the order in which pages meet them; a stage counts where it ran."""
    times: dict[str, list[float]] = {}
    for page in pages:
        for time in page:
            times.setdefault(time.stage, []).append(time.ms)
    return tuple(
        StageCost(stage=stage, median_ms=statistics.median(taken), mean_ms=sum(taken) / len(taken))
        for stage, taken in times.items()
    )


def figures_table(figures: Sequence[Figures]) -> str:
    """Markdown: a row a program, the last columns in multiples of the first row."""
    first = figures[0]
    rows = [
        (
            one.program,
            _shown(one.cpu_s_a_page, ".2f"),
            _shown(one.wall_s_a_page, ".2f"),
            _shown(one.peak_bytes / 1e6, ".0f"),
            _shown(_in_kilobytes(one.output_bytes_a_page), ".0f"),
            f"{one.pages_done} of {one.pages_given}",
            str(one.starts),
            _shown(ratio(one.cpu_s_a_page, first.cpu_s_a_page), ".2f"),
            _shown(ratio(one.wall_s_a_page, first.wall_s_a_page), ".2f"),
            _shown(ratio(one.output_bytes_a_page, first.output_bytes_a_page), ".2f"),
        )
        for one in figures
    ]
    headings = (
        "program",
        "CPU s/page",
        "wall s/page",
        "peak MB",
        "kB/page",
        "pages done",
        "starts",
        "× CPU",
        "× wall",
        "× size",
    )
    return markdown_table(headings, rows)


def stages_table(costs: Sequence[StageCost]) -> str:
    """Markdown: a row a stage."""
    whole_ms = sum(cost.mean_ms for cost in costs) or 1.0
    rows = [
        (cost.stage, f"{cost.median_ms:.0f}", f"{cost.mean_ms:.0f}", f"{cost.mean_ms / whole_ms:.0%}")
        for cost in costs
    ]
    return markdown_table(("stage", "median ms", "mean ms", "share"), rows)


def markdown_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The first column to the left, numbers to the right."""
    lines = [headings, ["---", *("---:" for _ in headings[1:])], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _a_page(whole: float, pages: int) -> float | None:
    return whole / pages if pages else None


def _in_kilobytes(size: float | None) -> float | None:
    return None if size is None else size / 1000


def _shown(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)
