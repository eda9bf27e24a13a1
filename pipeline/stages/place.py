"""Finds what a paper is in its dossier: a component, which kind of copy, or only something enclosed."""

from dataclasses import dataclass, replace

from domain.document import UNKNOWN_TYPE, Document, PaperType
from domain.dossier import DossierPart
from domain.page import Flag, Page
from pipeline.dossiers.components import PaperSeen
from pipeline.dossiers.copies import find_copy_kind
from pipeline.dossiers.enclosures import FoundEnclosure, find_enclosure
from pipeline.dossiers.heading import printed_heading
from pipeline.dossiers.parts import place_paper
from pipeline.frame import DocumentFrame
from pipeline.office_data import OfficeData
from pipeline.reading.fields.extract import Sureness, extract_fields
from pipeline.stage import DocumentRun, DocumentStage, Tools

_WITHOUT_TITLE = 0.8
"""How sure the type of an enclosure is that only its few words tell."""


@dataclass(frozen=True, slots=True)
class PlaceOptions:
    least_probability: float = 0.75
    """A component less likely is proposed to a person."""
    most_pages: int = 40
    """Pages looked at for marks of copies."""
    least_confidence: float = 0.9
    """As in `extract`, for the fields of enclosures that have no title."""
    least_of_numbers: float = 0.95


def build(options: PlaceOptions, tools: Tools) -> DocumentRun:
    least = Sureness(text=options.least_confidence, number=options.least_of_numbers)

    def place(document: Document, frame: DocumentFrame) -> Document:
        pages = [frame.page(number) for number in range(min(frame.page_count, options.most_pages))]
        data = tools.data()
        found = find_enclosure(pages, _type_of(document), data.dossiers.enclosures)
        document = _typed(document, found, pages, data, least)
        copy = find_copy_kind(
            pages, _type_of(document), is_signed=document.signed_elsewhere, marks=data.dossiers.copies
        )
        part = DossierPart(copy=copy, enclosure=None if found is None else found.enclosure)
        heading, forms = next(map(printed_heading, filter(_has_text, pages)), ("", frozenset[str]()))
        seen = PaperSeen(
            type=data.papers.paper(_type_of(document)),
            heading=heading,
            forms=forms,
            copy=None if copy is None else copy.kind,
        )
        procedures = tools.procedures() if document.procedure is not None else None
        return replace(
            document, part=place_paper(document, part, seen, procedures, options.least_probability)
        )

    return place


def _type_of(document: Document) -> str:
    return UNKNOWN_TYPE if document.paper is None else document.paper.code


def _has_text(page: Page) -> bool:
    return page.text is not None and Flag.BLANK not in page.flags


def _typed(
    document: Document,
    found: FoundEnclosure | None,
    pages: list[Page],
    data: OfficeData,
    least: Sureness,
) -> Document:
    """The paper with the type and the fields of an enclosure that has no title."""
    paper = None if found is None or found.type is None else data.papers.paper(found.type)
    if found is None or paper is None:
        return document
    typed = PaperType(code=paper.code, name=paper.name, confidence=_WITHOUT_TITLE, rule=found.enclosure.rule)
    return replace(
        document,
        paper=typed,
        fields=extract_fields(pages, paper, document.received_at.date(), least, data),
    )


STAGE = DocumentStage(name="place", version="1", options=PlaceOptions, build=build)
