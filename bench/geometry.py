"""Measures how straight and upright sohoa sets pages: python -m bench.geometry [--pages N]."""

import argparse
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from bench.drawn_source import DrawnSource
from bench.geometry_figures import (
    Geometry,
    KnownSkew,
    Orientation,
    report,
    skew_errors,
)
from bench.ground import RESULTS, WORK
from bench.machine import this_machine
from bench.results_file import write_result
from bench.straighten import Straightener
from domain.errors import SohoaError
from pipeline.sources.source import open_source, sniff
from samples.effects import Pixels, add_noise, blur, skew, tint, turn
from samples.old_letters import old_letter
from samples.papers import PaperKind, draw_paper
from samples.sheet import DrawnPage, TextLine
from samples.typewriter import type_page

FILE_NAME = "geometry.json"
SEED = 20_26
PAGES = 500
WIDEST_DEG = 15.0
FEWEST_WORDS = 20
DPI = 200
SEEDS = (701, 702, 703)
_SLIGHT_DEG = 2.0
"""Pages that lie the wrong way up are as little askew as a feeder leaves them."""
_EXPECTED = re.compile(r"(\d+):(-?\d+)")
_HEAD_BYTES = 1024


@dataclass(frozen=True, slots=True)
class CleanPage:
    """A drawn page by its name."""

    name: str
    page: DrawnPage


def draw_pages(dpi: int = DPI, seeds: Sequence[int] = SEEDS) -> tuple[CleanPage, ...]:
    """Every page of every kind of paper, and typed letters."""
    drawn = [
        CleanPage(f"{kind}-{seed} p{number}", page)
        for seed in seeds
        for kind in PaperKind
        for number, page in enumerate(draw_paper(kind, seed, dpi), start=1)
    ]
    return (
        *drawn,
        *(CleanPage(f"letter-{seed}", type_page(old_letter(seed), dpi, seed)) for seed in seeds),
    )


def measure_skew(pages: Sequence[CleanPage], count: int, straightener: Straightener) -> Iterator[KnownSkew]:
    """`count` scans of the pages in turn, each askew by some angle up to WIDEST_DEG."""
    rng = np.random.default_rng(SEED)
    for number in range(count):
        clean = pages[number % len(pages)]
        angle_deg = float(rng.uniform(-WIDEST_DEG, WIDEST_DEG))
        lies = straightener.straighten(DrawnSource(_scan(clean.page, angle_deg, number), clean.page.dpi))
        yield KnownSkew(
            name=clean.name,
            skew_deg=angle_deg,
            undone_deg=lies.skew_deg,
            is_upright=lies.quarter_turns == 0,
        )


def measure_orientation(pages: Sequence[CleanPage], straightener: Straightener) -> Iterator[Orientation]:
    """Each page, and each with its first FEWEST_WORDS words alone, turned by all four quarters."""
    rng = np.random.default_rng(SEED)
    for clean in pages:
        for form, page in (("whole", clean.page), ("few words", with_few_words(clean.page, FEWEST_WORDS))):
            for quarter_turns in range(4):
                scan = _scan(page, float(rng.uniform(-_SLIGHT_DEG, _SLIGHT_DEG)), quarter_turns)
                lies = straightener.straighten(DrawnSource(turn(scan, quarter_turns), page.dpi))
                yield Orientation(
                    name=clean.name,
                    form=form,
                    turned=quarter_turns,
                    is_right=(quarter_turns + lies.quarter_turns) % 4 == 0,
                    is_flagged=lies.is_unsure,
                )


def with_few_words(page: DrawnPage, fewest: int) -> DrawnPage:
    """The page with no more lines than hold so many words; the rest is painted over."""
    kept: list[TextLine] = []
    for line in page.lines:
        if sum(len(one.text.split()) for one in kept) >= fewest:
            break
        kept.append(line)
    foot = round(max(line.box.bottom for line in kept)) + round(page.dpi / 25)
    image = page.image.copy()
    image.paste((255, 255, 255), (0, foot, image.width, image.height))
    return DrawnPage(image=image, dpi=page.dpi, lines=tuple(kept), codes=())


