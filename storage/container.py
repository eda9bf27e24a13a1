"""The sealed container, version 1: a header, then the plaintext in chunks of AES-256-GCM.

    header   64 bytes   magic 7 | version 1 | plaintext bytes a chunk 4 | key id 16 | salt 32 | check 4
    chunk    plaintext + 16 bytes of tag; all are full but the last, which is empty only when all is

A file's key is HKDF-SHA256(key of the ring, salt). A chunk's nonce is its number and whether it is the last
(STREAM, as in age); header and the artifact's digest are associated data of every chunk. So a chunk that was
altered, moved, cut off, added or taken from another file does not open. Numbers are big-endian.
"""

import hashlib
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.errors import ConfigError, DigestMismatch
from domain.ids import Sha256

HEADER_BYTES = 64
TAG_BYTES = 16
SALT_BYTES = 32
CHUNK_BYTES = 1 << 16
"""Small enough that a range costs little more than itself; larger chunks are hardly faster."""
LARGEST_CHUNK_BYTES = 1 << 22
VERSION = 1

_MAGIC = b"\x93SOHOA\n"
_LAYOUT = struct.Struct(">7sBI16s32s")
_CHECK_BYTES = 4
_INFO = b"sohoa artifact, AES-256-GCM in chunks, version 1"


@dataclass(frozen=True, slots=True)
class Header:
    """What stands in the open before the chunks."""

    key_id: str
    salt: bytes
    chunk_bytes: int = CHUNK_BYTES
    version: int = VERSION

    def encoded(self) -> bytes:
        fields = _LAYOUT.pack(_MAGIC, self.version, self.chunk_bytes, bytes.fromhex(self.key_id), self.salt)
        return fields + _check(fields)


def read_header(head: bytes) -> Header | None:
    """The header that the bytes begin with; None when they are no container, or its header is damaged."""
    fields = head[: _LAYOUT.size]
    if head[_LAYOUT.size : HEADER_BYTES] != _check(fields) or not fields.startswith(_MAGIC):
        return None
    _magic, version, chunk_bytes, key_id, salt = _LAYOUT.unpack(fields)
    return Header(key_id.hex(), salt, chunk_bytes, version)


def _check(fields: bytes) -> bytes:
    # No secret: it tells a rotten bit in the key's id from a key that is not there.
    return hashlib.sha256(fields).digest()[:_CHECK_BYTES]


def sealed_size(size: int, chunk_bytes: int = CHUNK_BYTES) -> int:
    """Bytes of the container for `size` bytes of plaintext."""
    return HEADER_BYTES + size + TAG_BYTES * max(1, -(-size // chunk_bytes))


def opened_size(container_bytes: int, chunk_bytes: int) -> int | None:
    """Bytes of plaintext in a container of that size; None when none can be that large."""
    full, rest = divmod(container_bytes - HEADER_BYTES, chunk_bytes + TAG_BYTES)
    size = full * chunk_bytes + max(0, rest - TAG_BYTES)
    return size if sealed_size(size, chunk_bytes) == container_bytes else None


class ChunkCipher:
    """Seals and opens the chunks of one container."""

    def __init__(self, secret: bytes, header: Header, digest: Sha256) -> None:
        if header.version != VERSION:
            raise ConfigError(
                f"artifact {digest} was sealed by a newer sohoa (container version {header.version}); "
                "run that release"
            )
        if not 0 < header.chunk_bytes <= LARGEST_CHUNK_BYTES:
            raise damaged(digest)
        derived = HKDF(algorithm=SHA256(), length=32, salt=header.salt, info=_INFO).derive(secret)
        self._cipher = AESGCM(derived)
        self._digest = digest
        self._context = header.encoded() + bytes.fromhex(digest)

    def seal(self, number: int, last: bool, plaintext: bytes) -> bytes:
        return self._cipher.encrypt(_nonce(number, last), plaintext, self._context)

    def open(self, number: int, last: bool, sealed: bytes) -> bytes:
        """DigestMismatch when it is not this chunk of this container, as it was sealed."""
        try:
            return self._cipher.decrypt(_nonce(number, last), sealed, self._context)
        except InvalidTag as error:
            raise damaged(self._digest) from error


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def damaged(digest: Sha256) -> DigestMismatch:
    return DigestMismatch(
        f"the sealed bytes of artifact {digest} are not what was stored; "
        "stop work on this store and restore the file from the backup"
    )


def pieces(blocks: Iterable[bytes], size: int) -> Iterator[tuple[bytes, bool]]:
    """The bytes cut anew into pieces of `size`, each with whether it is the last; at least one."""
    waiting = bytearray()
    for block in blocks:
        waiting += block
        # A piece that fills exactly is kept back: only the end tells that it is the last.
        while len(waiting) > size:
            yield bytes(waiting[:size]), False
            del waiting[:size]
    yield bytes(waiting), True
