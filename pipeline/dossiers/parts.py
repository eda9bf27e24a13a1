"""Settles which component of its procedure a paper is, or that a person has to say so."""

from dataclasses import replace
from datetime import date

from domain.document import Candidate, Document, Question, QuestionKind
from domain.dossier import ComponentLink, DossierPart
from domain.procedure import Component, ProcedureVersion
from pipeline.dossiers.components import PaperSeen, guess_components
from pipeline.dossiers.procedures import ProcedureCatalog
from pipeline.papers.catalog import Family
from pipeline.reading.dossier_number import received_day

_LONGEST_NAME = 160


def dossier_day(document: Document) -> date:
    """The day its dossier was received, as its number says, else the day the paper came in."""
    number = None if document.dossier is None else document.dossier.number
    day = None if number is None else received_day(number)
    return day or document.received_at.date()


def version_for(document: Document, catalog: ProcedureCatalog) -> ProcedureVersion | None:
    """The version of its procedure that counts for the dossier; None when the procedure is not known."""
    if document.procedure is None:
        return None
    return catalog.version_at(document.procedure.code, dossier_day(document))


def place_paper(
    document: Document, part: DossierPart, seen: PaperSeen, catalog: ProcedureCatalog | None, least: float
) -> DossierPart:
    """The part with its component, or with guesses for a person, where the procedure lists components.

    Enclosures and the forms of the one-stop office itself (giấy tiếp nhận, phiếu yêu cầu bổ sung) are none.
    """
    version = None if catalog is None else version_for(document, catalog)
    of_the_office = seen.type is not None and seen.type.family is Family.ONE_STOP
    if version is None or not version.procedure.components or part.enclosure is not None or of_the_office:
        return replace(part, component=None, guesses=(), is_open=False)
    guesses = guess_components(seen, version.procedure)
    if guesses and guesses[0].probability >= least:
        return replace(part, component=guesses[0], guesses=(), is_open=False)
    return replace(part, component=None, guesses=guesses, is_open=True)


def question_about_component(document: Document) -> Question | None:
    """What a person must say of the paper's component; None when it is settled or nobody asked."""
    part, procedure = document.part, document.procedure
    if part is None or procedure is None or not part.is_open:
        return None
    name = f"{procedure.code} - {procedure.name}" if procedure.name else procedure.code
    return Question(
        kind=QuestionKind.COMPONENT,
        text=f"Chưa rõ giấy này là thành phần hồ sơ nào của thủ tục {name}. "
        "Hãy chọn thành phần, hoặc cho biết giấy này không thuộc thành phần nào.",
        candidates=tuple(map(_candidate, part.guesses)),
    )


def _candidate(guess: ComponentLink) -> Candidate:
    return Candidate(
        value=guess.code or "",
        name=guess.name if len(guess.name) <= _LONGEST_NAME else f"{guess.name[:_LONGEST_NAME]}…",
        probability=guess.probability,
        rule=guess.rule,
    )


def component_of(document: Document, catalog: ProcedureCatalog) -> Component | None:
    """The component as the list describes it; None for a result, or where it is not known."""
    version, link = version_for(document, catalog), document.component
    if version is None or link is None or link.is_result:
        return None
    return next((one for one in version.procedure.components if one.code == link.code), None)
