"""One lesson: settled papers are parted, a model is learned from some and compared on the others."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from actions.learning.comparison import calibration_error, outcome
from actions.learning.labels import LabelledPaper
from actions.learning.training import fit
from domain.errors import StateConflict
from pipeline.papers.catalog import PaperCatalog
from pipeline.reading.paper_type import Thresholds
from pipeline.reading.type_model.model import Evidence, TypeModel
from pipeline.reading.type_model.model_file import MOST_TYPES, read_model, write_model

LEAST_PAPERS: Final = 8
LEAST_DOSSIERS: Final = 3
"""A type is learned from so many papers of so many dossiers, and held against one of another dossier."""
_HELD_OUT_ONE_IN: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What there is to learn from, and what the result is compared with."""

    papers: tuple[LabelledPaper, ...]
    catalog: PaperCatalog
    thresholds: Thresholds
    accepted: TypeModel | None
    """The model in use."""


def teach(lesson: Lesson, at: datetime) -> TypeModel:
    """The model with its comparison; StateConflict when there are too few papers, with what there is."""
    learned = [one for one in lesson.papers if not is_held_out(one.group)]
    held_out = [one for one in lesson.papers if is_held_out(one.group)]
    types = _learnable(learned, held_out)
    if not types:
        raise StateConflict(_too_few(lesson.papers))
    evidence = _evidence(types, learned, held_out, at)
    # What is compared is the model as its file gives it.
    model = read_model(write_model(fit(learned, types, evidence)))
    told = {"rules": None, "candidate": model}
    if lesson.accepted is not None:
        told["accepted"] = lesson.accepted
    evidence = replace(
        evidence,
        calibration_error=calibration_error(held_out, model),
        outcomes=tuple(
            outcome(name, held_out, lesson.catalog, told[name], lesson.thresholds)
            for name in ("rules", "accepted", "candidate")
            if name in told
        ),
    )
    return replace(model, evidence=evidence)


def is_held_out(group: str) -> bool:
    """A dossier always stands on the same side, so that models of different days compare."""
    return int.from_bytes(hashlib.sha256(group.encode()).digest()[:4], "big") % _HELD_OUT_ONE_IN == 0


def _learnable(taught: Sequence[LabelledPaper], held_out: Sequence[LabelledPaper]) -> tuple[str, ...]:
    """Types with enough papers, those with most first."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for paper in taught:
        groups[paper.code].append(paper.group)
    proven = {paper.code for paper in held_out}
    enough = [
        (-len(found), code)
        for code, found in groups.items()
        if len(found) >= LEAST_PAPERS and len(set(found)) >= LEAST_DOSSIERS and code in proven
    ]
    return tuple(code for _count, code in sorted(enough)[: MOST_TYPES - 1])


def _too_few(papers: Sequence[LabelledPaper]) -> str:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for paper in papers:
        groups[paper.code].append(paper.group)
    most = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))[:5]
    there = "; ".join(f"{code} {len(found)} of {len(set(found))} dossiers" for code, found in most)
    return (
        f"too few settled papers to learn from ({there or 'none'}): some type needs {LEAST_PAPERS} papers of "
        f"{LEAST_DOSSIERS} dossiers and others to hold the result against, about "
        f"{LEAST_PAPERS * _HELD_OUT_ONE_IN // (_HELD_OUT_ONE_IN - 1)} papers in all; "
        "settle more with `sohoa review correct ID --type CODE` or `sohoa review accept ID`"
    )


def _evidence(
    types: Sequence[str], taught: Sequence[LabelledPaper], held_out: Sequence[LabelledPaper], at: datetime
) -> Evidence:
    everything = (*taught, *held_out)
    return Evidence(
        made_at=at,
        dossiers=len({one.group for one in everything}),
        papers=len(everything),
        held_out_dossiers=len({one.group for one in held_out}),
        held_out_papers=len(held_out),
        types=tuple(types),
        counts=tuple(sum(one.code == code for one in everything) for code in types),
        calibration_error=0.0,
        outcomes=(),
    )
