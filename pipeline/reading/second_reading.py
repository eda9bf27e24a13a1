"""Finds, in another reading of the whole page, the words on the ink of a line."""

from bisect import bisect_left
from collections.abc import Sequence

from domain.geometry import Box
from domain.text import Word
from pipeline.reading.vote import Opinion

_ON_THE_LINE = 0.5
"""Share of a word's height that must lie within the line."""


class PageOpinion:
    """Another reading of a page, ready to be asked line by line."""

    def __init__(self, words: Sequence[Word], reader: str) -> None:
        """Confidences are chances of being right; boxes are in the pixels of the lines asked for."""
        self._words = sorted(words, key=lambda word: word.box.top)
        self._tops = [word.box.top for word in self._words]
        self._tallest = max((word.box.height for word in words), default=0.0)
        self._reader = reader

    def on(self, line: Sequence[Word]) -> tuple[Opinion, ...]:
        """What it has on the ink of a line's words; nothing when it has no word there."""
        if not line:
            return ()
        left, right = min(word.box.left for word in line), max(word.box.right for word in line)
        top, bottom = _middle([word.box.top for word in line]), _middle([word.box.bottom for word in line])
        start = bisect_left(self._tops, top - self._tallest)
        near = self._words[start : bisect_left(self._tops, bottom)]
        held = [
            word
            for word in near
            if left <= (word.box.left + word.box.right) / 2 <= right and _on_band(word.box, top, bottom)
        ]
        if not held:
            return ()
        return (Opinion(0, len(line), tuple(sorted(held, key=lambda word: word.box.left)), self._reader),)


def _on_band(box: Box, top: float, bottom: float) -> bool:
    return min(bottom, box.bottom) - max(top, box.top) >= _ON_THE_LINE * max(box.height, 1.0)


def _middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
