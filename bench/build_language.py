"""Counts the language model and writes its file: the same bytes for the same texts.

`python -m bench.build_language ../shared/data/vn-text` remakes `ocr_models/vi-administrative.lm`.
"""

import argparse
import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.language_corpus import Document, documents, tokens_of
from ocr_models.language.model import NUMBER, SHIPPED, UNKNOWN, entry_of
from ocr_models.language.table import STEP, Counted, pack

_START = -1
_WORST = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How the model is counted; the defaults are what is shipped (docs/decisions/010)."""

    smoothing: str = "kneser-ney"
    """Or "absolute" (lower orders from plain counts), or "stupid" (a constant back-off)."""
    order: int = 3
    rare_word: int = 2
    """A word counted less often is unknown, unless a list has it."""
    rare_triple: int = 2
    documents: int = 2
    """An n-gram of fewer documents is left out, unless a list has it: it may tell of one person."""


@dataclass(slots=True)
class _Grams:
    """Counts of n-grams of one length, and which of them may stay."""

    counts: Counter[tuple[int, ...]] = field(default_factory=Counter)
    kept: set[tuple[int, ...]] = field(default_factory=set)


def _lexicon(texts: Iterable[Document], recipe: Recipe) -> list[str]:
    counts: Counter[str] = Counter()
    listed: set[str] = set()
    for document in texts:
        for line in document.lines:
            tokens = tokens_of(line)
            counts.update(tokens)
            if document.listed:
                listed.update(tokens)
    known = {word for word, count in counts.items() if count >= recipe.rare_word} | listed | {NUMBER, UNKNOWN}
    return sorted(entry_of(word) for word in known)


def _numbered(document: Document, ids: dict[str, int]) -> Iterator[tuple[int, ...]]:
    unknown = ids[UNKNOWN]
    for line in document.lines:
        tokens = tokens_of(line)
        if tokens:
            yield (_START, *(ids.get(token, unknown) for token in tokens))


def _count(texts: Iterable[Document], ids: dict[str, int], recipe: Recipe) -> dict[int, _Grams]:
    grams = {length: _Grams() for length in (1, 2, 3)}
    seen_in: dict[int, Counter[tuple[int, ...]]] = {length: Counter() for length in (2, 3)}
    for document in texts:
        here: dict[int, set[tuple[int, ...]]] = {2: set(), 3: set()}
        for line in _numbered(document, ids):
            grams[1].counts.update((word,) for word in line[1:])
            for length in (2, 3):
                found = [line[at : at + length] for at in range(len(line) - length + 1)]
                grams[length].counts.update(found)
                here[length].update(found)
        for length, found_here in here.items():
            seen_in[length].update(found_here)
            if document.listed:
                grams[length].kept |= found_here
    for length in (2, 3):
        least = recipe.rare_triple if length == 3 else 1
        grams[length].kept |= {
            gram
            for gram, times in seen_in[length].items()
            if times >= recipe.documents and grams[length].counts[gram] >= least
        }
    return grams


def _continuations(grams: _Grams) -> Counter[tuple[int, ...]]:
    """In how many ways each shorter n-gram is led up to."""
    return Counter(gram[1:] for gram in grams.counts)


def _discount(counts: Counter[tuple[int, ...]]) -> float:
    frequencies = Counter(counts.values())
    once, twice = frequencies[1], frequencies[2]
    return once / (once + 2 * twice) if once and twice else 0.5


def _cost(probability: float) -> int:
    return min(_WORST, round(-math.log(max(probability, 1e-30)) / STEP))


@dataclass(slots=True)
class _Order:
    """Probabilities of the n-grams of one length, and what their contexts leave to the shorter ones."""

    probability: dict[tuple[int, ...], float]
    left: dict[tuple[int, ...], float]


def _smooth(
    counts: Counter[tuple[int, ...]],
    kept: set[tuple[int, ...]],
    shorter: dict[tuple[int, ...], float],
    recipe: Recipe,
) -> _Order:
    totals: Counter[tuple[int, ...]] = Counter()
    for gram, count in counts.items():
        totals[gram[:-1]] += count
    discount = 0.0 if recipe.smoothing == "stupid" else _discount(counts)
    spent: dict[tuple[int, ...], float] = defaultdict(float)
    plain: dict[tuple[int, ...], float] = {}
    for gram in sorted(gram for gram in kept if gram[0] != _START and counts[gram]):
        share = max(counts[gram] - discount, 0.0) / totals[gram[:-1]]
        plain[gram] = share
        spent[gram[:-1]] += share
    if recipe.smoothing == "stupid":
        return _Order(plain, dict.fromkeys(spent, 0.4))
    left = {context: max(1.0 - share, 1e-6) for context, share in spent.items()}
    mixed = {gram: share + left[gram[:-1]] * shorter.get(gram[1:], 0.0) for gram, share in plain.items()}
    return _Order(mixed, left)


def _unigrams(counts: Counter[tuple[int, ...]], words: int) -> dict[tuple[int, ...], float]:
    """A tenth of a count is added to each word, so that a word of a list is likelier than none."""
    total = sum(counts.values()) + 0.1 * words
    return {(word,): (counts[(word,)] + 0.1) / total for word in range(words)}


def count_model(texts: Iterable[Document], recipe: Recipe = Recipe()) -> Counted:
    """The model of `texts`, ready to be packed."""
    texts = tuple(texts)
    entries = _lexicon(texts, recipe)
    ids = {entry.partition("\0")[2]: index for index, entry in enumerate(entries)}
    grams = _count(texts, ids, recipe)
    kneser_ney = recipe.smoothing == "kneser-ney"
    of_one = _continuations(grams[2]) if kneser_ney else grams[1].counts
    of_two = _continuations(grams[3]) if kneser_ney else grams[2].counts
    one = _unigrams(of_one, len(entries))
    two = _smooth(of_two, grams[2].kept, one, recipe)
    kept = grams[3].kept if recipe.order == 3 else set()
    three = _smooth(
        grams[3].counts, {gram for gram in kept if gram[1:] in two.probability}, two.probability, recipe
    )
    pairs, triples = sorted(two.probability), sorted(three.probability)
    return Counted(
        words=entries,
        word_costs=bytes(_cost(one[(word,)]) for word in range(len(entries))),
        word_backoffs=bytes(_cost(two.left.get((word,), 1.0)) for word in range(len(entries))),
        pairs=[first << 16 | second for first, second in pairs],
        pair_costs=bytes(_cost(two.probability[pair]) for pair in pairs),
        pair_backoffs=bytes(_cost(three.left.get(pair, 1.0)) for pair in pairs),
        triples=[first << 32 | second << 16 | third for first, second, third in triples],
        triple_costs=bytes(_cost(three.probability[triple]) for triple in triples),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="vn-text, with a SOURCE.txt in each of its folders")
    parser.add_argument("--to", type=Path, default=SHIPPED)
    parser.add_argument(
        "--smoothing", choices=("kneser-ney", "absolute", "stupid"), default=Recipe().smoothing
    )
    parser.add_argument("--order", type=int, choices=(2, 3), default=Recipe().order)
    asked = parser.parse_args()
    used = [document for document in documents(asked.folder) if not document.is_held_out]
    counted = count_model(used, Recipe(smoothing=asked.smoothing, order=asked.order))
    content = pack(counted)
    asked.to.write_bytes(content)
    print(
        f"{len(used)} documents, {len(counted.words)} words, {len(counted.pairs)} pairs, "
        f"{len(counted.triples)} triples, {len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()}"
    )


if __name__ == "__main__":
    main()
