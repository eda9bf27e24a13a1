"""What a person says of a paper's place in its dossier: the procedure, the component, the kind of copy."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from domain.document import UNKNOWN_TYPE, Document, QuestionKind
from domain.dossier import ComponentLink, CopyFinding, CopyKind, DossierPart, ProcedureOrigin
from domain.errors import StateConflict, UsageError
from domain.event import Fact
from pipeline.dossiers.components import PaperSeen
from pipeline.dossiers.parts import place_paper, question_about_component, version_for
from pipeline.dossiers.procedure_codes import procedure_key
from pipeline.dossiers.procedure_of import procedure_link
from pipeline.dossiers.procedures import ProcedureCatalog
from pipeline.papers.catalog import PaperCatalog

_LEAST = 0.75
"""As in the stage `place`."""
_SAID = 1.0
"""So sure is a person alone: what is found by itself stays below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartCorrection:
    """What a person says; None leaves the point as it is."""

    procedure: str | None = None
    component: str | None = None
    no_component: bool = False
    copy_kind: str | None = None

    @property
    def is_empty(self) -> bool:
        return self == PartCorrection()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The lists a correction is held against."""

    papers: PaperCatalog
    procedures: ProcedureCatalog
    may_ask: bool = True
    """A component that is not sure becomes a question; never of a finished paper."""
    is_typed: bool = True
    """Its pages are read and its type was looked for: its place is looked for after that, not before."""


@dataclass(frozen=True, slots=True)
class CorrectedPart:
    """The document after it, and what the event tells of it."""

    document: Document
    facts: tuple[Fact, ...] = ()


def correct_part(
    before: Document, after: Document, said: PartCorrection, shelf: Shelf, who: str
) -> CorrectedPart:
    """The paper's place as the person says it; looked for anew where its type or procedure has changed.

    UsageError names what is no procedure, component or kind of copy, and what there is. StateConflict for
    the component or the kind of copy of a paper that is not typed yet: typing it would overwrite the answer.
    """
    if not shelf.is_typed and said != PartCorrection(procedure=said.procedure):
        raise StateConflict(
            f"the pages of {before.id} are not read whole; answer that question first, then say which "
            "component or kind of copy it is"
        )
    facts: list[Fact] = []
    if said.procedure is not None:
        code = procedure_key(said.procedure)
        if not code:
            raise UsageError(f"{said.procedure!r} is no code of a procedure; it looks like 1.001193")
        after = replace(after, procedure=procedure_link(code, shelf.procedures, ProcedureOrigin.PERSON))
        facts.append(Fact("procedure", code))
    if shelf.is_typed and (after.procedure, after.paper) != (before.procedure, before.paper):
        after = _placed_anew(after, shelf)
    if said.component is not None or said.no_component:
        link = _component(after, said, shelf, who)
        part = replace(after.part or DossierPart(), component=link, guesses=(), is_open=False)
        after = replace(after, part=part, questions=after.without_question(QuestionKind.COMPONENT))
        facts.append(Fact("component", link.code or ""))
    if said.copy_kind is not None:
        kind = _copy_kind(said.copy_kind)
        finding = CopyFinding(kind=kind, confidence=1.0, rule=f"do {who} chọn")
        after = replace(after, part=replace(after.part or DossierPart(), copy=finding))
        facts.append(Fact("copy", kind.value))
    return CorrectedPart(after, tuple(facts))


def adopted_procedure(
    document: Document, others: Iterable[Document], procedures: ProcedureCatalog
) -> Document:
    """The paper with the procedure of its dossier's other papers, where they have one and it has none."""
    codes = {one.procedure.code for one in others if one.procedure is not None}
    if document.procedure is not None or len(codes) != 1:
        return document
    return replace(document, procedure=procedure_link(codes.pop(), procedures, ProcedureOrigin.PAPER))


def _placed_anew(document: Document, shelf: Shelf) -> Document:
    """The component by the paper's type alone: what is printed on it is not at hand here."""
    part = document.part or DossierPart()
    if _is_said(document, shelf):
        return document
    code = UNKNOWN_TYPE if document.paper is None else document.paper.code
    seen = PaperSeen(type=shelf.papers.paper(code), copy=None if part.copy is None else part.copy.kind)
    placed = place_paper(document, part, seen, shelf.procedures, _LEAST)
    document = replace(document, part=placed, questions=document.without_question(QuestionKind.COMPONENT))
    asked = question_about_component(document) if shelf.may_ask else None
    return document if asked is None else replace(document, questions=(*document.questions, asked))


def _is_said(document: Document, shelf: Shelf) -> bool:
    """A person has named its component, and the procedure still has it; or has said that it is none."""
    link, version = document.component, version_for(document, shelf.procedures)
    if link is None or link.probability < _SAID:
        return False
    known: set[tuple[str, str]] = set()
    if version is not None:
        known.update((one.code, one.name) for one in version.procedure.components)
        known.update((one.code, one.name) for one in version.procedure.results)
    return link.code is None or (link.code, link.name) in known


def _component(document: Document, said: PartCorrection, shelf: Shelf, who: str) -> ComponentLink:
    rule = f"do {who} chọn"
    if said.component is None:
        return ComponentLink(code=None, rule=rule)
    if said.no_component:
        raise UsageError("--component and --no-component contradict each other; give one of them")
    version = version_for(document, shelf.procedures)
    if version is None:
        raise UsageError(
            f"the procedure of {document.id} is not known; give --procedure as well, or import its list"
        )
    known = version.procedure
    for component in known.components:
        if component.code == said.component:
            return ComponentLink(code=component.code, name=component.name, rule=rule)
    for result in known.results:
        if result.code == said.component:
            return ComponentLink(code=result.code, name=result.name, rule=rule, is_result=True)
    codes = [one.code for one in known.components] + [one.code for one in known.results]
    listed = ", ".join(codes) or "none"
    raise UsageError(f"{known.code} has no component {said.component!r}; there are: {listed}")


def _copy_kind(text: str) -> CopyKind:
    try:
        return CopyKind(text)
    except ValueError as error:
        raise UsageError(f"there is no kind of copy {text!r}; there are: {', '.join(CopyKind)}") from error
