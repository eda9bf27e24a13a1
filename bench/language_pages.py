"""Pages with known text, as tesseract reads them: synthetic ones, and real scans where those are at hand."""

import difflib
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image

from domain.raster import Mode, Raster
from domain.text import PageText, Word
from ocr_models.language.syllable import skeleton
from ocr_models.tesseract import TesseractEngine

_SHARP_DPI, _USUAL_DPI = 300, 200
_PDF_POINTS = 72
_BY_HAND = re.compile(r"⟦[^⟧]*⟧")


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What is printed on a page, word by word, and what was read."""

    name: str
    truth: tuple[str, ...]
    read: PageText


def synthetic_pages(folder: Path) -> Iterator[ReadPage]:
    """Every page under `folder`/pages."""
    engine = TesseractEngine()
    for path in sorted(folder.glob("pages/*/*.*")):
        truth = json.loads((folder / "gt" / f"{path.stem.split('__')[0]}.json").read_text(encoding="utf-8"))
        text = "\n".join(line["text"] for line in truth["lines"])
        is_sharp = "300" in path.parent.name or path.stem.endswith("300")
        with Image.open(path) as picture:
            yield _page(engine, path.stem, text, picture, _SHARP_DPI if is_sharp else _USUAL_DPI)
    engine.close()


def scanned_pages(folder: Path) -> Iterator[ReadPage]:
    """Every page of `folder`/pdf that has a text `gt/NAME.pN.txt`; handwriting is taken out of the text."""
    engine = TesseractEngine()
    for path in sorted(folder.glob("gt/*.p?.txt")):
        name, number = path.stem.rsplit(".p", 1)
        document = pypdfium2.PdfDocument(folder / "pdf" / f"{name}.pdf")
        picture = document[int(number) - 1].render(scale=_SHARP_DPI / _PDF_POINTS).to_pil()
        document.close()
        text = _BY_HAND.sub(" ", path.read_text(encoding="utf-8"))
        yield _page(engine, path.stem, text, picture, _SHARP_DPI)
    engine.close()


def _page(engine: TesseractEngine, name: str, text: str, picture: Image.Image, dpi: int) -> ReadPage:
    pixels = np.asarray(picture.convert("L"))
    height, width = pixels.shape
    raster = Raster(width, height, width, Mode.GRAY, memoryview(pixels.tobytes()))
    truth = unicodedata.normalize("NFC", text).split()
    return ReadPage(name, tuple(truth), engine.read(raster, dpi))


def aligned(truth: Sequence[str], words: Sequence[Word]) -> dict[int, str]:
    """The printed word for each read word that has the same letters but for marks, by place."""
    printed = [skeleton(word) for word in truth]
    read = [skeleton(word.text) for word in words]
    blocks = difflib.SequenceMatcher(None, printed, read, autojunk=False).get_matching_blocks()
    return {right + step: truth[left + step] for left, right, size in blocks for step in range(size)}
