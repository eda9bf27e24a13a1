"""What every OCR engine must do; run against each of them."""

import shutil
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from domain.errors import (
    MissingModel,
    MissingTool,
    OcrFailed,
    TimedOut,
    TooLarge,
    UnreadableImage,
    UsageError,
)
from domain.ocr import Layout, OcrEngine
from domain.raster import Mode, Raster
from ocr_models.line_recogniser import LineRecogniser
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


@dataclass(frozen=True, slots=True)
class Trait:
    """What an engine is made to read, and what its version names."""

    layouts: tuple[Layout, ...]
    models: tuple[str, ...]

    @property
    def finds_lines(self) -> bool:
        return Layout.PAGE in self.layouts


# A line reader is given lines: tests of pages, of blocks and of the way up are not for it, and
# test_a_line_reader_refuses_what_it_would_have_to_divide says what it does instead.
ENGINES: Mapping[str, Trait] = {
    "tesseract": Trait(tuple(Layout), ("vie", "osd")),
    "pytesseract": Trait(tuple(Layout), ("vie", "osd")),
    "line": Trait((Layout.LINE,), ("line", "letters")),
}
PAGE_READERS = [name for name, trait in ENGINES.items() if trait.finds_lines]
LINE_READERS = [name for name, trait in ENGINES.items() if not trait.finds_lines]


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
    timeout_s = options.get("timeout_s", 120.0)
    assert isinstance(timeout_s, float)
    if name == "pytesseract" and shutil.which("tesseract") is None:
        pytest.skip("the program tesseract is not installed")
    if not TINOS.is_file():
        pytest.skip("the font Tinos is not installed: apt install fonts-croscore")
    if name == "line":
        try:
            return LineRecogniser(timeout_s=timeout_s)
        except (MissingModel, MissingTool) as error:
            pytest.skip(str(error))
    try:
        find_model("vie")
        find_model("osd")
    except MissingModel as error:
        pytest.skip(str(error))
    if name == "tesseract":
        return TesseractEngine(timeout_s=timeout_s)
    return PytesseractEngine(timeout_s=timeout_s)


def _line(text: str = LINES[0], mode: str = "L") -> Image.Image:
    return _page((text,), mode).crop((60, 60, 1260, 150))


@pytest.fixture(scope="module", params=list(ENGINES))
def engine(request: pytest.FixtureRequest) -> Iterator[OcrEngine]:
    opened = _open(request.param)
    yield opened
    opened.close()


@pytest.fixture(scope="module", params=PAGE_READERS)
def page_reader(request: pytest.FixtureRequest) -> Iterator[OcrEngine]:
    opened = _open(request.param)
    yield opened
    opened.close()


@pytest.fixture(scope="module", params=LINE_READERS)
def line_reader(request: pytest.FixtureRequest) -> Iterator[OcrEngine]:
    opened = _open(request.param)
    yield opened
    opened.close()


def test_printed_lines_are_read_in_order(page_reader: OcrEngine) -> None:
    page = page_reader.read(_raster(_page()), DPI)

    assert [line.text for line in page.lines] == list(LINES)
    assert page.engine == page_reader.name
    assert page.reading_dpi == DPI


def test_text_is_nfc_and_confidence_is_a_share(engine: OcrEngine) -> None:
    words = engine.read(_raster(_line()), DPI, Layout.LINE).words

    assert words
    for word in words:
        assert word.text == unicodedata.normalize("NFC", word.text)
        assert 0 <= word.confidence <= 1
    assert max(word.confidence for word in words) > 0.8


def test_boxes_hold_the_ink_of_their_words(page_reader: OcrEngine) -> None:
    page = page_reader.read(_raster(_page()), DPI)

    for number, line in enumerate(page.lines):
        assert 100 - 5 <= line.box.left < line.box.right <= 1300
        assert 75 + 100 * number - 10 <= line.box.top < line.box.bottom <= 75 + 100 * (number + 1)
        for word in line.words:
            assert line.box.left <= word.box.left < word.box.right <= line.box.right
            assert line.box.top <= word.box.top < word.box.bottom <= line.box.bottom


def test_blank_paper_gives_no_words(engine: OcrEngine) -> None:
    first = ENGINES[engine.name].layouts[0]

    assert engine.read(_raster(Image.new("L", (1000, 1400), 250)), DPI, first).lines == ()


@pytest.mark.parametrize("text", LINES)
def test_a_single_line_is_read_as_one(engine: OcrEngine, text: str) -> None:
    page = engine.read(_raster(_line(text)), DPI, Layout.LINE)

    assert [line.text for line in page.lines] == [text]
    assert page.engine == engine.name
    assert page.reading_dpi == DPI


