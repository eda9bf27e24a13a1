"""Writes pictures of a page's stamps, signatures and handwriting, for a person to read."""

from pathlib import Path

from domain.errors import UsageError
from domain.page import Page
from engine.worker import Worker
from pipeline.crop import cut_crop, straightened


def write_crops(page: Page, worker: Worker, folder: Path, name: str) -> tuple[Path, ...]:
    """Writes each region of the page as `NAME-pPAGE-NUMBER-KIND.png`, pages and numbers from 1.

    UsageError when there is such a file already, or none can be written.
    """
    if page.layout is None or not page.layout.regions:
        return ()
    with worker.source(page) as source:
        seen = straightened(page, source)
    written: list[Path] = []
    for number, region in enumerate(page.layout.regions, start=1):
        path = folder / f"{name}-p{page.index + 1}-{number}-{region.kind.value}.png"
        write_crop(path, cut_crop(seen, page, region.box))
        written.append(path)
    return tuple(written)


def write_crop(path: Path, data: bytes) -> None:
    """Writes a picture that is not there yet; UsageError when it is, or cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(data)
    except OSError as error:
        if path.exists():
            raise UsageError(f"{path} is there already; give an empty folder for the crops") from error
        raise UsageError(f"cannot write {path}: {error.strerror}; give another folder") from error
