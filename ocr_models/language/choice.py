"""Chooses between readings of the words of a line by what stands beside them; it never invents one."""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from domain.choice import Candidate, Choice, Reason, surest
from domain.codec import canonical
from ocr_models.language.model import LanguageModel, core_of
from ocr_models.language.people import find_people
from ocr_models.language.variants import marks_apart, restored, variants_of, without_eth

_BEAM = 16
_HOPELESS = 15.0
"""Nats behind the best path at which a path is given up."""
_BEFORE_NAMES = frozenset({"tên", "là", "con", "cháu", "vợ", "chồng", "cha", "mẹ", "em", "cụ", "thầy"})
_BEFORE_YEARS = frozenset({"năm", "tuổi"})
_EVEN = 0.9
"""A reader's certainty when only the words beside are to be weighed."""
_LEAST, _MOST = 0.02, 0.98  # no reader is ever wholly sure or wholly unsure


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What may be done and how much must speak for it; the figures are from docs/decisions/010."""

    variants: bool = False
    """Also weigh words that differ from a reading in marks alone."""
    restore: bool = False
    """Also put ỵ and ² where the words beside leave no other reading."""
    confidence_weight: float = 1.0
    leaving_cost: float = 1.0
    """Nats against any reading but the surest."""
    variant_cost: float = 4.0
    """Nats against a variant, and half of that again for each mark past the first."""
    unknown_cost: float = 6.0
    """Nats against a word outside the lexicon."""


@dataclass(frozen=True, slots=True)
class _Option:
    text: str
    word: int
    cost: float
    reason: Reason


@dataclass(frozen=True, slots=True)
class _Path:
    cost: float
    option: int
    back: "_Path | None"


class Chooser:
    """Applies one set of rules with one model; keeps nothing from line to line."""

    def __init__(self, model: LanguageModel, rules: Rules = Rules()) -> None:
        self._model = model
        self._rules = rules

    @property
    def version(self) -> str:
        return f"{self._model.version} {canonical(self._rules).decode()}"

    def knows(self, word: str) -> bool:
        """True when the lexicon has the word; see WordChooser.knows."""
        return self._model.knows(core_of(word)[1])

    @cached_property
    def _weighing(self) -> "Chooser":
        """The same model, asked about every variant."""
        return Chooser(self._model, replace(self._rules, variants=True, restore=False))

    def margins(self, line: Sequence[str]) -> tuple[float | None, ...]:
        """How each word stands against its variants; see WordChooser.margins."""
        choices = self._weighing.choose([(Candidate(text, _EVEN),) for text in line])
        return tuple(
            None if choice.margin is None else (-choice.margin if choice.is_changed else choice.margin)
            for choice in choices
        )

    def choose(self, line: Sequence[Sequence[Candidate]]) -> tuple[Choice, ...]:
        """One choice for each word of a line; a word without readings is a ValueError."""
        readings = tuple(tuple(_composed(reading) for reading in word) for word in line)
        if not all(readings):
            raise ValueError("a word without a reading cannot be chosen; leave it out of the line")
        texts = [surest(word).text for word in readings]
        guarded = self._guarded(texts)
        options = [
            self._options(word, texts, at, is_guarded=at in guarded) for at, word in enumerate(readings)
        ]
        spoken = [at for at, word in enumerate(texts) if core_of(word)[1]]
        taken = dict.fromkeys(range(len(texts)), 0)
        taken.update(zip(spoken, self._best([options[at] for at in spoken]), strict=True))
        path = [options[at][taken[at]] for at in spoken]
        margins = dict(zip(spoken, self._margins([options[at] for at in spoken], path), strict=True))
        return tuple(
            Choice(
                text=options[at][taken[at]].text,
                reason=options[at][taken[at]].reason,
                readings=readings[at],
                margin=margins.get(at),
            )
            for at in range(len(texts))
        )

    def _guarded(self, texts: list[str]) -> frozenset[int]:
        """Words that stand as the surest reader has them."""
        cores = [core_of(text)[1] for text in texts]
        guarded = {at for at, core in enumerate(cores) if not core.isalpha()}
        guarded.update(at for start, stop in find_people(cores) for at in range(start, stop))
        for at, core in enumerate(cores):
            inside = at > 0 and bool(cores[at - 1]) and texts[at - 1][-1] not in ".:;!?"
            is_name = inside and cores[at - 1].lower() in _BEFORE_NAMES
            if (
                inside
                and core[:1].isupper()
                and core[1:].islower()
                and (is_name or not self._model.knows(core))
            ):
                guarded.add(at)
        return frozenset(guarded)

    def _options(
        self, readings: tuple[Candidate, ...], texts: list[str], at: int, *, is_guarded: bool
    ) -> list[_Option]:
        first = surest(readings)
        before = texts[at - 1] if at else ""
        after = texts[at + 1] if at + 1 < len(texts) else ""
        year = at > 1 and core_of(texts[at - 2])[1].lower() in _BEFORE_YEARS
        may_restore = self._rules.restore and (year or not is_guarded)
        if may_restore and (sure := restored(before, first.text, after, is_year=year)) is not None:
            return [self._option(sure, 0.0, _unless_same(sure, first.text, Reason.RESTORED, Reason.KEPT))]
        mended = without_eth(first.text, self._model)
        if is_guarded and mended == first.text:
            reason = Reason.AGREED if len({reading.text for reading in readings}) == 1 else Reason.PROTECTED
            return [self._option(first.text, 0.0, reason)]
        found = {mended: self._first_option(readings, mended)}
        for reading in sorted(readings, key=lambda reading: -reading.confidence):
            text = without_eth(reading.text, self._model)
            if text not in found and core_of(text)[1].isalpha():
                found[text] = self._option(text, self._leaving(first, reading), Reason.CHOSEN)
        if self._rules.variants:
            self._add_variants(found, first)
        return list(found.values())

    def _first_option(self, readings: tuple[Candidate, ...], mended: str) -> _Option:
        first = surest(readings)
        is_alone = all(reading.text == first.text for reading in readings)
        own = Reason.AGREED if is_alone else Reason.KEPT
        return self._option(mended, 0.0, _unless_same(mended, first.text, Reason.RESTORED, own))

    def _add_variants(self, found: dict[str, _Option], first: Candidate) -> None:
        cost = self._rules.variant_cost
        for option in tuple(found.values()):
            for text in variants_of(option.text, self._model):
                apart = marks_apart(core_of(option.text)[1], core_of(text)[1])
                doubt = self._leaving(first, Candidate(text, 1.0 - _bounded(first.confidence)))
                total = doubt + cost * (1 + apart) / 2
                if text not in found or (found[text].reason is Reason.VARIANT and found[text].cost > total):
                    found[text] = self._option(text, total, Reason.VARIANT)

    def _leaving(self, first: Candidate, other: Candidate) -> float:
        """What speaks against `other`, in nats: never less than the cost of leaving the surest reading."""
        ratio = math.log(_bounded(first.confidence)) - math.log(_bounded(other.confidence))
        return self._rules.leaving_cost + self._rules.confidence_weight * max(ratio, 0.0)

    def _option(self, text: str, cost: float, reason: Reason) -> _Option:
        word = self._model.id_of(text)
        return _Option(text, word, cost + self._rules.unknown_cost * (word == self._model.unknown), reason)

    def _best(self, options: list[list[_Option]]) -> list[int]:
        """Viterbi over the last two words: which option of each word lies on the cheapest path."""
        states: dict[tuple[int, int], _Path] = {(-1, -1): _Path(0.0, 0, None)}
        for word in options:
            reached: dict[tuple[int, int], _Path] = {}
            for (first, second), path in states.items():
                for index, option in enumerate(word):
                    cost = path.cost + option.cost + self._model.cost(first, second, option.word)
                    known = reached.get((second, option.word))
                    if known is None or cost < known.cost:
                        reached[second, option.word] = _Path(cost, index, path)
            states = _promising(reached)
        taken: list[int] = []
        path = min(states.values(), key=lambda path: path.cost)
        while path.back is not None:
            taken.append(path.option)
            path = path.back
        return taken[::-1]

    def _margins(self, options: list[list[_Option]], path: list[_Option]) -> list[float | None]:
        words = [-1, -1, *(option.word for option in path)]
        margins: list[float | None] = []
        for at, (word, taken) in enumerate(zip(options, path, strict=True)):
            window = words[at : at + 5]
            others = [self._around(window, option) for option in word if option is not taken]
            margins.append(min(others) - self._around(window, taken) if others else None)
        return margins

    def _around(self, window: list[int], option: _Option) -> float:
        """The cost of the words from an option on whose history it is part of."""
        words = [*window[:2], option.word, *window[3:]]
        triples = zip(words, words[1:], words[2:], strict=False)
        return option.cost + sum(self._model.cost(*triple) for triple in triples)


def _promising(states: dict[tuple[int, int], _Path]) -> dict[tuple[int, int], _Path]:
    if len(states) == 1:
        return states
    worst = min(path.cost for path in states.values()) + _HOPELESS
    near = [(state, path) for state, path in states.items() if path.cost <= worst]
    return dict(sorted(near, key=lambda item: item[1].cost)[:_BEAM])


def _composed(reading: Candidate) -> Candidate:
    return replace(reading, text=unicodedata.normalize("NFC", reading.text))


def _unless_same(text: str, other: str, then: Reason, same: Reason) -> Reason:
    return same if text == other else then


def _bounded(confidence: float) -> float:
    return min(max(confidence, _LEAST), _MOST)
