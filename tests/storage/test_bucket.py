"""What a server can answer, and what is said of it."""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from domain.errors import ConfigError, NotFound, SohoaError, StoreUnavailable
from samples.s3_server import S3Server, make_authority
from storage.bucket import Bucket, Part, Place

KEY = "ab/x"
HIDDEN = "bi-mat"
VERBS = ("do_GET", "do_HEAD", "do_PUT", "do_POST", "do_DELETE")
PLAIN = Place(endpoint="http://127.0.0.1:1", bucket="sohoa", region="x", access_key="ten", secret_key=HIDDEN)


class _Scripted(BaseHTTPRequestHandler):
    """Answers every request with what the test wants."""

    answer: tuple[int, dict[str, str], bytes] = 200, {}, b""
    asked: list[str]

    def reply(self) -> None:
        self.asked.append(f"{self.command} {self.headers['Host']}")
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        status, headers, body = self.answer
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@pytest.fixture
def scripted() -> Iterator[ThreadingHTTPServer]:
    handler = type("Handler", (_Scripted,), {"asked": [], **dict.fromkeys(VERBS, _Scripted.reply)})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def _bucket(server: ThreadingHTTPServer, status: int, body: bytes = b"", **headers: str) -> Bucket:
    """A bucket on a server that gives that answer and no other."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    server.RequestHandlerClass.answer = status, named, body  # type: ignore[attr-defined]  # _Scripted
    return Bucket(replace(PLAIN, endpoint=f"http://127.0.0.1:{server.server_port}", timeout_s=0.5))


def _error(code: str) -> bytes:
    return f"<Error><Code>{code}</Code><Message>ho so mat</Message></Error>".encode()


def _get(bucket: Bucket) -> bytes:
    with bucket.opened(KEY) as found:
        assert found is not None
        return b"".join(found.blocks)


@pytest.mark.parametrize(
    ("status", "code", "kind", "advice"),
    [
        (503, "SlowDown", StoreUnavailable, "run the same command again"),
        (500, "InternalError", StoreUnavailable, "run the same command again"),
        (507, "InsufficientStorage", StoreUnavailable, "run the same command again"),
        (429, "TooManyRequests", StoreUnavailable, "run the same command again"),
        (400, "RequestTimeout", StoreUnavailable, "run the same command again"),
        (404, "NoSuchKey", NotFound, "restore it from the backup"),
        (404, "NoSuchBucket", ConfigError, "s3_bucket"),
        (403, "AccessDenied", ConfigError, "rights"),
        (403, "InvalidAccessKeyId", ConfigError, "s3_access_key"),
        (403, "SignatureDoesNotMatch", ConfigError, "s3_secret_key"),
        (403, "RequestTimeTooSkewed", ConfigError, "clock"),
        (400, "AuthorizationHeaderMalformed", ConfigError, "s3_region"),
        (301, "PermanentRedirect", ConfigError, "s3_endpoint"),
        (400, "MethodNotAllowed", ConfigError, "log of the server"),
    ],
)
def test_answer_of_the_server_becomes_an_error_with_advice(
    scripted: ThreadingHTTPServer, status: int, code: str, kind: type[SohoaError], advice: str
) -> None:
    bucket = _bucket(scripted, status, _error(code), Content_Type="application/xml")
    with pytest.raises(kind, match=advice) as caught:
        _get(bucket)
    assert "ho so mat" not in str(caught.value), "words of the server are not ours to show"


@pytest.mark.parametrize(
    ("status", "kind"), [(502, StoreUnavailable), (503, StoreUnavailable), (403, ConfigError)]
)
def test_answer_of_something_in_between_is_judged_by_its_status(
    scripted: ThreadingHTTPServer, status: int, kind: type[SohoaError]
) -> None:
    bucket = _bucket(scripted, status, b"<html>Bad gateway</html>", Content_Type="text/html")
    with pytest.raises(kind, match=str(status)):
        _get(bucket)
    with pytest.raises(kind):
        bucket.look(KEY)
    with pytest.raises(kind):
        bucket.write(KEY, (b"x",), 1)


def test_server_that_is_no_s3_is_named(scripted: ThreadingHTTPServer) -> None:
    bucket = _bucket(scripted, 200, b"It works!")
    with pytest.raises(StoreUnavailable, match="s3_endpoint"):
        list(bucket.keys(""))
    with pytest.raises(StoreUnavailable, match="does not hold ab/x as it was sent"):
        bucket.write(KEY, (b"x",), 1)


def test_redirect_is_not_followed(scripted: ThreadingHTTPServer) -> None:
    bucket = _bucket(scripted, 307, _error("TemporaryRedirect"), Location="http://127.0.0.1:1/anderswo")
    with pytest.raises(ConfigError):
        _get(bucket)
    assert len(scripted.RequestHandlerClass.asked) == 1  # type: ignore[attr-defined]  # _Scripted


def test_server_does_not_say_how_long_we_wait(scripted: ThreadingHTTPServer) -> None:
    bucket = _bucket(scripted, 503, _error("SlowDown"), Retry_After="3600", Content_Type="application/xml")
    started = time.monotonic()
    with pytest.raises(StoreUnavailable):
        _get(bucket)
    assert time.monotonic() - started < 5


def test_part_is_not_taken_from_a_server_that_sends_something_else(scripted: ThreadingHTTPServer) -> None:
    bucket = _bucket(scripted, 200, b"0123456789", ETag='"e"')
    with bucket.opened(KEY) as whole:
        assert whole is not None
        mark = whole.mark
    with bucket.opened(KEY, Part(2, 3, mark)) as found:
        assert found is None, "it knows no ranges"
    replaced = {"ETag": '"f"', "Content_Range": "bytes 2-4/10"}
    bucket = _bucket(scripted, 206, b"234", **replaced)
    with bucket.opened(KEY, Part(2, 3, mark)) as found:
        assert found is None, "it knows no If-Match"
    bucket = _bucket(scripted, 206, b"234", **{**replaced, "ETag": '"e"'})
    with bucket.opened(KEY, Part(2, 3, mark)) as found:
        assert found is not None
        assert b"".join(found.blocks) == b"234"


def test_answer_that_ends_too_early_is_a_passing_trouble(scripted: ThreadingHTTPServer) -> None:
    bucket = _bucket(scripted, 200, b"0123456789", Content_Length="20", Connection="close")
    with pytest.raises(StoreUnavailable, match="does not answer"):
        _get(bucket)


def test_silent_server_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
        bucket = Bucket(replace(PLAIN, endpoint=endpoint, timeout_s=0.5))
        started = time.monotonic()
        with pytest.raises(StoreUnavailable, match="does not answer; start the server or mend the network"):
            bucket.look(KEY)
        assert 0.5 <= time.monotonic() - started < 4


def test_server_that_is_not_there_is_given_up_at_once() -> None:
    started = time.monotonic()
    for endpoint in ("127.0.0.1:1", "khong-co.invalid:9000"):
        with pytest.raises(StoreUnavailable, match=endpoint):
            Bucket(replace(PLAIN, endpoint=endpoint)).look(KEY)
    assert time.monotonic() - started < 4


@pytest.mark.parametrize("wrong", ["access_key", "secret_key"])
def test_wrong_key_is_the_operators_to_mend(s3_server: S3Server, wrong: str) -> None:
    keys: dict[str, Any] = {wrong: "sai"}
    bucket = Bucket(replace(s3_server.place, **keys))
    with pytest.raises(ConfigError, match="s3_"):
        bucket.look(KEY)
    with pytest.raises(ConfigError, match="s3_"):
        _get(bucket)
    with pytest.raises(ConfigError, match="s3_"):
        bucket.write(KEY, (b"x",), 1)
    with pytest.raises(ConfigError, match="s3_"):
        bucket.remove(KEY)
    with pytest.raises(ConfigError, match="s3_"):
        list(bucket.keys(""))


def test_missing_bucket_is_named_by_every_request(s3_server: S3Server) -> None:
    bucket = Bucket(replace(s3_server.place, bucket="khong-co"))
    requests = (
        lambda: bucket.look(KEY),
        lambda: _get(bucket),
        lambda: bucket.write(KEY, (b"x",), 1),
        lambda: list(bucket.keys("")),
    )
    for request in requests:
        with pytest.raises(ConfigError, match=r"khong-co.*make the bucket"):
            request()


def test_certificate_of_an_unknown_authority_is_refused(s3_server: S3Server, tmp_path: Path) -> None:
    strange = make_authority(tmp_path).ca_file
    for ca_file in (strange, None):
        with pytest.raises(ConfigError, match=r"certificate.*not trusted.*s3_ca_file"):
            Bucket(replace(s3_server.place, ca_file=ca_file)).look(KEY)


def test_certificate_of_another_host_is_refused(s3_server: S3Server) -> None:
    port = s3_server.place.endpoint.rpartition(":")[2]
    with pytest.raises(ConfigError, match=r"not trusted.*localhost"):
        Bucket(replace(s3_server.place, endpoint=f"localhost:{port}")).look(KEY)


def test_server_without_tls_is_refused(scripted: ThreadingHTTPServer) -> None:
    with pytest.raises(ConfigError, match="does not speak TLS"):
        Bucket(replace(PLAIN, endpoint=f"127.0.0.1:{scripted.server_port}")).look(KEY)


@pytest.mark.parametrize(
    "endpoint",
    ["http://192.0.2.1:9000", "ftp://s3.example.vn", "ten:bi-mat@s3.example.vn", "s3.example.vn/x", ""],
)
def test_endpoint_that_is_none_is_refused_without_showing_it(endpoint: str) -> None:
    with pytest.raises(ConfigError, match="s3_endpoint") as caught:
        Bucket(replace(PLAIN, endpoint=endpoint))
    assert HIDDEN not in str(caught.value)


def test_ca_file_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "no.pem").write_text("không phải")
    for name in ("no.pem", "gone.pem"):
        with pytest.raises(ConfigError, match=f"s3_ca_file.*{name}"):
            Bucket(replace(PLAIN, ca_file=tmp_path / name))
