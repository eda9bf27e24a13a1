"""Signs a PDF as PAdES B-B by one incremental update; what was there before stays byte for byte."""

import asyncio
import os
import shutil
import struct
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import IO, Any

from domain.document import SignatureFacts
from domain.errors import EncryptedPdf, SigningFailed, UnreadablePdf, UsageError
from pipeline.pdf.keys import SigningKey, check_usable

LEVEL = "PAdES B-B"
FIELD_PREFIX = "Sohoa"

_FIELD_LIMIT = 10_000
_CHUNK_BYTES = 1 << 18
_RESERVED_MINIMUM_BYTES = 32_768
"""Hex digits kept free for the CMS, so 16 KiB of DER: a chain of three RSA certificates takes 4 to 7 KiB.
What signers for Vietnam's agencies reserve (SPEC D2); pyHanko's dry run raises it for a longer chain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Statement:
    """What the signature dictionary says besides the signature."""

    at: datetime
    reason: str | None
    location: str | None
    name: str | None


class MalformedForm(ValueError):
    """The form's fields are no tree, or too many: pyHanko would walk them without end."""


def sign_pdf(
    source: Path,
    target: Path,
    key: SigningKey,
    *,
    at: datetime,
    reason: str | None = None,
    location: str | None = None,
    name: str | None = None,
    countersign: bool = False,
) -> SignatureFacts:
    """Signs `source` into `target`, invisibly, with `at` as the claimed time; SigningFailed when it cannot.

    A PDF that carries a signature already is refused unless `countersign` is set. `name` goes into /Name,
    where viewers show it in place of the certificate's subject.
    """
    if at.tzinfo is None:
        raise UsageError(f"the signing time {at.isoformat()} has no time zone; give one")
    check_usable(key, at)
    statement = _Statement(at=at, reason=reason, location=location, name=name)
    try:
        _sign_aside(source, target, key, statement, countersign)
    except OSError as error:
        raise SigningFailed(
            f"{source.name} cannot be copied and signed ({error.strerror}); check the file and the disk"
        ) from error
    return SignatureFacts(
        signer_cn=key.subject_cn,
        certificate_serial=key.serial,
        signed_at=at,
        level=LEVEL,
        test_key=key.is_test,
    )


def signature_fields(reader: Any) -> Iterator[tuple[str, Any]]:
    """Name and reference of each filled signature field of a pyHanko reader; MalformedForm on a trap.

    pyHanko's own walk stops at cycles only: fields that share children cost it exponential time.
    """
    form = _entry(reader.root, "/AcroForm")
    if form is None:
        return
    waiting = [(field, "", None) for field in reversed(_entry(form, "/Fields") or ())]
    seen: set[tuple[int, int]] = set()
    while waiting:
        node, parent_name, kind = waiting.pop()
        if not hasattr(node, "reference"):
            continue
        place = (node.reference.idnum, node.reference.generation)
        if place in seen or len(seen) >= _FIELD_LIMIT:
            raise MalformedForm(f"form field {place[0]} is reached twice, or the form has too many fields")
        seen.add(place)
        field = node.get_object()
        partial_name = _entry(field, "/T")
        if partial_name is None:
            continue
        name = f"{parent_name}.{partial_name}" if parent_name else str(partial_name)
        kind = _entry(field, "/FT") or kind
        if kind == "/Sig" and _entry(field, "/V"):
            yield name, node
        waiting.extend((kid, name, kind) for kid in reversed(_entry(field, "/Kids") or ()))


def _entry(dictionary: Any, key: str) -> Any:
    """The dereferenced value; pyHanko's own `get` leaves references as they are."""
    try:
        return dictionary[key]
    except KeyError:
        return None


