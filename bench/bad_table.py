"""What became of bad files, as totals and as the page docs/bad-input.md."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from actions.papers import PaperView
from actions.wording import WORDS
from bench.figures import markdown_table
from bench.machine import Machine
from commands.output import STATE_WORDS
from domain.lifecycle import State
from samples.bad_catalog import BAD_FILES

_KILLED = -9


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file."""

    name: str
    where: str
    """The corpus it is of; empty for a made one."""
    paper: PaperView | None
    """None when it was not even received."""
    exit_code: int
    has_traceback: bool
    alone: bool
    """Whether time and memory are of this file alone."""
    wall_s: float
    peak_bytes: int

    @property
    def code(self) -> str:
        return "" if self.paper is None or self.paper.failure is None else self.paper.failure.code

    @property
    def words(self) -> str:
        return "" if self.paper is None or self.paper.failure is None else self.paper.failure.words

    @property
    def state(self) -> str:
        return "-" if self.paper is None else STATE_WORDS[self.paper.state]

    @property
    def pages(self) -> int:
        """Pages that were read and are kept."""
        return sum(page.state == "read" for page in self.paper.pages) if self.paper else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """All files of one run."""

    outcomes: tuple[Outcome, ...]
    machine: Machine

    @property
    def tracebacks(self) -> int:
        return sum(one.has_traceback for one in self.outcomes)

    @property
    def hangs(self) -> int:
        return sum(one.exit_code == _KILLED for one in self.outcomes)

    @property
    def lost(self) -> int:
        """Files that came to no end: not received, or left in the middle by a process that died."""
        return sum(
            one.exit_code not in (0, 1, _KILLED) or one.paper is None or one.code == "crash"
            for one in self.outcomes
        )

    @property
    def totals(self) -> str:
        quarantined = sum(
            one.paper is not None and one.paper.state is State.QUARANTINED for one in self.outcomes
        )
        alone = [one for one in self.outcomes if one.alone]
        slowest = max(alone, key=lambda one: one.wall_s)
        largest = max(alone, key=lambda one: one.peak_bytes)
        peak = max(one.peak_bytes for one in self.outcomes)
        return (
            f"{len(self.outcomes)} files, {sum(one.pages for one in self.outcomes)} pages read and kept, "
            f"{quarantined} papers in quarantine, {self.tracebacks} tracebacks, {self.hangs} hangs, "
            f"{self.lost} crashes or lost files. Slowest alone: {slowest.name}, {slowest.wall_s:.1f} s; "
            f"most memory alone: {largest.name}, {largest.peak_bytes / 1e6:.0f} MB; "
            f"most memory of any process: {peak / 1e6:.0f} MB."
        )


def written(campaign: Campaign) -> str:
    """The page, in Markdown."""
    machine = campaign.machine
    return f"""# Bad input

Written by `make bad-input`: every file below went through `sohoa ingest` (profile `plain`, real OCR)
into a home of its own. The made files come from `samples/bad_catalog.py`; the corpora are public
collections of damaged files that are not part of this project and are only counted here. Times are of the
whole process, start included (about 2 s).

**{campaign.totals}**

{machine.cpu}, {machine.cores} cores, {machine.system}, Python {machine.python}, commit {machine.commit},
load {machine.load:.1f}.

## Made files

{_made(campaign)}

## Corpora

{_corpora(campaign)}
"""


def _made(campaign: Campaign) -> str:
    about = {one.name: one.about for one in BAD_FILES}
    rows = [
        (
            f"`{one.name}`",
            about[one.name],
            one.state,
            f"`{one.code}`" if one.code else "",
            one.words,
            f"{one.wall_s:.1f}",
            f"{one.peak_bytes / 1e6:.0f}",
        )
        for one in campaign.outcomes
        if not one.where
    ]
    return _table(("file", "what is bad", "ends as", "code", "what the officer reads", "s", "MB"), rows)


def _corpora(campaign: Campaign) -> str:
    counted = Counter(
        (one.where, _kind(one.name), one.state, one.code) for one in campaign.outcomes if one.where
    )
    rows = [
        (where, kind, state, f"`{code}`" if code else "", WORDS.get(code, ""), str(count))
        for (where, kind, state, code), count in sorted(counted.items())
    ]
    return _table(("corpus", "kind", "ends as", "code", "what the officer reads", "files"), rows)


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Words stand to the left."""
    return markdown_table(headings, rows).replace("---:", "---")


def _kind(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else "none"
