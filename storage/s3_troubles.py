"""What a request to an S3 server can end with, named as our own errors."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import ParseError

from minio.error import InvalidResponseError, MinioException, S3Error, ServerError
from urllib3.exceptions import HTTPError

from domain.errors import ConfigError, NotFound, SohoaError, StoreUnavailable

_TOO_MANY_REQUESTS, _SERVER_ERROR = 429, 500

GONE = frozenset({"NoSuchKey", "NoSuchVersion"})
# Answers below 500 by which a server says that the same request may go well later.
_PASSING = frozenset({"SlowDown", "RequestTimeout", "BadDigest", "IncompleteBody", "OperationAborted"})
# What OpenSSL calls an answer in plain HTTP, before 3.2 and since.
_NO_TLS = frozenset({"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE"})
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


@contextmanager
def troubles_named(bucket: str, key: str = "") -> Iterator[None]:
    """Names what goes wrong with the server of a bucket; errors of our own pass."""
    try:
        yield
    except (MinioException, HTTPError, ParseError, UnicodeDecodeError) as error:
        raise _ours(error, bucket, key) from error


def no_bucket(bucket: str) -> ConfigError:
    return ConfigError(f"there is no {bucket}; {_ADVICE['NoSuchBucket']}")


def _ours(error: Exception, bucket: str, key: str) -> SohoaError:
    if isinstance(error, HTTPError):
        return _unreached(error, bucket)
    code, status = _answer(error)
    if code in GONE:
        return NotFound(f"{key} is not in {bucket}; restore it from the backup")
    if code in _PASSING or status in (0, _TOO_MANY_REQUESTS) or status >= _SERVER_ERROR:
        return StoreUnavailable(
            f"{bucket} gives no good answer ({code or status or 'not in the form of S3'}); "
            "look after the server or s3_endpoint, then run the same command again"
        )
    return ConfigError(
        f"{bucket} refuses ({code or status}): {_ADVICE.get(code, 'see the log of the server')}"
    )


def _unreached(error: HTTPError, bucket: str) -> SohoaError:
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return ConfigError(
                f"the certificate of the server of {bucket} is not trusted ({cause.verify_message}); "
                "set s3_ca_file to the certificate of the authority that issued it"
            )
        if isinstance(cause, ssl.SSLError) and cause.reason in _NO_TLS:
            return ConfigError(f"the server of {bucket} does not speak TLS; set it up there")
    return StoreUnavailable(
        f"{bucket} does not answer; start the server or mend the network, then run the same command again"
    )


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
