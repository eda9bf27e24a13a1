"""Where a line names a person: those words are read, never guessed at."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from ocr_models.language.syllable import skeleton

_SURNAMES = frozenset(
    [
        "nguyễn",
        "trần",
        "lê",
        "phạm",
        "hoàng",
        "huỳnh",
        "phan",
        "vũ",
        "võ",
        "đặng",
        "bùi",
        "đỗ",
        "hồ",
        "ngô",
        "dương",
        "lý",
        "đinh",
        "trịnh",
        "đoàn",
        "mai",
        "lương",
        "tô",
        "phùng",
        "hà",
        "tạ",
        "cao",
        "chu",
        "châu",
        "triệu",
        "quách",
        "thái",
        "lâm",
        "đào",
        "vương",
        "trương",
        "tống",
        "tôn",
    ]
)
_BARE_SURNAMES = frozenset(map(skeleton, _SURNAMES))
_FORMS_OF_ADDRESS = frozenset({"ông", "bà", "anh", "chị", "cô", "cháu"})
_PLACES = frozenset(
    {"ho chi minh", "ha noi", "ha nam", "ha tinh", "ha giang", "cao bang", "lam dong", "thai binh"}
)
_MOST_WORDS = 5


def find_people(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """First and past-last place of each run of words that looks like a person's name.

    That is two to five capitalised words that open with a surname, which from three on may be misread, or one
    capitalised word after a form of address. The words come without punctuation.
    """
    at = 0
    for shape, group in groupby(words, key=_shape):
        stop = at + len(list(group))
        if shape and (start := _start_of_name(words, at, stop)) is not None:
            yield start, stop
        at = stop


def _shape(word: str) -> str:
    if word[:1].isupper() and word[1:].islower():
        return "title"
    return "capitals" if word.isupper() else ""


def _start_of_name(words: Sequence[str], at: int, stop: int) -> int | None:
    if at and words[at - 1].lower() in _FORMS_OF_ADDRESS and stop - at <= _MOST_WORDS:
        return at
    for start in range(max(at, stop - _MOST_WORDS), stop - 1):
        bare = [skeleton(word) for word in words[start:stop]]
        is_surname = bare[0] in _BARE_SURNAMES if len(bare) > 2 else words[start].lower() in _SURNAMES
        if is_surname and " ".join(bare) not in _PLACES:
            return start
    return None
