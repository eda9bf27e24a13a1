"""A paper that comes in signed: intact it passes through, broken it is asked about."""

from pathlib import Path

import pytest

from domain.lifecycle import State
from pipeline.pdf.keys import SigningKey
from pipeline.plan import KeyKind
from tests.office import Office, kinds, open_office
from tests.sheets import draw_sheet, write_jpeg


@pytest.fixture
def signed_file(tmp_path: Path, signing_key: SigningKey) -> Path:
    """A PDF that another office signed."""
    other = open_office(tmp_path / "other")
    other.use_key(signing_key, KeyKind.AGENCY)
    (row,) = other.digitise(write_jpeg(tmp_path / "don.jpg", draw_sheet("Đơn")), no_dossier=True)
    assert row.document.signed_pdf is not None
    target = tmp_path / "da-ky.pdf"
    target.write_bytes(other.holdings.store.read(row.document.signed_pdf))
    other.ledger.close()
    return target


def test_intact_signed_file_is_filed_as_it_came(office: Office, signed_file: Path) -> None:
    (row,) = office.digitise(signed_file, no_dossier=True)
    assert row.state is State.FILED
    assert row.document.files[0].broken_signature is None


def test_file_changed_after_it_was_signed_is_asked_about(office: Office, signed_file: Path) -> None:
    signed_file.write_bytes(signed_file.read_bytes().replace(b"%PDF-1.7", b"%PDF-1.6"))
    (row,) = office.digitise(signed_file, no_dossier=True)
    assert row.state is State.QUESTION
    assert kinds(row.document) == ["quality"]
    assert row.document.files[0].broken_signature


def test_person_may_take_a_broken_file_as_it_stands(office: Office, signed_file: Path) -> None:
    changed = signed_file.read_bytes().replace(b"%PDF-1.7", b"%PDF-1.6")
    signed_file.write_bytes(changed)
    (row,) = office.digitise(signed_file, no_dossier=True)
    office.accept(row)
    office.run()
    filed = office.row(row.document.id)
    assert filed.state is State.FILED
    assert filed.document.final_pdf is not None
    assert office.holdings.store.read(filed.document.final_pdf) == changed
