"""Printed sheets are known again after scanning, however they were fed."""

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

import cv2
import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray
from PIL import Image

from domain.barcode import PayloadKind, Symbology
from domain.geometry import Dpi
from domain.ids import DossierNumber
from domain.page import Page
from domain.stack import PageRole
from pipeline.pdf.drawing import Drawing, write_drawings
from pipeline.pdf.typeface import sheet_typeface
from pipeline.reading.page_evidence import PageEvidence, evidence_of
from pipeline.reading.split_cues import CueRole
from pipeline.reading.splitting import split_stack
from pipeline.reading.stack import GroupSign, Sign
from pipeline.separators.marks import PATCH_DEPTH
from pipeline.separators.sheets import dossier_cover, dossier_separator, paper_separator
from samples.effects import turn
from tests.packaged import DATA, RULES
from tests.pipeline.reading.stacked import FORM, first, inner
from tests.pipeline.stages.test_page_stages import DrawnSource, page_after

Gray = NDArray[np.uint8]

NUMBERS = (
    DossierNumber("H13.16-250715-0001"),
    DossierNumber("000.00.16.H13-230103-0003"),
    DossierNumber("G22.99.13-250715-0002"),
)
TODAY = date(2025, 8, 1)
SHEETS: dict[str, Drawing] = {
    "dossier": dossier_separator(),
    "paper": paper_separator(),
    **{number: dossier_cover(number) for number in NUMBERS},
}
PATCHES: dict[str, str] = {"dossier": "PATCHT", "paper": "PATCH2", **dict.fromkeys(NUMBERS, "PATCHT")}


def pdf_of(*sheets: Drawing) -> bytes:
    file = io.BytesIO()
    write_drawings(file, "Tờ", sheets, sheet_typeface())
    return file.getvalue()


@cache
def printed(name: str, dpi: int) -> Gray:
    """The sheet as a printer and a perfect scanner leave it."""
    document = pypdfium2.PdfDocument(pdf_of(SHEETS[name]))
    try:
        bitmap = document[0].render(scale=dpi / 72, grayscale=True)
        return np.asarray(bitmap.to_numpy(), np.uint8).reshape(bitmap.height, -1)[:, : bitmap.width].copy()
    finally:
        document.close()


def skewed(sheet: Gray, angle_deg: float) -> Gray:
    height, width = sheet.shape
    about = cv2.getRotationMatrix2D((width / 2, height / 2), angle_deg, 1)
    return np.asarray(cv2.warpAffine(sheet, about, (width, height), borderValue=255.0), np.uint8)


def as_jpeg(sheet: Gray, quality: int) -> Gray:
    file = io.BytesIO()
    Image.fromarray(sheet).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file), np.uint8)


def gray_scan(sheet: Gray, seed: int) -> Gray:
    """Pale ink on paper that is not white, with the noise of a scanner."""
    scan = 60 + sheet * 0.65 + np.random.default_rng(seed).normal(0, 8, sheet.shape)
    return np.clip(scan, 0, 255).astype(np.uint8)


SCANS: dict[str, Callable[[Gray], Gray]] = {
    "as it is": lambda sheet: sheet,
    "askew": lambda sheet: skewed(sheet, 3),
    "far askew": lambda sheet: skewed(sheet, -6),
    "upside down": lambda sheet: turn(sheet, 2),
    "on its side": lambda sheet: turn(sheet, 1),
    "on its other side, askew": lambda sheet: skewed(turn(sheet, 3), 2),
    "poor JPEG": lambda sheet: as_jpeg(sheet, 25),
    "gray, upside down, askew, JPEG": lambda sheet: as_jpeg(gray_scan(skewed(turn(sheet, 2), -2), 1), 50),
    "black and white": lambda sheet: np.where(gray_scan(sheet, 2) < 140, 0, 255).astype(np.uint8),
}


def scanned(scan: Gray, dpi: int) -> Page:
    return page_after(DrawnSource(np.ascontiguousarray(scan), Dpi(dpi, dpi)), "normalise", "codes")


