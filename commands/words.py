"""Makes any text fit to be shown on one line of a terminal."""

import unicodedata

_UNSHOWN = "\N{REPLACEMENT CHARACTER}"


def plain(text: str) -> str:
    """`text` on one line, as it reads: names of files and codes may hold line ends, a terminal's commands,
    and marks that turn the direction of reading or cannot be seen."""
    return "".join(map(_shown, text))


def _shown(letter: str) -> str:
    match unicodedata.category(letter):
        case "Cc" | "Zl" | "Zp":
            return " "
        case "Cf" | "Cs" | "Co" | "Cn":
            return _UNSHOWN
    return letter
