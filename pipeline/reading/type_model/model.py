"""A multinomial logistic model of paper types: the likelihood of each type, reckoned with numpy alone."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.reading.type_model.signs import PaperSigns

OTHER: Final = ""
"""The type of papers that are none of those the model knows."""
_SUREST = 0.99
"""No model says more than that."""

_FEWEST_TITLE_WORDS = 2
"""Fewer words in capitals that the model knows tell nothing."""
_NEW_WORD = 0.75
"""What a public word in capitals that no paper had before leaves of a chance: it may be another title.

Of 16 papers that were sure and had one, 11 were right (bench/type_model.py, three draws of types)."""


@dataclass(frozen=True, slots=True)
class TypeChance:
    """A type, and the chance that a paper is of it, 0 to 1."""

    code: str
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of held-out papers whose type people had settled."""

    name: str
    """`rules`, `accepted` (rules and the model in use) or `candidate` (rules and this model)."""
    right: int
    wrong: int
    """Typed wrong and not asked."""
    asked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a model was learned from, and how it did on papers of other dossiers."""

    made_at: datetime
    dossiers: int
    papers: int
    held_out_dossiers: int
    held_out_papers: int
    types: tuple[str, ...]
    """Types that it knows, those with most papers first."""
    counts: tuple[int, ...]
    """Papers of each of them, held-out ones among them."""
    calibration_error: float
    """Expected calibration error on the held-out papers, 0 to 1."""
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, kw_only=True)
class TypeModel:
    """Weights a type and sign, an intercept a type, and the temperature that makes chances of them."""

    id: str
    """The head of its file's SHA-256; empty before it has a file."""
    types: tuple[str, ...]
    """Codes of types; OTHER is one of them."""
    signs: tuple[str, ...]
    weights: NDArray[np.float32]
    intercepts: NDArray[np.float32]
    temperature: float
    evidence: Evidence

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {sign: column for column, sign in enumerate(self.signs)}

    def chances(self, seen: PaperSigns) -> tuple[TypeChance, ...]:
        """The known types, the likeliest first; empty when the paper shows too little that is known."""
        in_capitals = [sign for sign in seen.words if sign.startswith("title:")]
        known = sum(sign in self._columns for sign in in_capitals)
        if known < _FEWEST_TITLE_WORDS:
            return ()
        most = _SUREST if known == len(in_capitals) else _NEW_WORD
        chances = softmax(self.scores(seen)[None, :] / self.temperature)[0]
        found = [
            TypeChance(code, float(chance) * most)
            for code, chance in zip(self.types, chances, strict=True)
            if code != OTHER
        ]
        return tuple(sorted(found, key=lambda one: (-one.chance, one.code)))

    def scores(self, seen: PaperSigns) -> NDArray[np.float32]:
        """One number a type, in the order of `types`, before they are made chances."""
        columns = [
            column for sign in (*seen.words, *seen.layout) if (column := self._columns.get(sign)) is not None
        ]
        made: NDArray[np.float32] = self.weights[:, sorted(columns)].sum(axis=1) * sign_weight(seen)
        return made + self.intercepts


def sign_weight(seen: PaperSigns) -> np.float32:
    """What each sign of a paper counts: the less, the more there are, those that nobody knows among them."""
    return np.float32(1 / np.sqrt(max(1, len(seen.words) + len(seen.layout) + seen.unknown)))


def softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Chances a row that sum to 1."""
    risen = np.exp(scores - scores.max(axis=1, keepdims=True))
    made: NDArray[np.float32] = risen / risen.sum(axis=1, keepdims=True)
    return made
