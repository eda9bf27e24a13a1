"""Pages of paper files as sohoa's page job reads them, kept from run to run: reading costs seconds a page."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.codec import canonical, from_canonical
from domain.errors import InputError
from domain.page import Page
from engine.perform import read_page
from engine.worker import Worker, step_key
from pipeline.sources.source import open_source, sniff
from pipeline.stage import Ask

_HEAD_BYTES = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperReader:
    """Reads whole files with the stages of one profile."""

    worker: Worker
    profile: str
    kept: Path
    """Holds a file a page that was read, named by the page and the stages."""

    def read(self, file: Path) -> tuple[Page, ...]:
        """The pages of a file in order; InputError when a page stops for a question."""
        return tuple(self._read(file))

    def _read(self, file: Path) -> Iterator[Page]:
        with file.open("rb") as stream:
            media_type = sniff(stream.read(_HEAD_BYTES))
        artifact = self.worker.holdings.spool.put_file(file, media_type)
        with open_source(file, media_type) as source:
            count = source.page_count
        stages = tuple(built.fingerprint for built in self.worker.page_stages(self.profile))
        for index in range(count):
            page = Page(source=artifact, index=index)
            place = self.kept / f"{step_key(stages, page)}.json"
            if not place.is_file():
                result = read_page(page, self.worker, self.profile).result
                if isinstance(result, Ask):
                    raise InputError(f"page {index + 1} of {file.name} asks: {result.question.text}")
                self.kept.mkdir(parents=True, exist_ok=True)
                aside = place.with_suffix(".part")
                aside.write_bytes(canonical(result))
                aside.replace(place)
            yield from_canonical(Page, place.read_bytes())
