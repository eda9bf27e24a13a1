"""Numbers written out in Vietnamese words, as beside dates of birth and sums of money."""

from collections.abc import Sequence

from pipeline.reading.near_match import fold

_UNITS = {
    "KHONG": 0, "MOT": 1, "HAI": 2, "BA": 3, "BON": 4, "TU": 4, "NAM": 5, "LAM": 5, "NHAM": 5,
    "SAU": 6, "BAY": 7, "TAM": 8, "CHIN": 9,
}  # fmt: skip
_SCALES = {"NGHIN": 1_000, "NGAN": 1_000, "TRIEU": 1_000_000, "TY": 1_000_000_000, "TI": 1_000_000_000}
_NAMED_MONTHS = {"GIENG": 1, "CHAP": 12}
_FILLERS = frozenset({"LINH", "LE", "VA"})


def spelled_number(words: Sequence[str]) -> int | None:
    """The number that the words spell; None when a word is none of a number's."""
    total, group, digit, seen = 0, 0, None, False
    for word in map(fold, words):
        if word in _UNITS:
            # Two digits in a row, as in "hai mươi lăm", follow a ten; elsewhere they are read out one by one.
            group, digit = group + (digit or 0), _UNITS[word]
        elif word == "MUOI":
            group, digit = group + (10 if digit is None else digit * 10), None
        elif word == "TRAM":
            group, digit = group + (digit or 0) * 100, None
        elif word in _SCALES:
            total, group, digit = _scaled(total + group + (digit or 0), _SCALES[word]), 0, None
        elif word not in _FILLERS:
            return None
        seen = True
    return total + group + (digit or 0) if seen else None


def _scaled(number: int, scale: int) -> int:
    """The last group of a number, in front of its scale: 1 000 000 + 234 before "nghìn" is 1 234 000."""
    above, below = divmod(number, scale * 1_000)
    return above * scale * 1_000 + below * scale


def spelled_date(text: str) -> tuple[int, int, int] | None:
    """Day, month and year of "ngày bảy, tháng sáu, năm hai nghìn không trăm hai mươi lăm"."""
    words = [fold(word).strip(" .,;:()") for word in text.split()]
    words = [word for word in words if word]
    if "NGAY" not in words or "THANG" not in words:
        return None
    first, second = words.index("NGAY"), words.index("THANG")
    day = spelled_number(words[first + 1 : second])
    # "năm" is both five and year: the month is what leaves a year behind it.
    for place in range(second + 2, len(words)):
        month, year = _month(words[second + 1 : place]), spelled_number(words[place + 1 :])
        if words[place] == "NAM" and day and month and year is not None and year >= 1800:
            return day, month, year
    return None


def _month(words: Sequence[str]) -> int | None:
    return _NAMED_MONTHS.get(" ".join(words)) or spelled_number(words)
