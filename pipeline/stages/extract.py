"""Reads the fields of a paper, by its type and by where things stand on it."""

from dataclasses import dataclass, replace

from domain.document import Document
from pipeline.frame import DocumentFrame
from pipeline.reading.fields.extract import Sureness, extract_fields
from pipeline.stage import DocumentRun, DocumentStage, Tools


@dataclass(frozen=True, slots=True)
class ExtractOptions:
    least_confidence: float = 0.9
    """A value read with less is marked: a person compares it with the paper."""
    least_of_numbers: float = 0.95
    """As `least_confidence` for dates and numbers."""
    most_pages: int = 40
    """Pages looked at: what issues a paper stands on its first pages, who signed it before its annexes."""


def build(options: ExtractOptions, tools: Tools) -> DocumentRun:
    least = Sureness(text=options.least_confidence, number=options.least_of_numbers)

    def extract(document: Document, frame: DocumentFrame) -> Document:
        data = tools.data()
        paper = data.papers.paper(document.paper.code) if document.paper is not None else None
        pages = [frame.page(number) for number in range(min(frame.page_count, options.most_pages))]
        fields = extract_fields(pages, paper, document.received_at.date(), least, data)
        return replace(document, fields=fields)

    return extract


STAGE = DocumentStage(name="extract", version="2", options=ExtractOptions, build=build)
