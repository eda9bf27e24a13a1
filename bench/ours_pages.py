"""Reads pages with sohoa's page job, in one process: python -m bench.ours_pages EFFORT SCRATCH PICTURE..."""

import resource
import sys
from pathlib import Path

from app import dry_worker
from bench.readers import Reading, ReadWord
from config import load_settings
from domain.codec import canonical
from domain.errors import SohoaError
from domain.ocr import Effort
from domain.page import Flag, Page
from engine.perform import read_page
from engine.worker import Worker
from pipeline.profile import PROFILES
from pipeline.sources.source import sniff
from pipeline.stage import Ask

_PLAIN = "plain.toml"
_HEAD_BYTES = 1024
_CANNOT_BE_READ = frozenset({Flag.UNREADABLE, Flag.ORIENTATION_UNSURE})
"""What makes sohoa ask for a new scan (pipeline/plan.py)."""


def profile_with(effort: Effort, scratch: Path) -> str:
    """A profile file: the built-in `plain`, reading with this effort."""
    path = scratch / f"plain-{effort}.toml"
    plain = (PROFILES / _PLAIN).read_text(encoding="utf-8")
    path.write_text(f'{plain}\n[stages.ocr]\neffort = "{effort}"\n', encoding="utf-8")
    return str(path)


def read_picture(picture: Path, worker: Worker, profile: str) -> Reading:
    """What the page stages, from the first to the last, read on a picture, and what they cost."""
    before = _cpu_s()
    try:
        with picture.open("rb") as stream:
            media_type = sniff(stream.read(_HEAD_BYTES))
        source = Page(source=worker.holdings.spool.put_file(picture, media_type), index=0)
        before = _cpu_s()
        result = read_page(source, worker, profile).result
    except SohoaError as error:
        return Reading(text="", cpu_s=_cpu_s() - before, failure=str(error))
    cpu_s = _cpu_s() - before
    if isinstance(result, Ask):
        return Reading(text="", cpu_s=cpu_s, failure=result.question.text)
    flagged = not _CANNOT_BE_READ.isdisjoint(result.flags)
    if result.text is None:
        return Reading(text="", cpu_s=cpu_s, flagged=flagged)
    words = tuple(ReadWord(word.text, word.confidence) for word in result.text.words)
    return Reading(text=result.text.text, cpu_s=cpu_s, words=words, flagged=flagged)


def _cpu_s() -> float:
    """Of this process and of the programs it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> None:
    effort = Effort(sys.argv[1])
    scratch, *pictures = map(Path, sys.argv[2:])
    worker = dry_worker(load_settings(), scratch)
    try:
        profile = profile_with(effort, scratch)
        worker.tools.ocr("tesseract")
        for picture in pictures:
            sys.stdout.buffer.write(canonical(read_picture(picture, worker, profile)) + b"\n")
            sys.stdout.buffer.flush()
    finally:
        worker.close()


if __name__ == "__main__":
    main()
