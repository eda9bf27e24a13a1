"""What the fields of the official papers truly are: labels.tsv, and which of them a pen wrote."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bench.page_sides import Side, Sides, side_of
from bench.true_pages import without_unreadable

CORPUS = "vn-official"
_FIELD_OF_COLUMN = {
    "loai": "loai",
    "so_ky_hieu": "so_ky_hieu",
    "ngay": "ngay_ban_hanh",
    "co_quan": "co_quan_cap",
    "nguoi_ky": "nguoi_ky",
    "do_khan": "do_khan",
    "trich_yeu": "trich_yeu",
}

# labels.tsv leaves out a word that is printed, as its own transcription of the page has it (gt/ct-04.p1.txt).
_MISLABELLED = {("ct-04", "trich_yeu"): ("Về tăng cường", "Về việc tăng cường")}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueField:
    name: str
    value: str
    """"" where the paper has no such field."""
    by_hand: bool
    """A pen wrote it, in part at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TruePaper:
    name: str
    file: Path
    side: Side
    fields: tuple[TrueField, ...]


def official_papers(folder: Path, sides: Sides) -> Iterator[TruePaper]:
    """The papers of labels.tsv."""
    with (folder / "labels.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        name = row["file"]
        print_only = _print_of_first_page(folder / "gt", name)
        fields = [
            _true_field(column, _mended(name, column, row[column] or ""), print_only)
            for column in _FIELD_OF_COLUMN
        ]
        notation = row["so_ky_hieu"].partition("/")[2]
        fields.append(TrueField(name="ky_hieu", value=notation, by_hand=False))
        yield TruePaper(
            name=name,
            file=folder / "pdf" / f"{name}.pdf",
            side=side_of(sides, CORPUS, name),
            fields=tuple(fields),
        )


def _mended(name: str, column: str, value: str) -> str:
    wrong, right = _MISLABELLED.get((name, column), ("", ""))
    return value.replace(wrong, right) if wrong else value


def _true_field(column: str, value: str, print_only: str) -> TrueField:
    by_hand = False
    if column == "so_ky_hieu":
        by_hand = value not in print_only
    elif column == "ngay":
        day = date.fromisoformat(value)
        by_hand = not re.search(rf"ngày0?{day.day}tháng0?{day.month}năm{day.year}", print_only)
    return TrueField(name=_FIELD_OF_COLUMN[column], value=value, by_hand=by_hand)


def _print_of_first_page(folder: Path, name: str) -> str:
    """The transcription without what is written by hand and without spaces."""
    texts = (folder / f"{name}.{kind}" for kind in ("p1.txt", "p1.textlayer.txt", "json"))
    text = next(one for one in texts if one.is_file()).read_text(encoding="utf-8")
    return "".join(without_unreadable(text).split())
