"""Pairs the words of two readings of the same line, whatever marks and spaces they differ in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from pipeline.reading.near_match import fold

_MOVES = ((1, 1), (1, 0), (0, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2))
_LEFT_OUT = 0.7
"""What it costs that one reading has a word the other lacks; a pair costs its share of differing letters."""
_UNLIKE = 0.67
"""Share of differing letters past which two words are no reading of one another."""
_UNLIKE_PAIR = 1.3
"""Less than leaving out both: a word read wholly wrong still stands in the same place."""
_JOINED = 0.25
"""For every space that only one of the readings saw."""
_LETTERS = 16
"""Longer words are told apart by so many of their letters."""
_LONGEST = 24
"""Words in a stretch that differs; a longer one is no line of a page and is given up as one pair."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Words `first[start:stop]` and `second[start:stop]` are the same ink; one of the spans may be empty."""

    first: tuple[int, int]
    second: tuple[int, int]


def align(first: Sequence[str], second: Sequence[str]) -> tuple[Pair, ...]:
    """All words of both readings in order, each in one pair."""
    bare, other = [fold(word)[:_LETTERS] for word in first], [fold(word)[:_LETTERS] for word in second]
    pairs: list[Pair] = []
    for tag, i0, i1, j0, j1 in SequenceMatcher(None, bare, other, autojunk=False).get_opcodes():
        if tag == "equal":
            pairs += [Pair((i0 + k, i0 + k + 1), (j0 + k, j0 + k + 1)) for k in range(i1 - i0)]
        elif max(i1 - i0, j1 - j0) > _LONGEST:
            pairs.append(Pair((i0, i1), (j0, j1)))
        else:
            pairs += _pairs(bare[i0:i1], other[j0:j1], (i0, j0))
    return tuple(pairs)


def _pairs(first: list[str], second: list[str], start: tuple[int, int]) -> Iterator[Pair]:
    """The cheapest way through two stretches that differ."""
    cost = {(0, 0): 0.0}
    back: dict[tuple[int, int], tuple[int, int]] = {}
    for i in range(len(first) + 1):
        for j in range(len(second) + 1):
            for down, right in _MOVES:
                end = (i + down, j + right)
                if end[0] > len(first) or end[1] > len(second):
                    continue
                total = cost[i, j] + _cost(first[i : end[0]], second[j : end[1]])
                if total < cost.get(end, float("inf")):
                    cost[end], back[end] = total, (i, j)
    way = [(len(first), len(second))]
    while way[-1] != (0, 0):
        way.append(back[way[-1]])
    way.reverse()
    for (i0, j0), (i1, j1) in pairwise(way):
        yield Pair((start[0] + i0, start[0] + i1), (start[1] + j0, start[1] + j1))


def _cost(first: list[str], second: list[str]) -> float:
    if not first or not second:
        return _LEFT_OUT
    apart = _difference("".join(first), "".join(second))
    longer = max(len(first), len(second))
    if apart > _UNLIKE:
        return _UNLIKE_PAIR if longer == 1 else float("inf")
    return apart * longer + _JOINED * (len(first) + len(second) - 2)


def _difference(one: str, other: str) -> float:
    """Edits as a share of the longer word's letters."""
    if one == other:
        return 0.0
    before = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, sign in enumerate(other, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != sign)))
        before = row
    return before[-1] / max(len(one), len(other), 1)
