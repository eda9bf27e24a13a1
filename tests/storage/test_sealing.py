import base64
import hashlib
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import ConfigError, DigestMismatch, KeyUnusable
from domain.ids import Sha256
from storage.container import (
    CHUNK_BYTES,
    HEADER_BYTES,
    LARGEST_CHUNK_BYTES,
    TAG_BYTES,
    ChunkCipher,
    Header,
    opened_size,
    read_header,
)
from storage.keyring import Key, Keyring, new_key
from storage.sealing import NO_VAULT, Vault, sealed_under
from tests.pki import AT

RING = Keyring((new_key(AT),))
SMALL = 32
"""Bytes a chunk, so that a short text has several."""
VAULT = Vault(lambda: RING, SMALL)
STEP = SMALL + TAG_BYTES
DATA = bytes(range(256))[: 3 * SMALL + 7]
# A container written down when version 1 was made: what was sealed then must open for ever.
KNOWN_SECRET = bytes(range(32))
KNOWN_SALT = bytes(range(100, 132))
KNOWN_DATA = b"Ho so mau " * 10
KNOWN_CONTAINER = base64.b64decode(
    "k1NPSE9BCgEAAAAwsWUj4wsi9gwmp3hELGXUsGRlZmdoaWprbG1ub3BxcnN0dXZ3eHl6e3x9fn+AgYKDB/S+6Z3dLKPez9m/"
    "TbVRiPcLeO92i2lsmVBOrsMhCfaEAkubDeTFVyA0SuIv19S3qGqOrb1MbLWuSjyOByBVD/0+PPPqZR1JUUicSHKLTZsZjMfw"
    "nZJSOp8SWc0hq/fbE4pkPe84SA91mCSk1A0ooJNADSknXLXPdekhIO0w1Sgw8PhLc32P3VShSovi7XXTo1dsNqHqhGA="
)


def digest_of(data: bytes) -> Sha256:
    return Sha256(hashlib.sha256(data).hexdigest())


def sealed(data: bytes, vault: Vault = VAULT) -> bytes:
    return b"".join(vault.seal(digest_of(data), [data]))


def opened(container: bytes, data: bytes = DATA, vault: Vault = VAULT) -> bytes:
    return b"".join(vault.unseal(digest_of(data), [container]))


def part(container: bytes, data: bytes, start: int, length: int, vault: Vault = VAULT) -> bytes:
    def fetch(offset: int, count: int) -> bytes:
        return container[offset : offset + count]

    return vault.unseal_range(digest_of(data), fetch, len(container), start, length)


def chunks(container: bytes) -> list[bytes]:
    body = container[HEADER_BYTES:]
    return [body[at : at + STEP] for at in range(0, len(body), STEP)]


def cut(data: bytes, size: int) -> Iterator[bytes]:
    yield from (data[at : at + size] for at in range(0, len(data), size))


@settings(derandomize=True, deadline=None, database=None, max_examples=150)
@given(st.binary(max_size=5 * SMALL), st.integers(1, 200), st.integers(1, 200), st.integers(1, 80))
def test_any_bytes_come_back_however_they_are_cut(
    data: bytes, sealed_by: int, opened_by: int, chunk: int
) -> None:
    vault = Vault(lambda: RING, chunk)
    container = b"".join(vault.seal(digest_of(data), cut(data, sealed_by)))
    assert len(container) == vault.sealed_size(len(data))
    assert opened_size(len(container), chunk) == len(data)
    assert b"".join(vault.unseal(digest_of(data), cut(container, opened_by))) == data


@settings(derandomize=True, deadline=None, database=None, max_examples=200)
@given(st.binary(max_size=5 * SMALL), st.integers(0, 6 * SMALL), st.integers(0, 6 * SMALL))
def test_any_range_is_that_of_the_plaintext(data: bytes, start: int, length: int) -> None:
    assert part(sealed(data), data, start, length) == data[start : start + length]


def test_range_reads_no_more_than_the_chunks_it_lies_in() -> None:
    container, asked = sealed(DATA), []

    def fetch(offset: int, count: int) -> bytes:
        asked.append((offset, count))
        return container[offset : offset + count]

    assert VAULT.unseal_range(digest_of(DATA), fetch, len(container), SMALL + 1, 2) == DATA[33:35]
    assert asked == [(0, HEADER_BYTES), (HEADER_BYTES + STEP, STEP)]


def test_container_shows_nothing_of_the_plaintext_and_is_never_twice_the_same() -> None:
    one, other = sealed(DATA), sealed(DATA)
    assert one != other
    assert not [at for at in range(len(DATA) - 8) if DATA[at : at + 8] in one]


@pytest.mark.parametrize("data", [b"", b"x", DATA[:SMALL], DATA[: 2 * SMALL], DATA])
def test_every_flipped_byte_is_found(data: bytes) -> None:
    container = sealed(data)
    for at in range(len(container)):
        for bit in (1, 0x80):
            altered = bytearray(container)
            altered[at] ^= bit
            with pytest.raises(DigestMismatch, match=rf"{digest_of(data)}.*backup"):
                opened(bytes(altered), data)


@pytest.mark.parametrize("data", [b"", DATA[:SMALL], DATA])
def test_every_truncation_is_found(data: bytes) -> None:
    container = sealed(data)
    for length in range(len(container)):
        with pytest.raises(DigestMismatch):
            opened(container[:length], data)


