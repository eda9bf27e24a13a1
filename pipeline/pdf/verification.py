"""Verifies the signatures a PDF carries: offline, within bounds, with a verdict for each of them."""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from domain.errors import EncryptedPdf, UnreadablePdf
from pipeline.pdf.keys import TEST_POLICY_OID
from pipeline.pdf.signature import parsing_errors, signature_fields
from pipeline.pdf.verdict import (
    Chain,
    Integrity,
    LaterChanges,
    Revocation,
    SignatureVerdict,
    TimeSource,
    Verdict,
)

SIGNATURE_LIMIT = 64

_COMPARISON_LIMIT = 1024
"""Signatures times revisions: each signature is compared with every later revision, at up to 60 ms each."""
_CONTENTS_LIMIT_BYTES = 4 << 20
_CHUNK_BYTES = 1 << 20
_REASON_LIMIT = 300
_WEAK_DIGESTS = frozenset({"md2", "md5", "sha1"})
_SUBFILTERS = frozenset({"/adbe.pkcs7.detached", "/ETSI.CAdES.detached", "/ETSI.RFC3161"})

# pyHanko's ModificationLevel, by name
_CHANGES = {
    "NONE": LaterChanges.NONE,
    "LTA_UPDATES": LaterChanges.MAINTENANCE,
    "FORM_FILLING": LaterChanges.FORM_FILLING,
    "ANNOTATIONS": LaterChanges.ANNOTATIONS,
    "OTHER": LaterChanges.OTHER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judge:
    """By what a file's signatures are judged."""

    roots: tuple[x509.Certificate, ...]
    at: datetime | None
    size: int
    """Bytes of the file."""
    fault: str | None
    """What had to be overlooked in the file's structure to read it."""


def verify_pdf(
    path: Path, *, trust_roots: tuple[x509.Certificate, ...] = (), at: datetime | None = None
) -> tuple[SignatureVerdict, ...]:
    """A verdict for each signature of the PDF, in the order of its form fields; () when it has none.

    Certificates count as trusted only when they lead to one of `trust_roots` and were valid at `at`, or,
    without it, at the time the signature claims. UnreadablePdf when the file is no PDF.
    """
    try:
        with path.open("rb") as stream:
            return tuple(_verdicts(path, stream, trust_roots, at))
    except OSError as error:
        raise UnreadablePdf(f"{path.name} cannot be read ({error.strerror}); check the file") from error


def _verdicts(
    path: Path, stream: IO[bytes], roots: tuple[x509.Certificate, ...], at: datetime | None
) -> Iterator[SignatureVerdict]:
    size = stream.seek(0, 2)
    try:
        reader, fault = _open(stream)
        if reader.encrypted and not _unlocked(reader):
            raise EncryptedPdf(f"{path.name} is encrypted; its signatures can be checked once it is opened")
        fields = list(islice(signature_fields(reader), SIGNATURE_LIMIT + 1))
        revisions = int(reader.xrefs.total_revisions)
    except parsing_errors() as error:
        if not _mentions_signature(stream):
            raise UnreadablePdf(
                f"{path.name} is no readable PDF ({_told(error)}); get the file from its sender again"
            ) from error
        yield SignatureVerdict(field_name="", reason=f"the PDF's structure cannot be read: {_told(error)}")
        return
    judge = _Judge(roots=roots, at=at, size=size, fault=fault)
    for name, reference in fields[:SIGNATURE_LIMIT]:
        if len(fields) * revisions > _COMPARISON_LIMIT:
            reason = f"too much to compare: {len(fields)} signatures and {revisions} revisions"
            yield SignatureVerdict(field_name=name, reason=reason)
        else:
            yield _verify(reader, name, reference, judge)
    if len(fields) > SIGNATURE_LIMIT:
        yield SignatureVerdict(
            field_name="", reason=f"only the first {SIGNATURE_LIMIT} signatures were checked"
        )


def _open(stream: IO[bytes]) -> tuple[Any, str | None]:
    """A pyHanko reader, and what had to be overlooked to get it."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    # It logs what it finds with the names of signers, which belong in no technical log.
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    try:
        reader = PdfFileReader(stream)
        if not reader.xrefs.hybrid_xrefs_present:
            return reader, None
        fault = "it has hybrid cross-references: older programs may show other content"
    except parsing_errors() as error:
        stream.seek(0)
        fault = f"it is damaged, and programs may repair it differently ({_told(error)})"
    return PdfFileReader(stream, strict=False), fault


def _unlocked(reader: Any) -> bool:
    """Whether the empty password opens it, as with files that are only protected against changes."""
    from pyhanko.pdf_utils.crypt import AuthStatus, StandardSecurityHandler

    if not isinstance(reader.security_handler, StandardSecurityHandler):
        return False
    return bool(reader.decrypt("").status is not AuthStatus.FAILED)


def _mentions_signature(stream: IO[bytes]) -> bool:
    stream.seek(0)
    tail = b""
    while chunk := stream.read(_CHUNK_BYTES):
        if b"/ByteRange" in tail + chunk:
            return True
        tail = chunk[-16:]
    return False


def _verify(reader: Any, name: str, reference: Any, judge: _Judge) -> SignatureVerdict:
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    verdict = SignatureVerdict(field_name=name)
    try:
        signature = EmbeddedPdfSignature(reader, reference, name)
        verdict = _described(verdict, signature)
        fault = _range_fault(signature, reader.stream, judge.size)
        if fault is not None:
            return replace(verdict, overall=Verdict.INVALID, reason=fault)
        if verdict.subfilter not in _SUBFILTERS:
            return replace(verdict, reason=f"signatures of kind {verdict.subfilter} cannot be checked")
        covered = int(signature.byte_range[2]) + int(signature.byte_range[3])
        verdict = replace(verdict, covers_whole_file=covered == judge.size)
        status = asyncio.run(_status(signature, verdict, judge))
        return _judged(_measured(verdict, status, judge), status, judge)
    except parsing_errors() as error:
        return replace(verdict, reason=f"the signature cannot be checked: {_told(error)}")


def _described(verdict: SignatureVerdict, signature: Any) -> SignatureVerdict:
    """The verdict with what the signature says of itself and its signer."""
    certificate = signature.signer_cert
    subject = certificate.subject.native
    policies = certificate.certificate_policies_value
    oids = {policy["policy_identifier"].dotted for policy in policies or ()}
    subfilter = signature.sig_object.get("/SubFilter")
    digest = str(signature.md_algorithm)
    claimed: datetime | None = signature.self_reported_timestamp
    return replace(
        verdict,
        # A time without a zone is read as UTC: the standard leaves its meaning open.
        signing_time=claimed.replace(tzinfo=UTC) if claimed and claimed.tzinfo is None else claimed,
        signer_cn=_first(subject.get("common_name")),
        organisation=_first(subject.get("organization_name")),
        serial=format(certificate.serial_number, "x"),
        subfilter=None if subfilter is None else str(subfilter),
        digest_algorithm=digest,
        weak_algorithm=digest in _WEAK_DIGESTS,
        is_test_key=TEST_POLICY_OID in oids,
    )


def _range_fault(signature: Any, stream: IO[bytes], size: int) -> str | None:
    """What is wrong with /ByteRange; it must leave out /Contents and nothing else.

    Checked before anything is hashed: a thousand ranges would be hashed without complaint. The gap must
    hold the very signature value: pyHanko only compares lengths, and a /Contents replaced by a later update,
    padded to the right length, makes it take the whole file for covered.
    """
    ranges = list(signature.byte_range)
    if len(ranges) != 4 or not all(isinstance(number, int) for number in ranges):
        return "/ByteRange is not made of four numbers"
    start, before, after, rest = ranges
    gap = after - before
    if start != 0 or before <= 0 or rest < 0 or not 2 < gap <= _CONTENTS_LIMIT_BYTES or after + rest > size:
        return "/ByteRange does not fit the file"
    stream.seek(before)
    hole = stream.read(gap)
    if hole[:1] != b"<" or hole[-1:] != b">":
        return "/ByteRange leaves out more or less than the signature value"
    try:
        value = bytes.fromhex(hole[1:-1].decode("ascii"))
    except ValueError:
        return "the signature value is not written in hexadecimal"
    return None if value == signature.pkcs7_content else "/ByteRange leaves out another signature value"


async def _status(signature: Any, verdict: SignatureVerdict, judge: _Judge) -> Any:
    """pyHanko's finding, held to the given roots (never the system's) and kept off the network."""
    from asn1crypto import x509 as der  # type: ignore[import-untyped]  # asn1crypto ships no types
    from pyhanko.sign.validation.pdf_embedded import (
        async_validate_pdf_signature,
        async_validate_pdf_timestamp,
    )
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext

    roots = [der.Certificate.load(root.public_bytes(Encoding.DER)) for root in judge.roots]
    moment = judge.at or verdict.signing_time
    if moment is None:
        # No time to judge certificates by: no root, so that the chain stays unknown.
        roots, moment = [], datetime(1970, 1, 1, tzinfo=UTC)
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=moment)
    if signature.sig_object_type == "/DocTimeStamp":
        return await async_validate_pdf_timestamp(signature, context)
    usage = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})
    return await async_validate_pdf_signature(signature, context, key_usage_settings=usage)


def _measured(verdict: SignatureVerdict, status: Any, judge: _Judge) -> SignatureVerdict:
    """The verdict with pyHanko's findings in our words, not yet judged."""
    token = status if hasattr(status, "timestamp") else status.timestamp_validity
    if token is not None and token.intact and token.valid:
        verdict = replace(verdict, time_source=TimeSource.TIME_STAMP, signing_time=token.timestamp)
    if status.trusted:
        chain = Chain.TRUSTED
    else:
        chain = Chain.UNTRUSTED if judge.roots and not verdict.weak_algorithm else Chain.UNKNOWN
    level = status.modification_level
    return replace(
        verdict,
        integrity=Integrity.INTACT if status.intact and status.valid else Integrity.BROKEN,
        later_changes=LaterChanges.UNKNOWN if level is None else _CHANGES[level.name],
        chain=chain,
        revocation=Revocation.REVOKED if status.revoked else Revocation.UNKNOWN,
    )


