"""Measures what sohoa recognises in papers: python -m bench.recognition [--side tuning]."""

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app import dry_worker
from bench.field_outcomes import Counts, FieldOutcome, Outcome, compare, count
from bench.ground import RESULTS, WORK
from bench.machine import Machine, this_machine
from bench.page_sides import Side, load_sides
from bench.read_papers import PaperReader
from bench.results_file import write_result
from bench.true_fields import CORPUS, TruePaper, official_papers
from config import load_settings
from domain.document import Document
from domain.errors import SohoaError
from domain.ids import BatchId, DocumentId, UnitCode
from domain.page import Page
from domain.task import Segment, StoredPage, Task
from engine.perform import run_document_stages

FILE_NAME = "recognition.json"
_RECEIVED = datetime(2026, 1, 1, tzinfo=UTC)
_NOBODY = "bench"
_HEAD = f"{'field':18} {'all':>4} {'exact':>6} {'asked':>6} {'wrong':>6} {'UNSEEN':>6} {'none':>5}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """A whole run; holds nothing of any text."""

    machine: Machine
    left_out: tuple[str, ...]
    cpu_ms_per_page: float
    """Of typing and reading fields, beyond OCR; one commune table is loaded on the way."""
    counts: tuple[Counts, ...]
    fields: tuple[FieldOutcome, ...]


@dataclass
class Recogniser:
    """Reads papers and types them as a worker does; notes the CPU time that this takes beyond OCR."""

    reader: PaperReader
    pages: int = 0
    cpu_s: float = 0.0

    def recognise(self, paper: TruePaper) -> Iterator[FieldOutcome]:
        pages = self.reader.read(paper.file)
        started = time.process_time()
        document = self._typed(pages)
        self.cpu_s += time.process_time() - started
        self.pages += len(pages)
        return compare(paper, document.fields)

    def _typed(self, pages: Sequence[Page]) -> Document:
        document = Document(
            id=DocumentId(_NOBODY),
            batch=BatchId(_NOBODY),
            unit=UnitCode(_NOBODY),
            profile=self.reader.profile,
            name=_NOBODY,
            received_at=_RECEIVED,
            files=(),
        )
        stored = tuple(StoredPage(page=page, value=None) for page in pages)
        task = Task(segment=Segment.TYPE, document=document, pages=stored)
        return run_document_stages(task, self.reader.worker)[0]


def measure(shared: Path, sides: frozenset[Side], kept: Path, scratch: Path) -> Recognition:
    """Every paper on those sides; a corpus that is not there is named in `left_out`."""
    machine = this_machine()
    folder = shared / CORPUS
    if not folder.is_dir():
        advice = "name the folder that holds it: make bench-recognition SHARED=folder"
        return Recognition(
            machine=machine,
            left_out=(f"{CORPUS}: no such folder under --shared; {advice}",),
            cpu_ms_per_page=0.0,
            counts=(),
            fields=(),
        )
    worker = dry_worker(load_settings(), scratch)
    try:
        recogniser = Recogniser(PaperReader(worker=worker, profile="plain", kept=kept))
        papers = [paper for paper in official_papers(folder, load_sides()) if paper.side in sides]
        outcomes = tuple(one for paper in papers for one in recogniser.recognise(paper))
    finally:
        worker.close()
    return Recognition(
        machine=machine,
        left_out=(),
        cpu_ms_per_page=1000 * recogniser.cpu_s / max(1, recogniser.pages),
        counts=count(outcomes),
        fields=outcomes,
    )


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
    lines.append(f"{measured.cpu_ms_per_page:.1f} ms of CPU a page beyond OCR")
    return "\n".join(lines)


def _row(one: Counts) -> str:
    """Exact ones, of these those that a person is asked about all the same, then wrong ones and none."""
    numbers = (one.exact, one.exact_but_flagged, one.wrong_flagged, one.wrong_unflagged)
    return (
        f"{one.group:18} {one.total:4} " + " ".join(f"{number:6}" for number in numbers) + f" {one.missing:5}"
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
