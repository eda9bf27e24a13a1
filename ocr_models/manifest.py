"""The list of models sohoa knows: what each is called, its licence and where it comes from."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from domain.errors import ConfigError
from domain.ids import Sha256, sha256_of_text

_MANIFEST = Path(__file__).with_name("manifest.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One model file as the manifest names it."""

    name: str
    file: str
    package: str
    """The Debian package that installs it, or the Python distribution that carries it."""
    package_version: str
    licence: str
    source: str
    sha256: Sha256
    """The file this release was measured with."""


def read_manifest(path: Path = _MANIFEST) -> tuple[Model, ...]:
    """All models of the manifest; ConfigError for a file that is no manifest."""
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["model"]
        return tuple(Model(**{**entry, "sha256": sha256_of_text(entry["sha256"])}) for entry in entries)
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ConfigError(f"cannot read the model manifest {path}: {error}; restore it from sohoa") from error
