"""Reads the fields of a paper once more when a person has named its type."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.document import Document, PaperType, QuestionKind
from domain.fields import FieldSheet
from domain.ledger import PageRow, PageState
from engine.holdings import Holdings
from pipeline.office_data import OfficeData
from pipeline.profile import Profile
from pipeline.reading.fields.extract import Sureness, extract_fields
from pipeline.stages.extract import LOOKED_AT_AGAIN, ExtractOptions

_BEFORE_TYPING = (QuestionKind.SECRECY, QuestionKind.PAGE)


@dataclass(frozen=True, slots=True)
class Reader:
    """What reading the fields of a paper needs."""

    holdings: Holdings
    data: OfficeData
    profile_of: Callable[[str], Profile]


def is_typed(document: Document) -> bool:
    """All its pages are read, and a type and fields were looked for."""
    return document.paper is not None and not any(map(document.asks, _BEFORE_TYPING))


def fields_of_type(
    document: Document, paper: PaperType, pages: Sequence[PageRow], reader: Reader
) -> FieldSheet:
    """What is found on the pages when the paper is of that type.

    Nothing is drawn and nothing recognised anew: it looks at the words that were read, in milliseconds a
    page. A field that a person has answered for stays as that person said.
    """
    options: ExtractOptions = reader.profile_of(document.profile).options("extract")
    values = [page.value for page in pages if page.state is PageState.READ and page.value is not None]
    found = extract_fields(
        [reader.holdings.read_page(value) for value in values[: options.most_pages]],
        reader.data.papers.paper(paper.code),
        document.received_at.date(),
        Sureness(text=options.least_confidence, number=options.least_of_numbers),
        reader.data,
    )
    before = reader.holdings.read_fields(document.kept_fields)
    # The subject was read once more by every reader, which is not done here: it stays.
    said = {field.name: field for field in before.fields if field.checked_by or field.name == LOOKED_AT_AGAIN}
    again = tuple(said.pop(field.name, field) for field in found)
    return FieldSheet((*again, *said.values()))
