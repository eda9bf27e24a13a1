"""Verifying: verdicts over sound, changed, foreign and hostile files."""

import re
import shutil
import socket
import subprocess
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.pdf_utils.generic import NumberObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner
from pyhanko.sign.signers import sign_pdf as sign_as_others_do

from domain.errors import EncryptedPdf
from pipeline.pdf.keys import SigningKey, load_pkcs12, make_test_key
from pipeline.pdf.signature import sign_pdf
from pipeline.pdf.verdict import Chain, Integrity, LaterChanges, SignatureVerdict, TimeSource, Verdict
from pipeline.pdf.verification import verify_pdf
from tests.pki import AT, ISSUED, ORGANISATION, PASSPHRASE, SIGNER, Identity, make_identity, sign_paper

DATA = Path(__file__).parents[4] / "shared" / "data"


@pytest.fixture(scope="module")
def identity() -> Identity:
    return make_identity(not_before=ISSUED)


@pytest.fixture(scope="module")
def key(identity: Identity, tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    return load_pkcs12(identity.write(tmp_path_factory.mktemp("keys") / "signer.p12"), PASSPHRASE)


@pytest.fixture(scope="module")
def signed(key: SigningKey, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("signed")
    return sign_paper(folder, key)


def only(verdicts: tuple[SignatureVerdict, ...]) -> SignatureVerdict:
    (verdict,) = verdicts
    return verdict


def test_own_signature_is_valid_under_its_root(signed: Path, identity: Identity) -> None:
    verdict = only(verify_pdf(signed, trust_roots=(identity.root,)))
    assert verdict == SignatureVerdict(
        field_name="Sohoa1",
        overall=Verdict.VALID,
        integrity=Integrity.INTACT,
        covers_whole_file=True,
        later_changes=LaterChanges.NONE,
        chain=Chain.TRUSTED,
        time_source=TimeSource.CLAIMED,
        signing_time=AT,
        signer_cn=SIGNER,
        organisation=ORGANISATION,
        serial=format(identity.leaf.serial_number, "x"),
        subfilter="/ETSI.CAdES.detached",
        digest_algorithm="sha256",
    )


def test_signature_is_intact_but_undetermined_without_roots(signed: Path) -> None:
    verdict = only(verify_pdf(signed))
    assert verdict.overall is Verdict.UNDETERMINED
    assert (verdict.integrity, verdict.chain) == (Integrity.INTACT, Chain.UNKNOWN)
    assert "no trusted root" in verdict.reason


def test_another_root_does_not_make_it_trusted(signed: Path) -> None:
    stranger = make_identity(not_before=ISSUED)
    verdict = only(verify_pdf(signed, trust_roots=(stranger.root,)))
    assert (verdict.overall, verdict.chain) == (Verdict.UNDETERMINED, Chain.UNTRUSTED)


def test_certificate_that_is_expired_at_the_given_moment_is_not_trusted(
    signed: Path, identity: Identity
) -> None:
    verdict = only(verify_pdf(signed, trust_roots=(identity.root,), at=AT + timedelta(days=400)))
    assert (verdict.overall, verdict.chain) == (Verdict.UNDETERMINED, Chain.UNTRUSTED)
    assert verdict.integrity is Integrity.INTACT


def test_verifying_needs_no_network(
    signed: Path, identity: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert only(verify_pdf(signed, trust_roots=(identity.root,))).overall is Verdict.VALID


def test_test_key_is_recognised(tmp_path: Path) -> None:
    make_test_key(tmp_path / "test.p12", PASSPHRASE, ISSUED)
    sign_paper(tmp_path, load_pkcs12(tmp_path / "test.p12", PASSPHRASE))
    bundle = pkcs12.load_pkcs12((tmp_path / "test.p12").read_bytes(), PASSPHRASE)
    root = bundle.additional_certs[0].certificate
    verdict = only(verify_pdf(tmp_path / "signed.pdf", trust_roots=(root,)))
    assert verdict.is_test_key
    assert verdict.overall is Verdict.VALID


def test_changed_words_make_it_invalid(signed: Path, tmp_path: Path, identity: Identity) -> None:
    data = signed.read_bytes()
    assert data.count(b"own words") == 1
    (tmp_path / "changed.pdf").write_bytes(data.replace(b"own words", b"new words"))
    verdict = only(verify_pdf(tmp_path / "changed.pdf", trust_roots=(identity.root,)))
    assert (verdict.overall, verdict.integrity) == (Verdict.INVALID, Integrity.BROKEN)


def test_later_signature_is_told_and_allowed(
    signed: Path, tmp_path: Path, key: SigningKey, identity: Identity
) -> None:
    sign_pdf(signed, tmp_path / "twice.pdf", key, at=AT, countersign=True)
    first, second = verify_pdf(tmp_path / "twice.pdf", trust_roots=(identity.root,))
    assert (first.overall, first.covers_whole_file) == (Verdict.VALID, False)
    assert first.later_changes is LaterChanges.FORM_FILLING
    assert (second.overall, second.covers_whole_file) == (Verdict.VALID, True)


def test_page_changed_by_a_later_update_is_told_and_invalid(
    signed: Path, tmp_path: Path, identity: Identity
) -> None:
    with signed.open("rb") as stream, (tmp_path / "changed.pdf").open("wb") as target:
        writer = IncrementalPdfFileWriter(stream)
        page = writer.root["/Pages"]["/Kids"][0]
        page[pdf_name("/Rotate")] = NumberObject(180)  # type: ignore[no-untyped-call]  # as below
        writer.update_container(page)
        writer.write(target)  # type: ignore[no-untyped-call]  # pyHanko leaves it unannotated
    verdict = only(verify_pdf(tmp_path / "changed.pdf", trust_roots=(identity.root,)))
    assert (verdict.overall, verdict.integrity) == (Verdict.INVALID, Integrity.INTACT)
    assert (verdict.covers_whole_file, verdict.later_changes) == (False, LaterChanges.OTHER)


def test_sha1_is_called_weak_though_intact(tmp_path: Path, identity: Identity) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "paper.pdf")
    bundle = identity.write(tmp_path / "signer.p12").read_bytes()
    signer = SimpleSigner.load_pkcs12_data(bundle, other_certs=(), passphrase=PASSPHRASE)
    with (tmp_path / "paper.pdf").open("rb") as stream, (tmp_path / "old.pdf").open("w+b") as target:
        metadata = PdfSignatureMetadata(field_name="Old", md_algorithm="sha1")
        sign_as_others_do(IncrementalPdfFileWriter(stream), metadata, signer, output=target)
    verdict = only(verify_pdf(tmp_path / "old.pdf", trust_roots=(identity.root,), at=AT))
    assert (verdict.integrity, verdict.weak_algorithm) == (Integrity.INTACT, True)
    assert (verdict.overall, verdict.subfilter) == (Verdict.UNDETERMINED, "/adbe.pkcs7.detached")


def test_unsigned_paper_has_no_verdicts(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "paper.pdf")
    assert verify_pdf(tmp_path / "paper.pdf") == ()


def test_locked_paper_is_told_and_write_protected_one_is_read(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="o", user="u"))
        pdf.save(tmp_path / "protected.pdf", encryption=pikepdf.Encryption(owner="o"))
    with pytest.raises(EncryptedPdf):
        verify_pdf(tmp_path / "locked.pdf")
    assert verify_pdf(tmp_path / "protected.pdf") == ()


def signatures_by_pdfsig(path: Path) -> dict[str, tuple[bool, bool]]:
    """Field name to: signature valid, whole document signed."""
    report = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout
    found = {}
    for block in report.split("Signature #")[1:]:
        name = re.search(r"Field Name: (.*)", block)
        assert name is not None
        found[name[1]] = ("Signature is Valid." in block, "- Total document signed" in block)
    return found


@pytest.mark.tool
@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig (poppler-utils) is not installed")
@pytest.mark.skipif(not DATA.is_dir(), reason="the shared test data are not there")
def test_real_signatures_of_agencies_agree_with_pdfsig() -> None:
    papers = sorted((DATA / "vn-official" / "pdf").glob("*.pdf"))
    assert papers
    for paper in papers:
        ours = {
            verdict.field_name: (verdict.integrity is Integrity.INTACT, verdict.covers_whole_file)
            for verdict in verify_pdf(paper)
        }
        assert ours == signatures_by_pdfsig(paper), paper.name
