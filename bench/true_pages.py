"""The corpora that reading is measured on: page pictures, what truly stands on them, and the damage done."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import Any

from bench.generated_pages import GENERATED, OLD_PAPER, generate
from bench.machine import ROOT
from bench.page_pictures import pictures_of
from bench.page_sides import SIDES_FILE, Side, Sides, side_of
from bench.reading_order import orders_of
from domain.geometry import Box

SAMPLES = ROOT / "samples"
_UNREADABLE = re.compile("⟦[^⟧]*⟧")
_DAMAGED = re.compile(r"(?P<document>.+)__(?P<damage>[a-z]+)__(?P<dpi>\d+)")
_OFFICIAL_TEXT = re.compile(r"(?P<document>.+)\.p(?P<number>\d+)")

CORPORA = ("vn-official", "vn-synthetic", "samples", GENERATED, OLD_PAPER)


@dataclass(frozen=True, slots=True, kw_only=True)
class TruePage:
    """A page picture and its text."""

    corpus: str
    document: str
    name: str
    """Unlike any other page of the corpus."""
    damage: str
    side: Side
    picture: Path
    lines: tuple[str, ...]
    orders: tuple[str, ...]
    """The whole text, in each order that is right to read it in."""


@dataclass(frozen=True, slots=True)
class Corpora:
    pages: tuple[TruePage, ...]
    left_out: tuple[str, ...]
    """Corpora that are not there, and pages without text."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which pages a run is about."""

    corpora: frozenset[str] = frozenset(CORPORA)
    sides: frozenset[Side] = frozenset(Side)


EVERYTHING = Choice()


def gather(shared: Path, samples: Path, sides: Sides, work: Path, choice: Choice = EVERYTHING) -> Corpora:
    """Every page chosen, of the corpora that are there; pictures taken out of files or drawn go to `work`."""
    pages: list[TruePage] = []
    left_out: list[str] = []
    folders = {
        "vn-official": (shared / "vn-official", _official),
        "vn-synthetic": (shared / "vn-synthetic", _synthetic),
        "samples": (samples, _samples),
    }
    for corpus in (one for one in CORPORA if one in choice.corpora):
        held: Iterable[TruePage]
        if corpus not in folders:
            held = _drawn(corpus, sides, work / corpus, choice.sides)
        elif folders[corpus][0].is_dir():
            folder, pages_of = folders[corpus]
            held = pages_of(folder, work / corpus, partial(side_of, sides, corpus))
        else:
            left_out.append(
                f"{corpus}: no such folder; name the one that holds it: make bench-accuracy SHARED=folder"
            )
            continue
        if corpus not in folders and not any(own == corpus for own, _ in sides):
            left_out.append(f"{corpus}: {SIDES_FILE.name} names no document of it")
        for page in (one for one in held if one.side in choice.sides):
            if "".join(page.orders).split():
                pages.append(page)
            else:
                left_out.append(f"{corpus}: {page.name} has no text")
    return Corpora(tuple(pages), tuple(left_out))


def without_unreadable(text: str) -> str:
    """The text without what stands in ⟦ ⟧: handwriting and stamps, which no reader is held to."""
    return _UNREADABLE.sub("", text)


_SideOf = Callable[[str], Side]


def _official(folder: Path, work: Path, side: _SideOf) -> Iterator[TruePage]:
    for truth in sorted((folder / "gt").iterdir()):
        if truth.name.endswith(".textlayer.txt"):
            continue  # Born digital: nothing was scanned.
        named = _OFFICIAL_TEXT.fullmatch(truth.stem)
        # A document with a JSON file has its first page written off there.
        document, number = (named["document"], int(named["number"])) if named else (truth.stem, 1)
        text = truth.read_text(encoding="utf-8")
        lines, orders = _of_json(json.loads(text)) if truth.suffix == ".json" else _of_text(text)
        pictures = pictures_of(folder / "pdf" / f"{document}.pdf", work / document)
        yield TruePage(
            corpus="vn-official",
            document=document,
            name=f"{document}-p{number}",
            damage="real scan",
            side=side(document),
            picture=pictures[number - 1],
            lines=lines,
            orders=orders,
        )


def _synthetic(folder: Path, work: Path, side: _SideOf) -> Iterator[TruePage]:
    del work  # Pictures lie there as they are.
    for picture in sorted((folder / "pages").glob("*/*")):
        damaged = _DAMAGED.fullmatch(picture.stem)
        document = damaged["document"] if damaged else picture.stem
        truth = (folder / "gt" / f"{document}.json").read_text(encoding="utf-8")
        lines, orders = _of_json(json.loads(truth))
        yield TruePage(
            corpus="vn-synthetic",
            document=document,
            name=f"{picture.parent.name}/{picture.stem}",
            damage=damaged["damage"] if damaged else "clean",
            side=side(document),
            picture=picture,
            lines=lines,
            orders=orders,
        )


def _samples(folder: Path, work: Path, side: _SideOf) -> Iterator[TruePage]:
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    for file in truth["files"]:
        document = f"{file['folder']}/{file['paper']}"
        pictures = pictures_of(folder / file["path"], work / file["path"])
        for page in file["pages"]:
            number = page["index"] + 1
            lines = tuple(line["text"] for line in page["lines"])
            yield TruePage(
                corpus="samples",
                document=document,
                name=f"{file['path']}-p{number}",
                damage="sample scan",
                side=side(document),
                picture=pictures[page["index"]],
                lines=lines,
                orders=orders_of([(line["text"], Box(*line["box"])) for line in page["lines"]]),
            )


def _drawn(corpus: str, sides: Sides, work: Path, wanted: frozenset[Side]) -> Iterator[TruePage]:
    for page in generate(corpus, sides, wanted, work):
        yield TruePage(
            corpus=corpus,
            document=page.document,
            name=f"{page.document} {page.damage}",
            damage=page.damage,
            side=page.side,
            picture=page.picture,
            lines=page.lines,
            orders=page.orders,
        )


def _of_text(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    kept = without_unreadable(text)
    return tuple(kept.splitlines()), (kept,)


def _of_json(truth: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    lines = tuple(without_unreadable(line["text"]) for line in truth["lines"])
    orders = [truth["text_rows"], truth["text_cols"]]
    if truth["lines"] and "col" in truth["lines"][0]:
        orders.append(_with_heading_by_columns(truth))
    return lines, tuple(map(without_unreadable, orders))


def _with_heading_by_columns(truth: Mapping[str, Any]) -> str:
    """`text_cols`, whose heading stands row by row, with the heading as NĐ 30 has it: ô 2, 1, 3, 4."""
    heading = list(takewhile(lambda line: line["col"], truth["lines"]))
    number = next(
        (place for place, line in enumerate(heading) if line["text"].startswith("Số:")), len(heading)
    )
    parts = (heading[:number], heading[number:])
    columns = [line["text"] for part in parts for column in (1, 2) for line in part if line["col"] == column]
    body = truth["text_cols"].split("\n")[len(heading) :]
    return "\n".join((*columns, *body))
