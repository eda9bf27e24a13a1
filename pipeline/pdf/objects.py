"""PDF objects as bytes, and the sink that writes them one by one and keeps nothing but offsets."""

import math
import zlib
from array import array
from typing import BinaryIO

from domain.errors import TooLarge

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"

_LARGEST_OFFSET = 9_999_999_999  # ten digits in a cross-reference table
_LARGEST_OBJECT_NUMBER = 8_388_607  # ISO 19005-2, 6.1.13


def number(value: float, digits: int = 5) -> str:
    """A decimal of at most `digits` places, never in exponents; ValueError when there is none."""
    if not math.isfinite(value):
        raise ValueError(f"not a finite number: {value}")
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def numbers(*values: float) -> str:
    return " ".join(map(number, values))


def text_string(text: str) -> str:
    """A text string (UTF-16 with a byte order mark), in hex so that nothing needs an escape."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


def reference(object_number: int) -> str:
    return f"{object_number} 0 R"


class ObjectSink:
    """Writes indirect objects to a file that needs no seek."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._position = 0
        self._offsets = array("Q", [0])
        self._put(HEADER)

    def reserve(self) -> int:
        """A number for an object that is written later."""
        if len(self._offsets) > _LARGEST_OBJECT_NUMBER:
            raise TooLarge("the document needs more objects than PDF/A allows; split it into several files")
        self._offsets.append(0)
        return len(self._offsets) - 1

    def write(self, body: str, object_number: int | None = None) -> int:
        """Writes one object (under a reserved number if given); gives its number."""
        return self._write_parts((body.encode("ascii"),), object_number)

    def write_stream(self, entries: str, data: bytes, object_number: int | None = None) -> int:
        """Writes a stream whose bytes go in as they are; `entries` stand beside /Length."""
        opening = f"<< {entries} /Length {len(data)} >>\nstream\n".encode("ascii")
        return self._write_parts((opening, data, b"\nendstream"), object_number)

    def write_deflated(self, entries: str, data: bytes, object_number: int | None = None) -> int:
        """Writes a stream compressed with Flate."""
        return self.write_stream(
            f"{entries} /Filter /FlateDecode".lstrip(), zlib.compress(data), object_number
        )

    def close(self, *, root: int, info: int, identifier: str) -> None:
        """Writes the cross-reference table and the trailer; both /ID strings are `identifier`, in hex."""
        start = self._position
        count = len(self._offsets)
        self._put(f"xref\n0 {count}\n0000000000 65535 f \n".encode("ascii"))
        for offset in self._offsets[1:]:
            if not offset:
                raise ValueError("an object number was reserved and never written")
            self._put(b"%010d 00000 n \n" % offset)
        self._put(
            f"trailer\n<< /Size {count} /Root {reference(root)} /Info {reference(info)} "
            f"/ID [<{identifier}> <{identifier}>] >>\nstartxref\n{start}\n%%EOF\n".encode("ascii")
        )

    def _write_parts(self, parts: tuple[bytes, ...], object_number: int | None) -> int:
        if object_number is None:
            object_number = self.reserve()
        if self._position > _LARGEST_OFFSET:
            raise TooLarge("the document passes ten gigabytes, more than a PDF can address; split it")
        self._offsets[object_number] = self._position
        self._put(f"{object_number} 0 obj\n".encode("ascii"))
        for part in parts:
            self._put(part)
        self._put(b"\nendobj\n")
        return object_number

    def _put(self, data: bytes) -> None:
        self._file.write(data)
        self._position += len(data)
