"""The tables of how far a reader's sureness may be believed, in Markdown."""

from collections.abc import Sequence

from bench.accuracy_table import share
from bench.figures import markdown_table
from bench.sureness import ALL, SURE, Sureness


def sure_words_table(found: Sequence[Sureness]) -> str:
    """A row a reader, corpus and side."""
    rows = [
        (
            one.reader,
            one.corpus,
            one.side.value,
            str(one.words),
            share(one.sure_words / one.words),
            "-" if one.sure_right is None else f"{one.sure_right:.4f}".removeprefix("0"),
            f"{one.wrong_unflagged:.2%}",
        )
        for one in found
    ]
    headings = (
        "reader",
        "corpus",
        "side",
        "words",
        f"marked >= {SURE}",
        "right of those",
        "wrong and unflagged",
    )
    return markdown_table(headings, rows)


def bins_table(found: Sequence[Sureness], reader: str) -> str:
    """A row a bin of confidence, all corpora, side by side."""
    own = [one for one in found if one.reader == reader and one.corpus == ALL]
    held = {(one.side, held.low): held for one in own for held in one.bins}
    edges = sorted({(low, found_bin.high) for (_, low), found_bin in held.items()})
    rows = []
    for low, high in edges:
        cells = [held.get((one.side, low)) for one in own]
        shown = [
            ("-", "-", "-") if cell is None else _bin(cell.words, cell.mean_confidence, cell.right)
            for cell in cells
        ]
        rows.append((f"{low:.2f} to {high:.2f}", *(word for cell in shown for word in cell)))
    sides = [f"{name}, {one.side.value}" for one in own for name in ("words", "mean", "right")]
    return markdown_table(("confidence", *sides), rows)


def _bin(words: int, mean: float, right: float) -> tuple[str, str, str]:
    return str(words), share(mean), share(right)
