"""The office's own data files, which are laid over the data that comes with sohoa."""

from dataclasses import dataclass
from pathlib import Path

from domain.errors import ConfigError

PACKAGED = "packaged"
"""Where data comes from that came with sohoa."""


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file of data, and where people are told that it lies."""

    path: Path
    origin: str = PACKAGED
    """PACKAGED, or the name under the home folder: SOHOA_HOME/data/papers/gks.toml."""

    def read(self) -> str:
        """The text; ConfigError when it cannot be had."""
        try:
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
        if self.path is None or not (self.path / name).exists():
            return None
        return DataFile(self.path / name, f"SOHOA_HOME/data/{name}")

    def files(self, folder: str) -> tuple[DataFile, ...]:
        """The office's TOML files in that folder, such as papers, in the order of their names."""
        if self.path is None or not (self.path / folder).is_dir():
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


PACKAGED_ONLY = DataFolder(None)
"""No office: the data as it comes with sohoa."""
