"""Measures how well sohoa reads, beside other readers: python -m bench.accuracy --shared FOLDER."""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bench.accuracy_figures import ConfidenceBin, PageFigures, confidence_bins, group_figures
from bench.accuracy_table import FILE_NAME, Accuracy, report
from bench.ground import RESULTS, WORK
from bench.kept_readings import KeptReader
from bench.machine import this_machine
from bench.page_sides import load_sides
from bench.peers import find_ocrmypdf
from bench.readers import Reader, Reading, SohoaReader, ocrmypdf_reader, tesseract_reader
from bench.score import right_words, score_page
from bench.true_pages import SAMPLES, Corpora, TruePage, gather
from domain.codec import canonical
from domain.errors import SohoaError, UsageError

KEPT = WORK / "accuracy"
LANES = 2
"""Readers at work side by side, each on one core."""


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads; the first is the one that the run is about."""

    present: tuple[Reader, ...]
    left_out: tuple[str, ...]


def find_readers(scratch: Path, kept: Path) -> Readers:
    """Sohoa and the peers that are installed; what those read lies in `kept`."""
    peers = [KeptReader(tesseract_reader(scratch / "tesseract"), kept)]
    left_out: tuple[str, ...] = ()
    program = find_ocrmypdf()
    if program is None:
        left_out = ("OCRmyPDF is not here; `make bench-setup` installs it",)
    else:
        peers.append(KeptReader(ocrmypdf_reader(program, scratch / "ocrmypdf"), kept))
    return Readers((SohoaReader(scratch / "sohoa"), *peers), left_out)


def measure(corpora: Corpora, readers: Readers) -> Accuracy:
    """Every reader over every page."""
    machine = this_machine()
    if not corpora.pages:
        raise UsageError(f"there is no page to read: {'; '.join(corpora.left_out)}")
    pictures = [page.picture for page in corpora.pages]
    kept = tuple(_told_if_kept(reader, pictures) for reader in readers.present)
    with ThreadPoolExecutor(LANES) as lanes:
        read = list(lanes.map(lambda reader: _read_all(reader, corpora.pages), readers.present))
    pages = tuple(
        _figures(reader.name, page, reading)
        for reader, readings in zip(readers.present, read, strict=True)
        for page, reading in zip(corpora.pages, readings, strict=True)
    )
    return Accuracy(
        machine=machine,
        versions=tuple(reader.version for reader in readers.present),
        left_out=(*corpora.left_out, *readers.left_out),
        kept=tuple(filter(None, kept)),
        groups=group_figures(pages),
        pages=pages,
        confidence=_confidence(corpora.pages, read[0]),
    )


def _told_if_kept(reader: Reader, pictures: Sequence[Path]) -> str:
    known = reader.count_kept(pictures) if isinstance(reader, KeptReader) else 0
    told = f"{reader.name}: {known} of {len(pictures)} readings, with their CPU, are of earlier runs"
    return told if known else ""


def _read_all(reader: Reader, pages: Sequence[TruePage]) -> list[Reading]:
    readings: list[Reading] = []
    for page, reading in zip(pages, reader.read([page.picture for page in pages]), strict=True):
        if reading.failure:
            print(f"{reader.name} did not read {page.name}: {reading.failure}", file=sys.stderr)
        readings.append(reading)
    print(f"{reader.name}: {len(readings)} pages", file=sys.stderr)
    return readings


def _figures(reader: str, page: TruePage, reading: Reading) -> PageFigures:
    return PageFigures(
        reader=reader,
        corpus=page.corpus,
        document=page.document,
        page=page.name,
        damage=page.damage,
        side=page.side,
        score=score_page(page.lines, page.orders, reading.text),
        cpu_s=reading.cpu_s,
        failed=bool(reading.failure),
    )


def _confidence(pages: Sequence[TruePage], readings: Sequence[Reading]) -> tuple[ConfidenceBin, ...]:
    words: list[tuple[float, bool]] = []
    for page, reading in zip(pages, readings, strict=True):
        right = right_words(page.orders, [word.text for word in reading.words])
        words += zip([word.confidence for word in reading.words], right, strict=True)
    return confidence_bins(words)


def write(run: Accuracy, folder: Path) -> None:
    """Writes accuracy.json, from which `bench.accuracy_plots` draws."""
    folder.mkdir(parents=True, exist_ok=True)
    # What lies beyond four places says nothing, and would triple the file.
    short = json.loads(canonical(run), parse_float=lambda number: round(float(number), 4))
    written = json.dumps(short, ensure_ascii=False, separators=(",", ":")).replace("},{", "},\n{")
    (folder / FILE_NAME).write_text(written + "\n", encoding="utf-8")


def run(corpora: Corpora, readers: Readers, results: Path) -> str:
    """Measures, writes the results and gives the tables."""
    measured = measure(corpora, readers)
    write(measured, results)
    return report(measured)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared/data"), help="holds the corpora")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where accuracy.json goes")
    parser.add_argument("--anew", action="store_true", help="read with peers too, whatever earlier runs kept")
    words = parser.parse_args()
    try:
        WORK.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=WORK) as name:
            work = Path(name)
            corpora = gather(words.shared, SAMPLES, load_sides(), work / "pictures")
            readers = find_readers(work, work / "kept" if words.anew else KEPT)
            print(run(corpora, readers, words.results))
    except SohoaError as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    main()
