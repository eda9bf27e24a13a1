"""The language model's file: a lexicon and its n-grams, laid out to be used where it lies in memory."""

import mmap
import struct
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.errors import MissingModel

MAGIC = b"sohoa-lm"
VERSION = 1
STEP = 1 / 16
"""Log probabilities are whole multiples of this below zero, one byte each: 0 to -15.9."""
MAX_WORDS = 1 << 16
MAX_BYTES = 40_000_000
_HEADER = struct.Struct(
    "<8sIIIIIIQ"
)  # magic, version, crc, words, pairs, triples, letters, length of the file


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a model file holds, before it is packed; probabilities are bytes, see STEP."""

    words: Sequence[str]
    """Sorted; each is a skeleton, a NUL and the key of a word."""
    word_costs: bytes
    word_backoffs: bytes
    pairs: Sequence[int]
    """Sorted; word << 16 | next word."""
    pair_costs: bytes
    pair_backoffs: bytes
    triples: Sequence[int]
    """Sorted; word << 32 | second << 16 | third."""
    triple_costs: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The sections of a model file, as views into the mapped file."""

    offsets: memoryview
    letters: memoryview
    word_costs: memoryview
    word_backoffs: memoryview
    pairs: memoryview
    pair_costs: memoryview
    pair_backoffs: memoryview
    triples: memoryview
    triple_costs: memoryview

    def word(self, index: int) -> str:
        """The skeleton and key of a word; the file's checksum vouches for the offsets."""
        return str(self.letters[self.offsets[index] : self.offsets[index + 1]], "utf-8", "replace")


def _padded(length: int) -> int:
    return -(-length // 8) * 8


def _sizes(words: int, pairs: int, triples: int, letters: int) -> tuple[int, ...]:
    return (4 * (words + 1), letters, words, words, 4 * pairs, pairs, pairs, 8 * triples, triples)


def pack(counted: Counted) -> bytes:
    """The bytes of the file; the same for the same contents on any machine."""
    encoded = [word.encode() for word in counted.words]
    if len(encoded) > MAX_WORDS:
        raise ValueError(f"{len(encoded)} words do not fit into 16 bits; cut the rare ones")
    offsets = [0]
    for word in encoded:
        offsets.append(offsets[-1] + len(word))
    counts = (len(encoded), len(counted.pairs), len(counted.triples), offsets[-1])
    sections = (
        struct.pack(f"<{len(offsets)}I", *offsets),
        b"".join(encoded),
        counted.word_costs,
        counted.word_backoffs,
        struct.pack(f"<{len(counted.pairs)}I", *counted.pairs),
        counted.pair_costs,
        counted.pair_backoffs,
        struct.pack(f"<{len(counted.triples)}Q", *counted.triples),
        counted.triple_costs,
    )
    if tuple(map(len, sections)) != _sizes(*counts):
        raise ValueError("a section of the language model is not as long as its counts say")
    body = b"".join(section.ljust(_padded(len(section)), b"\0") for section in sections)
    length = _padded(_HEADER.size) + len(body)
    header = _HEADER.pack(MAGIC, VERSION, zlib.crc32(body), *counts, length)
    return header.ljust(_padded(_HEADER.size), b"\0") + body


def open_table(path: Path) -> Table:
    """Maps the file read-only, so that processes share it; MissingModel for any file that is not whole."""
    try:
        with path.open("rb") as file:
            data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError) as error:
        raise _refused(path, f"cannot be read: {error}") from error
    return _sections(path, data)


def _sections(path: Path, data: memoryview) -> Table:
    if len(data) < _HEADER.size or len(data) > MAX_BYTES:
        raise _refused(path, f"has {len(data)} bytes")
    magic, version, crc, words, pairs, triples, letters, length = _HEADER.unpack_from(data)
    if magic != MAGIC:
        raise _refused(path, "is no language model")
    if version != VERSION or sys.byteorder != "little":
        raise _refused(
            path, f"has layout {version}, and this machine reads layout {VERSION} little end first"
        )
    sizes = _sizes(words, pairs, triples, letters)
    start = _padded(_HEADER.size)
    if length != len(data) or length != start + sum(map(_padded, sizes)) or words > MAX_WORDS:
        raise _refused(path, f"has {len(data)} bytes where its header says {length}")
    if zlib.crc32(data[start:]) != crc:
        raise _refused(path, "is damaged: its checksum differs")
    parts = []
    for size in sizes:
        parts.append(data[start : start + size])
        start += _padded(size)
    return Table(
        offsets=parts[0].cast("I"),
        letters=parts[1],
        word_costs=parts[2],
        word_backoffs=parts[3],
        pairs=parts[4].cast("I"),
        pair_costs=parts[5],
        pair_backoffs=parts[6],
        triples=parts[7].cast("Q"),
        triple_costs=parts[8],
    )


def _refused(path: Path, fault: str) -> MissingModel:
    return MissingModel(
        f"the language model {path} {fault}; restore it from sohoa "
        "or build it again (python -m bench.build_language)"
    )
