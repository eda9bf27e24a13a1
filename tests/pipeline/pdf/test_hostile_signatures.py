"""Verifying damaged and hostile files: a verdict within bounds, and never a valid one."""

import re
import struct
import zlib
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import SohoaError, UnreadablePdf
from pipeline.pdf.keys import SigningKey, load_pkcs12
from pipeline.pdf.verdict import SignatureVerdict, Verdict
from pipeline.pdf.verification import SIGNATURE_LIMIT, verify_pdf
from tests.pki import ISSUED, PASSPHRASE, Identity, make_identity, sign_paper

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


@pytest.mark.parametrize("data", [b"", b"no PDF", b"%PDF-1.7\nstartxref\n9\n%%EOF"])
def test_what_is_no_pdf_is_told(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "paper.pdf").write_bytes(data)
    with pytest.raises(UnreadablePdf):
        verify_pdf(tmp_path / "paper.pdf")


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
