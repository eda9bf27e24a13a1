"""Turns clean pages into scans and writes them in the formats that scanners write."""

import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from time import gmtime

import numpy as np
from PIL import Image

from samples.dossiers import Dossier, Format, Scan
from samples.effects import (
    Pixels,
    add_noise,
    bleed_through,
    blur,
    fade,
    light_unevenly,
    skew,
    tint,
    turn,
)
from samples.papers import draw_paper_of
from samples.sheet import DrawnPage
from samples.truth import FileTruth, PageTruth

BLACK_BELOW = 150
"""Gray that a bitonal scan takes for ink."""
PNG_COLOURS = 64


@dataclass(frozen=True, slots=True)
class _ScannedPage:
    image: Image.Image
    truth: PageTruth


def _scan_page(scan: Scan, pages: list[DrawnPage], index: int, seed: int) -> Image.Image:
    clean: Pixels = np.array(pages[index].image)
    back: Pixels = np.array(pages[(index + 1) % len(pages)].image)
    pixels = fade(clean, scan.fading)
    if scan.bleed:
        pixels = bleed_through(pixels, scan.bleed, back)
    pixels = skew(tint(pixels), scan.skews_deg[index])
    pixels = light_unevenly(pixels, scan.shadow, seed)
    pixels = blur(pixels, scan.dpi / 400)
    if scan.noise:
        pixels = add_noise(pixels, scan.noise, seed)
    return Image.fromarray(turn(pixels, scan.quarter_turns))


def _scan_paper(dossier: Dossier, scan: Scan, share_of_dpi: float) -> list[_ScannedPage]:
    dpi = round(scan.dpi * share_of_dpi)
    pages = draw_paper_of(dossier.case, scan.kind, dpi)
    scanned = []
    for index, page in enumerate(pages):
        seed = zlib.crc32(f"{dossier.case.seed} {dossier.folder} {scan.name} {index}".encode())
        truth = PageTruth(
            index=index,
            dpi=dpi,
            width=page.image.width,
            height=page.image.height,
            skew_deg=scan.skews_deg[index],
            quarter_turns=scan.quarter_turns,
            codes=page.codes,
            lines=page.lines,
        )
        scanned.append(_ScannedPage(_scan_page(scan, pages, index, seed), truth))
    return scanned


def _write(images: list[Image.Image], scan: Scan, dpi: int, path: Path) -> None:
    first, *rest = images
    match scan.format:
        case Format.JPEG:
            first.save(path, "JPEG", quality=scan.quality, dpi=(dpi, dpi), optimize=True)
        case Format.PNG:
            few = first.quantize(PNG_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
            few.save(path, "PNG", dpi=(dpi, dpi), optimize=True)
        case Format.PDF:
            # A fixed date keeps the bytes the same from run to run.
            first.save(
                path,
                "PDF",
                save_all=True,
                append_images=rest,
                resolution=dpi,
                quality=scan.quality,
                creationDate=gmtime(0),
                modDate=gmtime(0),
            )
        case Format.TIFF_G4:
            black_and_white = [
                Image.fromarray(np.array(image.convert("L")) >= BLACK_BELOW) for image in images
            ]
            black_and_white[0].save(
                path,
                "TIFF",
                save_all=True,
                append_images=black_and_white[1:],
                compression="group4",
                dpi=(dpi, dpi),
            )


def _files_of(scan: Scan, pages: list[_ScannedPage]) -> list[tuple[str, list[_ScannedPage]]]:
    """File names and the pages each holds."""
    if scan.format in {Format.PDF, Format.TIFF_G4} or len(pages) == 1:
        return [(f"{scan.name}.{scan.format}", pages)]
    return [(f"{scan.name}-p{number}.{scan.format}", [page]) for number, page in enumerate(pages, start=1)]


def scan_dossier(dossier: Dossier, out: Path, share_of_dpi: float = 1.0) -> tuple[FileTruth, ...]:
    """Writes the dossier's files under out/dossiers; a smaller share of the dpi is quicker, for tests."""
    folder = out / "dossiers" / dossier.folder
    folder.mkdir(parents=True, exist_ok=True)
    truths = []
    for scan in dossier.scans:
        for name, pages in _files_of(scan, _scan_paper(dossier, scan, share_of_dpi)):
            _write([page.image for page in pages], scan, pages[0].truth.dpi, folder / name)
            truths.append(
                FileTruth(
                    path=f"dossiers/{dossier.folder}/{name}",
                    folder=dossier.folder,
                    paper=scan.name,
                    type_code=scan.kind,
                    dossier_number=dossier.case.dossier_number,
                    number_from=dossier.number_from,
                    page_count=len(pages),
                    people=tuple(person.name for person in dossier.case.people),
                    pages=tuple(replace(page.truth, index=index) for index, page in enumerate(pages)),
                )
            )
    return tuple(truths)
