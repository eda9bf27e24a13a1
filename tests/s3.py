"""Stores on the test server, each under a prefix of its own."""

import secrets
from dataclasses import replace
from pathlib import Path
from typing import Any

from samples.s3_server import S3Server
from storage.bucket import Bucket
from storage.s3 import S3Store
from storage.sealing import Vault


def open_s3_store(
    server: S3Server, scratch: Path, *, prefix: str | None = None, vault: Vault | None = None, **other: Any
) -> S3Store:
    """A store that is empty unless a prefix is given; `other` changes its place."""
    return S3Store(
        Bucket(replace(server.place, **other)),
        prefix=f"{secrets.token_hex(8)}/" if prefix is None else prefix,
        scratch=scratch,
        vault=vault,
    )
