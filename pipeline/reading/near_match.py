"""Finds a known phrase at the head of letters that may be misread."""

import re
import unicodedata
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

_FAR = 1 << 20
_NO_LETTER = re.compile(r"[^A-Z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A phrase made ready: its folded letters, and how many of them may be misread."""

    letters: str
    word_of: tuple[int, ...]
    """The word each letter belongs to."""
    word_budgets: tuple[int, ...]
    """Errors allowed in each word, so that another word never passes for a misread one."""
    budget: int
    """Errors allowed in all: 2 in 10 letters."""
    pieces: tuple[tuple[int, int, str], ...]
    """Where to look for each piece, of which that many errors leave one whole."""


@dataclass(frozen=True, slots=True)
class HeadMatch:
    """How many letters of the text the phrase covers, and how many of them differ."""

    length: int
    errors: int


def fold(text: str) -> str:
    """Capitals without diacritics; đ and the Icelandic eth that stands for it both give D."""
    capitals = unicodedata.normalize("NFC", text).upper().replace("Đ", "D").replace("Ð", "D")
    return "".join(sign for sign in unicodedata.normalize("NFD", capitals) if not unicodedata.combining(sign))


def fold_letters(text: str) -> str:
    """The folded letters and digits alone."""
    return _NO_LETTER.sub("", fold(text))


def ready_phrase(text: str) -> Phrase:
    """The phrase to look for."""
    words = [word for word in map(fold_letters, text.split()) if word]
    letters = "".join(words)
    budget = len(letters) * 2 // 10
    cuts = [piece * len(letters) // (budget + 1) for piece in range(budget + 2)]
    return Phrase(
        letters=letters,
        word_of=tuple(index for index, word in enumerate(words) for _ in word),
        word_budgets=tuple(max(1, len(word) // 2) for word in words),
        budget=budget,
        pieces=tuple(
            (max(0, start - budget), stop + budget, letters[start:stop]) for start, stop in pairwise(cuts)
        ),
    )


def match_head(phrase: Phrase, letters: str, word_ends: AbstractSet[int]) -> HeadMatch | None:
    """The best match of `phrase` at the start of `letters` that stops at one of `word_ends`."""
    length = len(phrase.letters)
    if length in word_ends and letters.startswith(phrase.letters):
        return HeadMatch(length, 0)
    head = letters[: length + phrase.budget]
    ends = [end for end in range(length - phrase.budget, len(head) + 1) if end in word_ends]
    # A search for whole pieces costs no table, and few titles pass it.
    if not phrase.budget or not ends or not any(head.find(p, i, j) >= 0 for i, j, p in phrase.pieces):
        return None
    rows = _distances(phrase, head)
    if rows is None:
        return None
    best = min(ends, key=lambda end: (rows[length][end], abs(end - length)))
    errors = rows[length][best]
    if errors > phrase.budget or not _errors_are_spread(phrase, head, rows, best):
        return None
    return HeadMatch(best, errors)


def _distances(phrase: Phrase, head: str) -> list[list[int]] | None:
    """Edit distances of every start of the phrase to every start of `head`; None once all pass the budget."""
    budget, width = phrase.budget, len(head)
    above = [column if column <= budget else _FAR for column in range(width + 1)]
    rows = [above]
    for row, letter in enumerate(phrase.letters, start=1):
        current = [_FAR] * (width + 1)
        least = left = row if row <= budget else _FAR
        current[0] = left
        for column in range(max(1, row - budget), min(width, row + budget) + 1):
            if letter == head[column - 1]:
                left = above[column - 1]
            else:
                left = min(above[column - 1], above[column], current[column - 1]) + 1
            current[column] = left
            least = min(least, left)
        if least > budget:
            return None
        rows.append(current)
        above = current
    return rows


def _errors_are_spread(phrase: Phrase, head: str, rows: list[list[int]], end: int) -> bool:
    """Walks the cheapest way back and counts the errors of each word."""
    left = list(phrase.word_budgets)
    row, column = len(phrase.letters), end
    while row or column:
        word = phrase.word_of[max(row - 1, 0)]
        here = rows[row][column]
        differs = not (row and column) or phrase.letters[row - 1] != head[column - 1]
        if row and column and rows[row - 1][column - 1] + differs == here:
            row, column = row - 1, column - 1
        elif row and rows[row - 1][column] + 1 == here:
            row, differs = row - 1, True
        else:
            column, differs = column - 1, True
        left[word] -= differs
        if left[word] < 0:
            return False
    return True
