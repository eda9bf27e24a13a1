"""Symbols are read with the right text and place, and nothing is read where there is none."""

import unicodedata
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from domain.barcode import Barcode, Decoder, Symbology
from domain.errors import UnreadableImage
from pipeline.imaging.symbol_regions import find_symbol_regions
from pipeline.imaging.symbol_zbar import read_with_zbar
from pipeline.imaging.symbols import read_symbols

NUMBER = "H13.16-250715-0001"
FORMATS = {
    Symbology.QR: zxingcpp.BarcodeFormat.QRCode,
    Symbology.CODE_128: zxingcpp.BarcodeFormat.Code128,
    Symbology.CODE_39: zxingcpp.BarcodeFormat.Code39,
    Symbology.PDF417: zxingcpp.BarcodeFormat.PDF417,
    Symbology.DATA_MATRIX: zxingcpp.BarcodeFormat.DataMatrix,
}
SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "data"
needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the sample pictures of ../shared/data are absent"
)

Gray = NDArray[np.uint8]


def _symbol(symbology: Symbology, payload: str, module: int = 4) -> Gray:
    picture = zxingcpp.create_barcode(payload, FORMATS[symbology]).to_image(scale=module)
    return np.array(picture, dtype=np.uint8)


def _page(*placed: tuple[Gray, int, int]) -> Gray:
    """An A4 page at 200 dpi with symbols at (left, top)."""
    page = np.full((2339, 1654), 245, dtype=np.uint8)
    for symbol, left, top in placed:
        page[top : top + symbol.shape[0], left : left + symbol.shape[1]] = symbol
    return page


def _payloads(found: tuple[Barcode, ...]) -> list[str]:
    return [barcode.payload for barcode in found]


def test_corners_run_clockwise_from_the_symbol_s_own_top_left() -> None:
    symbol = _symbol(Symbology.QR, NUMBER)
    page = _page((symbol, 300, 400))

    (upright,) = read_symbols(page)
    (turned,) = read_symbols(np.ascontiguousarray(np.rot90(page, -1)))

    quiet = 16
    left, top, right, bottom = (
        300 + quiet,
        400 + quiet,
        300 + symbol.shape[1] - quiet,
        400 + symbol.shape[0] - quiet,
    )
    expected = [(left, top), (right, top), (right, bottom), (left, bottom)]
    for corner, (x, y) in zip(upright.corners, expected, strict=True):
        assert (corner.x, corner.y) == pytest.approx((x, y), abs=4)
    for corner, (x, y) in zip(turned.corners, expected, strict=True):
        assert (corner.x, corner.y) == pytest.approx((page.shape[0] - y, x), abs=4)


def test_only_the_wanted_symbologies_are_read() -> None:
    page = _page((_symbol(Symbology.QR, NUMBER), 100, 100), (_symbol(Symbology.CODE_128, "KHAC"), 100, 900))

    assert _payloads(read_symbols(page, frozenset({Symbology.CODE_128}))) == ["KHAC"]
    assert read_symbols(page, frozenset()) == ()


def test_equal_symbols_at_two_places_are_two() -> None:
    symbol = _symbol(Symbology.QR, NUMBER)

    assert _payloads(read_symbols(_page((symbol, 100, 100), (symbol, 900, 1500)))) == [NUMBER, NUMBER]


def test_symbols_come_from_top_to_bottom() -> None:
    below, above = _symbol(Symbology.QR, "duoi"), _symbol(Symbology.CODE_128, "TREN-0001")

    assert _payloads(read_symbols(_page((below, 100, 1500), (above, 300, 200)))) == ["TREN-0001", "duoi"]


def test_two_strips_of_one_barcode_are_one_symbol() -> None:
    symbol = _symbol(Symbology.CODE_128, NUMBER)
    middle = symbol.shape[0] // 2
    symbol[middle - 10 : middle + 10] = 255

    assert _payloads(read_symbols(_page((symbol, 300, 400)))) == [NUMBER]


def test_equal_barcodes_at_two_places_are_two() -> None:
    symbol = _symbol(Symbology.CODE_128, NUMBER)

    assert len(read_symbols(_page((symbol, 300, 400), (symbol, 600, 1500)))) == 2


