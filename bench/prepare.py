"""Lays out a run's scans, profile and test key: python -m bench.prepare FOLDER WORK LANES."""

import secrets
import shutil
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import tesserocr

from bench.ground import Ground, Scan, key_files, lane_folder, profile_file
from domain.artifact import MediaType
from domain.codec import canonical
from domain.errors import InputError
from pipeline.pdf.keys import make_test_key
from pipeline.sources.source import open_source, sniff
from scanners.folder import find_batches

PROFILE = """\
# The built-in profile `plain`, and signatures by a test key: the bench measures the whole job.
title = "Đo tốc độ"

[rules]
signing = "auto"
test_keys = true
unknown_type_asks = false
low_quality_asks = false
"""
MEDIA = frozenset({MediaType.PDF, MediaType.JPEG, MediaType.PNG, MediaType.TIFF})
"""What OCRmyPDF takes as well."""
LEAST_DPI = 96
"""OCRmyPDF believes no resolution up to this."""
_HEAD_BYTES = 1024


class NotAScan(Exception):
    """A file that the programs would not both take as a scan."""


def prepare(folder: Path, work: Path, lanes: int) -> Ground:
    """Copies the unsigned scans of `folder` into as many lanes of like length, and makes a test key."""
    lay_out(work)
    scans: list[Scan] = []
    left_out: list[str] = []
    pages_of_lane = [0] * lanes
    for paper in _papers(folder):
        lane = pages_of_lane.index(min(pages_of_lane))
        for file in paper:
            name = str(file.relative_to(folder))
            try:
                scan = _survey(file, name, lane)
            except (InputError, NotAScan) as error:
                left_out.append(f"{name}: {error}")
                continue
            target = lane_folder(work, lane) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
            pages_of_lane[lane] += scan.pages
            scans.append(scan)
    version = tesserocr.tesseract_version().splitlines()[0]
    return Ground(scans=tuple(scans), left_out=tuple(left_out), tesseract=version)


def lay_out(work: Path) -> None:
    """Writes the profile, a test key and its passphrase, for this run only."""
    profile_file(work).write_text(PROFILE, encoding="utf-8")
    key, secret = key_files(work)
    passphrase = secrets.token_urlsafe(24)
    secret.touch(mode=0o600)
    secret.write_text(passphrase + "\n")
    make_test_key(key, passphrase.encode(), datetime.now().astimezone())


def _papers(folder: Path) -> Iterable[tuple[Path, ...]]:
    """Files that sohoa takes for one paper stay together."""
    return (paper.files for batch in find_batches([folder]) for paper in batch.papers)


def _survey(file: Path, name: str, lane: int) -> Scan:
    with file.open("rb") as stream:
        media_type = sniff(stream.read(_HEAD_BYTES))
    if media_type not in MEDIA:
        raise NotAScan(f"{media_type.value} is not for both programs")
    with open_source(file, media_type) as source:
        if source.signatures:
            raise NotAScan("signed already; sohoa would pass it through")
        image = source.page(0).image
        known = media_type is MediaType.PDF or (image.dpi_known and image.dpi.x > LEAST_DPI)
        return Scan(
            path=name,
            lane=lane,
            pages=source.page_count,
            missing_dpi=None if known else round(image.dpi.x),
        )


def main() -> None:
    folder, work, lanes = sys.argv[1:]
    sys.stdout.buffer.write(canonical(prepare(Path(folder), Path(work), int(lanes))))


if __name__ == "__main__":
    main()
