"""Sends bad files through `sohoa ingest` and tables what becomes of each: python -m bench.bad_input."""

import argparse
import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from actions.papers import PaperView, list_papers
from app import build_app, operator
from bench.bad_table import Campaign, Outcome, written
from bench.ground import WORK
from bench.machine import ROOT, this_machine
from bench.measure import Command, Measured, run_measured
from config import load_settings
from domain.ids import Sha256
from samples.bad_catalog import BAD_FILES

CORPORA = ("pdf-robustness", "image-robustness", "intake-samples")
DOCUMENT = ROOT / "docs" / "bad-input.md"
_FILE_S = 60.0
"""A file that takes longer hangs."""
_FILES_A_RUN = 20


@dataclass(frozen=True, slots=True)
class Batch:
    """Files that one process takes in."""

    files: tuple[Path, ...]
    where: str
    """The corpus they are of; empty for those that are made."""


def make_files(folder: Path) -> tuple[Path, ...]:
    """Every bad file there is a recipe for."""
    folder.mkdir()
    for made in BAD_FILES:
        (folder / made.name).write_bytes(made.make())
    return tuple(folder / made.name for made in BAD_FILES)


def batches(work: Path, corpora: Path | None) -> Iterator[Batch]:
    """Made files one by one, so that each has its own time and memory; files of corpora some at a time."""
    yield from (Batch((file,), "") for file in make_files(work / "made"))
    for name in CORPORA if corpora is not None else ():
        files = [path for path in sorted(Path(corpora or ".", name).rglob("*")) if path.is_file()]
        files = [path for path in files if not path.name.startswith("SOURCE")]
        for first in range(0, len(files), _FILES_A_RUN):
            yield Batch(tuple(files[first : first + _FILES_A_RUN]), name)


def take_in(batch: Batch, home: Path) -> Iterator[Outcome]:
    """What became of each file; a run that ends badly is done again file by file, to say which is guilty."""
    measured = _ingest(batch.files, home)
    (ended,) = measured.ended
    if (ended.exit_code < 0 or ended.exit_code not in (0, 1)) and len(batch.files) > 1:
        for file in batch.files:
            yield from take_in(
                Batch((file,), batch.where), home.with_name(f"{home.name}-{_digest(file)[:8]}")
            )
        return
    papers = _papers(home)
    for file in batch.files:
        yield Outcome(
            name=file.name,
            where=batch.where,
            paper=papers.get(_digest(file)),
            exit_code=ended.exit_code,
            has_traceback="Traceback" in ended.last_words,
            alone=len(batch.files) == 1,
            wall_s=measured.wall_s,
            peak_bytes=measured.peak_bytes,
        )


def _ingest(files: Sequence[Path], home: Path) -> Measured:
    argv = (sys.executable, str(ROOT / "cli.py"), "ingest", *map(str, files))
    command = Command(
        name=home.name,
        argv=argv,
        environment=_environment(home),
        time_limit_s=_FILE_S * len(files),
    )
    return run_measured([command])


def _environment(home: Path) -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SOHOA_")}
    mine = {"CONFIG": str(home / "sohoa.toml"), "HOME": str(home), "UNIT": "thu", "PROFILE": "plain"}
    return kept | {f"SOHOA_{name}": value for name, value in mine.items()}


def _papers(home: Path) -> dict[Sha256, PaperView]:
    """The papers of a home by the digest of their file."""
    settings = load_settings(home=home)
    app = build_app(settings)
    try:
        actor = operator(settings)
        views = {view.id: view for view in list_papers(actor, app.ledger)}
        rows = app.ledger.documents(actor.scope)
        return {row.document.files[0].artifact.sha256: views[row.document.id] for row in rows}
    finally:
        app.ledger.close()


def _digest(file: Path) -> Sha256:
    return Sha256(hashlib.sha256(file.read_bytes()).hexdigest())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, help="folder of the public corpora of damaged files")
    parser.add_argument("--out", type=Path, default=DOCUMENT, help="where the table is written")
    words = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=WORK) as name:
        work = Path(name)
        outcomes: list[Outcome] = []
        for number, batch in enumerate(batches(work, words.corpora)):
            outcomes.extend(take_in(batch, work / f"home-{number}"))
            print(f"{len(outcomes)} files", end="\r", file=sys.stderr)
    campaign = Campaign(outcomes=tuple(outcomes), machine=this_machine())
    words.out.write_text(written(campaign), encoding="utf-8")
    print(campaign.totals)
    if campaign.tracebacks or campaign.hangs or campaign.lost:
        raise SystemExit("some files ended as they must not; the table says which")


if __name__ == "__main__":
    main()
