"""The answers proposed to a question are values with a name, a probability and a rule, not bare words."""

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

documents = sa.table("documents", sa.column("id"), sa.column("value"))
pages = sa.table("pages", sa.column("document"), sa.column("number"), sa.column("value"))

_Value = dict[str, Any]


def upgrade() -> None:
    _change_documents('%"questions":[{%', _with_objects)


def downgrade() -> None:
    _change_documents("%", _with_words)
    _change_pages()


def _with_objects(document: _Value) -> None:
    for question in document["questions"]:
        question["candidates"] = [
            {"value": one, "name": "", "probability": None, "rule": ""} for one in question["candidates"]
        ]


def _with_words(document: _Value) -> None:
    """The older form has no word for how likely an answer is, nor for where to look."""
    for question in document["questions"]:
        question["candidates"] = [one["value"] for one in question["candidates"]]
        question.pop("places", None)
    for key in ("type_candidates", "type_place"):
        document.pop(key, None)


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
    """Nor has it one for where on a page a symbol lies."""
    connection = op.get_bind()
    with_codes = sa.select(pages.c.document, pages.c.number).where(pages.c.value.like('%"codes":[{%'))
    for row in connection.execute(with_codes).all():
        here = sa.and_(pages.c.document == row.document, pages.c.number == row.number)
        value = json.loads(connection.execute(sa.select(pages.c.value).where(here)).scalar_one())
        for code in (value["summary"] or {}).get("codes", ()):
            code.pop("box", None)
        connection.execute(sa.update(pages).where(here).values(value=_canonical(value)))


def _canonical(value: _Value) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
