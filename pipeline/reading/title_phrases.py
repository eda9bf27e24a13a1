"""The titles of the catalog made ready to be looked for: whole, and with a word or two that were not read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from pipeline.papers.catalog import PaperCatalog, PaperType
from pipeline.reading.near_match import Phrase, ready_phrase

_WORDS_FOR_MISSED = ((9, 2), (6, 1))
"""A title of so many words is known by all but so many of them."""


@dataclass(frozen=True, slots=True)
class TitlePhrase:
    """A title of a type, as it reads when `missed` of its words are not there."""

    phrase: Phrase
    title: str
    paper: PaperType
    missed: int = 0


@lru_cache(maxsize=4)
def title_phrases(catalog: PaperCatalog) -> tuple[TitlePhrase, ...]:
    """Every title, whole."""
    return tuple(
        TitlePhrase(ready_phrase(title), title, paper) for paper in catalog.papers for title in paper.titles
    )


@lru_cache(maxsize=4)
def phrases_less_words(catalog: PaperCatalog) -> tuple[TitlePhrase, ...]:
    """Long titles as they read when some of their words were not seen."""
    return tuple(
        TitlePhrase(ready_phrase(" ".join(kept)), title, paper, len(title.split()) - len(kept))
        for paper in catalog.papers
        for title in paper.titles
        for kept in _less_words(title.split())
    )


def _less_words(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    most = next((missed for fewest, missed in _WORDS_FOR_MISSED if len(words) >= fewest), 0)
    for missed in range(1, most + 1):
        yield from combinations(words, len(words) - missed)
