"""Measures how well sohoa reads, beside other readers: python -m bench.accuracy --shared FOLDER."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bench.accuracy_figures import PageFigures, group_figures
from bench.accuracy_report import report
from bench.accuracy_run import FILE_NAME, REPORT_NAME, Accuracy
from bench.ground import RESULTS, WORK
from bench.kept_readings import KeptReader
from bench.machine import this_machine
from bench.page_sides import Side, load_sides
from bench.peers import find_ocrmypdf
from bench.reader_pairs import differences
from bench.readers import Reader, Reading, SohoaReader, ocrmypdf_reader, tesseract_reader
from bench.results_file import write_result
from bench.score import score_page
from bench.sureness import sureness_of
from bench.true_pages import CORPORA, SAMPLES, Choice, Corpora, TruePage, gather
from domain.errors import SohoaError, UsageError
from domain.ocr import Effort

KEPT = WORK / "accuracy"
LANES = 2
"""Readers at work side by side, each on one core."""
_TURNS = 2 * LANES
"""In how many parts a reader reads: the last ones keep both cores busy."""
OURS = tuple(f"sohoa-{effort}" for effort in Effort)
PEERS = ("tesseract", "OCRmyPDF")


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads, sohoa first."""

    ours: tuple[Reader, ...]
    peers: tuple[Reader, ...]
    left_out: tuple[str, ...] = ()

    @property
    def present(self) -> tuple[Reader, ...]:
        return (*self.ours, *self.peers)


def find_readers(scratch: Path, kept: Path, only: Sequence[str] = (*OURS, *PEERS)) -> Readers:
    """Those of `only` that are installed; what peers read lies in `kept`."""
    ours = [SohoaReader(scratch / effort, effort) for effort in Effort]
    peers: list[Reader] = []
    left_out: list[str] = []
    if "tesseract" in only:
        peers.append(KeptReader(tesseract_reader(scratch / "tesseract"), kept))
    if "OCRmyPDF" in only:
        program = find_ocrmypdf()
        if program is None:
            left_out.append("OCRmyPDF is not here; `make bench-setup` installs it")
        else:
            peers.append(KeptReader(ocrmypdf_reader(program, scratch / "ocrmypdf"), kept))
    return Readers(tuple(one for one in ours if one.name in only), tuple(peers), tuple(left_out))


def measure(corpora: Corpora, readers: Readers) -> Accuracy:
    """Every reader over every page."""
    machine = this_machine()
    if not corpora.pages:
        raise UsageError(f"there is no page to read: {'; '.join(corpora.left_out)}")
    if not readers.present:
        raise UsageError(f"there is nobody to read: {'; '.join(readers.left_out)}")
    pictures = [page.picture for page in corpora.pages]
    kept = tuple(_told_if_kept(reader, pictures) for reader in readers.present)
    read = _read_all(readers.present, corpora.pages)
    pages = tuple(
        _figures(name, page, reading)
        for name, readings in read.items()
        for page, reading in zip(corpora.pages, readings, strict=True)
    )
    ours = [reader.name for reader in readers.ours]
    return Accuracy(
        machine=machine,
        versions=tuple(reader.version for reader in readers.present),
        left_out=(*corpora.left_out, *readers.left_out),
        kept=tuple(filter(None, kept)),
        groups=group_figures(pages),
        differences=differences(pages, ours, [reader.name for reader in readers.peers]),
        sureness=tuple(one for name in ours for one in sureness_of(name, corpora.pages, read[name])),
        pages=pages,
    )


def _told_if_kept(reader: Reader, pictures: Sequence[Path]) -> str:
    known = reader.count_kept(pictures) if isinstance(reader, KeptReader) else 0
    told = f"{reader.name}: {known} of {len(pictures)} readings, with their CPU, are of earlier runs"
    return told if known else ""


def _read_all(readers: Sequence[Reader], pages: Sequence[TruePage]) -> Mapping[str, Sequence[Reading]]:
    """By reader, in the order of the pages."""
    turns = [(reader, turn) for reader in readers for turn in range(_TURNS)]
    with ThreadPoolExecutor(LANES) as lanes:
        read = list(lanes.map(lambda one: _read(one[0], pages[one[1] :: _TURNS]), turns))
    readings: dict[str, list[Reading]] = {reader.name: [_UNREAD] * len(pages) for reader in readers}
    for (reader, turn), part in zip(turns, read, strict=True):
        readings[reader.name][turn::_TURNS] = part
    return readings


_UNREAD = Reading(text="", cpu_s=0.0)


def _read(reader: Reader, pages: Sequence[TruePage]) -> list[Reading]:
    if not pages:
        return []
    readings = list(reader.read([page.picture for page in pages]))
    for page, reading in zip(pages, readings, strict=True):
        if reading.failure:
            print(f"{reader.name} did not read {page.name}: {reading.failure}", file=sys.stderr)
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


def write(run: Accuracy, folder: Path) -> None:
    """Writes accuracy.json, from which `bench.accuracy_plots` draws, and the tables beside it."""
    write_result(run, folder / FILE_NAME)
    (folder / REPORT_NAME).write_text(report(run) + "\n", encoding="utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the caller asked for."""

    shared: Path
    results: Path
    anew: bool
    only: tuple[str, ...]
    choice: Choice

    @property
    def is_whole(self) -> bool:
        """Only then the figures are kept: a part of them would look like all."""
        return self.only == (*OURS, *PEERS) and self.choice == Choice()


def run(wish: Wish, gathered: Callable[[Path], Corpora], found: Callable[[Path], Readers]) -> str:
    """Measures, writes the results of a whole run and gives the tables."""
    WORK.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=WORK) as name:
        measured = measure(gathered(Path(name) / "pictures"), found(Path(name)))
    if wish.is_whole:
        write(measured, wish.results)
    return report(measured)


def parse(argv: Sequence[str] | None = None) -> Wish:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared/data"), help="holds the corpora")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the figures of a whole run go")
    parser.add_argument("--anew", action="store_true", help="read with peers too, whatever earlier runs kept")
    parser.add_argument(
        "--only",
        action="append",
        choices=(*OURS, *PEERS),
        help="this reader alone; more than once for several",
    )
    parser.add_argument("--side", choices=[side.value for side in Side], help="pages of this side alone")
    parser.add_argument("--corpus", action="append", choices=CORPORA, help="this corpus alone, or several")
    words = parser.parse_args(argv)
    sides = frozenset({Side(words.side)} if words.side else Side)
    return Wish(
        shared=words.shared,
        results=words.results,
        anew=words.anew,
        only=tuple(words.only or (*OURS, *PEERS)),
        choice=Choice(frozenset(words.corpus or CORPORA), sides),
    )


def main() -> None:
    wish = parse()
    try:
        print(
            run(
                wish,
                lambda work: gather(wish.shared, SAMPLES, load_sides(), work, wish.choice),
                lambda work: find_readers(work, work / "kept" if wish.anew else KEPT, wish.only),
            )
        )
    except SohoaError as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    main()
