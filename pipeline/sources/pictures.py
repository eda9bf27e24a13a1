"""Opens picture files through Pillow: single pictures and TIFF or HEIC files of many."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import numpy as np
from numpy.typing import NDArray
from pi_heif import HeifImageFile  # type: ignore[import-untyped]  # it ships no types
from PIL import Image, TiffImagePlugin, UnidentifiedImageError

from domain.artifact import MediaType
from domain.errors import InputError, TooLarge, UnreadableImage, UnsupportedFile
from domain.geometry import Dpi, Operation, Size, Turn
from domain.image import Coding, EncodedImage, PageImage
from pipeline.sources.fax import FaxStrip, find_fax_strip
from pipeline.sources.heic import check_item_names
from pipeline.sources.jpeg import JpegHeader, decode_jpeg, read_jpeg_header
from pipeline.sources.limits import Limits
from pipeline.sources.orientation import (
    is_mirrored,
    is_transposed,
    quarter_turns,
    read_orientation,
    unmirrored,
    unturned,
)
from pipeline.sources.quiet import quiet
from pipeline.sources.resolution import resolve_dpi
from pipeline.sources.samples import color_mode, samples

# Everything Pillow and its decoders were seen to raise on broken files (its own test corpus).
_PILLOW_FAULTS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    RuntimeError,
    EOFError,
    MemoryError,
    struct.error,
    zlib.error,
)
_TAG_SUBFILE_TYPE = 254
_MANY_PAGES = frozenset({MediaType.TIFF, MediaType.HEIC})
_MOVING = frozenset({MediaType.WEBP, MediaType.PNG})
_INCH_M = 0.0254


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    image: PageImage
    operations: tuple[Operation, ...]
    orientation: int
    """EXIF orientation of the decoder's pixels, 1 to 8."""
    carried: JpegHeader | FaxStrip | None
    """How a PDF can carry the bytes as they lie; None when it cannot."""


