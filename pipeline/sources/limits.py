"""Bounds on what a source may ask of memory and time."""

from dataclasses import dataclass

from domain.errors import TooLarge
from domain.geometry import Size

_INCH_M = 0.0254


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """A file beyond any of these is refused before its pixels are decoded."""

    max_pixels: int = 150_000_000
    """Of one page's picture, and of each image painted on a PDF page."""
    max_side: int = 30_000
    """Pixels of a page's longer side."""
    max_pages: int = 5_000
    max_page_m: float = 3.0
    """Metres of a PDF page's longer side."""
    max_coded_bytes: int = 512 * 1024 * 1024
    """Of one picture as it lies in the file; such bytes are read whole."""

    def check_size(self, size: Size, thing: str) -> None:
        """Raises TooLarge when a picture of `size` may not be decoded."""
        if size.width * size.height > self.max_pixels or max(size.width, size.height) > self.max_side:
            raise TooLarge(
                f"{thing} has {size.width} x {size.height} pixels, more than the {self.max_pixels:,} pixels "
                f"or {self.max_side:,} a side that are allowed: scan it again at a lower resolution"
            )

    def check_paper(self, width_in: float, height_in: float, thing: str) -> None:
        """Raises TooLarge when a page of this many inches is no paper."""
        if max(width_in, height_in) * _INCH_M > self.max_page_m:
            raise TooLarge(
                f"{thing} is {width_in * _INCH_M:.2f} x {height_in * _INCH_M:.2f} m, more than "
                f"{self.max_page_m:g} m: check the page size in the program that made the file"
            )

    def check_pages(self, count: int, thing: str) -> None:
        """Raises TooLarge when a file has more pages than are allowed."""
        if count > self.max_pages:
            raise TooLarge(f"{thing} has more than {self.max_pages:,} pages: split it into smaller files")

    def check_coded(self, count: int, thing: str) -> None:
        """Raises TooLarge when a picture's coded bytes may not be read whole."""
        if count > self.max_coded_bytes:
            raise TooLarge(
                f"{thing} is {count:,} bytes, more than {self.max_coded_bytes:,}: scan it again smaller"
            )
