"""Signing: what is written, what is refused, and which keys are taken."""

import io
import shutil
import stat
import subprocess
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from domain.errors import EncryptedPdf, KeyUnusable, SigningFailed, UnreadablePdf, UsageError
from pipeline.pdf.keys import (
    TEST_POLICY_OID,
    TEST_SUBJECT_CN,
    SigningKey,
    check_usable,
    load_pkcs12,
    make_test_key,
)
from pipeline.pdf.signature import LEVEL, sign_pdf
from tests.pipeline.pdf.documents import pdf_bytes, set_page, white_page
from tests.pki import AT, ISSUED, ORGANISATION, PASSPHRASE, SIGNER, Identity, make_identity
from tests.verapdf.driver import verify_pdfa


@pytest.fixture(scope="module")
def identity() -> Identity:
    return make_identity(not_before=ISSUED)


@pytest.fixture(scope="module")
def key(identity: Identity, tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    return load_pkcs12(identity.write(tmp_path_factory.mktemp("keys") / "signer.p12"), PASSPHRASE)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    return write_paper(tmp_path / "paper.pdf")


def write_paper(path: Path, encryption: pikepdf.Encryption | bool = False) -> Path:
    with pikepdf.new() as pdf:
        for _ in range(3):
            pdf.add_blank_page(page_size=(595, 842))
        with pdf.open_metadata() as metadata:
            metadata["dc:title"] = "Giấy mẫu"
        pdf.docinfo["/ModDate"] = pikepdf.String("D:20250101000000+07'00'")
        pdf.save(path, encryption=encryption)
    return path


def test_signed_file_begins_with_the_source_byte_for_byte(
    paper: Path, tmp_path: Path, key: SigningKey
) -> None:
    before = paper.read_bytes()
    sign_pdf(paper, tmp_path / "signed.pdf", key, at=AT)
    assert paper.read_bytes() == before
    assert (tmp_path / "signed.pdf").read_bytes().startswith(before)


def test_signature_says_what_it_was_told(paper: Path, tmp_path: Path, key: SigningKey) -> None:
    sign_pdf(
        paper,
        tmp_path / "signed.pdf",
        key,
        at=AT,
        reason="Số hóa",
        location="Cần Thơ",
        name="Bộ phận Một cửa",
    )
    with pikepdf.open(tmp_path / "signed.pdf") as pdf:
        field = pdf.Root.AcroForm.Fields[0]
        assert str(field.T) == "Sohoa1"
        assert field.V.SubFilter == "/ETSI.CAdES.detached"
        assert str(field.V.M) == "D:20250601083015+07'00'"
        assert (str(field.V.Reason), str(field.V.Location)) == ("Số hóa", "Cần Thơ")
        assert str(field.V.Name) == "Bộ phận Một cửa"


def test_widget_is_invisible_on_the_first_page_and_allowed_in_an_archive(
    paper: Path, tmp_path: Path, key: SigningKey
) -> None:
    sign_pdf(paper, tmp_path / "signed.pdf", key, at=AT)
    with pikepdf.open(tmp_path / "signed.pdf") as pdf:
        widget = pdf.pages[0].obj.Annots[0]
        assert [float(number) for number in widget.Rect] == [0, 0, 0, 0]
        flags = int(widget.F)
        assert flags & 4, "PDF/A wants the Print flag"
        assert not flags & (1 | 2 | 32), "PDF/A forbids Invisible, Hidden and NoView"
        assert "/Annots" not in pdf.pages[1].obj


def test_metadata_stay_as_they_were(paper: Path, tmp_path: Path, key: SigningKey) -> None:
    sign_pdf(paper, tmp_path / "signed.pdf", key, at=AT)
    with pikepdf.open(paper) as before, pikepdf.open(tmp_path / "signed.pdf") as after:
        assert after.Root.Metadata.read_raw_bytes() == before.Root.Metadata.read_raw_bytes()
        assert str(after.docinfo["/ModDate"]) == str(before.docinfo["/ModDate"])


def test_facts_are_those_of_the_certificate(
    paper: Path, tmp_path: Path, key: SigningKey, identity: Identity
) -> None:
    facts = sign_pdf(paper, tmp_path / "signed.pdf", key, at=AT)
    assert (facts.signer_cn, facts.signed_at, facts.level) == (SIGNER, AT, LEVEL)
    assert int(facts.certificate_serial, 16) == identity.leaf.serial_number
    assert not facts.test_key
    assert (key.organisation, key.issuer_cn) == (ORGANISATION, "CA cấp hai Mẫu")


def test_chain_of_three_lies_in_the_signature_with_room_to_spare(
    paper: Path, tmp_path: Path, key: SigningKey, identity: Identity
) -> None:
    sign_pdf(paper, tmp_path / "signed.pdf", key, at=AT)
    with pikepdf.open(tmp_path / "signed.pdf") as pdf:
        value = bytes(pdf.Root.AcroForm.Fields[0].V.Contents)
    for certificate in (identity.leaf, identity.intermediate, identity.root):
        assert certificate.public_bytes(serialization.Encoding.DER) in value
    assert len(value) == 16_384
    assert value.endswith(bytes(1000))


def test_second_signature_is_refused(paper: Path, tmp_path: Path, key: SigningKey) -> None:
    sign_pdf(paper, tmp_path / "signed.pdf", key, at=AT)
    with pytest.raises(SigningFailed, match="already carries 1 signature"):
        sign_pdf(tmp_path / "signed.pdf", tmp_path / "again.pdf", key, at=AT)
    assert not (tmp_path / "again.pdf").exists()


def test_countersignature_gets_the_next_field(paper: Path, tmp_path: Path, key: SigningKey) -> None:
    sign_pdf(paper, tmp_path / "signed.pdf", key, at=AT)
    sign_pdf(tmp_path / "signed.pdf", tmp_path / "again.pdf", key, at=AT, countersign=True)
    with pikepdf.open(tmp_path / "again.pdf") as pdf:
        assert [str(field.T) for field in pdf.Root.AcroForm.Fields] == ["Sohoa1", "Sohoa2"]


def test_rsa_key_signs_too(paper: Path, tmp_path: Path) -> None:
    identity = make_identity(not_before=ISSUED, key=rsa.generate_private_key(65537, 2048))
    rsa_key = load_pkcs12(identity.write(tmp_path / "rsa.p12"), PASSPHRASE)
    assert sign_pdf(paper, tmp_path / "signed.pdf", rsa_key, at=AT).signer_cn == SIGNER


@pytest.mark.parametrize("days", [-200, 200])
def test_key_outside_its_validity_does_not_sign(paper: Path, tmp_path: Path, days: int) -> None:
    identity = make_identity(not_before=AT + timedelta(days=days), days=100)
    unusable = load_pkcs12(identity.write(tmp_path / "signer.p12"), PASSPHRASE)
    with pytest.raises(KeyUnusable, match="expired at" if days < 0 else "valid only from"):
        sign_pdf(paper, tmp_path / "signed.pdf", unusable, at=AT)
    assert not (tmp_path / "signed.pdf").exists()


def test_time_without_zone_is_refused(paper: Path, tmp_path: Path, key: SigningKey) -> None:
    with pytest.raises(UsageError, match="no time zone"):
        sign_pdf(paper, tmp_path / "signed.pdf", key, at=AT.replace(tzinfo=None))


def test_encrypted_paper_is_refused(tmp_path: Path, key: SigningKey) -> None:
    paper = write_paper(tmp_path / "secret.pdf", pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(EncryptedPdf):
        sign_pdf(paper, tmp_path / "signed.pdf", key, at=AT)


@pytest.mark.parametrize("data", [b"", b"not a PDF", b"%PDF-1.7\nstartxref\n9\n%%EOF"])
def test_damaged_paper_is_refused_and_leaves_nothing_behind(
    tmp_path: Path, key: SigningKey, data: bytes
) -> None:
    (tmp_path / "damaged.pdf").write_bytes(data)
    with pytest.raises(UnreadablePdf, match="no PDF that can be signed"):
        sign_pdf(tmp_path / "damaged.pdf", tmp_path / "signed.pdf", key, at=AT)
    assert [path.name for path in tmp_path.iterdir()] == ["damaged.pdf"]


def test_missing_paper_is_told(tmp_path: Path, key: SigningKey) -> None:
    with pytest.raises(SigningFailed, match="No such file"):
        sign_pdf(tmp_path / "none.pdf", tmp_path / "signed.pdf", key, at=AT)


def test_form_that_shares_fields_is_refused_at_once(tmp_path: Path, key: SigningKey) -> None:
    """Forty levels of one field named twice: 2^40 steps for a walk that only looks for cycles."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        field = pdf.make_indirect(pikepdf.Dictionary(T="leaf", FT=pikepdf.Name.Tx))
        for level in range(40):
            field = pdf.make_indirect(pikepdf.Dictionary(T=f"f{level}", Kids=[field, field]))
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[field])
        pdf.save(tmp_path / "trap.pdf")
    with pytest.raises(SigningFailed, match="reached twice"):
        sign_pdf(tmp_path / "trap.pdf", tmp_path / "signed.pdf", key, at=AT)


def test_wrong_passphrase_is_told_from_a_wrong_file(tmp_path: Path, identity: Identity) -> None:
    path = identity.write(tmp_path / "signer.p12")
    with pytest.raises(KeyUnusable, match="the passphrase of"):
        load_pkcs12(path, b"other")
    path.write_bytes(b"\x89PNG no key at all")
    with pytest.raises(KeyUnusable, match="is no PKCS#12 file"):
        load_pkcs12(path, PASSPHRASE)
    path.write_bytes(bytes(2 << 20))
    with pytest.raises(KeyUnusable, match="too large"):
        load_pkcs12(path, PASSPHRASE)
    path.unlink()
    with pytest.raises(KeyUnusable, match="cannot read"):
        load_pkcs12(path, PASSPHRASE)


def test_file_without_private_key_is_refused(tmp_path: Path, identity: Identity) -> None:
    encryption = serialization.BestAvailableEncryption(PASSPHRASE)
    data = pkcs12.serialize_key_and_certificates(None, None, None, [identity.leaf], encryption)
    (tmp_path / "public.p12").write_bytes(data)
    with pytest.raises(KeyUnusable, match="no private key"):
        load_pkcs12(tmp_path / "public.p12", PASSPHRASE)


def test_certificate_for_encryption_is_refused(tmp_path: Path) -> None:
    path = make_identity(not_before=ISSUED, for_signing=False).write(tmp_path / "signer.p12")
    with pytest.raises(KeyUnusable, match="not for signing"):
        load_pkcs12(path, PASSPHRASE)


def test_key_of_an_unusual_kind_is_refused(tmp_path: Path) -> None:
    other_curve = ec.generate_private_key(ec.BrainpoolP256R1())
    path = make_identity(not_before=ISSUED, key=other_curve).write(tmp_path / "signer.p12")
    with pytest.raises(KeyUnusable, match="of a kind sohoa does not sign with"):
        load_pkcs12(path, PASSPHRASE)


def test_test_key_is_marked_private_and_valid_for_a_year(tmp_path: Path) -> None:
    path = tmp_path / "test.p12"
    make_test_key(path, PASSPHRASE, ISSUED)
    key = load_pkcs12(path, PASSPHRASE)
    assert key.is_test
    assert key.policy_oids == (TEST_POLICY_OID,)
    assert key.subject_cn == TEST_SUBJECT_CN
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["test.p12"]
    check_usable(key, ISSUED + timedelta(days=365))
    with pytest.raises(KeyUnusable, match="expired"):
        check_usable(key, ISSUED + timedelta(days=366))


def test_key_file_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "key.p12").write_bytes(b"precious")
    with pytest.raises(UsageError, match="exists already"):
        make_test_key(tmp_path / "key.p12", PASSPHRASE, ISSUED)
    assert (tmp_path / "key.p12").read_bytes() == b"precious"


@pytest.mark.tool
@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig (poppler-utils) is not installed")
def test_pdfsig_finds_the_signature_valid_over_the_whole_file(
    paper: Path, tmp_path: Path, key: SigningKey
) -> None:
    sign_pdf(paper, tmp_path / "signed.pdf", key, at=AT)
    report = subprocess.run(
        ["pdfsig", "-nocert", tmp_path / "signed.pdf"], capture_output=True, text=True, check=True
    ).stdout
    assert "Signature is Valid." in report
    assert "Total document signed" in report
    assert "SHA-256" in report


def test_source_without_final_newline_still_reads(tmp_path: Path, key: SigningKey) -> None:
    buffer = io.BytesIO()
    with pikepdf.open(write_paper(tmp_path / "paper.pdf")) as pdf:
        pdf.save(buffer)
    (tmp_path / "paper.pdf").write_bytes(buffer.getvalue().rstrip())
    sign_pdf(tmp_path / "paper.pdf", tmp_path / "signed.pdf", key, at=AT)
    with pikepdf.open(tmp_path / "signed.pdf") as pdf:
        assert pdf.check_pdf_syntax() == []


@pytest.mark.tool
def test_signed_archive_stays_pdf_a(tmp_path: Path, key: SigningKey) -> None:
    (tmp_path / "archive.pdf").write_bytes(pdf_bytes(white_page(set_page())))
    sign_pdf(tmp_path / "archive.pdf", tmp_path / "signed.pdf", key, at=AT, reason="Số hóa từ văn bản giấy")
    assert verify_pdfa(tmp_path / "signed.pdf").failed == ()
