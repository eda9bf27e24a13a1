"""Measures how tesseract loses marks: which letter is read for which, and how sure it is of them.

`python -m bench.tone_errors ../shared/data` remakes `bench/tone_errors.json`: counts of letter pairs inside
words that differ in marks alone, and confidences of right and of wrong words. No text is kept.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np

from bench.language_pages import ReadPage, aligned, scanned_pages, synthetic_pages

TABLE = Path(__file__).with_suffix(".json")
_QUANTILES = 21


@dataclass(slots=True)
class Losses:
    """What the pages have shown so far."""

    letters: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    right: list[float] = field(default_factory=list)
    wrong: list[float] = field(default_factory=list)
    words: int = 0

    def add(self, page: ReadPage) -> None:
        """Counts the words of one page."""
        words = page.read.words
        self.words += len(words)
        for at, truth in aligned(page.truth, words).items():
            word = words[at]
            if len(truth) != len(word.text):
                continue
            self.letters.update(truth)
            (self.right if truth == word.text else self.wrong).append(word.confidence)
            both = zip(truth, word.text, strict=True)
            self.pairs.update((one, other) for one, other in both if one != other)

    def as_json(self) -> str:
        """The table: letter, letter read for it, how often, and how often the letter was read at all."""
        pairs = [[one, other, times, self.letters[one]] for (one, other), times in sorted(self.pairs.items())]
        rest = {
            "words": self.words,
            "matched": len(self.right) + len(self.wrong),
            "wrong_marks": len(self.wrong),
            "right_confidence": _quantiles(self.right),
            "wrong_confidence": _quantiles(self.wrong),
        }
        rows = ",\n".join(json.dumps(pair, ensure_ascii=False) for pair in pairs)
        return f'{json.dumps(rest)[:-1]}, "pairs": [\n{rows}\n]}}\n'


def _quantiles(values: list[float]) -> list[float]:
    return [round(float(value), 3) for value in np.quantile(values, np.linspace(0, 1, _QUANTILES))]


def measure(pages: Iterable[ReadPage]) -> Losses:
    """What reading the pages shows."""
    losses = Losses()
    for page in pages:
        losses.add(page)
    return losses


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="holds vn-synthetic and vn-official")
    folder = parser.parse_args().folder
    pages = chain(synthetic_pages(folder / "vn-synthetic"), scanned_pages(folder / "vn-official"))
    losses = measure(pages)
    TABLE.write_text(losses.as_json(), encoding="utf-8")
    print(f"{losses.words} words, {len(losses.wrong)} of {len(losses.right)} matched with wrong marks")


if __name__ == "__main__":
    main()
