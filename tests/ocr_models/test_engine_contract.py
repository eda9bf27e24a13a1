"""What every OCR engine must do; run against each of them."""

import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from domain.errors import MissingModel, MissingTool, OcrFailed, TimedOut, TooLarge, UnreadableImage
from domain.ocr import Layout, OcrEngine
from domain.raster import Mode, Raster
from ocr_models.pytesseract_engine import PytesseractEngine
from ocr_models.tessdata import find_model
from ocr_models.tesseract import TesseractEngine

TINOS = Path("/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf")
LINES = (
    "Ủy ban nhân dân phường Ninh Kiều",
    "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    "Người nộp hồ sơ đã ký và ghi rõ họ tên",
    "Căn cứ Luật Tổ chức chính quyền địa phương",
    "Trung tâm Phục vụ hành chính công",
    "Thời hạn giải quyết là mười ngày làm việc",
)
DPI = 300


def _raster(image: Image.Image) -> Raster:
    mode = Mode.GRAY if image.mode == "L" else Mode.RGB
    stride = image.width * len(image.getbands())
    return Raster(image.width, image.height, stride, mode, memoryview(image.tobytes()))


def _page(lines: tuple[str, ...] = LINES, mode: str = "L") -> Image.Image:
    image = Image.new(mode, (1300, 150 + 100 * len(lines)), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(str(TINOS), 54)
    for number, line in enumerate(lines):
        draw.text((100, 75 + 100 * number), line, font=font, fill="black")
    return image


def _open(name: str, **options: object) -> OcrEngine:
    if name == "pytesseract" and shutil.which("tesseract") is None:
        pytest.skip("the program tesseract is not installed")
    if not TINOS.is_file():
        pytest.skip("the font Tinos is not installed: apt install fonts-croscore")
    try:
        find_model("vie")
        find_model("osd")
    except MissingModel as error:
        pytest.skip(str(error))
    timeout_s = options.get("timeout_s", 120.0)
    assert isinstance(timeout_s, float)
    if name == "tesseract":
        return TesseractEngine(timeout_s=timeout_s)
    return PytesseractEngine(timeout_s=timeout_s)


@pytest.fixture(scope="module", params=["tesseract", "pytesseract"])
def engine(request: pytest.FixtureRequest) -> Iterator[OcrEngine]:
    opened = _open(request.param)
    yield opened
    opened.close()


def test_printed_lines_are_read_in_order(engine: OcrEngine) -> None:
    page = engine.read(_raster(_page()), DPI)

    assert [line.text for line in page.lines] == list(LINES)
    assert page.engine == engine.name
    assert page.reading_dpi == DPI


def test_text_is_nfc_and_confidence_is_a_share(engine: OcrEngine) -> None:
    words = engine.read(_raster(_page()), DPI).words

    assert words
    for word in words:
        assert word.text == unicodedata.normalize("NFC", word.text)
        assert 0 <= word.confidence <= 1
    assert max(word.confidence for word in words) > 0.8


def test_boxes_hold_the_ink_of_their_words(engine: OcrEngine) -> None:
    page = engine.read(_raster(_page()), DPI)

    for number, line in enumerate(page.lines):
        assert 100 - 5 <= line.box.left < line.box.right <= 1300
        assert 75 + 100 * number - 10 <= line.box.top < line.box.bottom <= 75 + 100 * (number + 1)
        for word in line.words:
            assert line.box.left <= word.box.left < word.box.right <= line.box.right
            assert line.box.top <= word.box.top < word.box.bottom <= line.box.bottom


def test_blank_paper_gives_no_words(engine: OcrEngine) -> None:
    assert engine.read(_raster(Image.new("L", (1000, 1400), 250)), DPI).lines == ()


def test_a_single_line_is_read_as_one(engine: OcrEngine) -> None:
    page = engine.read(_raster(_page(LINES[:1]).crop((60, 60, 1260, 150))), DPI, Layout.LINE)

    assert [line.text for line in page.lines] == [LINES[0]]


def test_a_block_is_read_line_by_line(engine: OcrEngine) -> None:
    page = engine.read(_raster(_page(LINES[:3])), DPI, Layout.BLOCK)

    assert [line.text for line in page.lines] == list(LINES[:3])


def test_colour_reads_like_gray(engine: OcrEngine) -> None:
    assert engine.read(_raster(_page(LINES[:2], "RGB")), DPI).text.split() == " ".join(LINES[:2]).split()


def test_padded_rows_read_like_packed_ones(engine: OcrEngine) -> None:
    image = _page(LINES[:2])
    padded = Image.new("L", (image.width + 24, image.height), 0)
    padded.paste(image, (0, 0))
    stride = padded.width
    data = memoryview(padded.tobytes())[: stride * (image.height - 1) + image.width]

    page = engine.read(Raster(image.width, image.height, stride, Mode.GRAY, data), DPI)

    assert page.text.split() == " ".join(LINES[:2]).split()


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_turned_page_is_set_upright(engine: OcrEngine, turns: int) -> None:
    turned = _page().rotate(-90 * turns, expand=True)

    found, confidence = engine.orientation(_raster(turned), DPI)

    assert (turns + found) % 4 == 0
    assert confidence > 2


def test_blank_paper_has_no_sure_orientation(engine: OcrEngine) -> None:
    assert engine.orientation(_raster(Image.new("L", (1000, 1400), 255)), DPI) == (0, 0.0)


def test_a_raster_beyond_the_bounds_is_refused(engine: OcrEngine) -> None:
    wide = Raster(40_000, 1, 40_000, Mode.GRAY, memoryview(bytes(40_000)))
    huge = Raster(20_000, 20_000, 20_000, Mode.GRAY, memoryview(b""))

    for raster in (wide, huge):
        with pytest.raises(TooLarge, match="more than OCR takes"):
            engine.read(raster, DPI)
        with pytest.raises(TooLarge, match="more than OCR takes"):
            engine.orientation(raster, DPI)


@pytest.mark.parametrize(
    "raster",
    [
        Raster(100, 100, 100, Mode.GRAY, memoryview(bytes(9_999))),
        Raster(100, 100, 100, Mode.RGB, memoryview(bytes(30_000))),
        Raster(0, 100, 0, Mode.GRAY, memoryview(b"")),
    ],
)
def test_a_buffer_too_short_for_its_shape_is_refused(engine: OcrEngine, raster: Raster) -> None:
    with pytest.raises(UnreadableImage):
        engine.read(raster, DPI)


def test_a_picture_of_one_pixel_has_no_words(engine: OcrEngine) -> None:
    assert engine.read(_raster(Image.new("L", (1, 1), 0)), DPI).lines == ()


def test_the_version_names_library_and_models(engine: OcrEngine) -> None:
    library, *models = engine.version.split()

    assert library[0].isdigit()
    assert [model.split(":")[0] for model in models] == ["vie", "osd"]
    assert all(len(model.split(":")[1]) == 16 for model in models)


@pytest.mark.parametrize("name", ["tesseract", "pytesseract"])
def test_closing_twice_is_harmless(name: str) -> None:
    opened = _open(name)

    opened.close()
    opened.close()


@pytest.mark.parametrize("name", ["tesseract", "pytesseract"])
def test_a_page_over_the_time_limit_is_given_up_and_the_next_one_is_read(name: str) -> None:
    opened = _open(name, timeout_s=0.002)

    with pytest.raises(TimedOut, match=r"0\.002 s"):
        opened.read(_raster(_page()), DPI)
    with pytest.raises(TimedOut, match=r"0\.002 s"):
        opened.read(_raster(_page()), DPI)
    opened.close()


def test_the_in_process_engine_refuses_to_read_once_closed() -> None:
    opened = _open("tesseract")
    opened.close()

    with pytest.raises(OcrFailed, match="closed"):
        opened.read(_raster(_page(LINES[:1])), DPI)


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingModel, match="apt install tesseract-ocr-vie"):
        TesseractEngine(tessdata=tmp_path)


def test_a_broken_model_is_named(tmp_path: Path) -> None:
    for name in ("vie", "osd"):
        (tmp_path / f"{name}.traineddata").write_bytes(b"no model")

    with pytest.raises(MissingModel, match=r"vie\.traineddata"):
        TesseractEngine(tessdata=tmp_path)


def test_a_program_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(MissingTool, match="apt install tesseract-ocr"):
        PytesseractEngine()


def test_a_program_that_goes_away_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened = _open("pytesseract")
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(MissingTool, match="apt install tesseract-ocr"):
        opened.read(_raster(_page(LINES[:1])), DPI)
