"""What a paper is in its dossier, as people and systems see it."""

from dataclasses import dataclass
from datetime import date

from domain.document import UNKNOWN_TYPE, Document
from domain.dossier import Digitisation, DigitisationFacts, DigitisedMetadata
from domain.fields import FieldSheet
from pipeline.dossiers.digitisation import digitisation_state
from pipeline.dossiers.metadata import build_metadata, expiry_day, result_code
from pipeline.dossiers.parts import component_of
from pipeline.dossiers.procedures import ProcedureCatalog
from pipeline.dossiers.rules import DossierRules


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitisationView:
    """Whether a paper is digitised, with the facts that are kept of it."""

    verdict: Digitisation
    metadata: DigitisedMetadata
    result_code: str
    """Mã kết quả số hóa; empty for a paper that does not belong into the repository."""


def view_digitisation(
    document: Document, sheet: FieldSheet, procedures: ProcedureCatalog, rules: DossierRules, today: date
) -> DigitisationView:
    """The state of a paper that was typed, by the rules and lists of the day it came in."""
    metadata = build_metadata(document, sheet, today, rules.metadata)
    type_code = UNKNOWN_TYPE if document.paper is None else document.paper.code
    component = component_of(document, procedures)
    facts = DigitisationFacts(
        day=document.received_at.date(),
        type_code=type_code,
        component=document.component,
        procedure=None if document.procedure is None else document.procedure.code,
        to_digitise=None if component is None else component.to_digitise,
        copy=document.copy,
        enclosure=None if document.part is None else document.part.enclosure,
        expires=expiry_day(sheet, rules.metadata),
        is_signed=document.signed_pdf is not None or document.signed_elsewhere,
        missing=tuple(one.label for one in metadata.missing),
    )
    state = digitisation_state(facts, rules.digitisation)
    code = result_code(metadata, type_code, document.ordinal or 1, rules.metadata) if state.is_due else ""
    return DigitisationView(verdict=state, metadata=metadata, result_code=code)


def solving_unit(document: Document) -> str | None:
    """The unit whose code the dossier's number begins with: it solves the dossier, wherever that came in."""
    number = None if document.dossier is None else document.dossier.number
    return None if number is None else number.partition("-")[0]