@pytest.mark.parametrize("data", [b"", DATA[:SMALL], DATA])
def test_appended_bytes_are_found(data: bytes) -> None:
    container = sealed(data)
    for more in (b"\0", bytes(TAG_BYTES), bytes(STEP), container[HEADER_BYTES:], container):
        with pytest.raises(DigestMismatch):
            opened(container + more, data)


def test_moved_doubled_and_left_out_chunks_are_found() -> None:
    container = sealed(DATA)
    head, (one, two, three, last) = container[:HEADER_BYTES], chunks(container)
    orders = (
        (two, one, three, last),
        (one, three, two, last),
        (one, two, last),
        (one, one, two, three, last),
        (one, two, three),
        (last,),
        (one, two, three, last, last),
        (),
    )
    for order in orders:
        with pytest.raises(DigestMismatch):
            opened(head + b"".join(order))


def test_chunks_of_another_container_are_found() -> None:
    one, other = sealed(DATA), sealed(DATA)
    mixed = one[:HEADER_BYTES] + chunks(other)[0] + b"".join(chunks(one)[1:])
    with pytest.raises(DigestMismatch):
        opened(mixed)
    with pytest.raises(DigestMismatch):
        opened(one[:HEADER_BYTES] + other[HEADER_BYTES:])


def test_container_of_another_artifact_is_found() -> None:
    other = sealed(b"something else")
    with pytest.raises(DigestMismatch):
        opened(other)
    with pytest.raises(DigestMismatch):
        part(other, DATA, 0, 5)


def test_empty_last_chunk_is_no_container() -> None:
    """Nobody may make a second container of the same bytes, not even who has the key."""
    key = RING.current
    header = Header(key.id, bytes(32), SMALL)
    cipher = ChunkCipher(key.secret, header, digest_of(DATA[:SMALL]))
    padded = header.encoded() + cipher.seal(0, False, DATA[:SMALL]) + cipher.seal(1, True, b"")
    with pytest.raises(DigestMismatch):
        opened(padded, DATA[:SMALL])
    assert opened_size(len(padded), SMALL) is None


@pytest.mark.parametrize("change", ["flip", "cut", "swap"])
def test_tampered_chunk_is_found_in_a_range(change: str) -> None:
    container = sealed(DATA)
    one, two, three, last = chunks(container)
    bodies = {
        "flip": [one, bytes([two[0] ^ 1]) + two[1:], three, last],
        "cut": [one, two],
        "swap": [two, one, three, last],
    }
    altered = container[:HEADER_BYTES] + b"".join(bodies[change])
    with pytest.raises(DigestMismatch):
        part(altered, DATA, SMALL, 5)


@pytest.mark.parametrize("chunk_bytes", [0, LARGEST_CHUNK_BYTES + 1, 0xFFFFFFFF])
def test_chunk_size_that_would_eat_memory_is_refused(chunk_bytes: int) -> None:
    head = Header(RING.current.id, bytes(32), chunk_bytes).encoded()
    with pytest.raises(DigestMismatch):
        opened(head + bytes(100))
    with pytest.raises(DigestMismatch):
        part(head + bytes(100), DATA, 0, 5)


def test_container_of_a_newer_release_says_so() -> None:
    container = sealed(DATA)
    header = read_header(container)
    assert header is not None
    newer = replace(header, version=2).encoded() + container[HEADER_BYTES:]
    with pytest.raises(ConfigError, match=r"newer sohoa.*version 2"):
        opened(newer)


def test_missing_key_is_named() -> None:
    container, other = sealed(DATA), Keyring((new_key(AT),))
    for vault in (Vault(lambda: other), NO_VAULT):
        with pytest.raises(KeyUnusable, match=rf"{digest_of(DATA)} .*{RING.current.id}"):
            opened(container, vault=vault)
        with pytest.raises(KeyUnusable, match=RING.current.id):
            part(container, DATA, 0, 5, vault)


def test_every_key_of_the_ring_opens_and_the_first_one_seals() -> None:
    older = sealed(DATA)
    ring = Keyring((new_key(AT), *RING.keys))
    vault = Vault(lambda: ring)
    assert opened(older, vault=vault) == DATA
    newer = sealed(DATA, vault)
    assert sealed_under(newer) == ring.current.id
    assert sealed_under(older) == RING.current.id
    assert opened(newer, vault=vault) == DATA


def test_plain_bytes_are_no_container() -> None:
    for plain in (b"", b"%PDF-1.7", bytes(200), sealed(DATA)[: HEADER_BYTES - 1]):
        assert sealed_under(plain) is None
        with pytest.raises(DigestMismatch):
            opened(plain)


def test_sealing_nothing_that_fits_is_an_operators_error() -> None:
    with pytest.raises(KeyUnusable, match="sohoa keys new"):
        sealed(DATA, NO_VAULT)


def test_container_of_version_1_never_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = Keyring((Key(AT, KNOWN_SECRET),))
    vault = Vault(lambda: ring, 48)
    monkeypatch.setattr("storage.sealing.secrets.token_bytes", lambda _count: KNOWN_SALT)
    assert sealed(KNOWN_DATA, vault) == KNOWN_CONTAINER
    assert opened(KNOWN_CONTAINER, KNOWN_DATA, vault) == KNOWN_DATA


def test_large_artifact_is_sealed_and_opened_in_constant_memory() -> None:
    block, count = bytes(1 << 20), 48
    vault, digest = Vault(lambda: RING), digest_of(b"any")
    tracemalloc.start()
    try:
        size = sum(map(len, vault.unseal(digest, vault.seal(digest, (block for _ in range(count))))))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size == count << 20
    assert peak < 6 << 20
    assert vault.chunk_bytes == CHUNK_BYTES
