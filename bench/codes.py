"""Measures how well codes are read beside zxing-cpp, and what a look costs: python -m bench.codes."""

import argparse
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from bench.codes_figures import ROTATIONS, Codes, Misled, PageSymbols, SetCount, report
from bench.ground import RESULTS
from bench.machine import this_machine
from bench.results_file import write_result
from domain.barcode import Symbology
from domain.errors import SohoaError
from pipeline.imaging.symbols import read_symbols
from pipeline.sources.source import open_source, sniff

FILE_NAME = "codes.json"
VIETNAMESE = 300
COST_PAGES = 40
_PICTURES = frozenset({".png", ".webp", ".jpg"})
_HEAD_BYTES = 4096
_NOTHING_THERE = "falsepositives-1"
_WITHOUT_TRUTH = ("multi-1", "qrcode-7")
_MATRIX = frozenset(
    {"QR Code", "Micro QR Code", "rMQR Code", "Data Matrix", "Aztec", "PDF417", "MicroPDF417"}
)
_ALL = frozenset(Symbology)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}
_A4_AT_300 = (3300, 3700)  # the long side, with the margins scanners add or cut off

Gray = NDArray[np.uint8]


def _gray(path: Path) -> Gray:
    with Image.open(path) as opened:
        colour = opened.convert("RGBA")
    paper = Image.new("RGBA", colour.size, "white")
    paper.alpha_composite(colour)
    return np.array(paper.convert("L"), dtype=np.uint8)


def _turned(picture: Gray, turns: int) -> Gray:
    return np.ascontiguousarray(np.rot90(picture, -turns))


def _plain(text: str) -> str:
    """Without escapes, and line ends of one kind."""
    text = re.sub(r"\\([nrt\\])", lambda found: _ESCAPES[found[1]], text)
    return text.replace("\r\n", "\n").strip("\n")


def _read_by_zxing(picture: Gray) -> list[str]:
    """Every way zxing-cpp has to write what it reads with all formats and its own settings."""
    texts: list[str] = []
    for mode in (zxingcpp.TextMode.Plain, zxingcpp.TextMode.HRI):
        found = zxingcpp.read_barcodes(picture, text_mode=mode)
        texts += [one.text for one in found]
        texts += [one.bytes.decode("latin-1") for one in found]
        texts += [one.bytes.decode("utf-8", errors="replace") for one in found]
    return texts


def _truth(path: Path) -> str | None:
    """What stands beside the picture: a text, or bytes taken for Latin-1."""
    if (text := path.with_suffix(".txt")).exists():
        return text.read_text(encoding="utf-8")
    raw = path.with_suffix(".bin")
    return raw.read_bytes().decode("latin-1") if raw.exists() else None


def _pictures(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if path.suffix in _PICTURES]


def count_set(folder: Path) -> SetCount | None:
    """The set in `folder`; None when no picture in it has a text beside it."""
    known = [(path, truth) for path in _pictures(folder) if (truth := _truth(path)) is not None]
    zxing, ours, missed = [0] * ROTATIONS, [0] * ROTATIONS, []
    for path, truth in known:
        picture, wanted = _gray(path), {truth, _plain(truth)}
        for turns in range(ROTATIONS):
            turned = _turned(picture, turns)
            by_zxing = not wanted.isdisjoint({*(texts := _read_by_zxing(turned)), *map(_plain, texts)})
            read = [code.payload for code in read_symbols(turned, _ALL)]
            by_us = not wanted.isdisjoint({*read, *map(_plain, read)})
            zxing[turns] += by_zxing
            ours[turns] += by_us
            if by_zxing and not by_us:
                missed.append(f"{folder.name}/{path.name} at {turns * 90}")
    if not known:
        return None
    return SetCount(
        name=folder.name, pictures=len(known), zxing=tuple(zxing), ours=tuple(ours), missed=tuple(missed)
    )


def find_misled(folder: Path) -> Iterator[Misled]:
    """Pictures without a symbol in which either reader reads something."""
    for path in _pictures(folder):
        picture = _gray(path)
        for turns in range(ROTATIONS):
            turned = _turned(picture, turns)
            for reader, found in (
                ("sohoa", bool(read_symbols(turned, _ALL))),
                ("zxing-cpp", bool(zxingcpp.read_barcodes(turned))),
            ):
                if found:
                    yield Misled(name=path.name, rotation=turns, reader=reader)


def pages_of(folder: Path) -> Iterator[tuple[str, Gray]]:
    """The pages of a folder's files, as sohoa opens them; files it refuses are passed over."""
    for path in sorted(folder.iterdir()):
        try:
            with open_source(path, sniff(path.read_bytes()[:_HEAD_BYTES])) as source:
                for index in range(source.page_count):
                    pixels = source.page(index).pixels()
                    gray = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
                    yield f"{path.name} p{index + 1}", np.asarray(gray, np.uint8)
        except SohoaError:
            continue


