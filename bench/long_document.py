"""Measures composing and signing one long paper: python -m bench.long_document [--pages 500]."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from app import build_app, make_worker
from bench.figures import markdown_table
from bench.ground import WORK, sohoa_environment
from bench.long_finish import FinishedPaper
from bench.long_paper import Form, long_paper
from bench.machine import ROOT, this_machine
from bench.prepare import lay_out
from config import load_settings
from domain.codec import canonical, from_canonical
from domain.errors import NotFound
from pipeline.pdf.verdict import Integrity
from pipeline.pdf.verification import verify_pdf

GOAL_BYTES = 300_000_000
SCANS = ROOT / "samples" / "dossiers"


def measure(scans: tuple[Path, ...], form: Form, pages: int) -> tuple[FinishedPaper, int]:
    """The costs of the process that composes and signs, and the size of the signed file in bytes."""
    WORK.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=WORK) as name:
        work = Path(name)
        lay_out(work)
        environment = sohoa_environment(work, work / "home")
        app = build_app(load_settings(home=work / "home"))
        worker = make_worker(app)
        try:
            task = work / "task.json"
            task.write_bytes(canonical(long_paper(worker, app.clock, scans, form, pages)))
            argv = (sys.executable, "-m", "bench.long_finish", str(task))
            done = subprocess.run(argv, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)
            finished = from_canonical(FinishedPaper, done.stdout)
            signed = finished.document.signed_pdf
            if signed is None:
                raise NotFound("the long paper has no signed file; run it under a debugger")
            with app.holdings.store.local(signed) as path:
                verdicts = [verdict.integrity for verdict in verify_pdf(path)]
            if verdicts != [Integrity.INTACT]:
                raise SystemExit(f"the signature of the long paper is not intact: {verdicts}")
            return finished, signed.size
        finally:
            worker.close()
            app.ledger.close()


def report(finished: FinishedPaper, form: Form, pages: int, size: int) -> str:
    """The costs in Markdown."""
    rows = [
        (
            cost.segment.value,
            f"{cost.peak_bytes / 1e6:.0f}",
            f"{cost.cpu_s:.1f}",
            f"{cost.cpu_s * 1000 / pages:.1f}",
            f"{cost.wall_s:.1f}",
        )
        for cost in finished.costs
    ]
    peak = max(cost.peak_bytes for cost in finished.costs)
    return "\n".join(
        (
            f"{pages} pages from {form.value}, signed file {size / 1e6:.0f} MB; "
            f"resident before: {finished.start_bytes / 1e6:.0f} MB; "
            f"peak {peak / 1e6:.0f} MB, goal {GOAL_BYTES / 1e6:.0f} MB: "
            f"{'kept' if peak <= GOAL_BYTES else 'MISSED'}",
            "",
            markdown_table(("segment", "peak MB", "CPU s", "CPU ms/page", "wall s"), rows),
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--form", type=Form, choices=tuple(Form), help="both when not given")
    parser.add_argument("--scans", type=Path, default=SCANS, help="folder with the JPEG scans to repeat")
    words = parser.parse_args()
    scans = tuple(sorted(words.scans.rglob("*.jpg")))
    if not scans or words.pages < 1:
        raise SystemExit(f"{words.scans} holds no JPEG scan, or no page was asked for")
    machine = this_machine()
    print(f"{machine.cpu}, load {machine.load:.2f}, commit {machine.commit}, Python {machine.python}")
    for form in (words.form,) if words.form else tuple(Form):
        finished, size = measure(scans, form, words.pages)
        print(f"\n{report(finished, form, words.pages, size)}")


if __name__ == "__main__":
    main()
