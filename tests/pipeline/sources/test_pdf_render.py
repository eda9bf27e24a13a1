"""What a drawn page shows: fields, stamps and seals."""

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from domain.geometry import Size
from domain.image import Coding
from pipeline.sources.source import SourcePage

FirstPage = Callable[..., SourcePage]
PdfMaker = Callable[..., Path]
Keys = dict[str, object]

FULL = b"q 72 0 0 100.8 0 0 cm /Im Do Q"


def _appearance(pdf: pikepdf.Pdf, **keys: pikepdf.Object) -> None:
    """Lays an annotation that shows as a blue square at 10 to 40 points onto the page."""
    blue = pdf.make_stream(
        b"0 0 1 rg 0 0 30 30 re f",
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Form,
        BBox=pikepdf.Array([0, 0, 30, 30]),
    )
    note = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Rect=pikepdf.Array([10, 10, 40, 40]),
            F=4,
            AP=pikepdf.Dictionary(N=blue),
        )
    )
    for key, entry in keys.items():
        note[f"/{key}"] = entry
    pdf.pages[0].obj.Annots = pikepdf.Array([note])
    if "FT" in keys:
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([note]))


def _stamp(pdf: pikepdf.Pdf) -> None:
    _appearance(pdf, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Sig, T=pikepdf.String("ky"))


def _filled_field(pdf: pikepdf.Pdf) -> None:
    text = pikepdf.String("Nguyen Van An")
    _appearance(pdf, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T=pikepdf.String("ten"), V=text)


def _typed_over(pdf: pikepdf.Pdf) -> None:
    _appearance(pdf, Subtype=pikepdf.Name.Stamp)


BLUE = [0, 0, 255]
MIDDLE = (420 - 100, 100)


def test_a_signature_stamp_leaves_a_scan_as_it_lies(
    first_page: FirstPage, make_pdf: PdfMaker, jpeg: bytes, jpeg_keys: Keys
) -> None:
    page = first_page(make_pdf(FULL, {"Im": (jpeg, jpeg_keys)}, edit=_stamp))
    assert page.image.coding is Coding.JPEG
    assert page.pixels()[MIDDLE].tolist() != BLUE


@pytest.mark.parametrize("edit", [_filled_field, _typed_over])
def test_what_people_put_onto_a_scan_is_drawn(
    first_page: FirstPage,
    make_pdf: PdfMaker,
    jpeg: bytes,
    jpeg_keys: Keys,
    edit: Callable[[pikepdf.Pdf], None],
) -> None:
    page = first_page(make_pdf(FULL, {"Im": (jpeg, jpeg_keys)}, edit=edit))
    assert page.image.coding is None
    assert page.pixels()[MIDDLE].tolist() == BLUE


@pytest.mark.parametrize("edit", [_stamp, _filled_field, _typed_over])
def test_a_born_digital_page_shows_its_fields_and_its_seal(
    first_page: FirstPage, make_pdf: PdfMaker, edit: Callable[[pikepdf.Pdf], None]
) -> None:
    page = first_page(make_pdf(b"BT /F1 12 Tf 10 80 Td (so) Tj ET", {}, edit=edit))
    assert page.image.size == Size(300, 420)
    assert page.pixels()[MIDDLE].tolist() == BLUE
    assert page.existing_text == "so"
