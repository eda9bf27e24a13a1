"""The keys that artifacts are sealed under: a private text file of several keys, one a line."""

import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.errors import ConfigError, KeyUnusable
from storage.aside import written_aside, written_first

SECRET_BYTES = 32
ID_BYTES = 16
_LARGEST_FILE = 1 << 20
_FIRST_LINE = "sohoa-keyring 1"
_UNFINISHED = "rotation-unfinished"
_NOTE = (
    "# Keep a copy of this file, apart from the data and its backups: what is sealed is lost without it.\n"
    "# One key a line (id, when it was made, the key itself); the first one writes, all of them read."
)
_LINE = re.compile(r"([0-9a-f]{32}) (\S+) ([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Key:
    """One key of 256 bits; its id says nothing of it, but shows when it was altered."""

    made: datetime
    secret: bytes = field(repr=False)

    @property
    def id(self) -> str:
        derived = HKDF(algorithm=SHA256(), length=ID_BYTES, salt=None, info=b"sohoa key id, version 1")
        return derived.derive(self.secret).hex()


@dataclass(frozen=True, slots=True)
class Keyring:
    """Keys, the one that writes first."""

    keys: tuple[Key, ...]
    unfinished: bool = False
    """A rotation to the current key has begun and not every artifact is under it yet."""

    @property
    def current(self) -> Key:
        if not self.keys:
            raise KeyUnusable("the keyring is empty; make one with `sohoa keys new FILE`")
        return self.keys[0]

    def find(self, key_id: str) -> Key | None:
        return next((key for key in self.keys if key.id == key_id), None)

    def text(self) -> str:
        lines = [_FIRST_LINE, _NOTE, *([_UNFINISHED] if self.unfinished else [])]
        lines += [f"{key.id} {key.made.isoformat()} {key.secret.hex()}" for key in self.keys]
        return "\n".join(lines) + "\n"


NO_KEYS = Keyring(())


def new_key(now: datetime) -> Key:
    return Key(now, secrets.token_bytes(SECRET_BYTES))


class RingFile:
    """A keyring in a file, read again whenever the file was changed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._mark: tuple[int, ...] | None = None
        self._ring = NO_KEYS

    def read(self) -> Keyring:
        """The keys. ConfigError when the file is missing or others may read it, KeyUnusable when it is
        damaged."""
        try:
            status = self.path.stat()
            mark = (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
            if mark != self._mark:
                self._ring = _parsed(_private_text(self.path), self.path)
                self._mark = mark
        except FileNotFoundError as error:
            raise ConfigError(
                f"there is no keyring {self.path}; bring its copy back, or make a new one with "
                f"`sohoa keys new {self.path}` if nothing was ever sealed"
            ) from error
        except OSError as error:
            raise ConfigError(
                f"cannot read the keyring {self.path}: {error.strerror}; mend its rights"
            ) from error
        return self._ring

    def create(self, now: datetime) -> Keyring:
        """Writes a ring with a new key; FileExistsError when a file of that name is there."""
        ring = Keyring((new_key(now),))
        with written_first(self.path, 0o600) as file:
            file.write(ring.text().encode())
        return ring

    def ensure(self, now: datetime) -> None:
        """Makes folder and ring when they are not there; of two processes at once both use the same."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.path.parent.chmod(0o700)
            if not self.path.exists():
                # Another process may be first between the two: then its ring counts.
                with suppress(FileExistsError):
                    self.create(now)
        except OSError as error:
            raise self._not_written(error) from error

    def replace(self, ring: Keyring) -> None:
        """Puts another ring in the place of this one, whole or not at all."""
        try:
            with written_aside(self.path, 0o600) as file:
                file.write(ring.text().encode())
        except OSError as error:
            raise self._not_written(error) from error

    def _not_written(self, error: OSError) -> ConfigError:
        return ConfigError(f"cannot write the keyring {self.path}: {error.strerror}; check folder and rights")


def with_new_current(ring: Keyring, now: datetime) -> Keyring:
    """The ring at the start of a rotation; one that was interrupted goes on with the key it had made."""
    return ring if ring.unfinished else Keyring((new_key(now), *ring.keys), unfinished=True)


def finished(ring: Keyring) -> Keyring:
    return replace(ring, unfinished=False)


def _private_text(path: Path) -> str:
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_mode & 0o077:
            raise ConfigError(f"others may read the keyring {path}; run `chmod 600 {path}`")
        return file.read(_LARGEST_FILE).decode("ascii", "replace")


def _parsed(text: str, path: Path) -> Keyring:
    first, *lines = text.splitlines() or [""]
    if first != _FIRST_LINE:
        raise KeyUnusable(f"{path} is no keyring of this release; give the file `sohoa keys new` made")
    keys: list[Key] = []
    unfinished = False
    for number, line in enumerate(lines, start=2):
        if line == _UNFINISHED:
            unfinished = True
        elif line and not line.startswith("#"):
            key = _parsed_line(line)
            if key is None or Keyring(tuple(keys)).find(key.id):
                # Never the line itself: it may hold a key.
                raise KeyUnusable(f"the keyring {path} is damaged in line {number}; bring its copy back")
            keys.append(key)
    if not keys:
        raise KeyUnusable(f"the keyring {path} holds no key; bring its copy back")
    return Keyring(tuple(keys), unfinished)


def _parsed_line(line: str) -> Key | None:
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    try:
        key = Key(datetime.fromisoformat(match[2]), bytes.fromhex(match[3]))
    except ValueError:
        return None
    return key if key.id == match[1] else None
