"""Measures the language model on held-out text with marks lost as tesseract loses them, and on real pages.

`python -m bench.language ../shared/data/vn-text` reports the half of the held-out documents that no knob was
set on; `--tune` sweeps the knobs on the other half; `--pages ../shared/data/vn-official` reads real scans.
"""

import argparse
import json
import random
import resource
import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from bench.language_corpus import Document, documents
from bench.language_pages import aligned, scanned_pages
from bench.tone_errors import TABLE
from domain.choice import Candidate, Choice, surest
from ocr_models.language.choice import Chooser, Rules
from ocr_models.language.model import SHIPPED, LanguageModel
from ocr_models.language.syllable import TONES, skeleton

_LOST_WORDS = 0.03
"""Share of words whose marks each reader gets wrong: between a clean page and a bad one."""
_LINE_WORDS = 12
_UNSEEN = 0.002
"""How readily a mark is lost that was never seen lost: one in five hundred."""


@dataclass(slots=True)
class Score:
    """Words counted by what became of them."""

    words: int = 0
    wrong: int = 0
    mended: int = 0
    right: int = 0
    spoiled: int = 0
    seconds: float = 0.0

    def add(self, truth: str, choice: Choice) -> None:
        self.words += 1
        before, after = surest(choice.readings).text == truth, choice.text == truth
        self.right += before
        self.wrong += not before
        self.mended += after and not before
        self.spoiled += before and not after

    def __str__(self) -> str:
        return (
            f"{self.words} words; wrong {self.wrong}, put right {self.mended} "
            f"({100 * self.mended / max(self.wrong, 1):.1f} %); right {self.right}, "
            f"made wrong {self.spoiled} ({100 * self.spoiled / max(self.right, 1):.3f} %); "
            f"{1e6 * self.seconds / max(self.words, 1):.0f} us a word"
        )


class Reader:
    """Reads a word as tesseract might: mostly right, at times without its marks."""

    def __init__(self, seed: int) -> None:
        table = json.loads(TABLE.read_text(encoding="utf-8"))
        self._chance = random.Random(seed)
        self._right, self._wrong = table["right_confidence"], table["wrong_confidence"]
        self._losses: dict[str, dict[str, float]] = {}
        for one, other, times, total in table["pairs"]:
            if skeleton(one) == skeleton(other) and one.isupper() == other.isupper():
                self._losses.setdefault(one, {})[other] = times / total

    def read(self, truth: str) -> Candidate:
        """The word, and a confidence as measured for words read right or wrong."""
        if self._chance.random() < _LOST_WORDS:
            ways = [(at, other, odds) for at, sign in enumerate(truth) for other, odds in self._ways(sign)]
            if ways:
                at, other, _ = self._chance.choices(ways, [odds for _, _, odds in ways])[0]
                return Candidate(truth[:at] + other + truth[at + 1 :], self._chance.choice(self._wrong))
        return Candidate(truth, self._chance.choice(self._right))

    def _ways(self, sign: str) -> Iterator[tuple[str, float]]:
        parts = unicodedata.normalize("NFD", sign)
        ways = {unicodedata.normalize("NFC", parts[:end]): _UNSEEN for end in range(1, len(parts))}
        if any(tone.value and tone.value in parts for tone in TONES):
            for tone in TONES[1:]:
                kept = "".join(part for part in parts if all(part != other.value for other in TONES))
                ways[unicodedata.normalize("NFC", kept + tone.value)] = _UNSEEN / 4
        ways.update(self._losses.get(sign, {}))
        ways.pop(sign, None)
        return iter(ways.items())


def _lines(texts: Sequence[Document]) -> Iterator[list[str]]:
    """Lines as long as those of a printed page."""
    for document in texts:
        for line in document.lines:
            words = line.split()
            yield from (words[at : at + _LINE_WORDS] for at in range(0, len(words), _LINE_WORDS))


def measure(lines: Sequence[Sequence[str]], chooser: Chooser, readers: Sequence[Reader]) -> Score:
    """Lets the readers read every line and the chooser choose."""
    score = Score()
    for line in lines:
        readings = [[reader.read(word) for reader in readers] for word in line]
        start = time.process_time()
        choices = chooser.choose(readings)
        score.seconds += time.process_time() - start
        for truth, choice in zip(line, choices, strict=True):
            score.add(truth, choice)
    return score


def measure_pages(folder: Path, chooser: Chooser) -> Score:
    """The same on scans; only words that differ from the truth in marks alone can be judged."""
    score = Score()
    for page in scanned_pages(folder):
        truth = aligned(page.truth, page.read.words)
        place = 0
        for line in page.read.lines:
            choices = chooser.choose([[Candidate(word.text, word.confidence)] for word in line.words])
            for choice in choices:
                if place in truth:
                    score.add(truth[place], choice)
                place += 1
    return score


def _tune(lines: Sequence[Sequence[str]], model: LanguageModel) -> None:
    for weight, cost, leaving in product((0.5, 1.0), (4.0, 6.0, 8.0), (1.0, 3.0)):
        rules = Rules(variants=True, confidence_weight=weight, variant_cost=cost, leaving_cost=leaving)
        print(f"weight {weight} variant {cost} leaving {leaving}")
        print(f"  one reader:  {measure(lines, Chooser(model, rules), [Reader(1)])}")
        two = replace(rules, variants=False)
        print(f"  two readers: {measure(lines, Chooser(model, two), [Reader(1), Reader(2)])}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="vn-text")
    parser.add_argument("--model", type=Path, default=SHIPPED)
    parser.add_argument("--tune", action="store_true", help="sweep the knobs on the tuning half")
    parser.add_argument("--pages", type=Path, help="vn-official: also read its scans")
    asked = parser.parse_args()
    model = LanguageModel(asked.model)
    held_out = [text for text in documents(asked.folder) if text.is_held_out]
    lines = list(_lines([text for text in held_out if text.is_for_tuning == asked.tune]))
    if asked.tune:
        _tune(lines, model)
        return
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    alone = Chooser(model, Rules(variants=True, restore=True))
    print(f"one reader, variants:     {measure(lines, alone, [Reader(1)])}")
    print(f"two readers, no variants: {measure(lines, Chooser(model), [Reader(1), Reader(2)])}")
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"memory: {grown / 1024:.1f} MiB more at the peak, model and caches together")
    if asked.pages:
        print(f"scans, variants:          {measure_pages(asked.pages, alone)}")


if __name__ == "__main__":
    main()
