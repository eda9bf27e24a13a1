"""Reads the fields of a paper, by its type and by where things stand on it."""

from dataclasses import dataclass, replace
from functools import partial

from domain.document import Document
from domain.geometry import Box
from domain.page import Page
from pipeline.frame import DocumentFrame
from pipeline.reading.fields.extract import Sureness, extract_fields
from pipeline.second_look import SecondLook
from pipeline.stage import DocumentRun, DocumentStage, Tools


@dataclass(frozen=True, slots=True)
class ExtractOptions:
    least_confidence: float = 0.9
    """A value read with less is marked: a person compares it with the paper."""
    least_of_numbers: float = 0.95
    """As `least_confidence` for dates and numbers."""
    most_pages: int = 40
    """Pages looked at: what issues a paper stands on its first pages, who signed it before its annexes."""
    look_again: bool = True
    """A subject with a word in doubt is read once more by every reader."""
    engine: str = "tesseract"
    line_engine: str = "line"
    look_dpi: float = 300.0
    """Resolution it is looked at again."""


LOOKED_AT_AGAIN = "trich_yeu"
"""What a paper is searched by, and long enough that one word of it is often wrong."""


def build(options: ExtractOptions, tools: Tools) -> DocumentRun:
    least = Sureness(text=options.least_confidence, number=options.least_of_numbers)

    def look() -> SecondLook:
        return SecondLook(
            blocks=tools.ocr(options.engine),
            lines=tools.ocr(options.line_engine),
            chooser=tools.words(),
            dpi=options.look_dpi,
        )

    def extract(document: Document, frame: DocumentFrame) -> Document:
        data = tools.data()
        paper = data.papers.paper(document.paper.code) if document.paper is not None else None
        pages = [frame.page(number) for number in range(min(frame.page_count, options.most_pages))]
        read = partial(extract_fields, paper=paper, today=document.received_at.date(), least=least, data=data)
        fields = read(pages)
        subject = next((field for field in fields if field.name == LOOKED_AT_AGAIN), None)
        if options.look_again and subject is not None:
            again = _seen_again(pages[subject.page], subject.box, frame, look())
            if again is not None:
                fields = read([*pages[: subject.page], again, *pages[subject.page + 1 :]])
        return replace(document, fields=fields)

    return extract


def _seen_again(page: Page, place: Box, frame: DocumentFrame, look: SecondLook) -> Page | None:
    """The page with that place read once more; None where no word of it is in doubt."""
    if page.text is None or not look.is_wanted(page.text, place):
        return None
    with frame.pixels(page) as pixels:
        return replace(page, text=look.read(page, page.text, pixels, place))


STAGE = DocumentStage(name="extract", version="2", options=ExtractOptions, build=build)
