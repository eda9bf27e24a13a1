import io
import json
import subprocess
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from re import finditer
from typing import TypedDict

import pypdf
import pypdfium2
import pytest

from domain.geometry import Box
from domain.text import Line, PageText, Word
from tests.pipeline.pdf.documents import PAPER, pdf_bytes, set_line, set_page, white_page

_PIXELS_A_POINT = 300 / 72
_GROUND_TRUTH = Path(__file__).parents[4] / "shared" / "data" / "vn-synthetic" / "gt"


class _Row(TypedDict):
    text: str
    bbox: list[float]
    col: int


def _poppler(pdf: bytes, *options: str) -> str:
    command = ["pdftotext", *options, "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def _pypdf(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def _pdfium(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(str(page.get_textpage().get_text_range()) for page in document)
    finally:
        document.close()


Read = Callable[[bytes], str]
_IN_GIVEN_ORDER = [
    pytest.param(lambda pdf: _poppler(pdf, "-raw"), marks=pytest.mark.tool, id="poppler-raw"),
    pytest.param(_pypdf, id="pypdf"),
    pytest.param(_pdfium, id="pdfium"),
]
READERS_IN_GIVEN_ORDER = pytest.mark.parametrize("read", _IN_GIVEN_ORDER)
# By itself poppler puts columns and tables into an order of its own.
READERS = pytest.mark.parametrize(
    "read", [pytest.param(_poppler, marks=pytest.mark.tool, id="poppler"), *_IN_GIVEN_ORDER]
)


def _words(text: PageText) -> list[str]:
    return [word.text for word in text.words]


@READERS
def test_vietnamese_words_come_out_in_order(read: Read) -> None:
    text = set_page()
    assert read(pdf_bytes(white_page(text))).split() == _words(text)


@READERS
@pytest.mark.parametrize("gap", [3.0, 0.0, -6.0])
def test_words_whose_boxes_touch_or_overlap_stay_parted(read: Read, gap: float) -> None:
    text = set_page(PAPER[:3], gap=gap)
    assert read(pdf_bytes(white_page(text))).split() == _words(text)


@READERS
def test_one_letter_words_and_pages_of_one_letter_are_kept(read: Read) -> None:
    one = PageText((set_line("ở", 900, 900, 0),), "test", 300)
    lines = (("ô số y ở à 1 . ý", "a b c và d"),)
    pdf = pdf_bytes(white_page(set_page(lines)), white_page(one))
    assert read(pdf).split() == [*_words(set_page(lines)), "ở"]


@READERS
def test_decomposed_letters_come_out_composed(read: Read) -> None:
    lines = PAPER[0]
    decomposed = tuple(unicodedata.normalize("NFD", line) for line in lines)
    assert decomposed != lines
    assert read(pdf_bytes(white_page(set_page((decomposed,))))).split() == " ".join(lines).split()


@READERS
def test_characters_beyond_the_basic_plane_survive(read: Read) -> None:
    found = read(pdf_bytes(white_page(set_page((("chữ 𡨸喃 và 𠄼",),)))))
    assert found.split() == ["chữ", "𡨸喃", "và", "𠄼"]


@READERS
def test_lines_of_a_page_come_out_as_lines(read: Read) -> None:
    found = [line.strip() for line in read(pdf_bytes(white_page(set_page()))).splitlines()]
    assert [line for line in found if line] == [line for block in PAPER for line in block]


def test_what_is_no_text_leaves_the_layer() -> None:
    words = tuple(Word(text, Box(100, 100, 200, 140), 0.5) for text in ("\x00", " ", "", "\ufeff"))
    text = PageText((Line(words, Box(100, 100, 200, 140), 0),), "test", 300)
    assert "Tj" not in _content(text)
    assert "BT" not in _content(text)


def test_text_is_invisible_and_one_object_a_block() -> None:
    content = _content(set_page())
    assert content.count("BT") == content.count("ET") == content.count("3 Tr") == len(PAPER)


def _content(text: PageText) -> str:
    page = pypdf.PdfReader(io.BytesIO(pdf_bytes(white_page(text)))).pages[0]
    contents = page.get_contents()
    assert contents is not None
    return contents.get_data().decode("ascii")


@READERS
def test_line_swollen_by_a_stamp_keeps_its_words_parted(read: Read) -> None:
    line = set_line("ký và ghi rõ họ tên ở đây", 300, 1000, 0)
    stamp = Word("@", Box(1800, 700, 2300, 1200), 0.1)
    text = PageText((Line((*line.words, stamp), Box(300, 700, 2300, 1200), 0),), "test", 300)
    assert read(pdf_bytes(white_page(text))).split() == _words(text)


@READERS
def test_no_letter_is_lost_from_a_box_too_narrow_for_its_word(read: Read) -> None:
    line = set_line("số TT. của Đảng ủy", 300, 1000, 0)
    narrow = replace(line.words[1], box=replace(line.words[1].box, right=line.words[1].box.left + 4))
    text = PageText((replace(line, words=(line.words[0], narrow, *line.words[2:])),), "test", 300)
    assert read(pdf_bytes(white_page(text))).split() == _words(text)


@READERS_IN_GIVEN_ORDER
def test_lines_that_lie_across_each_other_keep_every_word(read: Read) -> None:
    upper = set_line("một hai ba bốn năm sáu", 300, 1000, 0)
    lower = set_line("bảy tám chín mười một trăm", 330, 1020, 1)
    text = PageText((upper, lower), "test", 300)
    assert sorted(read(pdf_bytes(white_page(text))).split()) == sorted(_words(text))


@pytest.mark.tool
def test_word_boxes_lie_within_a_pixel_of_the_truth() -> None:
    text = set_page()
    found = _poppler(pdf_bytes(white_page(text)), "-bbox")
    boxes = [
        (unescape(match[5]), *(float(match[side]) * _PIXELS_A_POINT for side in range(1, 5)))
        for match in finditer(
            r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', found
        )
    ]
    truth = [(word.text, *_sides(word.box)) for word in text.words]
    assert [word for word, *_ in boxes] == [word for word, *_ in truth]
    for (_, *seen), (_, *meant) in zip(boxes, truth, strict=True):
        assert seen == pytest.approx(meant, abs=1)


def _sides(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom


def test_search_in_pdfium_marks_the_words_where_they_are_seen() -> None:
    text = set_page()
    document = pypdfium2.PdfDocument(pdf_bytes(white_page(text)))
    page = document[0].get_textpage()
    found = page.search("thi ký ý").get_next()
    assert found is not None
    count = page.count_rects(*found)
    rects = [page.get_rect(at) for at in range(count)]
    document.close()
    line = text.lines[6]
    meant = line.words[line.text.split().index("thi") :][:3]
    assert min(rect[0] for rect in rects) * _PIXELS_A_POINT == pytest.approx(meant[0].box.left, abs=3)
    assert max(rect[2] for rect in rects) * _PIXELS_A_POINT == pytest.approx(meant[-1].box.right, abs=3)
    assert 3508 - max(rect[3] for rect in rects) * _PIXELS_A_POINT == pytest.approx(line.box.top, abs=3)
    assert 3508 - min(rect[1] for rect in rects) * _PIXELS_A_POINT == pytest.approx(line.box.bottom, abs=3)


@pytest.mark.skipif(not _GROUND_TRUTH.exists(), reason="the synthetic papers are not at ../shared/data")
@READERS_IN_GIVEN_ORDER
def test_papers_of_one_stop_offices_come_out_word_for_word(read: Read) -> None:
    for path in sorted(_GROUND_TRUTH.glob("*.json")):
        text = _paper(json.loads(path.read_text(encoding="utf-8"))["lines"])
        assert read(pdf_bytes(white_page(text))).split() == _words(text), path.name


def _paper(rows: list[_Row]) -> PageText:
    lines = []
    for row in rows:
        left, top, right, bottom = (side * _PIXELS_A_POINT for side in row["bbox"])
        natural = set_line(" ".join(row["text"].split()), 0, 0, row["col"])
        stretch = (right - left) / natural.box.width
        words = tuple(
            replace(
                word, box=Box(left + word.box.left * stretch, top, left + word.box.right * stretch, bottom)
            )
            for word in natural.words
        )
        lines.append(Line(words, Box(left, top, right, bottom), row["col"]))
    return PageText(tuple(lines), "test", 300)
