"""Leaders vanish from forms, whatever they are made of, and all letters and marks of the text stay."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from domain.errors import MissingModel
from domain.geometry import Box
from ocr_models.tessdata import find_model
from ocr_models.tesseract import TesseractEngine
from pipeline.imaging.leaders import without_leaders
from pipeline.imaging.pixels import raster_of

TINOS = Path("/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf")
PAPER, INK = 240, 30
FINER = 4
LABEL = "Họ, chữ đệm, tên:"
VALUE = "NGUYỄN ĐẠT"
TEXT = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Một việc lạ: ẹ ị ọ ụ ạ ộ ệ ị ị ị i j i i i ii iii viii",
    "Diện tích 1.234.567,89 m2; từ 08:30 đến 16:45 ngày 02-07-2025.",
    "Giấy tờ khác (hộ chiếu, căn cước, v.v...) kèm theo bản chính...",
    "1. 2. 3. 4. 5. 6. 7. 8. và a.b.c.d.e.f.g.h.",
    "Còn nữa.... và nữa – – và — hết",
)

needs_tinos = pytest.mark.skipif(
    not TINOS.is_file(), reason="the font Tinos is not installed: apt install fonts-croscore"
)

Gray = NDArray[np.uint8]
Piece = tuple[float, float, str]
"""Where text begins and its baseline, in points, and what it says."""


def _page(dpi: int, *pieces: Piece, size_pt: float = 13) -> Gray:
    """A strip of paper, 450 points wide, 200 high, with text on it."""
    scale = dpi / 72
    fine = Image.new("L", (round(450 * scale) * FINER, round(200 * scale) * FINER), PAPER)
    draw = ImageDraw.Draw(fine)
    font = ImageFont.truetype(str(TINOS), size_pt * scale * FINER)
    for x, y, text in pieces:
        draw.text((x * scale * FINER, y * scale * FINER), text, font=font, fill=INK, anchor="ls")
    size = (fine.width // FINER, fine.height // FINER)
    page = cv2.GaussianBlur(np.asarray(fine.resize(size, Image.Resampling.BOX), np.uint8), (0, 0), dpi / 330)
    return np.asarray(page, np.uint8)


def _points(page: Gray, dpi: int, box: Box) -> Gray:
    """The part of a page inside a box in points."""
    scale = dpi / 72
    rows = slice(round(box.top * scale), round(box.bottom * scale))
    return page[rows, round(box.left * scale) : round(box.right * scale)]


def _dotted(shape: tuple[int, int], dots: list[tuple[float, float]], radius: float) -> Gray:
    """Round dots on blank paper."""
    page = np.full((shape[0] * FINER, shape[1] * FINER), PAPER, np.uint8)
    for x, y in dots:
        cv2.circle(page, (round(x * FINER), round(y * FINER)), round(radius * FINER), (INK,), -1)
    return np.asarray(cv2.resize(page, (shape[1], shape[0]), interpolation=cv2.INTER_AREA), np.uint8)


@needs_tinos
@pytest.mark.parametrize("leader", [".", "…", ". ", "-", "- ", "_"])
@pytest.mark.parametrize("dpi", [150, 180, 300])
def test_leader_is_erased_and_the_text_beside_it_is_untouched(leader: str, dpi: int) -> None:
    count = {"…": 15, "_": 30}.get(leader, 40)
    text: tuple[Piece, ...] = ((20, 60, LABEL), (130, 60, VALUE), (20, 90, "Nơi cư trú: ấp Thượng"))
    page = _page(dpi, *text, (225, 60, leader * count))

    cleared = without_leaders(page, dpi)

    assert _points(page, dpi, Box(224, 40, 440, 75)).min() < 160
    assert _points(cleared, dpi, Box(224, 40, 440, 75)).min() > PAPER - 25
    before_leader = Box(0, 0, 222, 200)
    assert np.array_equal(_points(cleared, dpi, before_leader), _points(page, dpi, before_leader))


@needs_tinos
@pytest.mark.parametrize("dpi", [150, 180, 240])
@pytest.mark.parametrize("size_pt", [9, 13, 16])
def test_text_without_leaders_is_given_back_as_it_is(dpi: int, size_pt: float) -> None:
    page = _page(dpi, *((20, 25 + 26 * row, text) for row, text in enumerate(TEXT)), size_pt=size_pt)

    assert without_leaders(page, dpi) is page


@needs_tinos
def test_an_ellipsis_stays_and_five_dots_go() -> None:
    ellipsis = _page(180, (20, 60, "Còn nữa ...."))
    leader = _page(180, (20, 60, "Còn nữa ....."))

    assert without_leaders(ellipsis, 180) is ellipsis
    assert without_leaders(leader, 180) is not leader


@needs_tinos
def test_the_input_is_never_altered() -> None:
    page = _page(180, (20, 60, LABEL + "." * 60))
    kept = page.copy()

    without_leaders(page, 180)

    assert np.array_equal(page, kept)


@needs_tinos
@pytest.mark.parametrize("dpi", [150, 180, 300])
def test_value_above_the_dots_keeps_its_letters_and_loses_the_dots(dpi: int) -> None:
    value: Piece = (130, 57, "Nguyễn Văn Hữu Tâm")
    label: Piece = (20, 60, LABEL)
    letters = _page(dpi, label, value)
    page = _page(dpi, label, value, (125, 60, "." * 90))

    cleared = without_leaders(page, dpi)

    drawn, kept = (255 - part.astype(np.int32) for part in (letters, cleared))
    ink = letters < 100
    assert (kept[ink] >= drawn[ink] - 30).all()
    dots = (page < 140) & (letters > PAPER - 10)
    assert np.count_nonzero(dots & (cleared < 140)) < 0.2 * np.count_nonzero(dots)


@needs_tinos
@pytest.mark.parametrize("start_pt", [76.0, 77.5])
def test_colon_that_the_dots_follow_stays(start_pt: float) -> None:
    page = _page(180, (20, 60, "Ngày sinh:"), (start_pt + 2, 60, "." * 100))

    cleared = without_leaders(page, 180)

    colon = Box(20, 45, 76, 66)
    assert np.array_equal(_points(cleared, 180, colon) < 140, _points(page, 180, colon) < 140)
    assert _points(cleared, 180, Box(82, 45, 390, 66)).min() > PAPER - 25


@needs_tinos
def test_full_stop_before_the_dots_stays() -> None:
    page = _page(180, (20, 60, "ấp 3. " + "." * 70))

    cleared = without_leaders(page, 180)

    words = Box(15, 45, 48, 66)
    assert np.array_equal(_points(cleared, 180, words) < 140, _points(page, 180, words) < 140)
    assert _points(cleared, 180, Box(49, 45, 400, 66)).min() > PAPER - 25


@needs_tinos
def test_short_end_of_a_row_goes_with_its_leader() -> None:
    page = _page(180, (20, 60, "Dân tộc: " + "." * 30), (180, 60, "Năm: "), (210, 60, "...."))

    cleared = without_leaders(page, 180)

    assert _points(page, 180, Box(209, 50, 230, 66)).min() < 140
    assert _points(cleared, 180, Box(209, 50, 230, 66)).min() > PAPER - 25


@needs_tinos
def test_table_stays_with_its_rules() -> None:
    page = _page(
        180, *((30 + 100 * column, 42 + 30 * row, "Số 5") for column in range(4) for row in range(4))
    )
    for line in range(5):
        at = round((20 + 30 * line) * 180 / 72)
        cv2.line(page, (50, at), (1050, at), (INK,), 2)
        cv2.line(page, (50 + 250 * line, 50), (50 + 250 * line, 350), (INK,), 2)

    assert without_leaders(page, 180) is page


@settings(derandomize=True, deadline=None, max_examples=40)
@given(
    dpi=st.sampled_from([150, 180, 200, 240]),
    pitch_mm=st.floats(0.8, 2.4),
    dot_mm=st.floats(0.3, 0.5),
    slope=st.floats(-0.004, 0.004),
    start=st.floats(20, 21),
)
def test_dots_of_any_pitch_are_erased(
    dpi: int, pitch_mm: float, dot_mm: float, slope: float, start: float
) -> None:
    across = np.arange(start, 680, pitch_mm * dpi / 25.4)
    page = _dotted((120, 700), [(x, 60 + slope * x) for x in across], dot_mm / 2 * dpi / 25.4)

    cleared = without_leaders(page, dpi)

    assert cleared.min() > PAPER - 40


@settings(derandomize=True, deadline=None, max_examples=30)
@given(places=st.lists(st.tuples(st.integers(10, 690), st.integers(10, 290)), max_size=25))
def test_no_ink_appears_anywhere(places: list[tuple[int, int]]) -> None:
    page = _dotted((300, 700), [(float(x), float(y)) for x, y in places], 1.5)

    assert (without_leaders(page, 180) >= page).all()


def test_letters_made_of_dots_stay() -> None:
    pitch = 180 / 25.4 * 0.7
    dots = [(50 + pitch * column, 50 + pitch * row) for column in range(40) for row in range(7)]
    page = _dotted((150, 400), dots, 1.2)

    assert without_leaders(page, 180) is page


def test_dots_at_odd_places_stay() -> None:
    across = np.cumsum(np.tile([9, 18, 11, 16, 7, 14], 10)).tolist()
    page = _dotted((100, 800), [(20 + x, 50) for x in across], 1.4)

    assert without_leaders(page, 180) is page


def test_local_paper_takes_the_place_of_dots() -> None:
    shade = np.linspace(150, 245, 700)[None, :] * np.ones((120, 1))
    dots = _dotted((120, 700), [(20.0 + 8 * k, 60.0) for k in range(80)], 1.3)
    page = np.asarray(shade * dots / PAPER, np.uint8)

    cleared = without_leaders(page, 180)

    assert np.abs(cleared.astype(np.float64) - shade).max() < 12


@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (40, 2), (1, 900)])
def test_scraps_of_paper_are_given_back(shape: tuple[int, int]) -> None:
    page = np.full(shape, PAPER, np.uint8)
    page[::2, ::3] = INK

    assert without_leaders(page, 180).shape == shape


@pytest.fixture(scope="module")
def engine() -> TesseractEngine:
    try:
        find_model("vie")
        find_model("osd")
    except MissingModel as error:
        pytest.skip(str(error))
    return TesseractEngine()


@needs_tinos
def test_filled_in_lines_are_read_right(engine: TesseractEngine) -> None:
    lines = ("Họ, chữ đệm, tên: LÝ PHÙ SA LĨNH", "Nơi sinh: xã Vàm Lúa, thành phố Cần Thơ")
    rows = ((20.0, 60.0, lines[0] + " " + "." * 60), (20.0, 90.0, lines[1] + " " + "." * 50))
    page = _page(180, *rows)

    read = engine.read(raster_of(without_leaders(page, 180)), 180)

    assert tuple(line.text for line in read.lines) == lines
