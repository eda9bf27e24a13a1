"""Questions of a ledger of the second form keep their proposed answers, up and down."""

import json
from dataclasses import replace
from typing import Any

from sqlalchemy import insert, select

from domain.actor import EVERY_UNIT
from domain.barcode import Symbology
from domain.codec import canonical
from domain.document import Candidate, Question, QuestionKind
from domain.document import Place as Spot
from domain.geometry import Box
from domain.ids import DocumentId
from domain.ledger import Change, DocumentChange, PageState
from domain.lifecycle import State
from domain.task import CodeFound, PageSummary
from storage.schema import migrate, take_down
from tests.contracts.papers import AT, NUMBER, A, identity_of, make_batch, make_document, make_page
from tests.storage.databases import Place, tables_of

OTHER = "H13.16-250716-0002"
BATCH = make_batch("b1")


def written(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def old_document(name: str, *questions: dict[str, Any]) -> str:
    """A paper as the second form holds it: bare words for answers, nothing of where to look."""
    value = {**json.loads(canonical(make_document(name, BATCH))), "questions": list(questions)}
    del value["type_candidates"], value["type_place"]
    return written(value)


def old_page() -> str:
    found = CodeFound(Symbology.QR, "dossier", NUMBER)
    summary = PageSummary(flags=(), codes=(found,), letters=3, mean_confidence=0.5)
    value = json.loads(canonical(replace(make_page("d1", 0, PageState.READ), summary=summary)))
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
        value = canonical(BATCH).decode()
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
    asked = replace(
        row.document,
        questions=(replace(dossier, candidates=answers, places=(spot,)), kind),
        type_candidates=answers,
        type_place=spot,
    )
    page = ledger.page(DocumentId("d1"), 0, EVERY_UNIT)
    assert page.summary is not None
    found = replace(page.summary, codes=tuple(replace(one, box=spot.box) for one in page.summary.codes))
    ledger.commit(
        Change(
            batch=BATCH.id,
            actor="sohoa",
            at=AT,
            documents=(DocumentChange(row=row, document=asked, state=State.QUESTION),),
            pages=(replace(page, summary=found),),
        )
    )
    ledger.close()
    with place.engine.begin() as connection:
        take_down(connection, "0002")
    assert values_in(place, "documents") == sorted(PAPERS.values())
    assert values_in(place, "pages") == [old_page()]
