"""How often a reader is right when it says it is so sure."""

from bisect import bisect_right

# Measured on tuning pages of real scans and drawn pages; between the points the line is straight.
_TESSERACT = {
    0.0: 0.25,
    0.5: 0.5,
    0.8: 0.65,
    0.88: 0.8,
    0.92: 0.88,
    0.94: 0.94,
    0.955: 0.955,
    0.962: 0.975,
    0.967: 0.988,
    0.972: 0.998,
    1.0: 0.998,
}
_LINE = {
    0.0: 0.0,
    0.5: 0.45,
    0.7: 0.6,
    0.85: 0.83,
    0.95: 0.92,
    0.98: 0.96,
    0.995: 0.982,
    1.0: 0.995,
}
_CURVES = {
    "tesseract": tuple(_TESSERACT.items()),
    "pytesseract": tuple(_TESSERACT.items()),
    "line": tuple(_LINE.items()),
}


def chance_of(engine: str, confidence: float) -> float:
    """The chance that a word is right which `engine` read so surely; unchanged for engines not measured."""
    curve = _CURVES.get(engine)
    if curve is None:
        return confidence
    at = min(max(bisect_right(curve, (confidence, 2.0)), 1), len(curve) - 1)
    (low, bottom), (high, top) = curve[at - 1], curve[at]
    share = min(max((confidence - low) / (high - low), 0.0), 1.0)
    return bottom + share * (top - bottom)
