"""The office's own data files, which are laid over the data that comes with sohoa."""

import stat
from dataclasses import dataclass
from pathlib import Path

from domain.errors import ConfigError

PACKAGED = "packaged"
"""Where data comes from that came with sohoa."""
_LARGEST = 8 << 20
"""Thirty times the list of all communes: what is larger is no data file, and would fill a worker."""


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file of data, and where people are told that it lies."""

    path: Path
    origin: str = PACKAGED
    """PACKAGED, or the name under the home folder: SOHOA_HOME/data/papers/gks.toml."""

    def read(self) -> str:
        """The text; ConfigError when it cannot be had."""
        try:
            found = self.path.stat()
            if found.st_size > _LARGEST or stat.S_ISFIFO(found.st_mode):
                raise ConfigError(
                    f"the data file {self.path} is over {_LARGEST >> 20} MB or no file at all; remove it"
                )
            # Editors of an office put a mark before the first letter, which no format of ours knows.
            return self.path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise ConfigError(
                f"cannot read the data file {self.path}: {error.strerror}; check its rights"
            ) from error
        except UnicodeDecodeError as error:
            raise ConfigError(
                f"the data file {self.path} is no text in UTF-8: {error}; correct it"
            ) from error


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The folder of the office's own data; without a path there is none."""

    path: Path | None

    def file(self, name: str) -> DataFile | None:
        """The office's file of that name, such as splitting.toml; None when it has none."""
        if self.path is None or not _is_there(self.path / name):
            return None
        return DataFile(self.path / name, f"SOHOA_HOME/data/{name}")

    def files(self, folder: str) -> tuple[DataFile, ...]:
        """The office's TOML files in that folder, such as papers, in the order of their names."""
        if self.path is None or not _is_there(self.path / folder):
            return ()
        try:
            found = sorted((self.path / folder).iterdir())
        except OSError as error:
            raise ConfigError(
                f"cannot list {self.path / folder}: {error.strerror}; check its rights"
            ) from error
        return tuple(
            DataFile(path, f"SOHOA_HOME/data/{folder}/{path.name}")
            for path in found
            if path.suffix == ".toml" and not path.name.startswith(".")
        )


def _is_there(path: Path) -> bool:
    """Something of that name is there, be it a link that leads nowhere: what an office brought is never
    passed over in silence."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise ConfigError(f"cannot look at {path}: {error.strerror}; check its rights") from error
    return True


PACKAGED_ONLY = DataFolder(None)
"""No office: the data as it comes with sohoa."""