@pytest.mark.parametrize("how", SCANS)
@pytest.mark.parametrize("dpi", [200, 300])
@pytest.mark.parametrize("name", SHEETS)
def test_sheet_is_known_by_its_patch_and_its_number_however_it_was_fed(name: str, dpi: int, how: str) -> None:
    page = scanned(SCANS[how](printed(name, dpi)), dpi)
    patches = [code.payload for code in page.codes if code.symbology is Symbology.PATCH]
    assert set(patches) == {PATCHES[name]}
    assert len(patches) >= 3
    others = {(code.symbology, code.payload) for code in page.codes if code.symbology is not Symbology.PATCH}
    if name in NUMBERS:
        assert others == {(Symbology.QR, name), (Symbology.CODE_128, name)}
    else:
        assert others == set()


def evidence(name: str) -> PageEvidence:
    return evidence_of(scanned(printed(name, 200), 200), DATA, TODAY)


def stack(*pages: PageEvidence | str) -> Sequence[PageEvidence]:
    return [evidence(page) if isinstance(page, str) else page for page in pages]


def test_dossier_sheet_opens_a_dossier() -> None:
    found = split_stack(stack(first(FORM), "dossier", first(FORM), inner(2)), RULES)
    assert [one.role for one in found.verdicts] == [
        PageRole.CONTENT,
        PageRole.SEPARATOR,
        PageRole.CONTENT,
        PageRole.CONTENT,
    ]
    assert [(group.papers, group.sign) for group in found.groups] == [
        ((0,), GroupSign.WHOLE_STACK),
        ((1,), GroupSign.SEPARATOR),
    ]


def test_paper_sheet_begins_a_paper_in_the_same_dossier() -> None:
    # A page without a heading would belong to the paper before it.
    found = split_stack(stack(NUMBERS[0], first(FORM), "paper", inner(), inner()), RULES)
    assert [paper.pages for paper in found.papers] == [(1,), (3, 4)]
    assert found.verdicts[3].sign is Sign.SEPARATOR
    assert [(group.papers, group.number) for group in found.groups] == [((0, 1), NUMBERS[0])]


@pytest.mark.parametrize("number", NUMBERS)
def test_cover_opens_the_dossier_it_names(number: DossierNumber) -> None:
    cover = evidence(number)
    assert cover.dossiers == (number,)
    assert cover.payloads == {PayloadKind.DOSSIER, PayloadKind.SEPARATOR}
    found = split_stack([first(FORM), cover, first(FORM), inner(2)], RULES)
    last = found.groups[-1]
    assert (last.papers, last.number, last.sign) == ((1,), number, GroupSign.SEPARATOR)


def test_cover_with_the_patch_of_paper_sheets_still_opens_its_dossier() -> None:
    page = scanned(printed(NUMBERS[0], 200), 200)
    paper = scanned(printed("paper", 200), 200)
    patched = replace(page, codes=(*(c for c in page.codes if c.payload == NUMBERS[0]), *paper.codes))
    assert not evidence_of(patched, DATA, TODAY).is_within_dossier


@pytest.mark.parametrize("name", SHEETS)
def test_nothing_is_printed_near_the_bars_or_off_the_sheet(name: str) -> None:
    sheet, edge = SHEETS[name], 8 + PATCH_DEPTH
    inside = edge + 12
    for line in sheet.lines:
        half = sheet_typeface().width(line.text, line.size) / 2
        assert line.centre - half >= inside - 0.01
        assert line.centre + half <= sheet.width - inside + 0.01
        assert inside <= line.baseline - line.size * 0.75
        assert line.baseline + line.size * 0.25 <= sheet.height - inside
    for box in sheet.blacks:
        assert box.left >= 7.99
        assert box.top >= 7.99
        assert box.right <= sheet.width - 7.99
        assert box.bottom <= sheet.height - 7.99


def test_dossier_sheet_whose_bars_were_not_read_is_known_by_its_words() -> None:
    told = [line.text for line in SHEETS["dossier"].lines]
    words = sum(len(text.split()) for text in told)
    assert PageEvidence(words=words, cues=frozenset({CueRole.SEPARATOR})).is_separator
    assert told[0] == "TỜ PHÂN CÁCH HỒ SƠ"
    assert not any("PHÂN CÁCH" in line.text for line in SHEETS["paper"].lines)


def test_every_letter_of_the_sheets_is_in_the_font() -> None:
    letters = {letter for sheet in SHEETS.values() for line in sheet.lines for letter in line.text}
    assert {letter for letter in letters if sheet_typeface().glyph(letter) == 0} == set()
