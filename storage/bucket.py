"""An S3 bucket through the minio client: whole objects in and out, every trouble in our own words."""

import ssl
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import urlsplit

from minio import Minio
from minio.error import S3Error
from urllib3 import BaseHTTPResponse, PoolManager, Retry, Timeout

from domain.errors import ConfigError, StoreUnavailable
from storage.checking import BLOCK_BYTES
from storage.s3_troubles import GONE, no_bucket, troubles_named

PART_BYTES = 8 << 20
"""Larger objects go up in parts of this size, one after the other: an upload needs the memory of a few."""
_LONGEST_CONNECT_S = 4.0
_PARTIAL_CONTENT = 206
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_REPLACED = frozenset({"PreconditionFailed", "InvalidRange"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a bucket lies and who goes there."""

    endpoint: str
    """Host and port; `http://` may stand before it for this machine only."""
    bucket: str
    region: str
    access_key: str
    secret_key: str = field(repr=False)
    ca_file: Path | None = None
    """Certificates (PEM) that the server's must lead to; None: those of the system."""
    timeout_s: float = 10.0


@dataclass(frozen=True, slots=True)
class Mark:
    """By what a server tells the states of an object apart; no word on its bytes being right."""

    size: int
    etag: str
    version: str
    modified: str


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes of one state of an object; `length` is not 0."""

    start: int
    length: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Download:
    """An object on its way here: its mark, and its bytes in blocks."""

    mark: Mark
    blocks: Iterator[bytes]


class Bucket:
    """Requests to one bucket; none is sent before it is needed.

    Threads may share it, processes may not.
    """

    def __init__(self, place: Place) -> None:
        self._name, self._endpoint = place.bucket, place.endpoint.rpartition("//")[2]
        self._client = _connect(place)
        self._known_there = False

    def __str__(self) -> str:
        return f"bucket {self._name} at {self._endpoint}"

    def look(self, key: str) -> Mark | None:
        """The object's mark; None when there is no such object."""
        with troubles_named(str(self), key):
            try:
                return _mark(self._client.stat_object(self._name, key).metadata or {})
            except S3Error as error:
                if error.code not in GONE:
                    raise
                # This answer has no body, in which a missing bucket would look different.
                if not self._known_there and not self._client.bucket_exists(self._name):
                    raise no_bucket(str(self)) from error
                self._known_there = True
                return None

    def write(self, key: str, blocks: Iterable[bytes], size: int) -> None:
        """Puts an object of `size` bytes; on return the server has said that it holds all of it."""
        with troubles_named(str(self), key):
            source = cast(BinaryIO, _Source(blocks))
            written = self._client.put_object(
                self._name, key, source, size, part_size=PART_BYTES, num_parallel_uploads=1
            )
        stored = self.look(key)
        if stored is None or (stored.size, stored.etag) != (size, (written.etag or "").strip('"')):
            raise StoreUnavailable(
                f"{self} does not hold {key} as it was sent; look after the server, "
                "then run the same command again"
            )

    @contextmanager
    def opened(self, key: str, part: Part | None = None) -> Iterator[Download | None]:
        """The object, or a part of it; None when it is no more in the state that the part is of."""
        with troubles_named(str(self), key):
            response = self._get(key, part)
        if response is None:
            yield None
            return
        try:
            yield Download(_mark(response.headers), self._blocks(key, response))
        finally:
            _let_go(response)

    def make(self) -> None:
        """Makes the bucket when it is not there."""
        with troubles_named(str(self)):
            if not self._client.bucket_exists(self._name):
                self._client.make_bucket(self._name)

    def remove(self, key: str) -> None:
        with troubles_named(str(self), key):
            self._client.remove_object(self._name, key)

    def keys(self, prefix: str) -> Iterator[str]:
        with troubles_named(str(self)):
            for one in self._client.list_objects(self._name, prefix=prefix, recursive=True):
                yield one.object_name or ""

    def _get(self, key: str, part: Part | None) -> BaseHTTPResponse | None:
        if part is None:
            return self._client.get_object(self._name, key)
        try:
            response = self._client.get_object(
                self._name,
                key,
                offset=part.start,
                length=part.length,
                request_headers={"If-Match": f'"{part.mark.etag}"'},
            )
        except S3Error as error:
            if error.code in _REPLACED:
                return None
            raise
        # A server may know neither If-Match nor ranges: what it says of its answer decides.
        if response.status == _PARTIAL_CONTENT and _mark(response.headers) == part.mark:
            return response
        _let_go(response)
        return None

    def _blocks(self, key: str, response: BaseHTTPResponse) -> Iterator[bytes]:
        with troubles_named(str(self), key):
            yield from response.stream(BLOCK_BYTES, decode_content=False)


class _Source:
    """Blocks as a file to read from."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = iter(blocks)
        self._left = bytearray()

    def read(self, size: int) -> bytes:
        while len(self._left) < size:
            block = next(self._blocks, None)
            if block is None:
                break
            self._left += block
        taken = bytes(self._left[:size])
        del self._left[:size]
        return taken


def _connect(place: Place) -> Minio:
    secure, host = _address(place.endpoint)
    http = PoolManager(
        timeout=Timeout(connect=min(place.timeout_s, _LONGEST_CONNECT_S), read=place.timeout_s),
        # Once more for a connection that the server closed meanwhile and for a passing 5xx. No redirect is
        # followed, and no server says how long we wait.
        retries=Retry(
            connect=0,
            read=1,
            status=1,
            other=0,
            redirect=False,
            status_forcelist=(500, 502, 503, 504),
            backoff_factor=0.2,
            raise_on_status=False,
            respect_retry_after_header=False,
        ),
        cert_reqs="CERT_REQUIRED",
        ssl_context=_trusting(place.ca_file),
    )
    try:
        # With keys and a region given, the client asks nobody for them.
        return Minio(
            host,
            access_key=place.access_key,
            secret_key=place.secret_key,
            secure=secure,
            region=place.region,
            http_client=http,
        )
    except ValueError as error:
        raise ConfigError(f"s3_endpoint or s3_region cannot be used: {error}; give HOST:PORT") from error


def _address(endpoint: str) -> tuple[bool, str]:
    """Whether TLS is spoken, and host with port."""
    scheme, _, rest = endpoint.rpartition("://")
    parts = urlsplit(f"//{rest}")
    if (
        scheme not in ("", "https", "http")
        or "@" in rest
        or not parts.hostname
        or parts.netloc != rest.rstrip("/")
    ):
        raise ConfigError("s3_endpoint is no address of a server; give HOST:PORT")
    if scheme == "http" and parts.hostname not in _THIS_MACHINE:
        raise ConfigError(
            "s3_endpoint: http:// is for a server on this machine only; papers go to others through TLS"
        )
    return scheme != "http", parts.netloc


def _trusting(ca_file: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        raise ConfigError(f"s3_ca_file: {ca_file} is no certificate ({error.strerror}); give PEM") from error


def _mark(headers: Mapping[str, str]) -> Mark:
    named = {name.lower(): value for name, value in headers.items()}
    total = named.get("content-range", "").rpartition("/")[2]
    return Mark(
        size=int(total or named.get("content-length", "0")),
        etag=named.get("etag", "").strip('"'),
        version=named.get("x-amz-version-id", ""),
        modified=named.get("last-modified", ""),
    )


def _let_go(response: BaseHTTPResponse) -> None:
    # Closed before it is released: what nobody read is not waited for, and its connection not used again.
    response.close()
    response.release_conn()
