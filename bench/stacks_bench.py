"""Measures splitting on stacks that no rule was written on: python -m bench.stacks_bench [--papers N]."""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.figures import markdown_table
from bench.ground import RESULTS
from bench.machine import Machine, this_machine
from bench.stack_figures import Counts, WrongPaper, count_stack, figures, worst_kinds
from bench.stacks.stack import SEEDS, TODAY, Stack, make_stacks
from bench.stacks.wording import Side, load_wording
from domain.codec import to_json
from domain.errors import SohoaError
from pipeline.office_data import load_office_data
from pipeline.reading.page_evidence import evidence_of
from pipeline.reading.splitting import split_stack

FILE_NAME = "stacks.json"
PAPERS = 1200
GOALS = (
    ("page_to_paper", "pages in their paper", ">=", 0.99),
    ("type_accuracy", "types right", ">=", 0.98),
    ("wrong_and_not_flagged", "wrong papers that nobody is asked about", "<=", 0.005),
)
_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The figures of one side and what came out wrong."""

    side: Side
    counts: Counts
    wrong: tuple[WrongPaper, ...]
    evidence_s: float
    """CPU seconds for reading what every page says, titles among it."""
    splitting_s: float


def measure(stacks: Sequence[Stack], side: Side) -> Measured:
    """Splits every stack and holds it against what is true of it."""
    data, counts = load_office_data(), Counts()
    wrong: list[WrongPaper] = []
    evidence_s = splitting_s = 0.0
    for stack in stacks:
        started = time.process_time()
        evidence = [evidence_of(page, data, TODAY) for page in stack.pages]
        read = time.process_time()
        found = split_stack(evidence, data.splitting)
        splitting_s += time.process_time() - read
        evidence_s += read - started
        wrong.extend(count_stack(stack.name, stack.truth, found, counts))
    return Measured(
        side=side, counts=counts, wrong=tuple(wrong), evidence_s=evidence_s, splitting_s=splitting_s
    )


def report(measured: Measured) -> str:
    """The goals and the counts behind them, as tables."""
    found = figures(measured.counts)
    goals = [(words, f"{found[name]:.2%}", f"{sign} {goal:.1%}") for name, words, sign, goal in GOALS]
    counts = [(name.replace("_", " "), str(value)) for name, value in found.items() if isinstance(value, int)]
    kinds = [(kind, str(times)) for kind, times in worst_kinds(measured.wrong)[:_SHOWN]]
    parts = (
        f"{measured.side}: {found['papers']} papers of {found['types']} types in {found['stacks']} stacks",
        markdown_table(("figure", "measured", "goal"), goals),
        markdown_table(("count", "value"), counts),
        markdown_table(("kind that came out wrong", "times"), kinds),
    )
    return "\n\n".join(parts)


def write(measured: Measured, machine: Machine, folder: Path) -> None:
    """The figures as JSON, with the seed and the machine they come from."""
    value = {
        "side": measured.side,
        "seed": SEEDS[measured.side],
        "figures": figures(measured.counts),
        "evidence_s": round(measured.evidence_s, 2),
        "splitting_s": round(measured.splitting_s, 3),
        "wrong": to_json(measured.wrong),
        "machine": to_json(machine),
    }
    folder.mkdir(parents=True, exist_ok=True)
    written = json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / FILE_NAME).write_text(written + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared/data"), help="holds vn-text")
    parser.add_argument("--results", type=Path, default=RESULTS, help=f"where {FILE_NAME} goes")
    parser.add_argument("--papers", type=int, default=PAPERS, help="fewer is quicker, and writes nothing")
    parser.add_argument(
        "--side", type=Side, choices=tuple(Side), default=Side.REPORT, help="development writes nothing"
    )
    words = parser.parse_args()
    try:
        wording = load_wording(words.shared / "vn-text", words.side)
        stacks = tuple(make_stacks(words.papers, words.side, wording))
        measured = measure(stacks, words.side)
    except SohoaError as error:
        raise SystemExit(str(error)) from error
    if words.papers == PAPERS and words.side is Side.REPORT:
        write(measured, this_machine(), words.results)
    print(report(measured))


if __name__ == "__main__":
    main()
