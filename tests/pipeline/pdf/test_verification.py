"""Verifying: verdicts over sound, changed, foreign and hostile files."""

import re
import shutil
import socket
import struct
import subprocess
import zlib
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.generic import NumberObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner
from pyhanko.sign.signers import sign_pdf as sign_as_others_do

from domain.errors import EncryptedPdf, SohoaError, UnreadablePdf
from pipeline.pdf.keys import SigningKey, load_pkcs12, make_test_key
from pipeline.pdf.signature import sign_pdf
from pipeline.pdf.verdict import Chain, Integrity, LaterChanges, SignatureVerdict, TimeSource, Verdict
from pipeline.pdf.verification import SIGNATURE_LIMIT, verify_pdf
from tests.pki import ORGANISATION, PASSPHRASE, SIGNER, Identity, make_identity

VIETNAM = timezone(timedelta(hours=7))
ISSUED = datetime(2025, 1, 1, tzinfo=VIETNAM)
AT = datetime(2025, 6, 1, 8, 30, 15, tzinfo=VIETNAM)
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


def sign_paper(folder: Path, key: SigningKey) -> Path:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Contents = pdf.make_stream(b"0 0 m 100 100 l S % the paper's own words")
        # Object streams as modern writers make them; the hidden revision below needs them too.
        pdf.save(
            folder / "paper.pdf",
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    sign_pdf(folder / "paper.pdf", folder / "signed.pdf", key, at=AT)
    return folder / "signed.pdf"


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


@settings(
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_no_flipped_bit_in_the_covered_range_stays_valid(
    signed: Path, tmp_path: Path, identity: Identity, place: float, bit: int
) -> None:
    data = bytearray(signed.read_bytes())
    start, end = value_span(bytes(data))
    position = int(place * (len(data) - (end - start)))
    position += (end - start) if position >= start else 0
    data[position] ^= 1 << bit
    (tmp_path / "changed.pdf").write_bytes(data)
    try:
        verdicts = verify_pdf(tmp_path / "changed.pdf", trust_roots=(identity.root,))
    except SohoaError:
        return
    assert all(verdict.overall is not Verdict.VALID for verdict in verdicts)


def value_span(data: bytes) -> tuple[int, int]:
    """Where the signature value lies, with its angle brackets: all that the signature does not cover."""
    match = re.search(rb"/Contents (<[0-9A-F]+>)", data)
    assert match is not None
    return match.span(1)


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
        page[pdf_name("/Rotate")] = NumberObject(180)
        writer.update_container(page)
        writer.write(target)  # type: ignore[no-untyped-call]  # pyHanko leaves it unannotated
    verdict = only(verify_pdf(tmp_path / "changed.pdf", trust_roots=(identity.root,)))
    assert (verdict.overall, verdict.integrity) == (Verdict.INVALID, Integrity.INTACT)
    assert (verdict.covers_whole_file, verdict.later_changes) == (False, LaterChanges.OTHER)


def test_update_hidden_behind_a_padded_value_is_found(
    signed: Path, tmp_path: Path, identity: Identity
) -> None:
    """pyHanko 0.38 reckons coverage from lengths and takes this file for wholly signed."""
    (tmp_path / "hidden.pdf").write_bytes(with_padded_value(signed.read_bytes()))
    verdict = only(verify_pdf(tmp_path / "hidden.pdf", trust_roots=(identity.root,)))
    assert (verdict.overall, verdict.covers_whole_file) == (Verdict.INVALID, False)
    assert "another signature value" in verdict.reason


def with_padded_value(data: bytes) -> bytes:
    """An update that redefines the signature with a value longer by just the update's own length."""
    match = re.search(rb"(\d+) 0 obj\n<<\n/Contents <([0-9A-F]+)>(.*?)>>\nendobj", data, re.DOTALL)
    assert match is not None
    number, value, rest = int(match[1]), match[2], match[3]
    previous = int(re.findall(rb"startxref\s+(\d+)", data)[-1])
    root, size = re.findall(rb"/Root (\d+) 0 R", data)[-1], int(re.findall(rb"/Size (\d+)", data)[-1])

    def update(padding: int, filler: int) -> bytes:
        head = b"%d 0 " % number
        body = zlib.compress(head + b"<< /Contents <" + value + b"00" * padding + b">" + rest + b">>")
        container = (
            (
                b"%d 0 obj\n<< /Type /ObjStm /N 1 /First %d /Length %d /Filter /FlateDecode >>\nstream\n"
                % (size, len(head), len(body))
            )
            + body
            + b"\nendstream\nendobj\n"
        )
        table = len(data) + len(container)
        rows = b"".join(struct.pack(">BIH", *row) for row in ((2, size, 0), (1, len(data), 0), (1, table, 0)))
        section = b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Index [%d 1 %d 2] /Root %s 0 R /Prev %d" % (
            *(size + 1, size + 2, number, size),
            *(root, previous),
        )
        section += b" /Length %d >>\nstream\n" % len(rows) + rows + b"\nendstream\nendobj\n"
        return container + section + b"\n" * filler + b"startxref\n%d\n%%%%EOF\n" % table

    padding = next(n for n in range(1, 100_000) if 2 * n >= len(update(n, 0)))
    appended = update(padding, 2 * padding - len(update(padding, 0)))
    assert len(appended) == 2 * padding
    return data + appended


@pytest.mark.parametrize(
    ("ranges", "reason"),
    [
        (b"[" + b"0 900 " * 9 + b"]", "not made of four numbers"),
        (b"[0 10 20 99999999]", "does not fit the file"),
        (b"[0 10 5 10]", "does not fit the file"),
        (b"[0 -10 20 10]", "does not fit the file"),
        (b"[0 10 40 10]", "leaves out more or less"),
    ],
)
def test_byte_ranges_that_lie_are_invalid(
    signed: Path, tmp_path: Path, identity: Identity, ranges: bytes, reason: str
) -> None:
    data = signed.read_bytes()
    match = re.search(rb"/ByteRange (\[[^\]]+\] *)", data)
    assert match is not None
    forged = data[: match.start(1)] + ranges.ljust(len(match[1])) + data[match.end(1) :]
    (tmp_path / "forged.pdf").write_bytes(forged)
    verdict = only(verify_pdf(tmp_path / "forged.pdf", trust_roots=(identity.root,)))
    assert verdict.overall is Verdict.INVALID
    assert reason in verdict.reason


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


@pytest.mark.parametrize("data", [b"", b"no PDF", b"%PDF-1.7\nstartxref\n9\n%%EOF"])
def test_what_is_no_pdf_is_told(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "paper.pdf").write_bytes(data)
    with pytest.raises(UnreadablePdf):
        verify_pdf(tmp_path / "paper.pdf")


def test_locked_paper_is_told_and_write_protected_one_is_read(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="o", user="u"))
        pdf.save(tmp_path / "protected.pdf", encryption=pikepdf.Encryption(owner="o"))
    with pytest.raises(EncryptedPdf):
        verify_pdf(tmp_path / "locked.pdf")
    assert verify_pdf(tmp_path / "protected.pdf") == ()


