"""The tables of the ledger. Values lie as canonical JSON; columns beside them are for look-ups only."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()

units = Table("units", metadata, Column("code", String(64), primary_key=True))

batches = Table(
    "batches",
    metadata,
    Column("arrival", Integer, primary_key=True, autoincrement=True),
    Column("id", String(16), nullable=False, unique=True),
    Column("unit", String(64), ForeignKey("units.code"), nullable=False, index=True),
    Column("value", Text, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("arrival", Integer, primary_key=True, autoincrement=True),
    Column("id", String(16), nullable=False, unique=True),
    Column("batch", String(16), ForeignKey("batches.id"), nullable=False, index=True),
    Column("unit", String(64), ForeignKey("units.code"), nullable=False),
    Column("state", String(32), nullable=False, index=True),
    Column("priority", String(16), nullable=False, server_default="counter"),
    Column("revision", Integer, nullable=False),
    Column("identity", String(64), nullable=False, index=True),
    Column("dossier", String(64)),
    Column("ordinal", Integer),
    Column("value", Text, nullable=False),
    Column("failure", Text),
    CheckConstraint("revision >= 0", name="revision_not_negative"),
    Index("ix_documents_dossier", "unit", "dossier"),
    # The same papers are received once, until they are withdrawn: whoever comes second is refused.
    Index(
        "one_live_paper_an_identity",
        "identity",
        unique=True,
        sqlite_where=text("state <> 'withdrawn'"),
        postgresql_where=text("state <> 'withdrawn'"),
    ),
    UniqueConstraint("unit", "dossier", "ordinal", name="one_paper_a_number"),
)

pages = Table(
    "pages",
    metadata,
    Column("document", String(16), ForeignKey("documents.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("state", String(16), nullable=False),
    Column("value_sha256", String(64)),
    Column("value", Text, nullable=False),
)

files = Table(
    "files",
    metadata,
    Column("document", String(16), ForeignKey("documents.id"), primary_key=True),
    Column("slot", String(16), primary_key=True),
    Column("sha256", String(64), nullable=False, index=True),
)

steps = Table(
    "steps",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("artifact", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
)

dossiers = Table(
    "dossiers",
    metadata,
    Column("unit", String(64), ForeignKey("units.code"), primary_key=True),
    Column("number", String(64), primary_key=True),
)

events = Table(
    "events",
    metadata,
    Column("batch", String(16), ForeignKey("batches.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("subject", String(64), nullable=False, index=True),
    Column("value", Text, nullable=False),
)
