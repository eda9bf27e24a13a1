"""How commands speak: data to stdout, progress and notes to stderr, JSON in one envelope."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from actions.papers import PaperView
from actions.wording import FailureView
from commands.words import plain
from domain.codec import to_json
from domain.lifecycle import State

JSON_VERSION = 1
"""Version of every --json shape (docs/json.md); it grows when a key goes or changes its meaning."""

STATE_WORDS = {
    State.RECEIVED: "mới nhận",
    State.CLEARED: "đang đọc",
    State.READ: "đã đọc",
    State.QUESTION: "chờ trả lời",
    State.CONFIRMED: "đã xác nhận",
    State.COMPOSED: "đã tạo PDF",
    State.WAITING_SIGNATURE: "chờ ký",
    State.SIGNED: "đã ký",
    State.FILED: "đã lưu",
    State.QUARANTINED: "cách ly",
    State.CUT: "đã tách",
    State.SUPERSEDED: "đã thay thế",
    State.WITHDRAWN: "đã rút",
}

# A file may be called [/] or :memo: - names are shown as they are, never read as markup.
notes = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)
"""For people: progress, warnings, summaries."""


def print_json(kind: str, value: object) -> None:
    """One JSON object: {"sohoa": version, "kind": kind, kind: value}."""
    envelope = {"sohoa": JSON_VERSION, "kind": kind, kind: to_json(value)}
    sys.stdout.write(json.dumps(envelope, ensure_ascii=False, indent=2) + "\n")


def note(text: str, style: str | None = None) -> None:
    """One line on stderr, for people."""
    notes.print(plain(text), style=style)


def note_failure(failure: FailureView, subject: str = "") -> None:
    """What an officer must know, and below it what whoever mends it must."""
    note(f"{subject} {failure.words}".strip(), style="red")
    note(f"    {failure.code}: {failure.message}", style="dim")


def print_text(text: str) -> None:
    sys.stdout.write(text + "\n")


def print_table(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table on stdout; tab-separated when stdout is no terminal, so that programs can read it."""
    if not sys.stdout.isatty():
        for row in (headings, *rows):
            sys.stdout.write("\t".join(plain(str(cell)) for cell in row) + "\n")
        return
    table = Table(box=None, pad_edge=False)
    for heading in headings:
        # A number or a path that ends in dots is of no use: it goes on below instead.
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(plain(str(cell)) for cell in row))
    Console(markup=False, emoji=False).print(table)


def signature_words(paper: PaperView) -> str:
    """What a person must know of a paper's signature."""
    if paper.signature is not None:
        test = ", THỬ NGHIỆM" if paper.signature.test_key else ""
        return f"{paper.signature.level}{test}"
    if paper.signed_elsewhere:
        return "đã ký sẵn"
    return "chờ ký" if paper.state is State.WAITING_SIGNATURE else "-"


def percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"