class PictureSource:
    """A picture file; each of its pictures is a page."""

    signatures = 0

    def __init__(self, path: Path, media_type: MediaType, limits: Limits) -> None:
        self.path = path
        self.media_type = media_type
        self._limits = limits
        self._facts: dict[int, _Facts] = {}
        with ExitStack() as stack, self.faults(path.name):
            self._file: BinaryIO = stack.enter_context(path.open("rb"))
            self._picture = self._open()
            self._check_size(self._picture, path.name)
            self._frames = tuple(self._find_frames())
            self._closing = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._picture.close()
        self._closing.close()

    @property
    def page_count(self) -> int:
        return len(self._frames)

    def page(self, index: int) -> "PicturePage":
        if not 0 <= index < len(self._frames):
            raise IndexError(f"{self.path.name} has no page {index}")
        if index not in self._facts:
            with self.faults(self.thing(index)):
                self._facts[index] = self._read_facts(index)
        return PicturePage(self, index, self._facts[index])

    def thing(self, index: int) -> str:
        """The page's name for messages."""
        return self.path.name if len(self._frames) == 1 else f"page {index + 1} of {self.path.name}"

    @contextmanager
    def faults(self, thing: str) -> Iterator[None]:
        """Turns whatever Pillow raises into the project's errors."""
        try:
            with quiet("PIL"):
                yield
        except InputError:
            raise
        except Image.DecompressionBombError as error:
            raise TooLarge(f"{thing} has too many pixels to decode: scan it again smaller") from error
        except UnidentifiedImageError as error:
            raise UnreadableImage(f"{thing} has a damaged {self.media_type} header: scan it again") from error
        except _PILLOW_FAULTS as error:
            raise UnreadableImage(
                f"{thing} cannot be read as {self.media_type} ({error}): scan it again"
            ) from error

    def select(self, index: int) -> Image.Image:
        """Pillow's picture, moved to page `index`; call inside `faults`."""
        if self.media_type in _MANY_PAGES:
            self._picture.seek(self._frames[index])
        return self._picture

    def forget_pixels(self) -> None:
        """Lets Pillow's copy of a single picture go; call inside `faults`."""
        if self.media_type not in _MANY_PAGES:
            self._picture = self._open()

    def read(self, offset: int, length: int, thing: str) -> bytes:
        """Bytes as they lie in the file."""
        self._limits.check_coded(length, thing)
        self._file.seek(offset)
        return self._file.read(length)

    def read_all(self, thing: str) -> bytes:
        return self.read(0, self.file_bytes, thing)

    @property
    def file_bytes(self) -> int:
        return self._file.seek(0, 2)

    def _open(self) -> Image.Image:
        if self.media_type is MediaType.HEIC:
            check_item_names(self.read_all(self.path.name), self.path.name)
            picture: Image.Image = HeifImageFile(self._file)
            return picture
        return Image.open(self._file, formats=[self.media_type.removeprefix("image/").upper()])

    def _check_size(self, picture: Image.Image, thing: str) -> None:
        self._limits.check_size(Size(picture.width, picture.height), thing)

    def _find_frames(self) -> Iterator[int]:
        """Frames that are pages: not the small copies some programs keep beside them."""
        if self.media_type not in _MANY_PAGES:
            if self.media_type in _MOVING and getattr(self._picture, "is_animated", False):
                raise UnsupportedFile(
                    f"{self.path.name} is a moving picture: send each page as a picture of its own, or a PDF"
                )
            yield 0
            return
        frames, pages = 0, []
        while True:
            try:
                self._picture.seek(frames)
            except EOFError:
                break
            if not isinstance(self._picture, TiffImagePlugin.TiffImageFile) or not (
                int(self._picture.tag_v2.get(_TAG_SUBFILE_TYPE, 0)) & 1
            ):
                pages.append(frames)
            frames += 1
            self._limits.check_pages(frames, self.path.name)
        yield from pages or range(frames)

    def _read_facts(self, index: int) -> _Facts:
        picture, thing = self.select(index), self.thing(index)
        self._limits.check_page_size(Size(picture.width, picture.height), thing)
        # libheif has turned a HEIC by its own boxes already; its EXIF copy would turn it twice.
        orientation = 1 if self.media_type is MediaType.HEIC else read_orientation(picture)
        turns, transposed = quarter_turns(orientation), is_transposed(orientation)
        shown = Size(picture.width, picture.height)
        # Pillow turns a TIFF upright by itself and gives its size so; other pictures lie as stored.
        is_tiff = isinstance(picture, TiffImagePlugin.TiffImageFile)
        size = shown.turned(turns) if is_tiff else shown.turned(int(transposed))
        header = _header_dpi(picture)
        if header is not None and transposed:
            header = header.turned(1)
        dpi, known = resolve_dpi(size, header, self._limits.max_page_m / _INCH_M)
        carried = None if is_mirrored(orientation) else self._find_carried(picture, size, thing)
        coding = {JpegHeader: Coding.JPEG, FaxStrip: Coding.CCITT_G4}.get(type(carried))
        mode = color_mode(picture, thing)
        return _Facts(
            image=PageImage(size=size, dpi=dpi, dpi_known=known, mode=mode, coding=coding),
            operations=(Turn(turns),) if turns else (),
            orientation=orientation,
            carried=carried,
        )

    def _find_carried(self, picture: Image.Image, size: Size, thing: str) -> JpegHeader | FaxStrip | None:
        if isinstance(picture, TiffImagePlugin.TiffImageFile):
            return find_fax_strip(picture, self.file_bytes)
        if self.media_type is MediaType.JPEG:
            header = read_jpeg_header(self.read_all(thing))
            if header is not None:
                header.check(self._limits, thing)
            return header if header and header.carriable and header.size == size else None
        return None


class PicturePage:
    """One picture of a PictureSource."""

    existing_text: str | None = None

    def __init__(self, source: PictureSource, index: int, facts: _Facts) -> None:
        self._source = source
        self._index = index
        self._facts = facts

    @property
    def image(self) -> PageImage:
        return self._facts.image

    @property
    def operations(self) -> tuple[Operation, ...]:
        return self._facts.operations

    def encoded(self) -> EncodedImage | None:
        image, carried, thing = self.image, self._facts.carried, self._source.thing(self._index)
        with self._source.faults(thing):
            match carried:
                case JpegHeader():
                    data = self._source.read_all(thing)
                    return EncodedImage(coding=Coding.JPEG, size=image.size, mode=image.mode, data=data)
                case FaxStrip():
                    data = carried.in_pdf_order(self._source.read(carried.offset, carried.length, thing))
                    return EncodedImage(
                        coding=Coding.CCITT_G4,
                        size=image.size,
                        mode=image.mode,
                        data=data,
                        black_is_1=carried.black_is_1,
                    )
        return None

    def pixels(self) -> NDArray[np.uint8]:
        thing, facts = self._source.thing(self._index), self._facts
        with self._source.faults(thing):
            if isinstance(facts.carried, JpegHeader):
                return decode_jpeg(self._source.read_all(thing), facts.carried, thing)
            picture = self._source.select(self._index)
            picture.load()
            pixels = samples(picture, facts.image.mode)
            self._source.forget_pixels()
            if isinstance(picture, TiffImagePlugin.TiffImageFile):
                return unturned(pixels, quarter_turns(facts.orientation))
            return unmirrored(pixels, facts.orientation)


def _header_dpi(picture: Image.Image) -> Dpi | None:
    """What the file names as its resolution; None when it names nothing usable."""
    try:
        across, down = (float(value) for value in picture.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    return Dpi(across, down)
