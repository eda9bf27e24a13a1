"""An S3 bucket through the minio client: whole objects in and out, every trouble in our own words."""

import ssl
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import urlsplit
from xml.etree.ElementTree import ParseError

from minio import Minio
from minio.error import InvalidResponseError, MinioException, S3Error, ServerError
from urllib3 import BaseHTTPResponse, PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError

from domain.errors import ConfigError, NotFound, SohoaError, StoreUnavailable
from storage.checking import BLOCK_BYTES

PART_BYTES = 8 << 20
"""Larger objects go up in parts of this size, one after the other: an upload needs the memory of a few."""
_LONGEST_CONNECT_S = 4.0
_PARTIAL_CONTENT, _TOO_MANY_REQUESTS, _SERVER_ERROR = 206, 429, 500
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})

_GONE = frozenset({"NoSuchKey", "NoSuchVersion"})
_REPLACED = frozenset({"PreconditionFailed", "InvalidRange"})
# Answers below 500 by which a server says that the same request may go well later.
_PASSING = frozenset({"SlowDown", "RequestTimeout", "BadDigest", "IncompleteBody", "OperationAborted"})
_ADVICE = {
    "NoSuchBucket": "make the bucket, or put s3_bucket right",
    "InvalidAccessKeyId": "put s3_access_key right",
    "SignatureDoesNotMatch": "put s3_secret_key or s3_secret_key_file right",
    "AccessDenied": "put s3_access_key and the secret key right; its rights are in docs/operate.md",
    "RequestTimeTooSkewed": "set the clock of this machine",
    "AuthorizationHeaderMalformed": "put s3_region right",
    "PermanentRedirect": "put s3_endpoint and s3_region right",
    "Redirect": "put s3_endpoint and s3_region right",
}


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
        with self._troubles(key):
            try:
                return _mark(self._client.stat_object(self._name, key).metadata or {})
            except S3Error as error:
                if error.code not in _GONE:
                    raise
                # This answer has no body, in which a missing bucket would look different.
                if not self._known_there and not self._client.bucket_exists(self._name):
                    raise ConfigError(f"there is no {self}; {_ADVICE['NoSuchBucket']}") from error
                self._known_there = True
                return None

    def write(self, key: str, blocks: Iterable[bytes], size: int) -> None:
        """Puts an object of `size` bytes; on return the server has said that it holds all of it."""
        with self._troubles(key):
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
        with self._troubles(key):
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
        with self._troubles():
            if not self._client.bucket_exists(self._name):
                self._client.make_bucket(self._name)

    def remove(self, key: str) -> None:
        with self._troubles(key):
            self._client.remove_object(self._name, key)

    def keys(self, prefix: str) -> Iterator[str]:
        with self._troubles():
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
        with self._troubles(key):
            yield from response.stream(BLOCK_BYTES, decode_content=False)

    @contextmanager
    def _troubles(self, key: str = "") -> Iterator[None]:
        """Names what goes wrong with the server; errors of our own pass."""
        try:
            yield
        except (MinioException, HTTPError, ParseError, ValueError) as error:
            raise self._ours(error, key) from error

    def _ours(self, error: Exception, key: str) -> SohoaError:
        if isinstance(error, HTTPError):
            return self._unreached(error)
        code, status = _answer(error)
        if code in _GONE:
            return NotFound(f"{key} is not in {self}; restore it from the backup")
        if code in _PASSING or status in (0, _TOO_MANY_REQUESTS) or status >= _SERVER_ERROR:
            return StoreUnavailable(
                f"{self} gives no good answer ({code or status or 'not in the form of S3'}); "
                "look after the server or s3_endpoint, then run the same command again"
            )
        return ConfigError(f"{self} refuses ({code or status}): {_ADVICE.get(code, 'see the server’s log')}")

    def _unreached(self, error: HTTPError) -> SohoaError:
        for cause in _causes(error):
            if isinstance(cause, ssl.SSLCertVerificationError):
                return ConfigError(
                    f"the certificate of {self._endpoint} is not trusted ({cause.verify_message}); "
                    "set s3_ca_file to the certificate of the authority that issued it"
                )
            if isinstance(cause, ssl.SSLError) and cause.reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST"):
                return ConfigError(f"{self._endpoint} does not speak TLS; set it up there")
        return StoreUnavailable(
            f"{self} does not answer; start the server or mend the network, then run the same command again"
        )


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
    if scheme not in ("", "https", "http") or "@" in rest or parts.netloc != rest.rstrip("/"):
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


def _answer(error: Exception) -> tuple[str, int]:
    """The server's error code and HTTP status; "" and 0 where there is none."""
    if isinstance(error, S3Error):
        return error.code or "", error.response.status
    if isinstance(error, ServerError):
        return "", error.status_code
    if isinstance(error, InvalidResponseError):
        # The client keeps the status to itself; the message alone would have to be searched for it.
        return "", error._code
    return "", 0


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and those it was made from; urllib3 keeps them in `reason` and `args`."""
    yield error
    for below in (getattr(error, "reason", None), *error.args):
        if isinstance(below, BaseException):
            yield from _causes(below)