@cache
def parsing_errors() -> tuple[type[Exception], ...]:
    """What pyHanko raises over damaged or hostile PDFs; its readers do not stay within their own errors."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko_certvalidator.errors import PathError, ValidationError

    return (
        PdfError,
        PathError,
        ValidationError,
        UnsupportedAlgorithm,
        ArithmeticError,
        AssertionError,
        AttributeError,
        EOFError,
        LookupError,
        OSError,  # a seek to where an offset points
        RuntimeError,
        TypeError,
        ValueError,
        struct.error,
        zlib.error,
    )


def _sign_aside(
    source: Path, target: Path, key: SigningKey, statement: _Statement, countersign: bool
) -> None:
    # The copy lies beside the target, so that the rename is atomic; mkstemp keeps it private until then.
    handle, name_aside = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    aside = Path(name_aside)
    try:
        with os.fdopen(handle, "r+b") as stream:
            with source.open("rb") as original:
                shutil.copyfileobj(original, stream, _CHUNK_BYTES)
            _sign_in_place(source, stream, key, statement, countersign)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(target)
        _flush_folder(target.parent)
    finally:
        aside.unlink(missing_ok=True)


def _sign_in_place(
    source: Path, stream: IO[bytes], key: SigningKey, statement: _Statement, countersign: bool
) -> None:
    from pyhanko.sign.general import SigningError

    writer, field_name = _prepared_writer(source, stream, countersign)
    try:
        asyncio.run(_append_signature(writer, field_name, key, statement))
    except SigningError as error:
        raise SigningFailed(f"{source.name} cannot be signed: {error}; look at the file") from error
    except parsing_errors() as error:
        raise SigningFailed(
            f"{source.name} cannot be signed ({type(error).__name__}: {error}); make the PDF anew"
        ) from error


def _prepared_writer(source: Path, stream: IO[bytes], countersign: bool) -> tuple[Any, str]:
    """A writer over the opened PDF and a free field name."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class QuietWriter(IncrementalPdfFileWriter):
        def _update_meta(self) -> None:
            """Leaves /Info and XMP as they are: pyHanko would put the clock's time and its own name there."""

    try:
        writer = QuietWriter(stream)
        encrypted = bool(writer.prev.encrypted)
        taken = {name for name, _ in signature_fields(writer.prev)}
        pages = int(writer.root["/Pages"]["/Count"])
    except MalformedForm as error:
        raise SigningFailed(f"{source.name} cannot be signed: {error}; make the PDF anew") from error
    except parsing_errors() as error:
        raise UnreadablePdf(
            f"{source.name} is no PDF that can be signed ({type(error).__name__}: {error}); make it anew"
        ) from error
    if encrypted:
        raise EncryptedPdf(f"{source.name} is encrypted; remove its protection before it is signed")
    if taken and not countersign:
        raise SigningFailed(
            f"{source.name} already carries {len(taken)} signature(s); file it as it is, "
            "or ask for a countersignature"
        )
    if pages < 1:
        raise SigningFailed(f"{source.name} has no page to hold the signature field; make the PDF anew")
    number = next(n for n in range(1, len(taken) + 2) if f"{FIELD_PREFIX}{n}" not in taken)
    return writer, f"{FIELD_PREFIX}{number}"


async def _append_signature(writer: Any, field_name: str, key: SigningKey, statement: _Statement) -> None:
    from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, Signer
    from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner

    if not isinstance(key.signer, Signer):
        raise TypeError(f"a pyHanko Signer must sign, not a {type(key.signer).__name__}")
    metadata = PdfSignatureMetadata(
        field_name=field_name,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=statement.reason,
        location=statement.location,
        name=statement.name,
    )
    spec = SigFieldSpec(field_name, on_page=0)
    session = PdfSigner(metadata, key.signer, new_field_spec=spec).init_signing_session(writer)
    session.system_time = statement.at
    estimate: int = await session.estimate_signature_container_size(None)
    document = session.prepare_tbs_document(None, bytes_reserved=max(estimate, _RESERVED_MINIMUM_BYTES))
    prepared, _ = document.digest_tbs_document(in_place=True, chunk_size=_CHUNK_BYTES)
    await document.perform_signature(
        document_digest=prepared.document_digest,
        pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=statement.at),
    )


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
