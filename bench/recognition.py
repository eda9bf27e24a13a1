"""Measures what sohoa recognises in papers: python -m bench.recognition [--side tuning]."""

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app import dry_worker
from bench.field_outcomes import Counts, FieldOutcome, Outcome, compare, count
from bench.ground import RESULTS, WORK
from bench.legal_acts import CORPUS as ACTS
from bench.legal_acts import legal_acts
from bench.legal_pages import read_first_page
from bench.legal_recognition import ActCounts, ActOutcome, act_outcome, count_acts
from bench.machine import Machine, this_machine
from bench.page_sides import Side, load_sides
from bench.read_papers import PaperReader
from bench.recogniser import Cost, Recogniser
from bench.results_file import write_result
from bench.true_fields import CORPUS, official_papers
from config import load_settings
from domain.errors import SohoaError
from pipeline.profile import PROFILES

FILE_NAME = "recognition.json"
_HEAD = f"{'field':18} {'all':>4} {'exact':>6} {'asked':>6} {'wrong':>6} {'UNSEEN':>6} {'none':>5}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """A whole run; holds nothing of any text."""

    machine: Machine
    left_out: tuple[str, ...] = ()
    cpu_ms_per_page: float = 0.0
    """Of splitting, typing and reading fields, beyond OCR and decoding codes; tables are loaded."""
    cpu_ms_per_page_at_worst: float = 0.0
    """Of the paper that costs most a page."""
    counts: tuple[Counts, ...] = ()
    fields: tuple[FieldOutcome, ...] = ()
    act_counts: tuple[ActCounts, ...] = ()
    acts: tuple[ActOutcome, ...] = ()


def measure(shared: Path, sides: frozenset[Side], kept: Path, scratch: Path) -> Recognition:
    """Every paper on those sides; a corpus that is not there is named in `left_out`."""
    advice = "name the folder that holds it: make bench-recognition SHARED=folder"
    missing = [corpus for corpus in (Path(CORPUS), ACTS) if not (shared / corpus).is_dir()]
    left_out = tuple(f"{corpus}: no such folder under --shared; {advice}" for corpus in missing)
    measured = Recognition(machine=this_machine(), left_out=left_out)
    if len(missing) == 2:
        return measured
    worker = dry_worker(load_settings(), scratch)
    try:
        reader = PaperReader(worker=worker, profile="plain", kept=kept)
        recogniser = Recogniser(worker, reader.profile, _without_second_look(scratch))
        fields = _official(shared / CORPUS, sides, reader, recogniser)
        acts = _acts(shared / ACTS, sides, reader, recogniser, scratch)
    finally:
        worker.close()
    # The first paper loads the tables of a worker, once.
    costs = recogniser.costs[1:]
    return replace(
        measured,
        cpu_ms_per_page=_mean(costs),
        cpu_ms_per_page_at_worst=max((cost.ms_per_page for cost in costs), default=0.0),
        counts=count(fields),
        fields=fields,
        act_counts=count_acts(acts),
        acts=acts,
    )


def _without_second_look(scratch: Path) -> str:
    plain = (PROFILES / "plain.toml").read_text(encoding="utf-8")
    path = scratch / "without-second-look.toml"
    path.write_text(f"{plain}\n[stages.extract]\nlook_again = false\n", encoding="utf-8")
    return str(path)


def _official(
    folder: Path, sides: frozenset[Side], reader: PaperReader, recogniser: Recogniser
) -> tuple[FieldOutcome, ...]:
    if not folder.is_dir():
        return ()
    papers = [paper for paper in official_papers(folder, load_sides()) if paper.side in sides]
    return tuple(
        outcome
        for paper in papers
        for outcome in compare(paper, recogniser.recognise(reader.read(paper.file)).fields)
    )


def _acts(
    folder: Path, sides: frozenset[Side], reader: PaperReader, recogniser: Recogniser, scratch: Path
) -> tuple[ActOutcome, ...]:
    if not folder.is_dir():
        return ()
    return tuple(
        act_outcome(act, recogniser.recognise(read_first_page(act, reader, scratch)))
        for act in legal_acts(folder)
        if act.side in sides
    )


def _mean(costs: Sequence[Cost]) -> float:
    spent = sum(cost.splitting_s + cost.fields_s for cost in costs)
    return 1000 * spent / max(1, sum(cost.pages for cost in costs))


def report(measured: Recognition) -> str:
    """Tables for a terminal."""
    lines = list(measured.left_out)
    for side in Side:
        held = [one for one in measured.counts if one.side is side and one.total]
        if held:
            lines.append(f"{side}: {_HEAD}")
        lines += [f"{'':{len(side) + 2}}{_row(one)}" for one in held]
    unseen = [one for one in measured.fields if one.outcome is Outcome.WRONG_UNFLAGGED]
    lines += [f"wrong and not flagged: {one.field} of {one.paper} ({one.side})" for one in unseen]
    lines += [_act_row(one) for one in measured.act_counts]
    lines += [
        f"{one.act}: {one.code} was read as {one.typed or 'no type'}, its number is {one.number}"
        for one in measured.acts
        if not one.is_right
    ]
    lines.append(
        f"{measured.cpu_ms_per_page:.1f} ms of CPU a page beyond OCR and codes, "
        f"{measured.cpu_ms_per_page_at_worst:.1f} ms in the paper that costs most"
    )
    return "\n".join(lines)


def _row(one: Counts) -> str:
    """Exact ones, of these those that a person is asked about all the same, then wrong ones and none."""
    numbers = (one.exact, one.exact_but_flagged, one.wrong_flagged, one.wrong_unflagged)
    return (
        f"{one.group:18} {one.total:4} " + " ".join(f"{number:6}" for number in numbers) + f" {one.missing:5}"
    )


def _act_row(one: ActCounts) -> str:
    return (
        f"{one.side}: {one.acts} acts, types right {one.types_right}, numbers right {one.numbers_right}, "
        f"both {one.both_right}, numbers wrong and not flagged {one.numbers_wrong_unflagged}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared/data"), help="holds the corpora")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where recognition.json goes")
    parser.add_argument("--kept", type=Path, default=WORK / "read-pages", help="keeps pages that were read")
    parser.add_argument("--side", type=Side, choices=list(Side), help="only this side; writes nothing")
    words = parser.parse_args()
    try:
        WORK.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=WORK) as scratch:
            sides = frozenset(Side) if words.side is None else frozenset({words.side})
            measured = measure(words.shared, sides, words.kept, Path(scratch))
        if words.side is None and measured.fields:
            write_result(measured, words.results / FILE_NAME)
        print(report(measured))
    except SohoaError as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    main()
