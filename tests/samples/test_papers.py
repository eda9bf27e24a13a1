"""Every paper draws at any resolution, and its truth lies where its ink lies."""

import unicodedata
from itertools import combinations

import numpy as np
import pytest
import zxingcpp
from fontTools.ttLib import TTFont

from domain.errors import MissingTool
from domain.geometry import Box
from samples import fonts
from samples.fonts import Face
from samples.papers import PaperKind, draw_paper
from samples.sheet import DrawnPage

TITLES = {
    PaperKind.RECEIPT: "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
    PaperKind.BIRTH_APPLICATION: "TỜ KHAI ĐĂNG KÝ KHAI SINH",
    PaperKind.LAND_APPLICATION: "ĐƠN ĐĂNG KÝ BIẾN ĐỘNG",
    PaperKind.BIRTH_CERTIFICATE: "GIẤY KHAI SINH",
    PaperKind.LAND_CERTIFICATE: "GIẤY CHỨNG NHẬN",
    PaperKind.DECISION: "QUYẾT ĐỊNH",
}
PAGES = {
    PaperKind.RECEIPT: 1,
    PaperKind.BIRTH_APPLICATION: 2,
    PaperKind.LAND_APPLICATION: 2,
    PaperKind.BIRTH_CERTIFICATE: 1,
    PaperKind.LAND_CERTIFICATE: 2,
    PaperKind.DECISION: 2,
}
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ²"
LAND_SEED = 1


def _shared_area(one: Box, other: Box) -> float:
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(width, 0) * max(height, 0)


@pytest.fixture(scope="module")
def pages() -> list[DrawnPage]:
    """A page of every layout."""
    return [page for kind in PaperKind for seed in (LAND_SEED, 2) for page in draw_paper(kind, seed, 72)]


@pytest.mark.parametrize("kind", list(PaperKind))
def test_a_paper_has_its_title_and_its_pages(kind: PaperKind) -> None:
    pages = draw_paper(kind, LAND_SEED, 60)
    assert len(pages) == PAGES[kind]
    assert TITLES[kind] in [line.text for line in pages[0].lines]
    assert {page.image.size for page in pages} == {(496, 702)}


def test_text_is_composed_and_inside_the_page(pages: list[DrawnPage]) -> None:
    for page in pages:
        for line in page.lines:
            assert unicodedata.is_normalized("NFC", line.text)
            assert 0 <= line.box.left < line.box.right <= page.image.width
            assert 0 <= line.box.top < line.box.bottom <= page.image.height


def test_lines_do_not_run_into_each_other(pages: list[DrawnPage]) -> None:
    for page in pages:
        for one, other in combinations(page.lines, 2):
            smaller = min(one.box.width * one.box.height, other.box.width * other.box.height)
            assert _shared_area(one.box, other.box) < 0.15 * smaller, (one.text, other.text)


def test_there_is_ink_in_every_line_box(pages: list[DrawnPage]) -> None:
    for page in pages:
        gray = np.asarray(page.image.convert("L"))
        for line in page.lines:
            box = line.box
            inside = gray[int(box.top) : round(box.bottom) + 1, int(box.left) : round(box.right) + 1]
            assert int(inside.min()) < 140, line.text


def test_a_resolution_scales_the_page_and_keeps_the_text() -> None:
    low, high = draw_paper("GKS", 2, 60)[0], draw_paper("GKS", 2, 120)[0]
    assert [line.text for line in low.lines] == [line.text for line in high.lines]
    assert high.lines[0].box.left == pytest.approx(2 * low.lines[0].box.left, abs=3)


@pytest.mark.parametrize(("kind", "seed"), [("GTN", 0), ("GTN", 1), ("GTN", 2), ("GCN", 1)])
def test_codes_say_what_the_truth_says(kind: str, seed: int) -> None:
    page = draw_paper(kind, seed, 200)[0]
    read = {code.text for code in zxingcpp.read_barcodes(np.asarray(page.image.convert("L")))}
    assert read == {code.payload for code in page.codes}
    assert page.codes


def test_the_same_seed_draws_the_same_page() -> None:
    one, other, third = (draw_paper("QD", seed, 60)[0] for seed in (4, 4, 5))
    assert one == other
    assert one.image.tobytes() != third.image.tobytes()


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="XYZ"):
        draw_paper("XYZ", 1, 60)


@pytest.mark.parametrize("face", list(Face))
def test_every_vietnamese_letter_is_in_the_font(face: Face) -> None:
    with TTFont(fonts.find_font(face)) as font:
        known = font.getBestCmap()
    missing = [letter for letter in LETTERS + LETTERS.upper() if ord(letter) not in known]
    assert missing == []


def test_a_missing_font_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FOLDERS", ())
    with pytest.raises(MissingTool, match="fonts-freefont-ttf"):
        fonts.find_font.__wrapped__(Face.PEN)
