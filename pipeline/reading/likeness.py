"""Tells when two pages are scans of the same side: what they share of words in a row, and of numbers."""

import zlib
from collections import defaultdict
from dataclasses import dataclass, field

from domain.text import PageText
from pipeline.reading.near_match import fold_letters

_SKETCH = 48
"""Runs of three words kept: the lowest hashes, so that equal pages keep equal ones."""
_FEWEST_RUNS = 8
_SAME_NUMBERS = 0.5
_SAME_WORDS = {0: 0.5, 1: 0.35, 2: 0.35, 3: 0.22}
"""Words to have in common, by how many numbers speak as well."""
_FEWEST_DIGITS = 3
_KEYS = 8


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is kept of a page's words to know it again; no text can be had back from it."""

    runs: tuple[int, ...] = ()
    numbers: frozenset[int] = frozenset()
    """Of dates, identity numbers, amounts: they tell two people's forms apart."""

    @property
    def is_telling(self) -> bool:
        """False for a page with too few words to be known again."""
        return len(self.runs) >= _FEWEST_RUNS


def fingerprint(text: PageText) -> Fingerprint:
    """The fingerprint of a page; the same on every machine."""
    words = [letters for word in text.words if len(letters := fold_letters(word.text)) > 1]
    runs = {_hash(" ".join(run)) for run in zip(words, words[1:], words[2:], strict=False)}
    numbers = {_hash(word) for word in words if sum(map(str.isdigit, word)) >= _FEWEST_DIGITS}
    return Fingerprint(tuple(sorted(runs)[:_SKETCH]), frozenset(numbers))


def are_alike(one: Fingerprint, other: Fingerprint) -> bool:
    """True for two scans of one side; false for one form filled in by two people."""
    if not (one.is_telling and other.is_telling):
        return False
    every = one.numbers | other.numbers
    if every and len(one.numbers & other.numbers) < _SAME_NUMBERS * len(every):
        return False
    telling = min(len(one.numbers), len(other.numbers), max(_SAME_WORDS))
    return _share_of_sketches(one.runs, other.runs) >= _SAME_WORDS[telling]


@dataclass(slots=True)
class SeenPages:
    """The pages of a stack so far, found again by a few of their runs of words."""

    _prints: list[tuple[int, Fingerprint]] = field(default_factory=list)
    _by_run: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def find(self, page: Fingerprint) -> int | None:
        """The latest page that is alike; the time it takes does not grow with the pages seen."""
        places = {place for run in page.runs[:_KEYS] for place in self._by_run[run][-_KEYS:]}
        places |= {len(self._prints) - 1} - {-1}  # a feeder takes one sheet twice in a row
        for place in sorted(places, reverse=True):
            number, seen = self._prints[place]
            if are_alike(seen, page):
                return number
        return None

    def add(self, number: int, page: Fingerprint) -> None:
        for run in page.runs[:_KEYS]:
            self._by_run[run].append(len(self._prints))
        self._prints.append((number, page))


def _share_of_sketches(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The share of runs that two pages have in common, estimated on the lowest of both."""
    lowest = sorted({*one, *other})[: max(len(one), len(other))]
    both = {*one} & {*other}
    return sum(run in both for run in lowest) / len(lowest)


def _hash(text: str) -> int:
    return zlib.crc32(text.encode())
