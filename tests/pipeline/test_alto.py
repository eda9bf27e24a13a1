"""ALTO of drawn pages: what the standard asks for, and what was read, nothing more."""

import io
import unicodedata
from dataclasses import replace
from functools import partial
from xml.etree import ElementTree

import pytest

from domain.artifact import Artifact, MediaType
from domain.choice import Candidate
from domain.geometry import Box, Dpi, Size, Turn
from domain.ids import Sha256
from domain.image import ColorMode, PageImage
from domain.page import Flag, Page
from domain.text import Line, PageText, Word
from pipeline.alto import SCHEMA, AltoSource, write_alto
from tests.alto_rules import NS, parsed

SOURCE = AltoSource(
    file_name="H13.16-250515-0001.001.pdf", sha256=Sha256("a" * 64), document="d1", software_version="0.1.0"
)
PAGE = Page(
    source=Artifact(Sha256("0" * 64), 1, MediaType.PDF),
    index=0,
    image=PageImage(
        size=Size(1650, 1275), dpi=Dpi(150, 150), dpi_known=True, mode=ColorMode.GRAY, coding=None
    ),
    operations=(Turn(1),),
)


def line(text: str, block: int = 0, top: float = 100.0) -> Line:
    words = tuple(
        Word(word, Box(100.0 + 80 * at, top, 170.26 + 80 * at, top + 20), 0.9)
        for at, word in enumerate(text.split(" "))
    )
    return Line(words, Box(100.0, top, words[-1].box.right, top + 20), block)


def page(*lines: Line, engine: str = "tesseract") -> Page:
    return replace(PAGE, text=PageText(lines, engine, 180.0))


def written(*pages: Page, source: AltoSource = SOURCE) -> bytes:
    def given(number: int) -> Page:
        return pages[number]

    target = io.BytesIO()
    write_alto(target, source, [partial(given, number) for number in range(len(pages))])
    return target.getvalue()


def contents(root: ElementTree.Element) -> list[str | None]:
    return [element.get("CONTENT") for element in root.iter(f"{NS}String")]


def only(root: ElementTree.Element, name: str) -> ElementTree.Element:
    (found,) = root.iter(f"{NS}{name}")
    return found


def test_lines_and_blocks_stand_in_reading_order_with_their_boxes() -> None:
    root = parsed(written(page(line("CỘNG HÒA", 0), line("Độc lập", 0, 140), line("TỜ KHAI", 1, 300))))
    assert contents(root) == ["CỘNG", "HÒA", "Độc", "lập", "TỜ", "KHAI"]
    blocks = list(root.iter(f"{NS}TextBlock"))
    assert [len(list(block)) for block in blocks] == [2, 1]
    first = next(root.iter(f"{NS}String"))
    assert [first.get(key) for key in ("HPOS", "VPOS", "WIDTH", "HEIGHT")] == ["100", "100", "70.3", "20"]
    assert [blocks[0].get(key) for key in ("VPOS", "HEIGHT")] == ["100", "60"]
    assert only(root, "PrintSpace").get("HEIGHT") == "220"
    gap = next(root.iter(f"{NS}SP"))
    assert [gap.get(key) for key in ("HPOS", "WIDTH")] == ["170.3", "9.7"]


def test_page_is_measured_in_pixels_as_it_stands_upright() -> None:
    root = parsed(written(page(line("chữ"))))
    assert only(root, "MeasurementUnit").text == "pixel"
    one = only(root, "Page")
    assert (one.get("WIDTH"), one.get("HEIGHT"), one.get("PHYSICAL_IMG_NR")) == ("1275", "1650", "1")
    assert (one.get("PC"), one.get("LANG")) == ("0.90", "vi")


def test_document_says_which_file_it_is_of_and_which_schema_it_keeps() -> None:
    root = parsed(written(page(line("chữ"))))
    assert only(root, "fileName").text == SOURCE.file_name
    assert only(root, "fileIdentifier").text == "a" * 64
    assert only(root, "documentIdentifier").text == "d1"
    where = root.get("{http://www.w3.org/2001/XMLSchema-instance}schemaLocation")
    assert where == f"{NS.strip('{}')} {SCHEMA}"


