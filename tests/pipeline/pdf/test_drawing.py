"""Drawn pages: what lies where, and letters that look like letters."""

import io
import string

import numpy as np
import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from numpy.typing import NDArray

from bench.build_sheet_font import letters
from domain.geometry import Box
from pipeline.pdf.drawing import Drawing, TextLine, write_drawings
from pipeline.pdf.typeface import Typeface, sheet_typeface

VIETNAMESE = "Đặt tờ này trước giấy tờ đầu tiên của mỗi hồ sơ"


def written(*pages: Drawing, title: str = "Thử") -> bytes:
    file = io.BytesIO()
    write_drawings(file, title, pages, sheet_typeface())
    return file.getvalue()


def shown(data: bytes) -> NDArray[np.uint8]:
    """The first page with ten pixels a millimetre."""
    document = pypdfium2.PdfDocument(data)
    try:
        drawn = document[0].render(scale=10 * 25.4 / 72, grayscale=True).to_numpy()
        return np.asarray(drawn, np.uint8).squeeze()
    finally:
        document.close()


def test_rectangle_lies_where_it_was_put() -> None:
    page = Drawing(width=50, height=30, blacks=(Box(10, 5, 20, 8), Box(20, 5, 22, 8)))
    seen = shown(written(page))
    assert seen.shape == pytest.approx((300, 500), abs=1)
    rows, columns = np.nonzero(seen < 128)
    assert (rows.min(), rows.max() + 1, columns.min(), columns.max() + 1) == (50, 80, 100, 220)
    assert (seen[51:79, 101:219] == 0).all(), "no seam between neighbours"


def test_line_is_centred_and_as_wide_as_the_font_says() -> None:
    line = TextLine(text=VIETNAMESE, centre=100, baseline=20, size=6)
    seen = shown(written(Drawing(width=200, height=30, lines=(line,))))
    rows, columns = np.nonzero(seen < 128)
    width = sheet_typeface().width(VIETNAMESE, 6)
    assert (columns.max() - columns.min()) / 10 == pytest.approx(width, abs=1.0)
    assert (columns.max() + columns.min()) / 20 == pytest.approx(100, abs=0.6)
    assert 130 < rows.min() < 170
    assert 200 < rows.max() < 225


def test_bold_line_has_more_ink() -> None:
    line = TextLine(text="HỒ SƠ", centre=50, baseline=20, size=8)
    bold = TextLine(text="HỒ SƠ", centre=50, baseline=20, size=8, bold=True)
    plain_ink, bold_ink = (
        (shown(written(Drawing(width=100, height=30, lines=(one,)))) < 128).sum() for one in (line, bold)
    )
    assert 1.2 * plain_ink < bold_ink < 2 * plain_ink


def test_file_is_sound_and_equal_pages_give_equal_bytes() -> None:
    page = Drawing(width=210, height=297, lines=(TextLine(text="Tờ", centre=105, baseline=50, size=9),))
    data = written(page, page)
    assert data == written(page, page)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.check_pdf_syntax() == []
        sides = [float(side) for side in pdf.pages[0].mediabox][2:]
        assert sides == pytest.approx([595.28, 841.89], abs=0.01)
        assert str(pdf.docinfo["/Title"]) == "Thử"
        assert pdf.pages[0].resources == pdf.pages[1].resources, "one font serves all pages"


def test_typeface_reads_the_glyphs_and_widths_that_the_file_has() -> None:
    font = TTFont(io.BytesIO(sheet_typeface().data))
    names, widths = font.getBestCmap(), font["hmtx"]
    for letter in letters():
        glyph = names[ord(letter)]
        assert sheet_typeface().glyph(letter) == font.getGlyphID(glyph)
        assert sheet_typeface().advance(letter) == round(widths[glyph][0] * 1000 / 2048)


def test_letters_are_those_of_vietnamese() -> None:
    assert {*VIETNAMESE, *VIETNAMESE.upper(), *string.ascii_letters, *"ẵỹỵẸỞ“”"} <= {*letters()}
    assert len(letters()) == 95 + 2 * 67 + 6


def test_letter_the_font_lacks_is_drawn_as_its_box() -> None:
    assert sheet_typeface().glyph("中") == 0


def test_licence_stands_in_the_font() -> None:
    names = TTFont(io.BytesIO(sheet_typeface().data))["name"]
    assert "SIL Open Font License" in names.getDebugName(13)
    assert "Google" in names.getDebugName(0)


def test_font_without_a_table_of_letters_is_refused() -> None:
    font = TTFont(io.BytesIO(sheet_typeface().data))
    font["cmap"].tables = [one for one in font["cmap"].tables if one.platformID == 0]
    file = io.BytesIO()
    font.save(file)
    with pytest.raises(ValueError, match="no table of letters"):
        Typeface(file.getvalue())
