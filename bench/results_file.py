"""The figures of a run as a file that the next run's can be held against."""

import json
from pathlib import Path

from domain.codec import canonical


def write_result(measured: object, file: Path, *, places: int = 4) -> None:
    """Writes the value as JSON with a row a line, its numbers to so many places.

    What lies beyond them says nothing, and would triple the file.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    short = json.loads(canonical(measured), parse_float=lambda number: round(float(number), places))
    written = json.dumps(short, ensure_ascii=False, separators=(",", ":")).replace("},{", "},\n{")
    file.write_text(written + "\n", encoding="utf-8")
