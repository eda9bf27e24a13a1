"""Files as no office should get them: damaged, hostile or meant for something else, made from nothing."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BadFile:
    """A bad file, and what it has to end as."""

    name: str
    about: str
    """What is bad about it, for the table of the campaign."""
    make: Callable[[], bytes]
    codes: frozenset[str]
    """The codes it may end with."""


READ = "read"
"""Stands for a code where the file is read after all: as pages, with a question at most."""


def bad(name: str, about: str, make: Callable[[], bytes], *codes: str) -> BadFile:
    """A bad file that ends with one of `codes`."""
    return BadFile(name=name, about=about, make=make, codes=frozenset(codes))
