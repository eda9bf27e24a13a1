"""Which documents are there to tune reading on, and which only to report on: bench/accuracy_pages.toml."""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from bench.machine import ROOT
from domain.errors import ConfigError

SIDES_FILE = ROOT / "bench" / "accuracy_pages.toml"


class Side(StrEnum):
    TUNING = "tuning"
    REPORTING = "reporting"


Sides = Mapping[tuple[str, str], Side]
"""The side of each document, by corpus and name."""


def load_sides(path: Path = SIDES_FILE) -> Sides:
    """The side of every document, by corpus and name; ConfigError when one stands on both."""
    sides: dict[tuple[str, str], Side] = {}
    for corpus, lists in tomllib.loads(path.read_text(encoding="utf-8")).items():
        for side in Side:
            for document in lists[side.value]:
                if (corpus, document) in sides:
                    raise ConfigError(f"{document} of {corpus} stands twice in {path.name}; keep it once")
                sides[corpus, document] = side
    return sides


def side_of(sides: Sides, corpus: str, document: str) -> Side:
    """The side of a document; ConfigError when nobody has decided it yet."""
    try:
        return sides[corpus, document]
    except KeyError as error:
        raise ConfigError(
            f"{document} of {corpus} has no side; add it to {SIDES_FILE.name} before it is measured"
        ) from error