def test_signed_file_cut_short_is_undetermined_not_unsigned(signed: Path, tmp_path: Path) -> None:
    (tmp_path / "cut.pdf").write_bytes(signed.read_bytes()[:-40])
    verdict = only(verify_pdf(tmp_path / "cut.pdf"))
    assert verdict.overall is Verdict.UNDETERMINED
    assert "structure cannot be read" in verdict.reason


def test_signatures_are_counted_no_further_than_the_limit(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        junk = pdf.make_indirect(pikepdf.Dictionary(Contents=b"junk", ByteRange=[0, 1, 2, 3]))
        fields = [
            pdf.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Sig, T=f"s{number}", V=junk))
            for number in range(SIGNATURE_LIMIT + 10)
        ]
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=fields)
        pdf.save(tmp_path / "many.pdf")
    verdicts = verify_pdf(tmp_path / "many.pdf")
    assert len(verdicts) == SIGNATURE_LIMIT + 1
    assert "only the first" in verdicts[-1].reason
    assert {verdict.overall for verdict in verdicts} == {Verdict.UNDETERMINED}


def test_form_that_shares_fields_is_left_at_once(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        signature = pikepdf.Dictionary(Contents=b"junk", ByteRange=[0, 1, 2, 3])
        field = pdf.make_indirect(pikepdf.Dictionary(T="s", FT=pikepdf.Name.Sig, V=signature))
        for level in range(40):
            field = pdf.make_indirect(pikepdf.Dictionary(T=f"f{level}", Kids=[field, field]))
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[field])
        pdf.save(tmp_path / "trap.pdf", object_stream_mode=pikepdf.ObjectStreamMode.disable)
    verdict = only(verify_pdf(tmp_path / "trap.pdf"))
    assert verdict.overall is Verdict.UNDETERMINED
    assert "reached twice" in verdict.reason


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


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared test data are not there")
def test_hostile_samples_get_a_verdict_and_never_a_valid_one(identity: Identity) -> None:
    roots: tuple[x509.Certificate, ...] = (identity.root,)
    samples = sorted((DATA / "signatures").rglob("*.pdf"))
    assert samples
    for sample in samples:
        try:
            verdicts = verify_pdf(sample, trust_roots=roots)
        except SohoaError:
            continue
        assert all(verdict.overall is not Verdict.VALID for verdict in verdicts), sample.name
        assert all(verdict.reason for verdict in verdicts), sample.name
