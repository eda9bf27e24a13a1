"""Tells text that was read from text that an engine made up: a mirrored page, another script, a picture."""

from collections.abc import Callable
from dataclasses import replace

from domain.page import Flag, Page
from domain.text import Line, PageText

LEAST_CONFIDENCE = 0.75
"""A page's mean confidence below this: one word in three is wrong; sound scans have 0.91 and more."""
_NO_TEXT = 0.6
"""Below this, with hardly a Vietnamese word, a page is none that can be read: other scripts and mirrored
pages are read at 0.07 to 0.44, English at 0.92."""
_MADE_UP = 0.5
"""Lines below this are left out of a page that was read badly."""
_LEAST_KNOWN = 0.25
"""Share of letters in words of the lexicon; Vietnamese has 0.9, a mirrored page 0.06, English 0.18."""
_FEW_WORDS = 10
"""A page number and a signature are no page to judge: fewer words need only not be made up."""


def judged(page: Page, knows: Callable[[str], bool]) -> Page:
    """The page as it was read; when its text cannot be what stands on it, flagged and without inventions.

    `knows` asks the lexicon for a word; only pages that were read badly are held against it.
    """
    text = page.text
    if text is None or not text.words:
        return page
    confidence = text.mean_confidence or 0.0
    if confidence >= (LEAST_CONFIDENCE if len(text.words) >= _FEW_WORDS else _MADE_UP):
        return page
    # A mirrored page has sure words, too: where the page as a whole is no text, no line of it is.
    is_text = confidence >= _NO_TEXT or _known_share(text, knows) >= _LEAST_KNOWN
    kept = tuple(line for line in text.lines if is_text and _confidence(line) >= _MADE_UP)
    return replace(page, text=replace(text, lines=kept)).flagged(Flag.UNREADABLE)


def _known_share(text: PageText, knows: Callable[[str], bool]) -> float:
    """Letters in known words among those in words with a letter; 1 where there is none."""
    words = [word.text for word in text.words if any(letter.isalpha() for letter in word.text)]
    letters = sum(map(len, words))
    return sum(len(word) for word in words if knows(word)) / letters if letters else 1.0


def _confidence(line: Line) -> float:
    letters = sum(len(word.text) for word in line.words)
    return sum(word.confidence * len(word.text) for word in line.words) / letters if letters else 0.0
