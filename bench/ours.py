"""Sohoa's side of the bench: the whole job as `sohoa ingest` does it, and where a page's time goes."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from actions.papers import PaperView
from bench.figures import Figures, StageCost, Unfinished, stage_costs
from bench.ground import Ground, lane_folder, profile_file, sohoa_environment, time_limit_s
from bench.machine import ROOT
from bench.measure import Command, Ended, run_measured
from domain.artifact import Artifact, MediaType
from domain.codec import from_json
from domain.errors import NotFound
from domain.ids import sha256_of_text
from domain.lifecycle import State
from domain.task import StageTime
from storage.folder import FolderStore

PROGRAM = "sohoa ingest, signed"
CLI = (sys.executable, str(ROOT / "cli.py"))


def measure_sohoa(ground: Ground, work: Path, lanes: int) -> Figures:
    """Takes every scan from the folder to the signed PDF/A in the store, a home and a process a lane."""
    used = sorted({scan.lane for scan in ground.scans})
    measured = run_measured([_ingest(ground, work, lane) for lane in used], lanes)
    papers: list[tuple[PaperView, Path]] = []
    lost: list[Unfinished] = []
    for lane, ended in zip(used, measured.ended, strict=True):
        read = list(_papers(ended))
        papers.extend((paper, _home(work, lane)) for paper in read)
        if not read:
            lost.append(Unfinished(f"lane {lane}", ended.reason))
    done = [(paper, home) for paper, home in papers if _is_done(paper)]
    lost.extend(Unfinished(paper.name, _reason(paper)) for paper, _ in papers if not _is_done(paper))
    return Figures(
        program=PROGRAM,
        pages_given=ground.pages,
        pages_done=sum(len(paper.pages) for paper, _ in done),
        cpu_s=measured.cpu_s,
        wall_s=measured.wall_s,
        peak_bytes=measured.peak_bytes,
        output_bytes=sum(_signed_size(paper, home) for paper, home in done),
        starts=len(used),
        unfinished=tuple(lost),
    )


def measure_stages(ground: Ground, work: Path) -> tuple[StageCost, ...]:
    """What the page stages take, from `sohoa inspect --json` over the same scans."""
    files = [str(lane_folder(work, scan.lane) / scan.path) for scan in ground.scans]
    argv = (*CLI, "inspect", "--json", *files)
    home = work / "inspect"
    command = Command(
        name="inspect",
        argv=argv,
        environment=sohoa_environment(work, home),
        time_limit_s=time_limit_s(ground.pages),
    )
    (ended,) = run_measured([command]).ended
    pages = [page["stages"] for one in _listed(ended, "inspections") for page in one["pages"]]
    return stage_costs([from_json(tuple[StageTime, ...], times) for times in pages])


def _ingest(ground: Ground, work: Path, lane: int) -> Command:
    folder = str(lane_folder(work, lane))
    profile = str(profile_file(work))
    return Command(
        name=f"lane {lane}",
        argv=(*CLI, "ingest", folder, "--no-dossier", "--profile", profile, "--json"),
        environment=sohoa_environment(work, _home(work, lane)),
        time_limit_s=time_limit_s(ground.pages),
    )


def _home(work: Path, lane: int) -> Path:
    return work / "homes" / str(lane)


def _papers(ended: Ended) -> Iterator[PaperView]:
    for paper in _listed(ended, "papers"):
        yield from_json(PaperView, paper)


def _listed(ended: Ended, kind: str) -> list[Any]:
    """The list in a command's JSON envelope; empty when the command broke off before it."""
    if not ended.stdout.strip():
        return []
    found: list[Any] = json.loads(ended.stdout)[kind]
    return found


def _is_done(paper: PaperView) -> bool:
    return paper.state is State.FILED and paper.signature is not None


def _reason(paper: PaperView) -> str:
    if paper.failure is not None:
        return paper.failure.message
    asked = "; ".join(question.text for question in paper.questions)
    return f"{paper.state.value}{': ' if asked else ''}{asked}"


def _signed_size(paper: PaperView, home: Path) -> int:
    """Bytes of the stored PDF, read back against its digest."""
    if paper.file_sha256 is None:
        raise NotFound(f"{paper.name} is filed without a file; look at `sohoa show {paper.id}`")
    artifact = Artifact(sha256=sha256_of_text(paper.file_sha256), size=0, media_type=MediaType.PDF)
    with FolderStore(home / "store").local(artifact) as path:
        return path.stat().st_size
