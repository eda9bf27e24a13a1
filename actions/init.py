"""Sets an office up: checks folders and key, makes a signature on trial, writes sohoa.toml."""

import json
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

import numpy as np

from domain.errors import SigningFailed, UsageError
from domain.geometry import IDENTITY, Dpi, Size
from domain.image import ColorMode
from pipeline.pdf.keys import SigningKey, load_pkcs12
from pipeline.pdf.metadata import ArchiveMetadata
from pipeline.pdf.pictures import encode_picture
from pipeline.pdf.signature import sign_pdf
from pipeline.pdf.verdict import Integrity
from pipeline.pdf.verification import verify_pdf
from pipeline.pdf.writer import PdfPage, write_pdf


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the person said; folders may not exist yet."""

    unit: str
    actor: str
    in_folder: Path
    out_folder: Path
    key_path: Path | None
    passphrase: bytes
    key_kind: str
    home: Path
    profile: str


def check_folders(answers: Answers) -> None:
    """Makes both folders; UsageError when one lies in the other or cannot be written."""
    source, target = answers.in_folder.resolve(), answers.out_folder.resolve()
    if target.is_relative_to(source) or source.is_relative_to(target):
        raise UsageError(f"{target} and {source} lie in one another; choose two folders apart")
    if answers.home.resolve().is_relative_to(source):
        raise UsageError(
            f"the home folder {answers.home} lies in {source}, which is taken in; choose another"
        )
    for folder in (source, target):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            raise UsageError(f"cannot write in {folder}: {error.strerror}; choose another folder") from error


def try_key(path: Path, passphrase: bytes, at: datetime) -> SigningKey:
    """Opens the key and signs an empty page with it; KeyUnusable or SigningFailed when that fails."""
    key = load_pkcs12(path, passphrase)
    with tempfile.TemporaryDirectory() as folder:
        unsigned, signed = Path(folder) / "trial.pdf", Path(folder) / "signed.pdf"
        unsigned.write_bytes(_empty_page(at))
        sign_pdf(unsigned, signed, key, at=at, reason="Ký thử khi cài đặt")
        if [verdict.integrity for verdict in verify_pdf(signed)] != [Integrity.INTACT]:
            raise SigningFailed(f"the signature on trial with {path} is not intact; try another key")
    return key


def _empty_page(at: datetime) -> bytes:
    size = Size(827, 1169)
    white = encode_picture(np.full((size.height, size.width), 255, np.uint8), ColorMode.GRAY)
    page = PdfPage(size_px=size, dpi=Dpi(100, 100), picture=white, placement=IDENTITY, text=None)
    metadata = ArchiveMetadata(
        title="Trang thử chữ ký",
        dossier=None,
        paper_type=None,
        created=at,
        identifier="0" * 64,
        creator_tool="sohoa",
    )
    file = BytesIO()
    write_pdf(file, metadata, [page])
    return file.getvalue()


def write_settings(answers: Answers, target: Path) -> None:
    """Writes sohoa.toml (0600) and, beside the key's owner, the passphrase file (0600)."""
    lines = [
        "# sohoa's settings; `sohoa config` explains each. SOHOA_* variables win over this file.",
        f"home = {_toml(str(answers.home))}",
        f"unit = {_toml(answers.unit)}",
        f"profile = {_toml(answers.profile)}",
        f"actor = {_toml(answers.actor)}",
        f"in_folder = {_toml(str(answers.in_folder))}",
        f"out_folder = {_toml(str(answers.out_folder))}",
    ]
    if answers.key_path is not None:
        secret = answers.home / "key.passphrase"
        _write_private(secret, answers.passphrase + b"\n")
        lines += [
            f"key_path = {_toml(str(answers.key_path))}",
            f"key_passphrase_file = {_toml(str(secret))}",
            f"key_kind = {_toml(answers.key_kind)}",
            f"key_owner = {_toml(answers.actor)}",
        ]
    _write_private(target, ("\n".join(lines) + "\n").encode())


def _toml(text: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's."""
    return json.dumps(text, ensure_ascii=False)


def _write_private(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}; choose another folder") from error
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
