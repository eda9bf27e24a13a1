"""Keeps versions of procedures as files that are never changed: CODE.NUMBER.json, numbered from 1."""

from contextlib import suppress
from pathlib import Path

from domain.errors import ConfigError
from storage.aside import written_first

_MOST_VERSIONS = 9_999


def keep_version(folder: Path, code: str, data: bytes) -> Path:
    """Writes the next version of a procedure, flushed, and gives its file; nothing is ever replaced.

    Two who import at once get two numbers. ConfigError when the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for number in range(1, _MOST_VERSIONS + 1):
            file = folder / f"{code}.{number:04d}.json"
            if file.exists():
                continue
            # Somebody else may be first between the two: then the next number is ours.
            with suppress(FileExistsError), written_first(file, 0o600) as out:
                out.write(data)
            if file.read_bytes() == data:
                return file
    except OSError as error:
        raise ConfigError(
            f"cannot keep the procedure {code} in {folder}: {error.strerror}; mend its rights or free space"
        ) from error
    raise ConfigError(
        f"{folder} holds {_MOST_VERSIONS} versions of {code}; is one list imported over and over?"
    )
