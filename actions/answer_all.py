"""One answer about the dossier for all papers that wait for the same one."""

from collections.abc import Sequence
from dataclasses import replace

from actions.review import Correction, Desk, correct
from domain.actor import Actor
from domain.document import Document, Question, QuestionKind
from domain.errors import StateConflict, UsageError
from domain.ids import DocumentId
from domain.ledger import PageRow
from domain.lifecycle import State
from engine.planning import codes_of


def correct_all(
    actor: Actor, desk: Desk, document: DocumentId, correction: Correction
) -> tuple[DocumentId, ...]:
    """Links a paper, and all papers of its batch that ask what it asks about their dossier.

    Papers that their stack puts into another dossier, or that bear another number themselves, are left alone,
    however alike their questions are. Gives the papers in the order of their batch.
    """
    alone = Correction(dossier=correction.dossier, no_dossier=correction.no_dossier)
    if correction != alone or alone == Correction():
        raise UsageError(
            "--all answers for the dossier of several papers: give --dossier or --no-dossier with it, "
            "and nothing else"
        )
    asked = desk.ledger.document(document, actor.scope).document
    if not asked.asks(QuestionKind.DOSSIER):
        raise StateConflict(f"{document} does not ask for its dossier; answer it without --all")
    waiting = desk.ledger.documents(actor.scope, batch=asked.batch, states=frozenset({State.QUESTION}))
    answered = tuple(
        row.document.id
        for row in waiting
        if row.document.id == document
        or (
            _question(row.document) == _question(asked)
            and _may_be_of(row.document, desk.ledger.pages(row.document.id, actor.scope), correction.dossier)
        )
    )
    for one in answered:
        correct(actor, desk, one, alone)
    return answered


def _may_be_of(document: Document, pages: Sequence[PageRow], number: str | None) -> bool:
    """No symbol on the paper names another dossier, or means to."""
    codes = codes_of(document, pages)
    return not codes.has_refused and (not codes.numbers or number in codes.numbers)


def _question(document: Document) -> tuple[Question | None, object]:
    """What is asked about its dossier, wherever it stands, and in which dossier of which stack it lies."""
    asked = next((one for one in document.questions if one.kind is QuestionKind.DOSSIER), None)
    group = document.group
    place = None
    if group is not None and group.name:
        place = (document.stack, group.name)
    return None if asked is None else replace(asked, places=()), place
