"""Errors of angles and of quarter turns, and their tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np

from bench.figures import markdown_table
from bench.machine import Machine

WORST = 5
_ASIDE_DEG = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSkew:
    """A page whose angle is known, and what was undone of it; clockwise."""

    name: str
    skew_deg: float
    undone_deg: float
    is_upright: bool
    """It was not given a quarter turn, which it did not need."""

    @property
    def error_deg(self) -> float:
        return abs(self.skew_deg + self.undone_deg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Orientation:
    """A page that lay some way round."""

    name: str
    form: str
    turned: int
    """Quarter turns; the number of the EXIF orientation of a photograph."""
    is_right: bool
    is_flagged: bool
    """It asks a person, whether it lies right or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkewErrors:
    """Of all pages, wrongly turned ones among them."""

    pages: int
    mean_deg: float
    p95_deg: float
    worst_deg: float
    not_upright: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Geometry:
    """A whole run."""

    machine: Machine
    left_out: tuple[str, ...]
    skew: SkewErrors
    skews: tuple[KnownSkew, ...]
    orientations: tuple[Orientation, ...]
    published_skews: tuple[KnownSkew, ...]
    published_orientations: tuple[Orientation, ...]


def skew_errors(skews: Sequence[KnownSkew]) -> SkewErrors:
    """Of at least one page."""
    errors = [one.error_deg for one in skews]
    return SkewErrors(
        pages=len(errors),
        mean_deg=fmean(errors),
        p95_deg=float(np.percentile(errors, 95)),
        worst_deg=max(errors),
        not_upright=sum(not one.is_upright for one in skews),
    )


def report(run: Geometry) -> str:
    """All figures of the run in Markdown."""
    machine = run.machine
    lines = [
        f"{machine.cpu}, commit {machine.commit}, {machine.at.isoformat()}",
        *(f"- left out: {reason}" for reason in run.left_out),
        "\nError of the angle after straightening, degrees:\n",
        skew_table(run),
        f"\nThe {WORST} worst of them:\n",
        worst_table(run.skews),
        "\nPages that came to lie upright:\n",
        orientation_table((*run.orientations, *run.published_orientations)),
    ]
    if run.published_skews:
        lines += ["\nPublished scans:\n", worst_table(run.published_skews, len(run.published_skews))]
    return "\n".join(lines)


def skew_table(run: Geometry) -> str:
    """All pages, those a feeder makes, those a hand makes, and published ones."""
    groups = (
        ("generated", run.skews),
        (f"up to {_ASIDE_DEG:g}°", [one for one in run.skews if abs(one.skew_deg) <= _ASIDE_DEG]),
        (f"beyond {_ASIDE_DEG:g}°", [one for one in run.skews if abs(one.skew_deg) > _ASIDE_DEG]),
        ("published", run.published_skews),
    )
    rows = []
    for name, held in groups:
        if held:
            found = skew_errors(held)
            rows.append(
                (
                    name,
                    str(found.pages),
                    *(f"{error:.3f}" for error in (found.mean_deg, found.p95_deg, found.worst_deg)),
                    str(found.not_upright),
                )
            )
    return markdown_table(("pages", "number", "mean", "95th percentile", "worst", "not upright"), rows)


def worst_table(skews: Sequence[KnownSkew], number: int = WORST) -> str:
    """The pages with the largest errors."""
    worst = sorted(skews, key=lambda one: one.error_deg, reverse=True)[:number]
    rows = [
        (one.name, f"{one.skew_deg:.2f}", f"{one.undone_deg:.2f}", f"{one.error_deg:.3f}") for one in worst
    ]
    return markdown_table(("page", "skew", "turned by", "error"), rows)


def orientation_table(found: Sequence[Orientation]) -> str:
    """A row a form of page: how many lie right, how many ask, how many are wrong and do not ask."""
    rows = []
    for form in dict.fromkeys(one.form for one in found):
        held = [one for one in found if one.form == form]
        wrong = [one for one in held if not one.is_right]
        silent = [f"{one.name} ({one.turned})" for one in wrong if not one.is_flagged]
        rows.append(
            (
                form,
                f"{len(held) - len(wrong)} of {len(held)}",
                str(sum(one.is_flagged for one in held)),
                ", ".join(silent) or "-",
            )
        )
    return markdown_table(("pages", "upright", "ask a person", "wrong without asking"), rows)
