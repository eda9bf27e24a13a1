"""Answers proposed to a question have a name, a probability and a rule; papers may be parts of a stack."""

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

from domain.errors import StateConflict

revision = "0003"
down_revision = "0002"

batches = sa.table("batches", sa.column("id"), sa.column("value"))
documents = sa.table("documents", sa.column("id"), sa.column("state"), sa.column("value"))
pages = sa.table("pages", sa.column("document"), sa.column("number"), sa.column("value"))

_NEW_OF_DOCUMENTS = (
    "cutting",
    "is_whole",
    "cut_from",
    "group",
    "procedure",
    "part",
    "type_candidates",
    "type_place",
    "left_out",
)

_Value = dict[str, Any]


def upgrade() -> None:
    _change_documents('%"questions":[{%', _with_objects)


def downgrade() -> None:
    _refuse_cut_papers()
    _change_documents("%", _as_before)
    _change_pages()
    _change_batches()


def _with_objects(document: _Value) -> None:
    for question in document["questions"]:
        question["candidates"] = [
            {"value": one, "name": "", "probability": None, "rule": ""} for one in question["candidates"]
        ]


def _refuse_cut_papers() -> None:
    """The older form has no word for them: as whole papers their pages would stand in it twice."""
    of_stacks = sa.select(documents.c.id).where(documents.c.state == "cut")
    number = len(op.get_bind().execute(of_stacks).all())
    if number:
        raise StateConflict(
            f"the ledger cannot be taken back: {number} stacks in it were cut into papers, for which the "
            "older sohoa has no word; go on with this one, or restore the backup of before the upgrade"
        )


def _as_before(document: _Value) -> None:
    """The older form has no word for how likely an answer is, where to look, nor what a paper is in its
    dossier."""
    document["questions"] = [
        {
            "kind": one["kind"],
            "text": one["text"],
            "candidates": [answer["value"] for answer in one["candidates"]],
        }
        for one in document["questions"]
        if one["kind"] != "component"
    ]
    for key in _NEW_OF_DOCUMENTS:
        document.pop(key, None)
    link = document["dossier"]
    if link is not None and link["origin"] == "receipt":
        # Neither a person said it nor a symbol: that is what the name of a folder counts for.
        link["origin"] = "folder"


def _change_documents(like: str, change: Callable[[_Value], None]) -> None:
    connection = op.get_bind()
    # One value at a time: those of a whole ledger need not fit into memory.
    for name in (
        connection.execute(sa.select(documents.c.id).where(documents.c.value.like(like))).scalars().all()
    ):
        here = documents.c.id == name
        value = json.loads(connection.execute(sa.select(documents.c.value).where(here)).scalar_one())
        change(value)
        connection.execute(sa.update(documents).where(here).values(value=_canonical(value)))


def _change_pages() -> None:
    """Nor where on a page a symbol lies, which procedures it names, and whether a paper begins with it."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(pages.c.document, pages.c.number)).all():
        here = sa.and_(pages.c.document == row.document, pages.c.number == row.number)
        value = json.loads(connection.execute(sa.select(pages.c.value).where(here)).scalar_one())
        value.pop("verdict", None)
        summary = value["summary"] or {}
        summary.pop("procedures", None)
        for code in summary.get("codes", ()):
            code.pop("box", None)
        connection.execute(sa.update(pages).where(here).values(value=_canonical(value)))


def _change_batches() -> None:
    """Nor for the queue ticket of who brought it."""
    connection = op.get_bind()
    for name in connection.execute(sa.select(batches.c.id)).scalars().all():
        here = batches.c.id == name
        value = json.loads(connection.execute(sa.select(batches.c.value).where(here)).scalar_one())
        value.pop("ticket", None)
        connection.execute(sa.update(batches).where(here).values(value=_canonical(value)))


def _canonical(value: _Value) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