def test_a_large_code_that_specks_break_up_is_read_beside_smaller_ones() -> None:
    page = np.full((6600, 4700), 245, dtype=np.uint8)
    large, small = _symbol(Symbology.QR, NUMBER, 60), _symbol(Symbology.QR, "nhỏ", 20)
    page[3000 : 3000 + large.shape[0], 1500 : 1500 + large.shape[1]] = large
    page[600 : 600 + small.shape[0], 500 : 500 + small.shape[1]] = small
    specks = np.random.default_rng(4).random(page.shape) < 0.05
    page[specks] = 255 - page[specks]

    assert _payloads(read_symbols(page)) == ["nhỏ", NUMBER]


def test_bytes_that_are_no_text_are_kept_one_letter_a_byte() -> None:
    symbol = zxingcpp.create_barcode(b"\xe1\xa1\x83\xff\xfe", zxingcpp.BarcodeFormat.DataMatrix)
    page = _page((np.array(symbol.to_image(scale=6), dtype=np.uint8), 300, 400))

    assert [len(payload) for payload in _payloads(read_symbols(page))] == [5]


def _vietnamese(rng: np.random.Generator, most_words: int) -> str:
    letters = list(
        "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
    )
    words = ("".join(rng.choice(letters, rng.integers(1, 7))) for _ in range(rng.integers(1, most_words + 1)))
    return " ".join(words).title()


def test_three_hundred_vietnamese_payloads_are_read_to_the_letter() -> None:
    rng = np.random.default_rng(1)
    plain = [_vietnamese(rng, 12) for _ in range(300)]
    # As keyboards and old programs write it too: letter and mark apart, and the Icelandic letter for Đ.
    payloads = [
        unicodedata.normalize("NFD", text) if place % 3 == 1 else text.replace("Đ", "\u00d0")
        for place, text in enumerate(plain)
    ]

    found = [_payloads(read_symbols(_symbol(Symbology.QR, payload))) for payload in payloads]

    assert found == [[payload] for payload in payloads]


def test_zbar_gives_vietnamese_to_the_letter_or_nothing() -> None:
    rng = np.random.default_rng(2)
    payloads = [_vietnamese(rng, 1) for _ in range(40)]

    found = [
        _payloads(read_with_zbar(_symbol(Symbology.QR, payload), frozenset(Symbology)))
        for payload in payloads
    ]

    assert all(texts in ([payload], []) for texts, payload in zip(found, payloads, strict=True))
    assert sum(map(bool, found)) > 30


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_zbar_and_zxing_agree_on_the_corners(turns: int) -> None:
    symbol = np.pad(_symbol(Symbology.QR, NUMBER), 40, constant_values=255)
    picture = np.ascontiguousarray(np.rot90(symbol, turns))

    (second,) = read_with_zbar(picture, frozenset({Symbology.QR}))
    (first,) = read_symbols(picture)

    assert (second.payload, second.decoder) == (first.payload, Decoder.ZBAR)
    for mine, other in zip(first.corners, second.corners, strict=True):
        assert (mine.x, mine.y) == pytest.approx((other.x, other.y), abs=12)


def test_zbar_is_not_asked_for_code_39() -> None:
    symbol = np.pad(_symbol(Symbology.CODE_39, NUMBER), 40, constant_values=255)

    assert read_with_zbar(symbol, frozenset(Symbology)) == ()


def test_a_small_code_scanned_coarsely_is_read() -> None:
    symbol = cv2.resize(_symbol(Symbology.QR, NUMBER, 8), (62, 62), interpolation=cv2.INTER_AREA)
    page = _page((np.asarray(cv2.GaussianBlur(symbol, (0, 0), 0.8), dtype=np.uint8), 100, 100))

    assert _payloads(read_symbols(page)) == [NUMBER]


@pytest.mark.parametrize("angle_deg", [3, 20, 45])
def test_a_noisy_turned_code_is_read_once(angle_deg: float) -> None:
    symbol = np.pad(_symbol(Symbology.QR, NUMBER, 6), 120, constant_values=245)
    side = symbol.shape[0]
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), angle_deg, 1)
    turned = cv2.warpAffine(symbol, turn, (side, side), borderValue=245.0)
    noisy = turned + np.random.default_rng(1).normal(0, 20, turned.shape)
    page = _page((np.clip(noisy, 0, 255).astype(np.uint8), 200, 200))

    assert _payloads(read_symbols(page)) == [NUMBER]


def test_a_light_on_dark_code_is_read() -> None:
    assert _payloads(read_symbols(_page((255 - _symbol(Symbology.QR, NUMBER, 6), 200, 200)))) == [NUMBER]