def _untold(sets: Path) -> Iterator[tuple[str, Gray]]:
    """Pictures of the sets that have no text of their own: several symbols, or parts of one."""
    for name in _WITHOUT_TRUTH:
        for path in _pictures(sets / name):
            if _truth(path) is None:
                yield f"{name}/{path.name}", _gray(path)


def _counted(found: Iterable[tuple[str, str]]) -> Counter[str]:
    """Symbols by their text; a barcode that was read in strips counts once."""
    found = list(found)
    counts = Counter(text for kind, text in found if kind in _MATRIX)
    counts.update({text for kind, text in found if kind not in _MATRIX})
    return counts


def read_page(name: str, picture: Gray) -> PageSymbols:
    """What is read on a page as it comes and turned; of zxing-cpp, whatever it reads in any rotation."""
    most: Counter[str] = Counter()
    ours: list[Counter[str]] = []
    patches: list[int] = []
    for turns in range(ROTATIONS):
        turned = _turned(picture, turns)
        by_zxing = zxingcpp.read_barcodes(turned, text_mode=zxingcpp.TextMode.Plain)
        most |= _counted((str(one.symbology), one.text or one.bytes.decode("latin-1")) for one in by_zxing)
        found = read_symbols(turned, _ALL)
        own = [
            (code.symbology.value, code.payload) for code in found if code.symbology is not Symbology.PATCH
        ]
        ours.append(_counted(own))
        patches.append(len(found) - len(own))
    return PageSymbols(
        name=name,
        zxing=most.total(),
        ours=tuple(one.total() for one in ours),
        patches=tuple(patches),
        missed=tuple(
            f"{name} at {turns * 90}" for turns, one in enumerate(ours) for _ in (most - one).elements()
        ),
    )


def draw_vietnamese(count: int) -> Iterator[str]:
    """Invented Vietnamese payloads: letters with their marks, apart from them, and the Icelandic Đ."""
    letters = list(
        "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
    )
    rng = np.random.default_rng(20_26)
    for number in range(count):
        words = ("".join(rng.choice(letters, rng.integers(1, 7))) for _ in range(rng.integers(1, 20)))
        text = " ".join(words).title()
        yield (text, unicodedata.normalize("NFD", text), text.replace("Đ", "\u00d0"))[number % 3]


def count_vietnamese(count: int) -> int:
    """How many payloads come back to the letter from the QR codes drawn of them."""
    read = 0
    for payload in draw_vietnamese(count):
        drawn = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode).to_image(scale=4)
        read += [code.payload for code in read_symbols(np.array(drawn, dtype=np.uint8))] == [payload]
    return read


def cost_of(picture: Gray) -> float | None:
    """CPU milliseconds of a look, the best of three; None for a page with a code or of another size."""
    if not _A4_AT_300[0] <= max(picture.shape) <= _A4_AT_300[1] or read_symbols(picture):
        return None
    times: list[float] = []
    for _ in range(3):
        started = time.process_time()
        read_symbols(picture)
        times.append((time.process_time() - started) * 1000)
    return min(times)


def _costs(folder: Path) -> Iterator[float]:
    for _, picture in pages_of(folder):
        if (cost := cost_of(picture)) is not None:
            yield cost


def measure(shared: Path, vietnamese: int = VIETNAMESE) -> Codes:
    """Everything; a folder of `shared` that is not there is named in `left_out`."""
    machine = this_machine()
    sets, official = shared / "qr-barcode" / "zxing-cpp", shared / "vn-official" / "pdf"
    samples = [shared / "intake-samples", shared / "patch-codes"]
    nothing = sets / _NOTHING_THERE
    absent = [folder for folder in (sets, official, *samples) if not folder.is_dir()]
    folders = (
        [] if sets in absent else [one for one in sorted(sets.iterdir()) if one.is_dir() and one != nothing]
    )
    groups = [pages_of(folder) for folder in samples if folder not in absent]
    groups += [] if sets in absent else [_untold(sets)]
    costs = () if official in absent else islice(_costs(official), COST_PAGES)
    return Codes(
        machine=machine,
        zxing_version=version("zxing-cpp"),
        left_out=tuple(f"{folder.relative_to(shared)}: no such folder under --shared" for folder in absent),
        sets=tuple(one for folder in folders if (one := count_set(folder)) is not None),
        misled=() if sets in absent else tuple(find_misled(nothing)),
        misleading_pictures=0 if sets in absent else len(_pictures(nothing)),
        pages=tuple(read_page(name, picture) for pages in groups for name, picture in pages),
        vietnamese=vietnamese,
        vietnamese_read=count_vietnamese(vietnamese),
        cpu_ms=tuple(costs),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--shared", type=Path, default=Path("../shared/data"), help="holds published pictures"
    )
    parser.add_argument("--results", type=Path, default=RESULTS, help="where codes.json goes")
    words = parser.parse_args()
    cv2.setNumThreads(1)
    measured = measure(words.shared)
    write_result(measured, words.results / FILE_NAME, places=1)
    print(report(measured))


if __name__ == "__main__":
    main()