def test_boxes_of_a_single_line_lie_on_their_words(engine: OcrEngine) -> None:
    font = ImageFont.truetype(str(TINOS), 54)
    (line,) = engine.read(_raster(_line()), DPI, Layout.LINE).lines

    for number, word in enumerate(line.words):
        before = font.getlength("".join(f"{other} " for other in LINES[0].split()[:number]))
        assert word.box.left == pytest.approx(40 + before, abs=8)
        assert word.box.right == pytest.approx(40 + before + font.getlength(word.text), abs=8)
        assert 15 - 10 <= word.box.top < word.box.bottom <= 90


def test_a_single_line_in_colour_or_with_padded_rows_reads_like_a_gray_packed_one(engine: OcrEngine) -> None:
    image = _line()
    padded = Image.new("L", (image.width + 24, image.height), 0)
    padded.paste(image, (0, 0))
    data = memoryview(padded.tobytes())[: padded.width * (image.height - 1) + image.width]

    for raster in (
        _raster(_line(mode="RGB")),
        Raster(image.width, image.height, padded.width, Mode.GRAY, data),
    ):
        assert engine.read(raster, DPI, Layout.LINE).text == LINES[0]


def test_a_line_reader_refuses_what_it_would_have_to_divide(line_reader: OcrEngine) -> None:
    for layout in (Layout.PAGE, Layout.BLOCK):
        with pytest.raises(UsageError, match="finds no lines"):
            line_reader.read(_raster(_page()), DPI, layout)
    assert line_reader.orientation(_raster(_page()), DPI) == (0, 0.0)


def test_a_block_is_read_line_by_line(page_reader: OcrEngine) -> None:
    page = page_reader.read(_raster(_page(LINES[:3])), DPI, Layout.BLOCK)

    assert [line.text for line in page.lines] == list(LINES[:3])


def test_colour_reads_like_gray(page_reader: OcrEngine) -> None:
    assert page_reader.read(_raster(_page(LINES[:2], "RGB")), DPI).text.split() == " ".join(LINES[:2]).split()


def test_padded_rows_read_like_packed_ones(page_reader: OcrEngine) -> None:
    image = _page(LINES[:2])
    padded = Image.new("L", (image.width + 24, image.height), 0)
    padded.paste(image, (0, 0))
    stride = padded.width
    data = memoryview(padded.tobytes())[: stride * (image.height - 1) + image.width]

    page = page_reader.read(Raster(image.width, image.height, stride, Mode.GRAY, data), DPI)

    assert page.text.split() == " ".join(LINES[:2]).split()


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_turned_page_is_set_upright(page_reader: OcrEngine, turns: int) -> None:
    turned = _page().rotate(-90 * turns, expand=True)

    found, confidence = page_reader.orientation(_raster(turned), DPI)

    assert (turns + found) % 4 == 0
    assert confidence > 2


def test_blank_paper_has_no_sure_orientation(page_reader: OcrEngine) -> None:
    assert page_reader.orientation(_raster(Image.new("L", (1000, 1400), 255)), DPI) == (0, 0.0)


def test_a_raster_beyond_the_bounds_is_refused(engine: OcrEngine) -> None:
    wide = Raster(40_000, 1, 40_000, Mode.GRAY, memoryview(bytes(40_000)))
    huge = Raster(20_000, 20_000, 20_000, Mode.GRAY, memoryview(b""))

    for raster in (wide, huge):
        with pytest.raises(TooLarge, match="more than OCR takes"):
            engine.read(raster, DPI, Layout.LINE)
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
        engine.read(raster, DPI, Layout.LINE)


def test_a_picture_of_one_pixel_has_no_words(engine: OcrEngine) -> None:
    assert engine.read(_raster(Image.new("L", (1, 1), 0)), DPI, ENGINES[engine.name].layouts[0]).lines == ()


def test_the_version_names_library_and_models(engine: OcrEngine) -> None:
    library, *models = engine.version.split()

    assert library[0].isdigit()
    assert tuple(model.split(":")[0] for model in models) == ENGINES[engine.name].models
    assert all(len(model.split(":")[1]) == 16 for model in models)


@pytest.mark.parametrize("name", ENGINES)
def test_closing_twice_is_harmless(name: str) -> None:
    opened = _open(name)

    opened.close()
    opened.close()


@pytest.mark.parametrize("name", ENGINES)
def test_a_page_over_the_time_limit_is_given_up_and_the_next_one_is_read(name: str) -> None:
    opened, layout = _open(name, timeout_s=0.002), ENGINES[name].layouts[0]

    with pytest.raises(TimedOut, match=r"0\.002 s"):
        opened.read(_raster(_page()), DPI, layout)
    with pytest.raises(TimedOut, match=r"0\.002 s"):
        opened.read(_raster(_page()), DPI, layout)
    opened.close()


@pytest.mark.parametrize("name", ["tesseract", "line"])
def test_the_in_process_engine_refuses_to_read_once_closed(name: str) -> None:
    opened = _open(name)
    opened.close()

    with pytest.raises(OcrFailed, match="closed"):
        opened.read(_raster(_line()), DPI, Layout.LINE)


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
