"""Pages of test stacks drawn as pictures."""

import numpy as np
import pytest

from bench.stack_pictures import draw
from bench.stacks.sheet import PlacedCode, PlacedPrint, PlainPage, PrintKind, Sheet
from domain.barcode import Symbology
from domain.errors import MissingTool


def test_a_page_is_drawn_at_its_size_with_all_that_is_on_it() -> None:
    sheet = Sheet()
    sheet.centre("TỜ KHAI ĐĂNG KÝ KHAI SINH", 14, bold=True)
    sheet.codes.append(PlacedCode(payload="PATCHT", symbology=Symbology.QR, left=20, top=100, side=20))
    sheet.prints.append(PlacedPrint(kind=PrintKind.STAMP, x=150, y=200, width=36))
    try:
        drawn = np.asarray(draw(sheet.done(), 1)).astype(int)
    except MissingTool as error:
        pytest.skip(str(error))
    assert drawn.shape == (2339, 1654, 3)
    dark = drawn.sum(axis=2) < 300
    red = drawn[:, :, 0] - drawn[:, :, 1] > 80
    assert dark[:400].any()
    assert dark[790:940, 160:310].mean() > 0.2
    assert red[1400:1750].any()
    assert not red[:1300].any()


def test_a_blank_side_is_drawn_without_ink() -> None:
    drawn = np.asarray(draw(PlainPage(width_mm=80, height_mm=100), 1))
    assert drawn.min() > 200
