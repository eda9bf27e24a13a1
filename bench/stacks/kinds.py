"""The kinds of papers that test stacks are made of, from a title list of their own."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_LIST = Path(__file__).with_name("kinds.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of paper: what is printed on it and how its pages are set."""

    code: str
    """The type's code of the SPEC; UNKNOWN where none is meant."""
    name: str
    titles: tuple[str, ...]
    subjects: tuple[str, ...]
    shape: str
    notation: str | None
    """What stands behind the number: QĐ-UBND."""
    form: str | None
    fewest_pages: int
    most_pages: int
    annexed: bool
    """May carry annexes that belong to it."""
    weight: float


@cache
def load_kinds() -> tuple[Kind, ...]:
    """Every kind, in the order of the list."""
    return tuple(_kind(row) for row in tomllib.loads(_LIST.read_text(encoding="utf-8"))["kind"])


def _kind(row: dict[str, Any]) -> Kind:
    fewest, most = row["pages"]
    return Kind(
        code=row["code"],
        name=row.get("name", row["code"]),
        titles=tuple(row.get("titles", ())),
        subjects=tuple(row.get("subjects", ())),
        shape=row["shape"],
        notation=row.get("notation"),
        form=row.get("form"),
        fewest_pages=fewest,
        most_pages=most,
        annexed=row.get("annexed", False),
        weight=float(row.get("weight", 1)),
    )
