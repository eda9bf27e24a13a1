"""Bounds on what a source may ask of memory and time."""

from dataclasses import dataclass

from domain.errors import TooLarge, UnreadableImage
from domain.geometry import Size

_INCH_M = 0.0254


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """A file beyond any of these is refused before its pixels are decoded."""

    max_pixels: int = 150_000_000
    """Of one page's picture, and of each image painted on a PDF page."""
    max_side: int = 30_000
    """Pixels of a page's longer side."""
    min_side: int = 16
    """Pixels of a page's shorter side: a picture of less shows no paper."""
    max_scanned_pixels: int = 5_000_000_000
    """Pixels of a JPEG times its scans: each scan goes over all of them again."""
    max_drawing_bytes: int = 32 * 1024 * 1024
    """Of a PDF page's drawing commands, unpacked; those of a form count as often as it is shown."""
    max_drawing_s: float = 10.0
    """Seconds of computing that drawing a PDF page may take."""
    max_resource_bytes: int = 64 * 1024 * 1024
    """Of a font, a colour profile or the like in a PDF, unpacked."""
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

    def check_page_size(self, size: Size, thing: str) -> None:
        """As `check_size` for a picture that is a page; UnreadableImage when it is too small for one."""
        self.check_size(size, thing)
        if min(size.width, size.height) < self.min_side:
            raise UnreadableImage(
                f"{thing} has {size.width} x {size.height} pixels, too few for a page: scan it again"
            )

    def check_scans(self, size: Size, scans: int, thing: str) -> None:
        """Raises TooLarge when a JPEG goes over its pixels too often."""
        if size.width * size.height * scans > self.max_scanned_pixels:
            raise TooLarge(
                f"{thing} is a JPEG of {size.width} x {size.height} pixels in {scans:,} scans, "
                "which would take too long: save it anew or scan it again"
            )

    def check_drawing(self, count: int, thing: str) -> None:
        """Raises TooLarge when a PDF page's drawing commands are too many bytes."""
        if count > self.max_drawing_bytes:
            raise TooLarge(
                f"{thing} draws with more than {self.max_drawing_bytes // 2**20} MB of commands: "
                "print it and scan the print, or split the drawing"
            )

    def check_resource(self, count: int, thing: str) -> None:
        """Raises TooLarge when a font, a colour profile or the like in a PDF unpacks to too much."""
        if count > self.max_resource_bytes:
            raise TooLarge(
                f"{thing} uses a font or colour profile of more than {self.max_resource_bytes // 2**20} MB: "
                "print it and scan the print"
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
