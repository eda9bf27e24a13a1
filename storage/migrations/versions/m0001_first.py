"""The first ledger: units, batches, documents, pages, files, steps, dossiers, events."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _value() -> sa.Column[str]:
    return sa.Column("value", sa.Text, nullable=False)


def upgrade() -> None:
    op.create_table("units", sa.Column("code", sa.String(64), primary_key=True))
    op.create_table(
        "batches",
        sa.Column("arrival", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(16), nullable=False, unique=True),
        sa.Column("unit", sa.String(64), sa.ForeignKey("units.code"), nullable=False, index=True),
        _value(),
    )
    op.create_table(
        "documents",
        sa.Column("arrival", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(16), nullable=False, unique=True),
        sa.Column("batch", sa.String(16), sa.ForeignKey("batches.id"), nullable=False, index=True),
        sa.Column("unit", sa.String(64), sa.ForeignKey("units.code"), nullable=False),
        sa.Column("state", sa.String(32), nullable=False, index=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("identity", sa.String(64), nullable=False, index=True),
        sa.Column("dossier", sa.String(64)),
        sa.Column("ordinal", sa.Integer),
        _value(),
        sa.Column("failure", sa.Text),
        sa.CheckConstraint("revision >= 0", name="revision_not_negative"),
        sa.UniqueConstraint("unit", "dossier", "ordinal", name="one_paper_a_number"),
    )
    op.create_index("ix_documents_dossier", "documents", ["unit", "dossier"])
    op.create_table(
        "pages",
        sa.Column("document", sa.String(16), sa.ForeignKey("documents.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("value_sha256", sa.String(64)),
        _value(),
    )
    op.create_table(
        "files",
        sa.Column("document", sa.String(16), sa.ForeignKey("documents.id"), primary_key=True),
        sa.Column("slot", sa.String(16), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False, index=True),
    )
    op.create_table(
        "steps",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("artifact", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
    )
    op.create_table(
        "dossiers",
        sa.Column("unit", sa.String(64), sa.ForeignKey("units.code"), primary_key=True),
        sa.Column("number", sa.String(64), primary_key=True),
    )
    op.create_table(
        "events",
        sa.Column("batch", sa.String(16), sa.ForeignKey("batches.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("subject", sa.String(64), nullable=False, index=True),
        _value(),
    )
    if op.get_bind().dialect.name == "postgresql":
        _refuse_changes_on_postgresql()
    else:
        _refuse_changes_on_sqlite()


def _refuse_changes_on_sqlite() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER events_refuse_{verb.lower()} BEFORE {verb} ON events "
            "BEGIN SELECT RAISE(ABORT, 'events are append-only'); END"
        )
    # REPLACE deletes the old row without firing its delete trigger.
    op.execute(
        "CREATE TRIGGER events_refuse_replace BEFORE INSERT ON events "
        "WHEN EXISTS (SELECT 1 FROM events WHERE batch = NEW.batch AND number = NEW.number) "
        "BEGIN SELECT RAISE(ABORT, 'events are append-only'); END"
    )


def _refuse_changes_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION events_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'events are append-only' USING ERRCODE = 'restrict_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER events_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON events "
        "FOR EACH STATEMENT EXECUTE FUNCTION events_refuse_change()"
    )


def downgrade() -> None:
    for table in ("events", "dossiers", "steps", "files", "pages", "documents", "batches", "units"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION events_refuse_change()")
