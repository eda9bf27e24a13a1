import io

import pytest
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

from pipeline.pdf.glyphless import ADVANCE, ASCENT, DESCENT, GLYPH, glyphless_font


@pytest.fixture
def font() -> TTFont:
    return TTFont(io.BytesIO(glyphless_font()), checkChecksums=2, lazy=False)


def test_every_table_parses_and_checksums_hold(font: TTFont) -> None:
    tables = ("OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post")
    assert all(font[tag] for tag in tables)
    assert font["name"].getDebugName(6) == "SohoaGlyphless"


def test_glyph_has_an_outline_of_the_advertised_size(font: TTFont) -> None:
    name = font.getGlyphOrder()[GLYPH]
    pen = BoundsPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(pen)
    assert pen.bounds == (0, DESCENT, ADVANCE, ASCENT)
    assert font["hmtx"][name] == (ADVANCE, 0)


def test_font_is_small() -> None:
    assert len(glyphless_font()) <= 1024