def _scan(page: DrawnPage, angle_deg: float, seed: int) -> Pixels:
    skewed = skew(tint(np.array(page.image)), angle_deg)
    return add_noise(blur(skewed, page.dpi / 400), 1.3, seed)


def published_skew(folder: Path, straightener: Straightener) -> Iterator[KnownSkew]:
    """Scans of others with the angles that their tests expect, and one turned by known angles."""
    expected = dict(_EXPECTED.findall((folder / "SOURCE.txt").read_text(encoding="utf-8")))
    for number, angle in expected.items():
        path = folder / f"deskew-{number}.png"
        with open_source(path, sniff(path.read_bytes()[:_HEAD_BYTES])) as source:
            lies = straightener.straighten(source.page(0))
        yield KnownSkew(
            name=path.stem,
            # They count counter-clockwise.
            skew_deg=float(angle),
            undone_deg=lies.skew_deg,
            is_upright=lies.quarter_turns == 0,
        )
    page = folder / "jdeskew.png"
    with Image.open(page) as picture:
        flat: Pixels = np.array(picture.convert("RGB"))
    for angle_deg in (-15.0, -10.0, -5.0, -1.0, 0.0, 1.0, 5.0, 10.0, 15.0):
        lies = straightener.straighten(DrawnSource(skew(flat, angle_deg), 100))
        yield KnownSkew(
            name=f"{page.stem} by {angle_deg:g}",
            skew_deg=angle_deg,
            undone_deg=lies.skew_deg,
            is_upright=lies.quarter_turns == 0,
        )


def published_orientation(folder: Path, straightener: Straightener) -> Iterator[Orientation]:
    """Photographs whose files say how they lie: set upright, all look like the first."""
    for shape in ("Landscape", "Portrait"):
        first: Pixels | None = None
        for number in range(1, 9):
            path = folder / f"{shape}_{number}.jpg"
            with open_source(path, sniff(path.read_bytes()[:_HEAD_BYTES])) as source:
                page = source.page(0)
                lies = straightener.straighten(page)
                upright = np.rot90(page.pixels(), -lies.quarter_turns)
            first = upright if first is None else first
            yield Orientation(
                name=path.stem,
                form="photograph",
                turned=number,
                is_right=_look_alike(first, upright),
                is_flagged=lies.is_unsure,
            )


def _look_alike(one: Pixels, other: Pixels) -> bool:
    """But for the big number that is written on each picture."""
    return one.shape == other.shape and float(np.abs(one.astype(int) - other).mean()) < 12


def measure(shared: Path, count: int, pages: Sequence[CleanPage], straightener: Straightener) -> Geometry:
    """Everything; a folder of `shared` that is not there is named in `left_out`."""
    machine = this_machine()
    skews = tuple(measure_skew(pages, count, straightener))
    orientations = tuple(measure_orientation(pages, straightener))
    absent = [name for name in ("deskew", "orientation") if not (shared / name).is_dir()]
    return Geometry(
        machine=machine,
        left_out=tuple(f"{name}: no such folder under --shared" for name in absent),
        skew=skew_errors(skews),
        skews=skews,
        orientations=orientations,
        published_skews=() if "deskew" in absent else tuple(published_skew(shared / "deskew", straightener)),
        published_orientations=()
        if "orientation" in absent
        else tuple(published_orientation(shared / "orientation", straightener)),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared/data"), help="holds published scans")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where geometry.json goes")
    parser.add_argument("--pages", type=int, default=PAGES, help="fewer is quicker, and writes nothing")
    words = parser.parse_args()
    try:
        WORK.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=WORK) as scratch:
            straightener = Straightener(Path(scratch))
            measured = measure(words.shared, words.pages, draw_pages(), straightener)
            straightener.close()
        if words.pages == PAGES:
            write_result(measured, words.results / FILE_NAME)
        print(report(measured))
    except SohoaError as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    main()
