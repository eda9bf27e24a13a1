"""The shapes of every --json: none changes unnoticed (REMAKE_EXPECTED=1 writes them anew)."""

import json
import os
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from commands.output import JSON_VERSION
from domain.actor import EVERY_UNIT
from domain.event import EventKind
from domain.ledger import Change, NewEvent
from domain.lifecycle import State
from storage.sqlite import open_sqlite_ledger
from tests.commands.test_office_data import TYPE
from tests.conftest import CommandLine
from tests.pki import AT, PASSPHRASE
from tests.sheets import HEADING, NUMBER, OTHER_NUMBER, TITLE, draw_sheet, write_jpeg, write_page_files

EXPECTED = Path(__file__).parents[1] / "expected"


def shape(value: Any) -> Any:
    """Keys and kinds of values, without the values; a list has the shape of all its items together."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in sorted(value.items())}
    if isinstance(value, list):
        merged: Any = None
        for item in value:
            merged = _merge(merged, shape(item))
        return [] if merged is None else [merged]
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    return "null" if value is None else "number" if numeric else type(value).__name__


def _merge(one: Any, other: Any) -> Any:
    if one is None or one == other:
        return other
    if isinstance(one, dict) and isinstance(other, dict):
        return {key: _merge(one.get(key), other.get(key)) for key in sorted({*one, *other})}
    if isinstance(one, list) and isinstance(other, list):
        return one or other
    if other in (None, "null"):
        return one
    return other if one == "null" else f"{one}|{other}"


@pytest.fixture
def busy(sohoa: CommandLine, key_file: Path, tmp_path: Path) -> CommandLine:
    """An office with a filed, a waiting, a stopped and a quarantined paper."""
    sohoa.set(key_path=key_file, key_passphrase=PASSPHRASE.decode(), key_kind="agency")
    sohoa.reader.stamp = "MẬT"
    folder = tmp_path / "ho-so"
    folder.mkdir()
    write_jpeg(folder / "don.jpg", draw_sheet(code=NUMBER))
    write_jpeg(folder / "mat.jpg", draw_sheet(stamp="MẬT"))
    (folder / "hong.pdf").write_text("không phải PDF")
    write_jpeg(tmp_path / "le.jpg", draw_sheet("lẻ"))
    (tmp_path / "tkks.toml").write_text(TYPE, encoding="utf-8")
    sohoa("ingest", folder, tmp_path / "le.jpg")
    return sohoa


COMMANDS = {
    "keys": ("keys", "list"),
    "catalog": ("catalog", "show", "1.013831"),
    "status": ("status",),
    "show": ("show", NUMBER),
    "review-list": ("review", "list"),
    "verify": ("verify",),
    "audit": ("audit",),
    "export": ("export", NUMBER, "--out", "usb"),
    "inspect": ("inspect", "ho-so/don.jpg", "ho-so/hong.pdf"),
    "ingest": ("ingest", "ho-so"),
    "config": ("config",),
    "papers-list": ("papers", "list"),
    "papers-test": ("papers", "test", "tkks.toml", "--on", "ho-so"),
    "config-types": ("config", "--types"),
    "doctor": ("doctor",),
}


def promised(name: str, found: Any) -> Any:
    """The shape that was promised; made anew from what was found when that is asked for."""
    file = EXPECTED / f"{name}.json"
    if os.environ.get("REMAKE_EXPECTED"):
        file.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    return json.loads(file.read_text())


def test_shapes_are_those_that_were_promised(busy: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "commands.doctor.load_ocr_engine", lambda _name, _tessdata: busy.reader, raising=False
    )
    found, wanted = {}, {}
    for name, words in COMMANDS.items():
        busy(*words, "--json")
        envelope = json.loads(busy.out)
        assert envelope["sohoa"] == JSON_VERSION
        assert ("Kính" in busy.out) is (name == "inspect"), "page content belongs to inspect alone"
        found[name] = shape(envelope)
        wanted[name] = promised(name, found[name])
    assert found == wanted


def test_faults_and_notes_of_an_audit_have_the_shape_that_was_promised(busy: CommandLine) -> None:
    for path in (busy.home / "store").glob("??/*"):
        path.unlink()
    with closing(open_sqlite_ledger(busy.home / "ledger.sqlite3")) as ledger:
        (row,) = ledger.documents(EVERY_UNIT, states=frozenset({State.FILED}))
        event = NewEvent(kind=EventKind.BATCH_RECEIVED, subject=row.document.batch)
        ledger.commit(Change(batch=row.document.batch, actor="sohoa", at=AT, events=(event,)))
    busy("audit", "--json")
    found = shape(json.loads(busy.out))
    assert found == promised("audit-faults", found)


def test_case_for_review_has_the_shape_that_was_promised(sohoa: CommandLine, tmp_path: Path) -> None:
    sohoa.reader.lines = (*HEADING, TITLE, "Ngày, tháng, năm sinh: 45/06/2025")
    sheets = (draw_sheet("một", code=NUMBER), draw_sheet("hai", code=OTHER_NUMBER))
    (paper,) = sohoa.json("ingest", *write_page_files(tmp_path, "don", *sheets))
    sohoa("review", "show", paper["id"], "--json")
    found = shape(json.loads(sohoa.out))
    assert found == promised("review-show", found)
