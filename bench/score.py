"""How well a page was read: words and letters of the reading held against the truth."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein

_ONE_FORM = str.maketrans("“”‘’–—\u2032\u2011…", "\"\"''--'-.")
_WHITE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One page; all are shares of 1."""

    recall: float
    """Words of the truth that were read, as a multiset: order does not count."""
    precision: float
    """Words read that stand in the truth; 0 when none was read."""
    cer: float
    """Edits a letter, each line of the truth held against its best place in the reading."""
    cer_plain: float
    """The same without tone and letter marks."""
    page_cer: float
    """Edits a letter over the whole page, in the better order: what was read besides counts too."""
    wer: float
    """Words of the truth that were not read, quotes and dashes taken in one form."""


def score_page(lines: Sequence[str], orders: Sequence[str], read: str) -> Score:
    """The reading against the truth, which holds at least one word."""
    found = Counter(words_of(read))
    truths = [Counter(words_of(order)) for order in orders]
    hits, wanted = max(((truth & found).total(), truth.total()) for truth in truths)
    flat, flat_orders = one_form(read), [one_form(order) for order in orders]
    marked, plain, letters = _by_line([one_form(line) for line in lines], flat)
    return Score(
        recall=hits / wanted,
        precision=hits / found.total() if found else 0.0,
        cer=marked / letters,
        cer_plain=plain / letters,
        page_cer=min(Levenshtein.distance(order, flat) for order in flat_orders) / len(flat_orders[0]),
        wer=min(_missed(order, flat) for order in flat_orders),
    )


def words_of(text: str) -> list[str]:
    """Words in NFC, split at white space."""
    return unicodedata.normalize("NFC", text).split()


def one_form(text: str) -> str:
    """NFC, white space folded, one form of quotes and dashes."""
    return _WHITE.sub(" ", unicodedata.normalize("NFC", text).translate(_ONE_FORM)).strip()


def without_marks(text: str) -> str:
    """Letters without tones, horns, roofs and hooks; đ is d."""
    parts = unicodedata.normalize("NFD", text)
    return "".join(c for c in parts if not unicodedata.combining(c)).replace("đ", "d").replace("Đ", "D")


def edits_at_best_place(line: str, text: str) -> int:
    """Fewest edits that turn `line` into some piece of `text` (Sellers)."""
    letters = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    steps = np.arange(len(letters) + 1, dtype=np.int32)
    before: npt.NDArray[np.int32] = np.zeros(len(letters) + 1, np.int32)
    for number, letter in enumerate(line, start=1):
        row = np.empty_like(before)
        row[0] = number
        row[1:] = np.minimum(before[1:] + 1, before[:-1] + (letters != ord(letter)))
        # A letter of the text too many costs one each: the running minimum carries it to the right.
        before = np.minimum.accumulate(row - steps) + steps
    return int(before.min())


def _by_line(lines: Sequence[str], read: str) -> tuple[int, int, int]:
    """Edits with marks, edits without, and letters of the truth."""
    plain_read = without_marks(read)
    marked = plain = 0
    for line in lines:
        edits = 0 if line in read else edits_at_best_place(line, read)
        marked += edits
        plain += edits_at_best_place(without_marks(line), plain_read) if edits else 0
    return marked, plain, sum(map(len, lines))


def _missed(truth: str, read: str) -> float:
    wanted = Counter(truth.split())
    return 1 - (wanted & Counter(read.split())).total() / wanted.total()


def right_words(orders: Sequence[str], read: Sequence[str]) -> tuple[bool, ...]:
    """For each word read, whether the truth has it at that place, in the order that fits best."""
    truth = min((words_of(order) for order in orders), key=lambda words: Levenshtein.distance(words, read))
    right = [False] * len(read)
    for step in Levenshtein.opcodes(truth, read):
        if step.tag == "equal":
            right[step.dest_start : step.dest_end] = [True] * (step.dest_end - step.dest_start)
    return tuple(right)
