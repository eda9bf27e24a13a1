"""Questions of a ledger of the second form keep their proposed answers, up and down."""

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import insert, select

from domain.actor import EVERY_UNIT
from domain.barcode import Symbology
from domain.document import Candidate, DossierLink, DossierOrigin, Question, QuestionKind
from domain.document import Place as Spot
from domain.dossier import DossierPart, ProcedureLink, ProcedureOrigin
from domain.errors import StateConflict
from domain.geometry import Box
from domain.ids import DocumentId
from domain.ledger import Change, DocumentChange, PageState
from domain.lifecycle import State
from domain.stack import PageRole, PageVerdict, StackGroup
from domain.task import CodeFound, PageSummary
from storage.schema import migrate, take_down
from tests.contracts.papers import AT, NUMBER, A, commit, identity_of, make_batch, make_document, make_page
from tests.storage.databases import Place, tables_of
from tests.storage.older_forms import BATCH_KEYS, DOCUMENT_KEYS, PAGE_KEYS, SUMMARY_KEYS, kept, written

OTHER = "H13.16-250716-0002"
BATCH = make_batch("b1")


def old_document(name: str, *questions: dict[str, Any]) -> str:
    """A paper as the second form holds it: bare words for answers, nothing of where to look."""
    return written({**kept(make_document(name, BATCH), DOCUMENT_KEYS), "questions": list(questions)})


def old_page() -> str:
    found = CodeFound(Symbology.QR, "dossier", NUMBER)
    summary = PageSummary(flags=(), codes=(found,), letters=3, mean_confidence=0.5)
    value = kept(replace(make_page("d1", 0, PageState.READ), summary=summary), PAGE_KEYS)
    value["summary"] = kept(summary, SUMMARY_KEYS)
    del value["summary"]["codes"][0]["box"]
    return written(value)


PAPERS = {
    "d1": old_document(
        "d1",
        {"kind": "dossier", "text": "Hồ sơ nào?", "candidates": [NUMBER, OTHER]},
        {"kind": "type", "text": "Loại gì?", "candidates": []},
    ),
    "d2": old_document("d2"),
}


def fill_second_form(place: Place) -> None:
    with place.engine.begin() as connection:
        migrate(connection, "0002")
        tables = tables_of(connection)
        connection.execute(insert(tables["units"]).values(code=A))
        value = written(kept(BATCH, BATCH_KEYS))
        connection.execute(insert(tables["batches"]), [{"id": "b1", "unit": A, "value": value}])
        for name, text in PAPERS.items():
            row = {"id": name, "batch": "b1", "unit": A, "state": "question", "revision": 3}
            connection.execute(
                insert(tables["documents"]), [{**row, "identity": identity_of(name), "value": text}]
            )
        page = {"document": "d1", "number": 0, "state": "read", "value_sha256": None, "value": old_page()}
        connection.execute(insert(tables["pages"]), [page])


def values_in(place: Place, table: str) -> list[str]:
    with place.engine.connect() as connection:
        column = tables_of(connection)[table].c.value
        return sorted(connection.execute(select(column)).scalars())


def test_bare_words_become_answers_of_which_nothing_more_is_known(place: Place) -> None:
    fill_second_form(place)
    ledger = place.open_ledger()
    first, second = (row.document for row in ledger.documents(EVERY_UNIT))
    assert first.questions == (
        Question(
            kind=QuestionKind.DOSSIER,
            text="Hồ sơ nào?",
            candidates=(Candidate(value=NUMBER), Candidate(value=OTHER)),
        ),
        Question(kind=QuestionKind.TYPE, text="Loại gì?"),
    )
    assert second.questions == ()
    ledger.close()


def test_what_the_second_form_has_no_word_for_is_gone_when_it_is_taken_back(place: Place) -> None:
    fill_second_form(place)
    ledger = place.open_ledger()
    row = ledger.document(DocumentId("d1"), EVERY_UNIT)
    dossier, kind = row.document.questions
    answers = tuple(replace(one, probability=0.5, rule="mã trên giấy") for one in dossier.candidates)
    spot = Spot(0, Box(1, 2, 3, 4))
    component = Question(kind=QuestionKind.COMPONENT, text="Thành phần nào?")
    asked = replace(
        row.document,
        questions=(replace(dossier, candidates=answers, places=(spot,)), kind, component),
        type_candidates=answers,
        type_place=spot,
        group=StackGroup(name="", number=None, is_printed=False, reason="một giấy"),
        procedure=ProcedureLink(code="1.001193", name="", origin=ProcedureOrigin.PAPER),
        part=DossierPart(),
        left_out=(1,),
    )
    page = ledger.page(DocumentId("d1"), 0, EVERY_UNIT)
    assert page.summary is not None
    verdict = PageVerdict(
        role=PageRole.CONTENT, begins=True, probability=1.0, sign="first", reason="trang đầu"
    )
    found = replace(
        page.summary,
        procedures=("1.001193",),
        codes=tuple(replace(one, box=spot.box) for one in page.summary.codes),
    )
    ledger.commit(
        Change(
            batch=BATCH.id,
            actor="sohoa",
            at=AT,
            documents=(DocumentChange(row=row, document=asked, state=State.QUESTION),),
            pages=(replace(page, summary=found, verdict=verdict),),
        )
    )
    ledger.close()
    with place.engine.begin() as connection:
        take_down(connection, "0002")
    assert values_in(place, "documents") == sorted(PAPERS.values())
    assert values_in(place, "pages") == [old_page()]
    assert values_in(place, "batches") == [written(kept(BATCH, BATCH_KEYS))]


def test_number_read_from_a_receipt_counts_as_little_as_a_folder_when_it_is_taken_back(place: Place) -> None:
    fill_second_form(place)
    ledger = place.open_ledger()
    row = ledger.document(DocumentId("d2"), EVERY_UNIT)
    read = replace(row.document, dossier=DossierLink(NUMBER, DossierOrigin.RECEIPT), ordinal=1)
    commit(ledger, DocumentChange(row=row, document=read, state=row.state))
    ledger.close()
    with place.engine.begin() as connection:
        take_down(connection, "0002")
    (value,) = (json.loads(one) for one in values_in(place, "documents") if json.loads(one)["id"] == "d2")
    assert value["dossier"] == {"number": NUMBER, "origin": "folder"}


def test_ledger_with_cut_stacks_is_not_taken_back_and_keeps_every_page(place: Place) -> None:
    fill_second_form(place)
    ledger = place.open_ledger()
    row = ledger.document(DocumentId("d1"), EVERY_UNIT)
    commit(ledger, DocumentChange(row=row, document=replace(row.document, questions=()), state=State.CUT))
    before = values_in(place, "documents")
    with pytest.raises(StateConflict, match="1 stacks"), place.engine.begin() as connection:
        take_down(connection, "0002")
    assert values_in(place, "documents") == before
    assert ledger.document(DocumentId("d1"), EVERY_UNIT).state is State.CUT
    ledger.close()
