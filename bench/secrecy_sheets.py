"""The sheets to press stamps on: drawn papers, letters, bare covers and, where they are, pages of others."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw

from pipeline.sources.source import open_source, sniff
from samples.effects import Pixels
from samples.fonts import Face, load_font
from samples.old_letters import old_letter
from samples.papers import PaperKind, draw_paper
from samples.typewriter import type_page

_HEAD_BYTES = 4096
_A4_INCHES = 210 / 25.4
_DPI, _SHARE_OF_DPI = (150, 200, 300), (0.65, 0.25, 0.1)
_DPI_OF_STAMPED, _SHARE_OF_STAMPED = (200, 300), (0.75, 0.25)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page before anything is pressed on it."""

    name: str
    rgb: Pixels
    dpi: float
    is_scan: bool
    """Already scanned once: it gets no tint, grain or skew of ours."""


class Sheets:
    """Blank forms, letters and, where the folder `shared` has them, pages of others; taken in turn."""

    def __init__(self, shared: Path) -> None:
        official = sorted((shared / "vn-official" / "pdf").glob("*.pdf"))
        synthetic = sorted((shared / "vn-synthetic" / "pages" / "clean200").glob("*"))
        damaged = sorted((shared / "vn-synthetic" / "pages" / "deg").glob("*"))
        self.official = tuple((path, number) for path in official for number in range(_page_count(path)))
        self._scans = (*self.official, *((path, 0) for path in (*synthetic, *damaged)))

    def take(self, rng: np.random.Generator, *, for_stamp: bool = False, wants_print: bool = False) -> Sheet:
        """One page in four is of others, one in ten a typed letter, one in twelve nearly bare."""
        dpis, shares = (_DPI_OF_STAMPED, _SHARE_OF_STAMPED) if for_stamp else (_DPI, _SHARE_OF_DPI)
        dpi = int(rng.choice(dpis, p=shares))
        seed = int(rng.integers(0, 100_000))
        lot = float(rng.uniform())
        if self._scans and lot < 0.25:
            return self.scan(*self._scans[int(rng.integers(len(self._scans)))])
        if lot < 0.35:
            page = type_page(old_letter(seed), dpi, seed)
            return Sheet(name=f"letter {seed}", rgb=np.array(page.image), dpi=dpi, is_scan=False)
        if lot < 0.43 and not wants_print:
            return Sheet(name=f"cover {seed}", rgb=_cover(dpi, seed), dpi=dpi, is_scan=False)
        kind = tuple(PaperKind)[int(rng.integers(len(PaperKind)))]
        pages = draw_paper(kind, seed, dpi)
        image = pages[int(rng.integers(len(pages)))].image
        return Sheet(name=f"{kind} {seed}", rgb=np.array(image.convert("RGB")), dpi=dpi, is_scan=False)

    def scan(self, path: Path, number: int) -> Sheet:
        with open_source(path, sniff(path.read_bytes()[:_HEAD_BYTES])) as source:
            page = source.page(number)
            pixels, image = page.pixels(), page.image
        rgb = pixels if pixels.ndim == 3 else cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB)
        dpi = image.dpi.x if image.dpi_known else min(rgb.shape[:2]) / _A4_INCHES
        return Sheet(name=f"{path.stem} p{number + 1}", rgb=np.asarray(rgb, np.uint8), dpi=dpi, is_scan=True)


def _page_count(path: Path) -> int:
    with open_source(path, sniff(path.read_bytes()[:_HEAD_BYTES])) as source:
        return source.page_count


def _cover(dpi: int, seed: int) -> Pixels:
    """The first leaf of a file: an office, a title, little else."""
    image = Image.new("RGB", (round(8.27 * dpi), round(11.69 * dpi)), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    for number, (words, points) in enumerate(
        (("ỦY BAN NHÂN DÂN XÃ VÀM LÚA", 14), ("HỒ SƠ LƯU TRỮ", 26), (f"Quyển số {seed % 90 + 1}", 16))
    ):
        font = load_font(Face.SERIF_BOLD, points * dpi / 72)
        draw.text((image.width / 2, (0.12 + 0.2 * number) * image.height), words, (0, 0, 0), font, "mm")
    return np.array(image)
