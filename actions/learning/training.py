"""Fits the model of paper types to labelled papers; the only place that loads scikit-learn."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from actions.learning.labels import LabelledPaper
from domain.errors import MissingTool
from pipeline.reading.type_model.model import OTHER, Evidence, TypeModel, sign_weight, softmax
from pipeline.reading.type_model.model_file import MOST_SIGNS
from pipeline.reading.type_model.signs import PaperSigns

_SIGN_DOSSIERS: Final = 3
"""A sign of fewer dossiers may tell of one case: it is not kept."""
_STRENGTH: Final = 100.0
"""Inverse of the penalty on weights."""
_ROUNDS: Final = 4000
_EXACT: Final = 1e-3
_FOLDS: Final = 3
_DOUBT: Final = 0.01
"""The share of labels that temperature reckons as wrong: officers err, and few papers prove nothing."""
_STRANGER_WEIGHT: Final = 0.1
_WORDS_LEFT: Final = 0.35
_TEMPERATURES: Final = tuple(0.25 * 1.05**step for step in range(75))


@dataclass(frozen=True, slots=True)
class _Example:
    signs: PaperSigns
    code: str
    weight: float
    group: str


@dataclass(frozen=True, slots=True)
class _Fitted:
    weights: NDArray[np.float32]
    intercepts: NDArray[np.float32]


def fit(papers: Sequence[LabelledPaper], types: Sequence[str], evidence: Evidence) -> TypeModel:
    """A calibrated model of `types`; papers of other types teach it what is none of them.

    The temperature comes from papers of dossiers that each fit did not see. The same papers give the same
    model. MissingTool when scikit-learn is not installed.
    """
    own = [
        _Example(one.seen.signs, one.code if one.code in types else OTHER, 1.0, one.group) for one in papers
    ]
    names = _kept_signs(own)
    codes = (OTHER, *sorted(types))
    fitted = _fit(own, codes, names)
    return TypeModel(
        id="",
        types=codes,
        signs=names,
        weights=fitted.weights,
        intercepts=fitted.intercepts,
        temperature=_temperature(own, codes, names),
        evidence=evidence,
    )


def _kept_signs(examples: Sequence[_Example]) -> tuple[str, ...]:
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for one in examples:
        for sign in (*one.signs.words, *one.signs.layout):
            groups[sign].add(one.group)
    common = [(-len(found), sign) for sign, found in groups.items() if len(found) >= _SIGN_DOSSIERS]
    return tuple(sorted(sign for _count, sign in sorted(common)[:MOST_SIGNS]))


def _strangers(examples: Sequence[_Example]) -> list[_Example]:
    """Papers that look the same but lack the words, or most of them: they are of no type that is known."""
    rng = np.random.default_rng(0)
    made = []
    for one in examples:
        for left in (0.0, _WORDS_LEFT):
            kept = frozenset(word for word in sorted(one.signs.words) if rng.random() < left)
            lost = len(one.signs.words) - len(kept)
            signs = replace(one.signs, words=kept, unknown=one.signs.unknown + lost)
            made.append(_Example(signs, OTHER, _STRANGER_WEIGHT, one.group))
    return made


def _fit(own: Sequence[_Example], codes: tuple[str, ...], names: tuple[str, ...]) -> _Fitted:
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise MissingTool(
            "scikit-learn is not installed, and learning needs it; "
            "install it with `pip install --require-hashes -r requirements/learn.txt`"
        ) from error
    examples = [*own, *_strangers(own)]
    learner = LogisticRegression(C=_STRENGTH, max_iter=_ROUNDS, tol=_EXACT)
    learner.fit(
        _matrix(examples, names),
        np.array([codes.index(one.code) for one in examples]),
        sample_weight=np.array([one.weight for one in examples]),
    )
    weights = np.zeros((len(codes), len(names)), np.float32)
    intercepts = np.full(len(codes), -20.0, np.float32)
    found, rows, starts = learner.classes_, learner.coef_, learner.intercept_
    if len(found) == 2:
        rows, starts = np.vstack([-rows / 2, rows / 2]), np.concatenate([-starts / 2, starts / 2])
    for place, row, start in zip(found, rows, starts, strict=True):
        weights[place], intercepts[place] = row, start
    return _Fitted(weights, intercepts)


def _matrix(examples: Sequence[_Example], names: tuple[str, ...]) -> NDArray[np.float32]:
    columns = {sign: column for column, sign in enumerate(names)}
    matrix = np.zeros((len(examples), len(names)), np.float32)
    for row, one in enumerate(examples):
        at = [columns[sign] for sign in (*one.signs.words, *one.signs.layout) if sign in columns]
        matrix[row, at] = sign_weight(one.signs)
    return matrix


def _temperature(own: Sequence[_Example], codes: tuple[str, ...], names: tuple[str, ...]) -> float:
    """What makes the chances of papers that were not fitted come true most nearly."""
    groups = sorted({one.group for one in own})
    fold_of = {group: number % _FOLDS for number, group in enumerate(groups)}
    scores, labels = list[NDArray[np.float32]](), list[int]()
    for fold in range(_FOLDS):
        seen = [one for one in own if fold_of[one.group] != fold]
        kept = [one for one in own if fold_of[one.group] == fold]
        if not seen or not kept:
            continue
        fitted = _fit(seen, codes, names)
        scores.append(_matrix(kept, names) @ fitted.weights.T + fitted.intercepts)
        labels.extend(codes.index(one.code) for one in kept)
    return min(_TEMPERATURES, key=lambda one: _cost(np.concatenate(scores) / np.float32(one), labels))


def _cost(scores: NDArray[np.float32], labels: Sequence[int]) -> float:
    """Cross-entropy against labels of which a small share is taken to be wrong."""
    chances = np.log(np.maximum(softmax(scores), 1e-9))
    right = chances[np.arange(len(labels)), labels].mean()
    return float(-((1 - _DOUBT) * right + _DOUBT * chances.mean()))