def test_every_page_names_the_engine_that_read_it() -> None:
    pages = (page(line("một")), page(line("hai"), engine="vote"), replace(PAGE, flags=(Flag.BLANK,)))
    root = parsed(written(*pages))
    steps = {one.get("ID"): one for one in root.iter(f"{NS}Processing")}
    told = [one.get("PROCESSINGREFS") for one in root.iter(f"{NS}Page")]
    assert told == ["PRE1 OCR1", "PRE1 OCR2", "PRE1"]
    settings = [steps[name].findtext(f"{NS}processingStepSettings") for name in ("OCR1", "OCR2")]
    assert settings == ["engine tesseract; read at 180 dpi", "engine vote; read at 180 dpi"]
    assert {one.findtext(f".//{NS}softwareVersion") for one in steps.values()} == {"0.1.0"}


def test_page_without_words_is_a_page_all_the_same() -> None:
    blank = replace(PAGE, flags=(Flag.BLANK, Flag.LOW_DPI))
    root = parsed(written(blank, page()))
    assert [one.get("QUALITY_DETAIL") for one in root.iter(f"{NS}Page")] == ["blank low-dpi", None]
    assert list(root.iter(f"{NS}PrintSpace")) == []


def test_other_readings_of_a_word_stand_beside_it() -> None:
    readings = (Candidate("Hoà", 0.91, "tesseract"), Candidate("Hòa", 0.8, "line"), Candidate("Hoa", 0.555))
    word = Word("Hòa", Box(1, 2, 30, 20), 0.91, readings=readings)
    root = parsed(written(page(Line((word,), word.box, 0))))
    others = list(root.iter(f"{NS}ALTERNATIVE"))
    told = [(one.text, one.get("PURPOSE")) for one in others]
    assert told == [("Hoà", "reading tesseract 0.91"), ("Hoa", "reading 0.56")]


@pytest.mark.parametrize("text", ["a<b&c>\"d'", "x\x00\x08\x1by", "﷐z\ufffe", "\ud800k", "]]>"])
def test_what_xml_cannot_hold_is_escaped_or_left_out(text: str) -> None:
    root = parsed(written(page(line(f"trước {text} sau")), source=replace(SOURCE, file_name=f"{text}.pdf")))
    first, middle, last = contents(root)
    assert (first, last) == ("trước", "sau")
    assert middle == "".join(
        letter for letter in text if letter >= " " and letter not in "\ufdd0\ufffe\ud800"
    )


def test_word_of_control_characters_alone_leaves_no_empty_place() -> None:
    root = parsed(written(page(line("\x01"), line("một \x02 hai", 1))))
    assert contents(root) == ["một", "hai"]
    assert len(list(root.iter(f"{NS}TextBlock"))) == 1
    assert len(list(root.iter(f"{NS}SP"))) == 1


def test_text_is_composed_and_equal_pages_give_equal_bytes() -> None:
    apart = unicodedata.normalize("NFD", "Nguyễn")
    data = written(page(line(apart)))
    assert contents(parsed(data)) == ["Nguyễn"]
    assert data == written(page(line("Nguyễn")))
    assert data.startswith(b'<?xml version="1.0" encoding="utf-8"?>')


def test_overlapping_words_have_no_negative_space_between_them() -> None:
    words = (Word("một", Box(0, 0, 50, 20), 1.2), Word("hai", Box(45, 0, 90, 20), -0.1))
    root = parsed(written(page(Line(words, Box(0, 0, 90, 20), 0))))
    assert only(root, "SP").get("WIDTH") == "0"
    assert [one.get("WC") for one in root.iter(f"{NS}String")] == ["1.00", "0.00"]


def test_rules_of_the_tests_find_a_breach() -> None:
    data = written(page(line("một hai")))
    for good, bad in (
        (b'ID="P1_B1_L1_S1"', b'ID="P1_B1"'),
        (b'WC="0.90"', b'WC="1.90"'),
        (b"pixel", b"inch"),
        (b"<SP", b"<SPACE"),
        (b'PROCESSINGREFS="PRE1 OCR1"', b'PROCESSINGREFS="PRE2"'),
    ):
        with pytest.raises(AssertionError):
            parsed(data.replace(good, bad))
