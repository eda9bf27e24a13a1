"""What `verify` must find: a flipped byte, an altered event, a broken signature; and that it says where."""

import sqlite3
from pathlib import Path

import pytest

from actions.export import Exporter, export_paper
from actions.verify import verify_chains, verify_file, verify_paper
from domain.artifact import Artifact
from domain.errors import NotFound, StateConflict, StoreUnavailable, UnreadablePdf
from domain.event import EventKind
from domain.ledger import DocumentRow
from pipeline.pdf.keys import SigningKey
from pipeline.pdf.verdict import Verdict
from pipeline.plan import KeyKind
from tests.office import Office
from tests.pki import Identity
from tests.sheets import NUMBER, draw_sheet, write_jpeg


@pytest.fixture
def filed(office: Office, tmp_path: Path, signing_key: SigningKey) -> DocumentRow:
    office.use_key(signing_key, KeyKind.AGENCY)
    (row,) = office.digitise(write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER)))
    return row


def final(row: DocumentRow) -> Artifact:
    assert row.document.final_pdf is not None
    return row.document.final_pdf


def flip(office: Office, artifact: Artifact, at: int = -40) -> None:
    path = office.store / artifact.sha256[:2] / artifact.sha256
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.chmod(0o600)
    path.write_bytes(data)


def exporter(office: Office, out: Path) -> Exporter:
    return Exporter(ledger=office.ledger, store=office.holdings.store, clock=office.clock, out=out)


def test_sound_paper_of_a_known_signer_is_valid(
    office: Office, filed: DocumentRow, identity: Identity
) -> None:
    verdict = verify_paper(office.holdings.store, filed, (identity.root,))
    assert verdict.sound
    assert [one.overall for one in verdict.signatures] == [Verdict.VALID]


def test_unknown_signer_is_no_fault_of_the_file(office: Office, filed: DocumentRow) -> None:
    verdict = verify_paper(office.holdings.store, filed, ())
    assert verdict.sound
    assert verdict.signatures[0].overall is not Verdict.VALID


@pytest.mark.parametrize("which", ["signed", "source"])
def test_flipped_byte_in_the_store_is_found(office: Office, filed: DocumentRow, which: str) -> None:
    artifact = final(filed) if which == "signed" else filed.document.files[0].artifact
    flip(office, artifact)
    verdict = verify_paper(office.holdings.store, filed, ())
    assert not verdict.sound
    assert verdict.fault is not None
    assert artifact.sha256 in verdict.fault


def test_lost_file_is_found(office: Office, filed: DocumentRow) -> None:
    office.holdings.store.delete(final(filed).sha256)
    assert not verify_paper(office.holdings.store, filed, ()).sound


def test_waiting_paper_has_no_signature_and_no_fault(office: Office, tmp_path: Path) -> None:
    (row,) = office.digitise(write_jpeg(tmp_path / "don.jpg", draw_sheet()))
    verdict = verify_paper(office.holdings.store, row, ())
    assert verdict.sound
    assert verdict.signatures == ()


def test_altered_copy_has_a_broken_signature(office: Office, filed: DocumentRow, tmp_path: Path) -> None:
    data = bytearray(office.holdings.store.read(final(filed)))
    data[len(data) // 3] ^= 1
    (tmp_path / "sua.pdf").write_bytes(data)
    assert not verify_file(tmp_path / "sua.pdf", ()).sound


def test_file_that_is_no_pdf_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text("không phải PDF")
    with pytest.raises(UnreadablePdf):
        verify_file(tmp_path / "a.pdf", ())


ALTERATIONS = {
    "a word in an event": "update events set value = replace(value, 'sohoa', 'ai đó') where number = 3",
    "an event left out": "delete from events where number = 2",
    "two events exchanged": "update events set number = case number when 2 then 99 else number end",
    "all events gone": "delete from events",
}


@pytest.mark.parametrize("sql", ALTERATIONS.values(), ids=list(ALTERATIONS))
def test_altered_event_is_found(office: Office, filed: DocumentRow, sql: str) -> None:
    (sound,) = verify_chains(office.actor, office.ledger)
    assert sound.fault is None
    assert sound.batch == filed.document.batch
    with sqlite3.connect(office.settings.home / "ledger.sqlite3") as ledger:
        for (trigger,) in ledger.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            ledger.execute(f'drop trigger "{trigger}"')
        assert ledger.execute(sql).rowcount > 0
    ledger.close()
    (broken,) = verify_chains(office.actor, office.ledger)
    assert broken.fault is not None


def test_export_is_recorded_once(office: Office, filed: DocumentRow, tmp_path: Path) -> None:
    first = export_paper(office.actor, exporter(office, tmp_path / "usb"), filed)
    again = export_paper(office.actor, exporter(office, tmp_path / "usb"), filed)
    assert (first.fresh, again.fresh) == (True, False)
    assert first.path == again.path
    assert first.path.read_bytes() == office.holdings.store.read(final(filed))
    assert office.happened(EventKind.EXPORTED, filed) == 1


def test_export_never_writes_over_anything(office: Office, filed: DocumentRow, tmp_path: Path) -> None:
    folder = tmp_path / "usb" / NUMBER
    folder.mkdir(parents=True)
    taken = [folder / f"{NUMBER}.001.pdf", folder / f"{NUMBER}.001-2.pdf"]
    for path in taken:
        path.write_bytes(b"theirs")
    exported = export_paper(office.actor, exporter(office, tmp_path / "usb"), filed)
    assert exported.path.name == f"{NUMBER}.001-3.pdf"
    assert [path.read_bytes() for path in taken] == [b"theirs", b"theirs"]


def test_failed_export_leaves_nothing_behind(office: Office, filed: DocumentRow, tmp_path: Path) -> None:
    office.holdings.store.delete(final(filed).sha256)
    with pytest.raises(NotFound):
        export_paper(office.actor, exporter(office, tmp_path / "usb"), filed)
    assert [path for path in (tmp_path / "usb").rglob("*") if path.is_file()] == []
    assert office.happened(EventKind.EXPORTED, filed) == 0


def test_out_folder_that_is_a_file_is_named(office: Office, filed: DocumentRow, tmp_path: Path) -> None:
    (tmp_path / "usb").touch()
    with pytest.raises(StoreUnavailable, match="usb"):
        export_paper(office.actor, exporter(office, tmp_path / "usb"), filed)


def test_paper_that_is_not_filed_is_not_exported(office: Office, tmp_path: Path) -> None:
    (row,) = office.digitise(write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER)))
    with pytest.raises(StateConflict, match="waiting-signature"):
        export_paper(office.actor, exporter(office, tmp_path / "usb"), row)
