"""Tells when two pages are scans of the same side: what they share of words in a row, and of numbers."""

import zlib
from collections import defaultdict
from dataclasses import dataclass, field

from domain.text import PageText
from pipeline.reading.near_match import fold_letters

_SKETCH = 48
"""Word pairs kept: the lowest hashes, so that equal pages keep equal ones."""
_FEWEST_PAIRS = 8
_SAME_WORDS = 0.5
_SAME_NUMBERS = 0.7
_FEWEST_DIGITS = 3
_FEWEST_NUMBERS = 2
_SAME_WORDS_ALONE = 0.65
_KEYS = 8


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is kept of a page's words to know it again; no text can be had back from it."""

    pairs: tuple[int, ...] = ()
    numbers: frozenset[int] = frozenset()
    """Of dates, identity numbers, amounts: they tell two people's forms apart."""

    @property
    def is_telling(self) -> bool:
        """False for a page with too few words to be known again."""
        return len(self.pairs) >= _FEWEST_PAIRS


def fingerprint(text: PageText) -> Fingerprint:
    """The fingerprint of a page; the same on every machine."""
    words = [letters for word in text.words if len(letters := fold_letters(word.text)) > 1]
    pairs = {_hash(f"{one} {other}") for one, other in zip(words, words[1:], strict=False)}
    numbers = {_hash(word) for word in words if sum(map(str.isdigit, word)) >= _FEWEST_DIGITS}
    return Fingerprint(tuple(sorted(pairs)[:_SKETCH]), frozenset(numbers))


def are_alike(one: Fingerprint, other: Fingerprint) -> bool:
    """True for two scans of one side; false for one form filled in by two people."""
    if not (one.is_telling and other.is_telling):
        return False
    words = _share_of_sketches(one.pairs, other.pairs)
    if min(len(one.numbers), len(other.numbers)) < _FEWEST_NUMBERS:
        return words >= _SAME_WORDS_ALONE
    numbers = len(one.numbers & other.numbers) / len(one.numbers | other.numbers)
    return words >= _SAME_WORDS and numbers >= _SAME_NUMBERS


@dataclass(slots=True)
class SeenPages:
    """The pages of a stack so far, found again by a few of their word pairs."""

    _prints: list[tuple[int, Fingerprint]] = field(default_factory=list)
    _by_pair: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def find(self, page: Fingerprint) -> int | None:
        """The latest page that is alike; the time it takes does not grow with the pages seen."""
        places = {place for pair in page.pairs[:_KEYS] for place in self._by_pair[pair][-_KEYS:]}
        for place in sorted(places, reverse=True):
            number, seen = self._prints[place]
            if are_alike(seen, page):
                return number
        return None

    def add(self, number: int, page: Fingerprint) -> None:
        for pair in page.pairs[:_KEYS]:
            self._by_pair[pair].append(len(self._prints))
        self._prints.append((number, page))


def _share_of_sketches(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The share of word pairs two pages have in common, estimated on the lowest of both."""
    lowest = sorted({*one, *other})[: max(len(one), len(other))]
    both = {*one} & {*other}
    return sum(pair in both for pair in lowest) / len(lowest)


def _hash(text: str) -> int:
    return zlib.crc32(text.encode())
