"""Measures the line recogniser beside tesseract on the same lines: python -m bench.line_reader --help."""

import argparse
import json
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from time import process_time

import numpy as np
from PIL import Image
from rapidfuzz.distance import Levenshtein

from adapters import limit_threads, load_ocr_engine
from domain.geometry import Box
from domain.ocr import Layout, OcrEngine
from domain.raster import Mode, Raster
from domain.text import Word
from pipeline.imaging.skew import estimate_skew

ALIKE = 0.4
"""A line read belongs to a line of the truth when either engine is wrong in fewer letters than this share."""
SPELLED_ALIKE = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})


@dataclass(frozen=True, slots=True)
class Sample:
    """A line as a picture and as both engines read it, with what is printed there."""

    group: str
    truth: str
    width: int
    tesseract: str
    line: str
    words: tuple[Word, ...]
    tesseract_ms: float
    line_ms: float


def plain(text: str) -> str:
    """NFC, one kind of quotation mark and dash, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).translate(SPELLED_ALIKE).split())


def errors(truth: str, text: str) -> float:
    """Wrong letters as a share of those printed."""
    return Levenshtein.distance(truth, text) / max(len(truth), 1)


def level_page(file: Path, dpi: float) -> Image.Image:
    """The page in gray, set level as the stage deskew does it."""
    page = Image.open(file).convert("L")
    skew = estimate_skew(np.asarray(page), dpi)
    return page.rotate(-skew.angle_deg, Image.Resampling.BICUBIC, fillcolor=255)


def raster(image: Image.Image) -> Raster:
    return Raster(image.width, image.height, image.width, Mode.GRAY, memoryview(image.tobytes()))


def crop(page: Image.Image, box: Box) -> Image.Image:
    margin = round(0.1 * box.height)
    corners = (box.left - margin, box.top - margin, box.right + margin, box.bottom + margin)
    left, top, right, bottom = (round(value) for value in corners)
    return page.crop((max(left, 0), max(top, 0), min(right, page.width), min(bottom, page.height)))


def read_lines(page: Image.Image, dpi: float, engines: tuple[OcrEngine, OcrEngine]) -> Iterator[Sample]:
    """The lines tesseract finds on a page, as it read them there and as the line recogniser reads each."""
    finder, second = engines
    begun = process_time()
    lines = finder.read(raster(page), dpi).lines
    finder_ms = 1000 * (process_time() - begun) / max(len(lines), 1)
    for line in lines:
        image = crop(page, line.box)
        begun = process_time()
        text = second.read(raster(image), dpi, Layout.LINE)
        spent_ms = 1000 * (process_time() - begun)
        width = round(32 * image.width / image.height)
        yield Sample("", "", width, plain(line.text), plain(text.text), text.words, finder_ms, spent_ms)


def matched(group: str, truths: list[str], samples: Iterator[Sample]) -> Iterator[Sample]:
    """Each line beside the truth it is most like; lines like none (stamps, two columns) are counted."""
    wanted = [truth for truth in map(plain, truths) if len(truth) > 3 and "⟦" not in truth]
    left_out = 0
    for sample in samples:

        def unlike(truth: str, sample: Sample = sample) -> float:
            return min(errors(truth, sample.tesseract), errors(truth, sample.line))

        truth = min(wanted, key=unlike)
        if unlike(truth) < ALIKE:
            yield replace(sample, group=group, truth=truth)
        else:
            left_out += 1
    print(f"{group}: {left_out} lines without a truth left out", file=sys.stderr)


def synthetic(folder: Path, engines: tuple[OcrEngine, OcrEngine]) -> Iterator[Sample]:
    for file in sorted((folder / "pages").glob("*/*")):
        name, *damage = file.stem.split("__")
        truth = json.loads((folder / "gt" / f"{name}.json").read_text(encoding="utf-8"))
        with Image.open(file) as picture:
            dpi = 72 * picture.width / truth["size_pt"][0]
        page = level_page(file, dpi)
        group = damage[0] if damage else file.parent.name
        yield from matched(group, [line["text"] for line in truth["lines"]], read_lines(page, dpi, engines))


def official(pictures: Path, truths: Path, engines: tuple[OcrEngine, OcrEngine]) -> Iterator[Sample]:
    for file in sorted(truths.glob("*.p*.txt")):
        name, page_number = file.stem.rsplit(".p", 1)
        found = sorted(pictures.glob(f"{name}-p{page_number}.*"))
        if not page_number.isdigit() or not found:
            continue
        with Image.open(found[0]) as picture:
            dpi = 100 if picture.width < 1200 else 300
        page = level_page(found[0], dpi)
        lines = file.read_text(encoding="utf-8").splitlines()
        yield from matched(f"official {dpi} dpi", lines, read_lines(page, dpi, engines))


def rate(samples: list[Sample], engine: str) -> tuple[float, float]:
    """Wrong letters and wrong words in percent."""
    letters, words, wrong_letters, wrong_words = 0, 0, 0.0, 0.0
    for sample in samples:
        text = getattr(sample, engine)
        letters, words = letters + len(sample.truth), words + len(sample.truth.split())
        wrong_letters += Levenshtein.distance(sample.truth, text)
        wrong_words += Levenshtein.distance(sample.truth.split(), text.split())
    return 100 * wrong_letters / letters, 100 * wrong_words / words


def better(samples: list[Sample]) -> tuple[int, int, int]:
    """Lines the line recogniser reads better, as well, and worse."""
    signs = [
        np.sign(Levenshtein.distance(s.truth, s.tesseract) - Levenshtein.distance(s.truth, s.line))
        for s in samples
    ]
    return signs.count(1), signs.count(0), signs.count(-1)


def report(samples: list[Sample]) -> None:
    print(
        "| lines | n | tesseract CER / WER | line CER / WER | better / same / worse |\n|---|---|---|---|---|"
    )
    for group in sorted({sample.group for sample in samples}):
        chosen = [sample for sample in samples if sample.group == group]
        first, second = rate(chosen, "tesseract"), rate(chosen, "line")
        print(
            f"| {group} | {len(chosen)} | {first[0]:.2f} / {first[1]:.2f} % "
            f"| {second[0]:.2f} / {second[1]:.2f} % | {' / '.join(map(str, better(chosen)))} |"
        )
    print("\n| width at 32 high | n | tesseract ms CPU (page / lines) | line ms CPU |\n|---|---|---|---|")
    for low, high in ((0, 200), (200, 400), (400, 600), (600, 800), (800, 1200), (1200, 2400)):
        chosen = [sample for sample in samples if low <= sample.width < high]
        if chosen:
            medians = (np.median([getattr(s, f) for s in chosen]) for f in ("tesseract_ms", "line_ms"))
            print(
                f"| {low}-{high} | {len(chosen)} | " + " | ".join(f"{value:.0f}" for value in medians) + " |"
            )
    print("\n| the line recogniser's word is sure of | words | of them right |\n|---|---|---|")
    marked = [
        (word.confidence, plain(word.text) in s.truth.split())
        for s in samples
        for word in s.words
        if word.text
    ]
    for least, most in ((0.0, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 0.99), (0.99, 1.01)):
        right = [good for sure, good in marked if least <= sure < most]
        if right:
            print(
                f"| {least:.2f}-{min(most, 1.0):.2f} | {len(right)} | {100 * sum(right) / len(right):.1f} % |"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--synthetic", type=Path, help="folder with pages/ and gt/NAME.json")
    parser.add_argument("--official", type=Path, help="folder of pictures NAME-pN.jpg")
    parser.add_argument("--truths", type=Path, help="folder of NAME.pN.txt for --official")
    given = parser.parse_args()
    limit_threads()
    engines = load_ocr_engine("tesseract", None), load_ocr_engine("line", None)
    samples: list[Sample] = []
    if given.synthetic:
        samples += synthetic(given.synthetic, engines)
    if given.official and given.truths:
        samples += official(given.official, given.truths, engines)
    report(samples)
    for engine in engines:
        engine.close()


if __name__ == "__main__":
    main()
