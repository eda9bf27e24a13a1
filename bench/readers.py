"""Who reads the pages in `make bench-accuracy`: sohoa, plain tesseract, OCRmyPDF."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import tesserocr

from adapters import THREAD_LIMITS
from bench.ground import MODELS, time_limit_s
from bench.machine import ROOT, first_line
from bench.measure import Command, run_measured
from bench.prepare import LEAST_DPI
from domain.codec import from_canonical
from domain.errors import MissingTool, OcrFailed
from domain.ocr import Effort
from pipeline.sources.source import open_source, sniff

_HEAD_BYTES = 1024


@dataclass(frozen=True, slots=True)
class ReadWord:
    """A word and how sure its reader was of it, 0 to 1."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader made of one page."""

    text: str
    cpu_s: float
    """User and system time, spent on a page that was not read too."""
    words: tuple[ReadWord, ...] = ()
    """Only of a reader that tells how sure it is."""
    failure: str = ""
    """Why there is no text; "" when it was read."""
    flagged: bool = False
    """The reader itself says that the page cannot be read, and asks a person for a new scan."""


class Reader(Protocol):
    """Reads page pictures one after the other on one core; several threads may ask one reader."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def read(self, pictures: Sequence[Path]) -> Iterator[Reading]:
        """A reading for each picture, in order."""


@dataclass(frozen=True, slots=True)
class SohoaReader:
    """Sohoa's page job in a process of its own: the built-in profile `plain` with one effort of reading."""

    scratch: Path
    effort: Effort

    @property
    def name(self) -> str:
        return f"sohoa-{self.effort}"

    @property
    def version(self) -> str:
        return f"{self.name} reads with {tesserocr.tesseract_version().splitlines()[0]}"

    def read(self, pictures: Sequence[Path]) -> Iterator[Reading]:
        with _own_folder(self.scratch) as name:
            yield from self._read(pictures, Path(name))

    def _read(self, pictures: Sequence[Path], scratch: Path) -> Iterator[Reading]:
        kept = {name: value for name, value in os.environ.items() if not _is_setting(name)}
        own = {"SOHOA_CONFIG": str(scratch / "sohoa.toml"), "SOHOA_HOME": str(scratch)}
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.ours_pages", self.effort, str(scratch), *map(str, pictures)],
            cwd=ROOT,
            env={**kept, **own, **dict.fromkeys(THREAD_LIMITS, "1")},
            stdout=subprocess.PIPE,
        )
        with process:
            for line in process.stdout or ():
                yield from_canonical(Reading, line)
        if process.returncode:
            raise OcrFailed(f"sohoa's reading broke off with exit code {process.returncode}; see above")


def _own_folder(scratch: Path) -> tempfile.TemporaryDirectory[str]:
    """A folder for one reading: two at a time must not write into each other's files."""
    scratch.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(dir=scratch)


def _is_setting(name: str) -> bool:
    """Of the caller's settings only the place of the OCR models counts."""
    return name.startswith("SOHOA_") and name != MODELS


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramReader:
    """A program that is started once a page and writes the text of it into a file."""

    name: str
    version: str
    options: tuple[str, ...]
    scratch: Path
    call: Callable[[Path, Path], tuple[str, ...]]
    """The words of the call for a picture and a text file to write."""

    def read(self, pictures: Sequence[Path]) -> Iterator[Reading]:
        for picture in pictures:
            with _own_folder(self.scratch) as name:
                yield self._read(picture, Path(name) / "read.txt")

    def _read(self, picture: Path, text: Path) -> Reading:
        command = Command(
            name=picture.name,
            argv=self.call(picture, text),
            environment={**os.environ, "OMP_THREAD_LIMIT": "1"},
            time_limit_s=time_limit_s(1),
        )
        (ended,) = run_measured([command]).ended
        if ended.exit_code or not text.is_file():
            return Reading(text="", cpu_s=ended.cpu_s, failure=ended.reason)
        return Reading(text=text.read_text(encoding="utf-8", errors="replace"), cpu_s=ended.cpu_s)


def tesseract_reader(scratch: Path) -> ProgramReader:
    """The system's tesseract as anybody would call it; MissingTool without it."""
    version = first_line("tesseract", "--version")
    if not version:
        raise MissingTool("there is no tesseract to read beside; install tesseract-ocr and tesseract-ocr-vie")
    options = ("-l", "vie", "--psm", "3")
    return ProgramReader(
        name="tesseract",
        version=version,
        options=options,
        scratch=scratch,
        call=lambda picture, text: ("tesseract", str(picture), str(text.with_suffix("")), *options),
    )


def ocrmypdf_reader(program: Path, scratch: Path) -> ProgramReader:
    """OCRmyPDF with straightening and cleaning; the text is its sidecar."""
    options = ("-l", "vie", "--deskew", "--clean", "--jobs", "1")

    def call(picture: Path, text: Path) -> tuple[str, ...]:
        files = ("--sidecar", str(text), str(picture), str(text.with_suffix(".pdf")))
        return (str(program), *options, *_resolution(picture), *files)

    version = f"OCRmyPDF {first_line(str(program), '--version')}"
    return ProgramReader(name="OCRmyPDF", version=version, options=options, scratch=scratch, call=call)


def _resolution(picture: Path) -> tuple[str, ...]:
    """What sohoa reckons for a picture that names none worth believing: OCRmyPDF refuses it otherwise."""
    with picture.open("rb") as stream:
        media_type = sniff(stream.read(_HEAD_BYTES))
    with open_source(picture, media_type) as source:
        image = source.page(0).image
    if image.dpi_known and image.dpi.x > LEAST_DPI:
        return ()
    return ("--image-dpi", str(round(image.dpi.x)))
