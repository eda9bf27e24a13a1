"""`sohoa doctor`: says what is there, what is missing and what to do about it."""

from pathlib import Path

import pytest

from actions.doctor import Patient, examine
from domain.errors import KeyUnusable, LedgerUnavailable, MissingModel
from pipeline.overlay import PACKAGED_ONLY, DataFolder
from pipeline.pdf.keys import SigningKey
from tests.conftest import CommandLine
from tests.fake_reader import FakeReader
from tests.pki import AT


def patient(home: Path, key: SigningKey) -> Patient:
    return Patient(
        home=home,
        profile="office",
        engine=FakeReader,
        key=lambda: key,
        data=DataFolder(home / "data"),
        today=AT.date(),
        ledger=lambda: "SQLite",
    )


def test_sound_machine_needs_no_advice(tmp_path: Path, signing_key: SigningKey) -> None:
    findings = examine(patient(tmp_path / "home", signing_key))
    advice = {one.what: one.advice for one in findings if one.advice}
    assert advice.keys() <= {"tesseract program", "disk"}, "only what a test machine may lack"
    assert any(signing_key.subject_cn in one.found for one in findings)
    assert not (tmp_path / "home").exists()


def test_test_key_is_called_one(tmp_path: Path, trial_key: SigningKey) -> None:
    assert any("TEST KEY" in one.found for one in examine(patient(tmp_path, trial_key)))


def test_everything_missing_is_named_with_advice(tmp_path: Path) -> None:
    def no_model() -> FakeReader:
        raise MissingModel("there is no model vie; install tesseract-ocr-vie")

    def no_key() -> SigningKey:
        raise KeyUnusable("the passphrase is wrong; give the one it was made with")

    def no_ledger() -> str:
        raise LedgerUnavailable("no answer; start the database")

    findings = examine(
        Patient(
            home=tmp_path,
            profile="kho",
            engine=no_model,
            key=no_key,
            data=PACKAGED_ONLY,
            today=AT.date(),
            ledger=no_ledger,
        )
    )
    advice = {one.what: one.advice for one in findings}
    assert "tesseract-ocr-vie" in advice["OCR model"]
    assert "passphrase" in advice["signing key"]
    assert "kho" in advice["profile"]
    assert "start the database" in advice["ledger"]


def test_command_ends_with_one_when_something_is_to_be_done(
    sohoa: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "commands.doctor.load_ocr_engine", lambda _name, _tessdata: sohoa.reader, raising=False
    )
    assert sohoa("doctor") == 1
    assert "chờ ký" in sohoa.out
    assert not sohoa.home.exists()
