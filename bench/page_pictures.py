"""Takes single page pictures out of the files of a corpus, as every reader of the bench can open them."""

import shutil
from pathlib import Path

import pikepdf
from PIL import Image, ImageSequence

from domain.errors import UnsupportedFile

_LEAST_PIXELS = 500_000
"""A page's largest picture below this is a logo or a stamp, not the scan."""
_POINTS_PER_INCH = 72


def pictures_of(file: Path, folder: Path) -> tuple[Path, ...]:
    """A picture file a page, in order, put into `folder`; JPEG data stays as it lies in the file."""
    folder.mkdir(parents=True, exist_ok=True)
    if file.suffix.lower() == ".pdf":
        with pikepdf.open(file) as pdf:
            return tuple(_of_pdf_page(page, folder / f"p{n}") for n, page in enumerate(pdf.pages, start=1))
    if file.suffix.lower() in {".tif", ".tiff"}:
        with Image.open(file) as frames:
            return tuple(
                _saved(frame, folder / f"p{n}", frame.info.get("dpi"))
                for n, frame in enumerate(ImageSequence.Iterator(frames), start=1)
            )
    target = folder / f"p1{file.suffix}"
    shutil.copyfile(file, target)
    return (target,)


def _of_pdf_page(page: pikepdf.Page, stem: Path) -> Path:
    found = page.get_images().values()
    images = [pikepdf.PdfImage(one) for one in found if isinstance(one, pikepdf.Stream)]
    largest = max(images, key=lambda one: one.width * one.height, default=None)
    if largest is None or largest.width * largest.height < _LEAST_PIXELS:
        raise UnsupportedFile(f"page {stem.name} has no picture of the whole page; take a scan")
    if largest.filters == ["/DCTDecode"]:
        target = stem.with_suffix(".jpg")
        target.write_bytes(largest.obj.read_raw_bytes())
        return target
    left, _, right, _ = (float(edge) for edge in page.mediabox)
    dpi = largest.width * _POINTS_PER_INCH / (right - left)
    return _saved(largest.as_pil_image(), stem, (dpi, dpi))


def _saved(picture: Image.Image, stem: Path, dpi: tuple[float, float] | None) -> Path:
    target = stem.with_suffix(".png")
    picture.save(target, dpi=(float(dpi[0]), float(dpi[1])) if dpi else None)
    return target
