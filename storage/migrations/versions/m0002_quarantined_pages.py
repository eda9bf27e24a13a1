"""Pages that failed are in quarantine; the same papers are received once; papers have a priority."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

INDEX = "one_live_paper_an_identity"
LIVE = "state <> 'withdrawn'"

documents = sa.table(
    "documents", sa.column("arrival"), sa.column("id"), sa.column("state"), sa.column("identity")
)
pages = sa.table("pages", sa.column("document"), sa.column("number"), sa.column("state"), sa.column("value"))


def upgrade() -> None:
    op.add_column("documents", sa.Column("priority", sa.String(16), nullable=False, server_default="counter"))
    _rename_pages(("failed",), "quarantined")
    _set_twins_apart()
    op.create_index(
        INDEX,
        "documents",
        ["identity"],
        unique=True,
        sqlite_where=sa.text(LIVE),
        postgresql_where=sa.text(LIVE),
    )


def downgrade() -> None:
    op.drop_index(INDEX, "documents")
    op.drop_column("documents", "priority")
    _bring_twins_together()
    # The first form has no word for a page that is left out: it could not be read either.
    _rename_pages(("quarantined", "left-out"), "failed")


def _rename_pages(old: tuple[str, ...], new: str) -> None:
    """Gives pages another state, in their column and in the value that is kept beside it."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(pages).where(pages.c.state.in_(old))).all():
        value = {**json.loads(row.value), "state": new}
        written = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        connection.execute(
            sa.update(pages)
            .where(pages.c.document == row.document, pages.c.number == row.number)
            .values(state=new, value=written)
        )


def _set_twins_apart() -> None:
    """Papers that were received twice at one moment: the first keeps the identity.

    The others put their own name before the rest of it, from which it can be told again.
    """
    connection = op.get_bind()
    live = sa.select(documents.c.id, documents.c.identity).where(documents.c.state != "withdrawn")
    taken: set[str] = set()
    for row in connection.execute(live.order_by(documents.c.arrival)).all():
        if row.identity in taken:
            prefix = f"{row.id}:"
            _give_identity(row.id, prefix + row.identity[len(prefix) :])
        taken.add(row.identity)


def _bring_twins_together() -> None:
    connection = op.get_bind()
    apart = sa.select(documents.c.id, documents.c.identity).where(documents.c.identity.like("%:%"))
    for row in connection.execute(apart).all():
        rest = row.identity.split(":", 1)[1]
        first = (
            sa.select(documents.c.identity)
            .where(documents.c.identity.like(f"%{rest}"), documents.c.identity.not_like("%:%"))
            .order_by(documents.c.arrival)
            .limit(1)
        )
        _give_identity(row.id, connection.execute(first).scalar_one())


def _give_identity(document: str, identity: str) -> None:
    op.get_bind().execute(sa.update(documents).where(documents.c.id == document).values(identity=identity))
