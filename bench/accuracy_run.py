"""What a run of `make bench-accuracy` found, as it lies in bench/results."""

from dataclasses import dataclass

from bench.accuracy_figures import GroupFigures, PageFigures
from bench.machine import Machine
from bench.reader_pairs import Difference
from bench.sureness import Sureness

FILE_NAME, REPORT_NAME = "accuracy.json", "accuracy.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """A whole run; holds nothing of any text."""

    machine: Machine
    versions: tuple[str, ...]
    left_out: tuple[str, ...]
    kept: tuple[str, ...]
    """Which readings are of earlier runs."""
    groups: tuple[GroupFigures, ...]
    differences: tuple[Difference, ...]
    sureness: tuple[Sureness, ...]
    pages: tuple[PageFigures, ...]
