"""Who signs what through the whole engine, and files that are signed already."""

from dataclasses import replace
from hashlib import sha256
from itertools import product
from pathlib import Path

import pytest

from actions.review import Correction
from domain.document import QuestionKind
from domain.errors import DigestMismatch, KeyUnusable, SigningFailed
from domain.event import EventKind
from domain.lifecycle import State
from engine.planning import Planner
from engine.run import run
from pipeline.pdf.keys import SigningKey
from pipeline.pdf.signature import sign_pdf
from pipeline.pdf.verdict import Integrity
from pipeline.pdf.verification import verify_pdf
from pipeline.plan import KeyKind
from tests.office import CLERK, Office, kinds, open_office, person, rules_of
from tests.pki import AT
from tests.sheets import HIDDEN, NUMBER, draw_sheet, write_jpeg, write_pages

COLLEAGUE = "Lê Văn Thử"


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    return write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER))


def profile_file(tmp_path: Path, signing: str) -> str:
    path = tmp_path / f"{signing}.toml"
    path.write_text(f'[rules]\nsigning = "{signing}"\n')
    return str(path)


RULES = ("after_review", "auto")


@pytest.mark.parametrize(("rule", "kind"), list(product(RULES, KeyKind)))
def test_sound_paper_is_signed_at_once_by_agency_and_archive_only(
    rule: str, kind: KeyKind, tmp_path: Path, scan: Path, signing_key: SigningKey
) -> None:
    office = open_office(tmp_path / "home", profile_file(tmp_path, rule))
    office.use_key(signing_key, kind)
    (row,) = office.digitise(scan)
    signed = kind is not KeyKind.PERSONAL
    assert row.state is (State.FILED if signed else State.WAITING_SIGNATURE)
    assert office.happened(EventKind.SIGN_INTENDED, row) == office.happened(EventKind.SIGNED, row) == signed
    office.ledger.close()


@pytest.mark.parametrize("rule", RULES)
def test_personal_key_signs_after_its_owner_only_and_never_by_itself(
    rule: str, tmp_path: Path, scan: Path, signing_key: SigningKey
) -> None:
    office = open_office(tmp_path / "home", profile_file(tmp_path, rule))
    office.use_key(signing_key, KeyKind.PERSONAL)
    (row,) = office.digitise(scan)
    office.accept(row, person(COLLEAGUE))
    office.run()
    assert office.row(row.document.id).state is State.WAITING_SIGNATURE
    office.accept(office.row(row.document.id), person(CLERK))
    office.run()
    after = office.row(row.document.id)
    assert after.state is (State.FILED if rule == "after_review" else State.WAITING_SIGNATURE)
    accepted = [event for event in office.events() if event.kind is EventKind.ACCEPTED]
    assert [event.actor for event in accepted] == [COLLEAGUE, CLERK]
    office.ledger.close()


def ask_about(office: Office, kind: QuestionKind, tmp_path: Path) -> Path:
    """A scan that leaves exactly one question of that kind open."""
    sheet = draw_sheet(code=None if kind is QuestionKind.DOSSIER else NUMBER)
    if kind is QuestionKind.TYPE:
        office.reader.lines = ("Giấy không có tiêu đề nào", f"Nội dung {HIDDEN}")
    elif kind is QuestionKind.QUALITY:
        office.reader.confidence = 0.7
    elif kind is QuestionKind.SECRECY:
        office.reader.stamp = "MẬT"
        sheet = draw_sheet(code=NUMBER, stamp="MẬT")
    return write_jpeg(tmp_path / "don.jpg", sheet)


ASKED = (QuestionKind.DOSSIER, QuestionKind.TYPE, QuestionKind.QUALITY, QuestionKind.SECRECY)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("kind", ASKED)
def test_open_question_keeps_every_key_away(
    rule: str, kind: QuestionKind, tmp_path: Path, signing_key: SigningKey
) -> None:
    office = open_office(tmp_path / "home", profile_file(tmp_path, rule))
    (row,) = office.digitise(ask_about(office, kind, tmp_path))
    assert kinds(row.document) == [kind.value]
    for key_kind in KeyKind:
        office.use_key(signing_key, key_kind)
        assert office.run() == []
    assert office.row(row.document.id).state is State.QUESTION
    assert office.row(row.document.id).document.pdf is None
    office.ledger.close()


ANSWERS = {
    QuestionKind.DOSSIER: Correction(dossier=NUMBER),
    QuestionKind.TYPE: Correction(type_code="GKS"),
    QuestionKind.SECRECY: Correction(not_secret=True),
}


@pytest.mark.parametrize("kind", ASKED)
def test_answered_question_lets_the_paper_be_signed(
    kind: QuestionKind, office: Office, tmp_path: Path, signing_key: SigningKey
) -> None:
    office.use_key(signing_key, KeyKind.AGENCY)
    (row,) = office.digitise(ask_about(office, kind, tmp_path))
    if kind in ANSWERS:
        office.correct(row, ANSWERS[kind])
    else:
        office.accept(row)
    office.run()
    assert office.row(row.document.id).state is State.FILED


def test_paper_without_a_key_is_stored_and_signed_once_there_is_one(
    office: Office, scan: Path, signing_key: SigningKey
) -> None:
    (row,) = office.digitise(scan)
    assert row.state is State.WAITING_SIGNATURE
    assert row.document.signed_pdf is None
    assert row.document.pdf is not None
    assert office.holdings.store.has(row.document.pdf.sha256)
    office.use_key(signing_key, KeyKind.AGENCY)
    office.run()
    after = office.row(row.document.id)
    assert after.state is State.FILED
    assert after.document.signature is not None
    assert after.document.signature.signer_cn == signing_key.subject_cn


