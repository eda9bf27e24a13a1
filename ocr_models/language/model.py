"""How likely one word is after two others in Vietnamese administrative text."""

from bisect import bisect_left
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from domain.errors import MissingModel
from ocr_models.language.syllable import key_of, skeleton
from ocr_models.language.table import STEP, Table, open_table

SHIPPED = Path(__file__).parents[1] / "vi-administrative.lm"
NUMBER = "#"
"""The word that stands for every word with a digit."""
UNKNOWN = "?"
"""The word that stands for every word outside the lexicon."""
_CACHED = 1 << 15
_NO_WORD = -1

Costs = Callable[[int, int, int], float]


def entry_of(key: str) -> str:
    """How the lexicon files a key: words that differ in marks alone stand together."""
    bare = key[:-1] if key[-1:].isdigit() else key
    return f"{skeleton(bare)}\0{key}"


def core_of(text: str) -> tuple[str, str, str]:
    """The punctuation before a word, its letters and digits, and the punctuation after it."""
    start, stop = 0, len(text)
    while start < stop and not text[start].isalnum():
        start += 1
    while stop > start and not text[stop - 1].isalnum():
        stop -= 1
    return text[:start], text[start:stop], text[stop:]


class LanguageModel:
    """One opened model file and what it has been asked for lately.

    The table is shared between processes; only the bounded caches are each one's own.
    """

    def __init__(self, path: Path = SHIPPED) -> None:
        self._table: Table = open_table(path)
        self.version = f"vi-administrative:{sha256(path.read_bytes()).hexdigest()[:16]}"
        self._count = len(self._table.word_costs)
        self.find_key = lru_cache(_CACHED)(self._find_key)
        self.keys_like = lru_cache(_CACHED)(self._keys_like)
        self.cost = lru_cache(_CACHED)(self._cost)
        self.number = self._find_key(NUMBER)
        self.unknown = self._find_key(UNKNOWN)
        if _NO_WORD in {self.number, self.unknown}:
            raise MissingModel(
                f"the language model {path} has no word for numbers or for unknown words; build it again"
            )

    def id_of(self, text: str) -> int:
        """The number of a printed word: its own, that of all words with digits, or that of unknown words."""
        _, core, _ = core_of(text)
        if any(sign.isdigit() for sign in core):
            return self.number
        found = self.find_key(key_of(core)) if core else _NO_WORD
        return self.unknown if found == _NO_WORD else found

    def knows(self, core: str) -> bool:
        """True when the lexicon has this word, in capitals or not."""
        return self.find_key(key_of(core)) != _NO_WORD

    def _find_key(self, key: str) -> int:
        entry = entry_of(key)
        found = self._place(entry)
        return found if found < self._count and self._table.word(found) == entry else _NO_WORD

    def _keys_like(self, bare: str) -> tuple[str, ...]:
        """The keys of all words whose skeleton is `bare`."""
        keys = []
        for index in range(self._place(f"{bare}\0"), self._count):
            shape, _, key = self._table.word(index).partition("\0")
            if shape != bare:
                break
            keys.append(key)
        return tuple(keys)

    def _place(self, entry: str) -> int:
        return bisect_left(range(self._count), entry, key=self._table.word)

    def _cost(self, first: int, second: int, third: int) -> float:
        """Minus the log probability of `third` after `first` and `second`; -1 where a word is missing."""
        table, spent = self._table, 0
        if first >= 0 and second >= 0:
            triple = first << 32 | second << 16 | third
            at = bisect_left(table.triples, triple)
            if at < len(table.triples) and table.triples[at] == triple:
                return float(table.triple_costs[at]) * STEP
            pair = first << 16 | second
            at = bisect_left(table.pairs, pair)
            if at < len(table.pairs) and table.pairs[at] == pair:
                spent += table.pair_backoffs[at]
        if second >= 0:
            pair = second << 16 | third
            at = bisect_left(table.pairs, pair)
            if at < len(table.pairs) and table.pairs[at] == pair:
                return (spent + float(table.pair_costs[at])) * STEP
            spent += table.word_backoffs[second]
        return (spent + float(table.word_costs[third])) * STEP
