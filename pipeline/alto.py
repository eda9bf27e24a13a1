"""Writes what was read of a paper's pages as ALTO 4.4, the text format of archives and libraries."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import BinaryIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from domain.geometry import Box, enclosing
from domain.ids import Sha256
from domain.page import Page
from domain.text import Line, PageText, Word
from pipeline.pdf.characters import plain_text

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
SCHEMA = "http://www.loc.gov/standards/alto/v4/alto-4-4.xsd"
VERSION = "4.4"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_LANGUAGE = "vi"


@dataclass(frozen=True, slots=True, kw_only=True)
class AltoSource:
    """The file that the pages are those of, and the program that read them."""

    file_name: str
    sha256: Sha256
    document: str
    """What the paper is called in the system that keeps it."""
    software_version: str


@dataclass(frozen=True, slots=True)
class _Step:
    """One way in which pages were read."""

    engine: str
    reading_dpi: float


def write_alto(target: BinaryIO, source: AltoSource, pages: Sequence[Callable[[], Page]]) -> None:
    """The pages of one file as one ALTO document, a Page element each, in order.

    Equal pages give equal bytes: there is no clock in it. Each page is asked for twice and held alone.
    """
    steps = _steps(pages)
    xml = _Writer(target)
    names = {
        "xmlns": NAMESPACE,
        "xmlns:xsi": _INSTANCE,
        "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}",
        "SCHEMAVERSION": VERSION,
    }
    with xml.element("alto", names):
        _write_description(xml, source, steps)
        with xml.element("Layout"):
            for number, page in enumerate(pages, start=1):
                _write_page(xml, page(), number, steps)
    xml.end()


class _Writer:
    """Elements with their attributes as UTF-8, one a line; text and attributes are cleaned and escaped."""

    def __init__(self, target: BinaryIO) -> None:
        self._out = XMLGenerator(target, "utf-8", short_empty_elements=True)
        self._out.startDocument()

    @contextmanager
    def element(self, name: str, attributes: dict[str, str] | None = None) -> Iterator[None]:
        self._open(name, attributes)
        self._out.characters("\n")
        yield
        self._close(name)

    def leaf(self, name: str, text: str = "", attributes: dict[str, str] | None = None) -> None:
        self._open(name, attributes)
        if text:
            self._out.characters(plain_text(text))
        self._close(name)

    def _open(self, name: str, attributes: dict[str, str] | None) -> None:
        cleaned = {key: plain_text(value) for key, value in (attributes or {}).items()}
        self._out.startElement(name, AttributesImpl(cleaned))

    def _close(self, name: str) -> None:
        self._out.endElement(name)
        self._out.characters("\n")

    def end(self) -> None:
        self._out.endDocument()


def _steps(pages: Sequence[Callable[[], Page]]) -> dict[_Step, str]:
    """The ways the pages were read, in the order of the pages, with the ID of each."""
    found: dict[_Step, str] = {}
    for page in pages:
        text = page().text
        if text is not None:
            found.setdefault(_step_of(text), f"OCR{len(found) + 1}")
    return found


def _step_of(text: PageText) -> _Step:
    return _Step(text.engine, text.reading_dpi)


def _write_description(xml: _Writer, source: AltoSource, steps: dict[_Step, str]) -> None:
    with xml.element("Description"):
        xml.leaf("MeasurementUnit", "pixel")
        with xml.element("sourceImageInformation"):
            xml.leaf("fileName", source.file_name)
            xml.leaf("fileIdentifier", source.sha256, {"fileIdentifierLocation": "sha256"})
            xml.leaf("documentIdentifier", source.document, {"documentIdentifierLocation": "sohoa"})
        straightened = "pages turned upright, levelled and cropped: pixels are those of the straightened page"
        _write_step(xml, "PRE1", "preOperation", straightened, "", source.software_version)
        for step, name in steps.items():
            settings = f"engine {step.engine}; read at {_number(step.reading_dpi)} dpi"
            _write_step(xml, name, "contentGeneration", "text recognition", settings, source.software_version)


def _write_step(xml: _Writer, name: str, category: str, told: str, settings: str, version: str) -> None:
    with xml.element("Processing", {"ID": name}):
        xml.leaf("processingCategory", category)
        xml.leaf("processingStepDescription", told)
        if settings:
            xml.leaf("processingStepSettings", settings)
        with xml.element("processingSoftware"):
            xml.leaf("softwareName", "sohoa")
            xml.leaf("softwareVersion", version)


def _write_page(xml: _Writer, page: Page, number: int, steps: dict[_Step, str]) -> None:
    name, text = f"P{number}", page.text
    attributes = {
        "ID": name,
        "PHYSICAL_IMG_NR": str(number),
        "WIDTH": str(page.size.width),
        "HEIGHT": str(page.size.height),
        "LANG": _LANGUAGE,
        "PROCESSINGREFS": "PRE1" if text is None else f"PRE1 {steps[_step_of(text)]}",
    }
    if page.flags:
        attributes["QUALITY_DETAIL"] = " ".join(page.flags)
    if text is not None and text.mean_confidence is not None:
        attributes["PC"] = _share(text.mean_confidence)
    blocks = [] if text is None else _blocks(text)
    with xml.element("Page", attributes):
        if blocks:
            space = enclosing([line.box for block in blocks for line in block])
            with xml.element("PrintSpace", _place(space)):
                for count, lines in enumerate(blocks, start=1):
                    _write_block(xml, f"{name}_B{count}", lines)


def _blocks(text: PageText) -> list[list[Line]]:
    """Lines with words, those of one block together, in reading order."""
    shown = [line for line in text.lines if any(plain_text(word.text) for word in line.words)]
    return [list(lines) for _, lines in groupby(shown, key=lambda line: line.block)]


def _write_block(xml: _Writer, name: str, lines: list[Line]) -> None:
    with xml.element("TextBlock", {"ID": name, **_place(enclosing([line.box for line in lines]))}):
        for number, line in enumerate(lines, start=1):
            _write_line(xml, f"{name}_L{number}", line)


def _write_line(xml: _Writer, name: str, line: Line) -> None:
    with xml.element("TextLine", {"ID": name, **_place(line.box)}):
        words = [word for word in line.words if plain_text(word.text)]
        for number, word in enumerate(words, start=1):
            if number > 1:
                xml.leaf("SP", attributes=_gap(words[number - 2].box, word.box))
            _write_word(xml, f"{name}_S{number}", word)


def _write_word(xml: _Writer, name: str, word: Word) -> None:
    attributes = {"ID": name, **_place(word.box), "WC": _share(word.confidence), "CONTENT": word.text}
    # Glyph/Variant knows letters only: a whole word that was read otherwise has no other place.
    others = [reading for reading in word.readings if reading.text != word.text and plain_text(reading.text)]
    if not others:
        xml.leaf("String", attributes=attributes)
        return
    with xml.element("String", attributes):
        for reading in others:
            told = ("reading", reading.reader, _share(reading.confidence))
            xml.leaf("ALTERNATIVE", reading.text, {"PURPOSE": " ".join(filter(None, told))})


def _gap(before: Box, after: Box) -> dict[str, str]:
    return {
        "HPOS": _number(before.right),
        "VPOS": _number(before.top),
        "WIDTH": _number(max(0.0, after.left - before.right)),
    }


def _place(box: Box) -> dict[str, str]:
    return {
        "HPOS": _number(box.left),
        "VPOS": _number(box.top),
        "WIDTH": _number(box.width),
        "HEIGHT": _number(box.height),
    }


def _number(value: float) -> str:
    """A tenth of a pixel is finer than ink; whole numbers stand without a point."""
    return f"{value:.1f}".removesuffix(".0")


def _share(value: float) -> str:
    return f"{min(max(value, 0.0), 1.0):.2f}"
