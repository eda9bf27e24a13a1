"""Counts the signed signature fields of a PDF, so that a signed file is never saved again."""

import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, NullObject, PdfObject

from domain.errors import UnreadablePdf
from pipeline.sources.quiet import quiet

_PYPDF_FAULTS = (
    PyPdfError,
    OSError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    RuntimeError,
    EOFError,
    MemoryError,
    struct.error,
    zlib.error,
)

# The name may be written with #xx for any letter (ISO 32000-1, 7.3.5).
_BYTE_RANGE = re.compile(b"/" + b"".join(b"(?:%c|#%02x|#%02X)" % (c, c, c) for c in b"ByteRange"))
_BLOCK_BYTES = 1 << 20
_LONGEST_NAME = 3 * len(b"/ByteRange")
_MOST_FIELDS = 100_000
_DEEPEST = 32


def count_signatures(path: Path) -> int:
    """Signature fields whose value is filled in; UnreadablePdf when the file says it is signed but hides how.

    pypdf walks the form only when the bytes show a /ByteRange: a signature leaves its own value out of
    what it signs by offsets in the file, so its dictionary cannot lie in a compressed object stream.
    """
    try:
        with path.open("rb") as file:
            if not _mentions_byte_range(file):
                return 0
            file.seek(0)
            with quiet("pypdf"), PdfReader(file) as reader:
                if reader.is_encrypted:
                    reader.decrypt("")
                return _count(reader)
    except _PYPDF_FAULTS as error:
        raise UnreadablePdf(
            f"{path.name} carries a signature, but its form cannot be read ({error}): ask for the file again"
        ) from error


def _mentions_byte_range(file: BinaryIO) -> bool:
    """Block by block: a file of a gigabyte costs no more memory than a small one."""
    kept = b""
    while block := file.read(_BLOCK_BYTES):
        seen = kept + block
        # The slow pattern is run only where an escaped letter may be.
        if b"/ByteRange" in seen or (b"#" in seen and _BYTE_RANGE.search(seen) is not None):
            return True
        kept = seen[-_LONGEST_NAME:]
    return False


def _count(reader: PdfReader) -> int:
    form = _dictionary(reader.root_object.get("/AcroForm"))
    fields = [] if form is None else list(_signed_fields(form.get("/Fields")))
    if fields:
        return len(fields)
    # Broken forms list no fields; viewers find the signature through the page's annotations.
    return sum(1 for page in reader.pages for _ in _signed_fields(page.get("/Annots")))


def _signed_fields(top: PdfObject | None) -> Iterator[DictionaryObject]:
    """Signature fields below `top` that have a value; type and value are inheritable (12.7.3.1)."""
    stack = [(item, None, False, 0) for item in _items(top)]
    seen: set[tuple[int, int]] = set()
    while stack:
        item, kind, valued, depth = stack.pop()
        reference = getattr(item, "indirect_reference", None) or item
        key = (getattr(reference, "idnum", -id(item)), getattr(reference, "generation", 0))
        field = _dictionary(item)
        if field is None or key in seen or depth > _DEEPEST or len(seen) > _MOST_FIELDS:
            continue
        seen.add(key)
        kind = field.get("/FT", kind)
        valued = valued or _dictionary(field.get("/V")) is not None
        kids = [kid for kid in _items(field.get("/Kids")) if _is_field(kid)]
        if kids:
            stack.extend((kid, kind, valued, depth + 1) for kid in kids)
        elif kind == "/Sig" and valued:
            yield field


def _is_field(item: PdfObject) -> bool:
    """Kids without a name of their own are only the places where their parent is shown."""
    kid = _dictionary(item)
    return kid is not None and "/T" in kid


def _items(value: PdfObject | None) -> list[PdfObject]:
    resolved = None if value is None else value.get_object()
    return list(resolved) if isinstance(resolved, ArrayObject) else []


def _dictionary(value: PdfObject | None) -> DictionaryObject | None:
    resolved = None if value is None or isinstance(value, NullObject) else value.get_object()
    return resolved if isinstance(resolved, DictionaryObject) else None