@pytest.mark.parametrize(("profile", "signs"), [("office", False), ("plain", False), ("demo", True)])
def test_test_key_signs_in_the_demo_only(
    profile: str, signs: bool, tmp_path: Path, scan: Path, trial_key: SigningKey
) -> None:
    office = open_office(tmp_path / "home", profile)
    office.use_key(trial_key, KeyKind.AGENCY, is_test=True)
    (row,) = office.digitise(scan)
    assert (row.document.signed_pdf is not None) is signs
    assert row.state is (State.FILED if signs else State.WAITING_SIGNATURE)
    if row.document.signature is not None:
        assert row.document.signature.test_key
    office.ledger.close()


def test_key_that_does_not_open_stops_no_reading(office: Office, tmp_path: Path) -> None:
    """One paper waits already, a new one comes in: it is read and stored before the key is complained of."""
    office.digitise(write_jpeg(tmp_path / "a.jpg", draw_sheet("a", code=NUMBER)))
    office.receive(write_jpeg(tmp_path / "b.jpg", draw_sheet("b", code=NUMBER)))

    def locked() -> None:
        raise KeyUnusable("the passphrase is wrong; give the one it was made with")

    engine = office.engine()
    planner = Planner(ledger=office.ledger, clock=office.clock, rules=rules_of, key=locked)
    with pytest.raises(KeyUnusable, match="passphrase"):
        run(replace(engine, planner=planner), lambda _report, _standing: None)
    engine.executor.close()
    assert set(office.states().values()) == {State.WAITING_SIGNATURE}


def test_paper_that_cannot_be_signed_waits_and_tells_why(
    office: Office, scan: Path, signing_key: SigningKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.use_key(signing_key, KeyKind.AGENCY)

    def refuse(*_args: object, **_named: object) -> None:
        raise SigningFailed("the token is not there; plug it in and run `sohoa retry`")

    with monkeypatch.context() as patched:
        patched.setattr("pipeline.stages.sign.sign_pdf", refuse)
        (row,) = office.digitise(scan)
    assert row.state is State.WAITING_SIGNATURE
    assert row.failure is not None
    assert "token" in row.failure.message
    office.run()
    after = office.row(row.document.id)
    assert after.state is State.FILED
    assert after.failure is None
    assert office.happened(EventKind.SIGN_INTENDED, after) == 2
    assert office.happened(EventKind.SIGNED, after) == 1


def test_expired_certificate_leaves_the_paper_waiting(
    office: Office, scan: Path, signing_key: SigningKey
) -> None:
    office.use_key(signing_key, KeyKind.AGENCY)
    office.clock.at = AT.replace(year=AT.year + 3)
    (row,) = office.digitise(scan)
    assert row.state is State.WAITING_SIGNATURE
    assert row.failure is not None
    assert "expired" in row.failure.message


def test_pdf_altered_before_its_signature_stops_the_run(
    office: Office, scan: Path, signing_key: SigningKey
) -> None:
    (row,) = office.digitise(scan)
    assert row.document.pdf is not None
    digest = row.document.pdf.sha256
    stored = office.store / digest[:2] / digest
    stored.chmod(0o600)
    stored.write_bytes(stored.read_bytes()[:-1] + b"x")
    office.use_key(signing_key, KeyKind.AGENCY)
    with pytest.raises(DigestMismatch):
        office.run()
    assert office.row(row.document.id).state is State.WAITING_SIGNATURE


def test_same_scan_gives_the_same_pdf_before_signing(tmp_path: Path, scan: Path) -> None:
    made = []
    for name in ("một", "hai"):
        office = open_office(tmp_path / name)
        (row,) = office.digitise(scan)
        assert row.document.pdf is not None
        made.append(office.holdings.store.read(row.document.pdf))
        office.ledger.close()
    assert made[0] == made[1]


@pytest.fixture
def signed_file(tmp_path: Path, signing_key: SigningKey) -> Path:
    unsigned = write_pages(tmp_path / "goc.pdf", draw_sheet("đã ký", code=NUMBER))
    sign_pdf(unsigned, tmp_path / "da-ky.pdf", signing_key, at=AT)
    return tmp_path / "da-ky.pdf"


@pytest.mark.parametrize("with_key", [False, True])
def test_signed_file_passes_through_byte_for_byte_and_is_read(
    office: Office, signed_file: Path, signing_key: SigningKey, with_key: bool
) -> None:
    if with_key:
        office.use_key(signing_key, KeyKind.AGENCY)
    (row,) = office.digitise(signed_file)
    assert row.state is State.FILED
    assert row.document.signed_elsewhere
    pdf = row.document.final_pdf
    assert pdf is not None
    assert pdf.sha256 == sha256(signed_file.read_bytes()).hexdigest()
    with office.holdings.store.local(pdf) as path:
        assert [one.integrity for one in verify_pdf(path)] == [Integrity.INTACT]
    (page,) = office.page_values(row)
    assert page.text is not None
    assert HIDDEN in page.text.text
    assert office.happened(EventKind.SIGNED, row) == 0


def test_signed_file_with_an_open_question_is_not_filed(
    office: Office, tmp_path: Path, signing_key: SigningKey
) -> None:
    unsigned = write_pages(tmp_path / "goc.pdf", draw_sheet("không mã"))
    sign_pdf(unsigned, tmp_path / "da-ky.pdf", signing_key, at=AT)
    (row,) = office.digitise(tmp_path / "da-ky.pdf")
    assert row.state is State.QUESTION
    office.correct(row, Correction(dossier=NUMBER))
    office.run()
    assert office.row(row.document.id).state is State.FILED
