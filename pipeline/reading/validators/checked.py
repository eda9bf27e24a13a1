"""What a validator gives: the value in its one form, what was mended, and what speaks against it."""

from dataclasses import dataclass

LOOKALIKES = str.maketrans("OoQDIl|!SBZ", "00001111582")
"""Letters that readers give for digits; used only where a pattern wants a digit."""
DIGIT = r"[0-9OoQDIl|!SBZ]"
DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d", "-"))


@dataclass(frozen=True, slots=True)
class Checked:
    """A value that has the form of its kind."""

    value: str
    mended: bool = False
    """Letters were taken for the digits they look like, or the like."""
    fault: str = ""
    """Which rule it breaks, in Vietnamese; "" when none."""


def digits_of(text: str) -> tuple[str, bool]:
    """The text with its lookalikes as digits, and whether that changed it."""
    plain = text.translate(LOOKALIKES)
    return plain, plain != text