def _judged(verdict: SignatureVerdict, status: Any, judge: _Judge) -> SignatureVerdict:
    """The overall verdict; VALID is what is left when nothing speaks against it."""
    invalid, undetermined = Verdict.INVALID, Verdict.UNDETERMINED
    forbidden = verdict.later_changes is LaterChanges.OTHER or getattr(status, "docmdp_ok", None) is False
    objections = (
        (verdict.integrity is Integrity.BROKEN, invalid, "the signed bytes or the signature were altered"),
        (verdict.revocation is Revocation.REVOKED, invalid, "the certificate is revoked"),
        (judge.fault is not None, undetermined, f"the file's structure is not sound: {judge.fault}"),
        (forbidden, invalid, "the document was changed after signing beyond what the signature allows"),
        (verdict.weak_algorithm, undetermined, f"the digest {verdict.digest_algorithm} is weak"),
        (verdict.signing_time is None and judge.at is None, undetermined, "no signing time is given"),
        (verdict.chain is Chain.UNKNOWN, undetermined, "no trusted root certificates were given"),
        (verdict.chain is Chain.UNTRUSTED, undetermined, _distrust(status)),
        (
            not getattr(status, "bottom_line", True),
            undetermined,
            "the time stamp, or what the field asks of a signature, could not be confirmed",
        ),
    )
    for applies, overall, reason in objections:
        if applies:
            return replace(verdict, overall=overall, reason=reason)
    return replace(verdict, overall=Verdict.VALID)


def _distrust(status: Any) -> str:
    problem = status.trust_problem_indic
    detail = "" if problem is None else f" ({problem.standard_name})"
    return f"the certificate does not lead to a trusted root, or was not valid then{detail}"


def _first(value: object) -> str | None:
    """A name part; a certificate may repeat one."""
    if isinstance(value, list):
        value = value[0]
    return None if value is None else str(value)


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:_REASON_LIMIT]