@pytest.mark.parametrize(("payload", "read"), [("A1", []), ("ABC", []), ("ABCD", ["ABCD"])])
def test_a_short_code_39_is_not_believed(payload: str, read: list[str]) -> None:
    assert _payloads(read_symbols(_page((_symbol(Symbology.CODE_39, payload), 200, 200)))) == read


@pytest.mark.parametrize(
    ("payload", "read"),
    [("12+A+B", "12ab"), ("01/CT-UBND", "01/CT-UBND"), ("+H+S%K1%M", "hs[1]"), ("A%V+B+C", "A%Vbc")],
)
def test_full_ascii_is_expanded_only_where_lower_case_shows_it(payload: str, read: str) -> None:
    assert _payloads(read_symbols(_page((_symbol(Symbology.CODE_39, payload, 3), 200, 200)))) == [read]


def test_bars_of_a_few_scan_lines_are_not_believed() -> None:
    bars = _symbol(Symbology.CODE_39, NUMBER)[60:64]

    assert read_symbols(_page((bars, 200, 200))) == ()


def test_paper_without_symbols_gives_none() -> None:
    rng = np.random.default_rng(2)
    noise = rng.integers(0, 256, (900, 700)).astype(np.uint8)

    assert read_symbols(_page()) == ()
    assert read_symbols(noise) == ()
    assert read_symbols(np.zeros((400, 400), dtype=np.uint8)) == ()


@pytest.mark.parametrize("shape", [(1, 1), (2, 500), (3, 3), (1, 5000), (5000, 4), (0, 0)])
def test_pictures_of_odd_shapes_give_none(shape: tuple[int, int]) -> None:
    assert read_symbols(np.full(shape, 128, dtype=np.uint8)) == ()


def test_corners_on_a_page_beyond_the_bound_are_those_of_the_page() -> None:
    page = np.full((9000, 6500), 245, dtype=np.uint8)
    symbol = _symbol(Symbology.QR, NUMBER, 12)
    page[5000 : 5000 + symbol.shape[0], 3000 : 3000 + symbol.shape[1]] = symbol

    (found,) = read_symbols(page)

    assert (found.corners[0].x, found.corners[0].y) == pytest.approx((3000 + 48, 5000 + 48), abs=12)


@pytest.mark.parametrize(
    "pixels", [np.zeros((9, 9, 3), np.uint8), np.zeros((9, 9), np.uint16).view(np.uint16)]
)
def test_other_pixels_than_gray_bytes_are_refused(pixels: Gray) -> None:
    with pytest.raises(UnreadableImage, match="gray"):
        read_symbols(pixels)


def test_a_region_is_named_for_a_symbol_and_none_for_blank_paper() -> None:
    symbol = _symbol(Symbology.QR, NUMBER, 6)

    (region,) = find_symbol_regions(_page((symbol, 300, 400)))

    assert region.left <= 300 + 24
    assert region.top <= 400 + 24
    assert region.right >= 300 + symbol.shape[1] - 24
    assert region.bottom >= 400 + symbol.shape[0] - 24
    assert find_symbol_regions(_page()) == ()


def _gray(path: Path) -> Gray:
    with Image.open(path) as opened:
        colour = opened.convert("RGBA")
    paper = Image.new("RGBA", colour.size, "white")
    paper.alpha_composite(colour)
    return np.array(paper.convert("L"), dtype=np.uint8)


@needs_samples
@pytest.mark.parametrize("name", ["qrcode-1", "code128-1", "code39-3", "datamatrix-2", "pdf417-3"])
def test_published_samples_are_read(name: str) -> None:
    folder = SAMPLES / "qr-barcode" / "zxing-cpp" / name
    pictures = [path for path in sorted(folder.iterdir()) if path.suffix in {".png", ".webp", ".jpg"}]
    assert pictures

    for path in pictures:
        expected = path.with_suffix(".txt").read_text(encoding="utf-8")
        (found,) = read_symbols(_gray(path))
        assert _lines(found.payload) == _lines(expected), path.name


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").strip("\n").split("\n")


@needs_samples
def test_pictures_known_to_mislead_decoders_give_nothing() -> None:
    folder = SAMPLES / "qr-barcode" / "zxing-cpp" / "falsepositives-1"
    pictures = [path for path in sorted(folder.iterdir()) if path.suffix in {".png", ".webp", ".jpg"}]
    assert pictures

    assert [path.name for path in pictures if read_symbols(_gray(path))] == []
