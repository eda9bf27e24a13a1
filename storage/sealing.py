"""Seals artifacts under the keys of a ring and opens them again, whole or in part."""

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from domain.errors import KeyUnusable
from domain.ids import Sha256
from storage.container import (
    CHUNK_BYTES,
    HEADER_BYTES,
    SALT_BYTES,
    TAG_BYTES,
    ChunkCipher,
    Header,
    damaged,
    opened_size,
    pieces,
    read_header,
    sealed_size,
)
from storage.keyring import NO_KEYS, Keyring


@dataclass(frozen=True, slots=True)
class Vault:
    """Seals under the ring's current key, opens with any of them."""

    ring: Callable[[], Keyring]
    """The keys as they are now: asked once an artifact, so a long run notices a rotation."""
    chunk_bytes: int = CHUNK_BYTES

    def seal(self, digest: Sha256, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """The container of the plaintext in `blocks`, whose SHA-256 is `digest`; constant memory."""
        key = self.ring().current
        header = Header(key.id, secrets.token_bytes(SALT_BYTES), self.chunk_bytes)
        cipher = ChunkCipher(key.secret, header, digest)
        yield header.encoded()
        for number, (piece, last) in enumerate(pieces(blocks, self.chunk_bytes)):
            yield cipher.seal(number, last, piece)

    def unseal(self, digest: Sha256, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """The plaintext of the container in `blocks`, each part only once it was found unaltered.

        DigestMismatch when the container is damaged, was tampered with or is another artifact's;
        KeyUnusable when the ring lacks its key. That nothing is missing is sure at the end only.
        """
        rest = iter(blocks)
        head = bytearray()
        while len(head) < HEADER_BYTES and (block := next(rest, None)) is not None:
            head += block
        header, cipher = self._opening(digest, bytes(head))
        step = header.chunk_bytes + TAG_BYTES
        body = _joined(bytes(head[HEADER_BYTES:]), rest)
        for number, (piece, last) in enumerate(pieces(body, step)):
            if last and number and len(piece) <= TAG_BYTES:
                raise damaged(digest)
            yield cipher.open(number, last, piece)

    def unseal_range(
        self,
        digest: Sha256,
        fetch: Callable[[int, int], bytes],
        container_bytes: int,
        start: int,
        length: int,
    ) -> bytes:
        """Plaintext bytes `start` to `start + length`, fewer at the end.

        `fetch(offset, count)` reads the container, whose size is given: its header, then the chunks that
        hold the range. Errors as in `unseal`.
        """
        header, cipher = self._opening(digest, fetch(0, HEADER_BYTES))
        chunk, step = header.chunk_bytes, header.chunk_bytes + TAG_BYTES
        size = opened_size(container_bytes, chunk)
        if size is None:
            raise damaged(digest)
        stop = min(size, start + length)
        if start >= stop:
            return b""
        first, final = start // chunk, (size - 1) // chunk
        count = (stop - 1) // chunk - first + 1
        sealed = fetch(HEADER_BYTES + first * step, count * step)
        opened = [
            cipher.open(first + nth, first + nth == final, sealed[nth * step : (nth + 1) * step])
            for nth in range(count)
        ]
        return b"".join(opened)[start - first * chunk : stop - first * chunk]

    def sealed_size(self, size: int) -> int:
        """Bytes of the container for `size` bytes of plaintext."""
        return sealed_size(size, self.chunk_bytes)

    def knows(self, key_id: str) -> bool:
        return self.ring().find(key_id) is not None

    def _opening(self, digest: Sha256, head: bytes) -> tuple[Header, ChunkCipher]:
        header = read_header(head)
        if header is None:
            raise damaged(digest)
        key = self.ring().find(header.key_id)
        if key is None:
            raise KeyUnusable(
                f"artifact {digest} is sealed under the key {header.key_id}, which is not in the keyring; "
                "put that key's line back from the copy of the ring (`sohoa keys list`)"
            )
        return header, ChunkCipher(key.secret, header, digest)


def sealed_under(head: bytes) -> str | None:
    """The key id of the container that the bytes begin with; None when they are plain."""
    header = read_header(head)
    return None if header is None else header.key_id


def _joined(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


NO_VAULT = Vault(lambda: NO_KEYS)
"""Opens nothing, and says which key is wanted."""
