"""Keeps what peers read from run to run: they do not change when sohoa does, and a broken-off run goes on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from threading import get_ident

from bench.readers import ProgramReader, Reading
from domain.codec import canonical, from_canonical


@dataclass(frozen=True, slots=True)
class KeptReader:
    """A reader that reads a picture only once with the same program and options."""

    reader: ProgramReader
    folder: Path
    """Holds a file a reading."""

    @property
    def name(self) -> str:
        return self.reader.name

    @property
    def version(self) -> str:
        return self.reader.version

    def read(self, pictures: Sequence[Path]) -> Iterator[Reading]:
        for picture in pictures:
            kept = self._file(picture)
            if not kept.is_file():
                (reading,) = self.reader.read([picture])
                self.folder.mkdir(parents=True, exist_ok=True)
                aside = kept.with_suffix(f".{get_ident()}.part")
                aside.write_bytes(canonical(reading))
                aside.replace(kept)
            yield from_canonical(Reading, kept.read_bytes())

    def count_kept(self, pictures: Sequence[Path]) -> int:
        """How many of them were read in earlier runs."""
        return sum(self._file(picture).is_file() for picture in pictures)

    def _file(self, picture: Path) -> Path:
        with picture.open("rb") as stream:
            digest = file_digest(stream, "sha256").hexdigest()
        words = "\n".join((self.version, *self.reader.options, digest))
        return self.folder / f"{sha256(words.encode()).hexdigest()}.json"
