"""Reads, through qpdf, the bytes of the picture that fills a PDF page."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import pikepdf

from domain.errors import UnreadablePdf
from domain.geometry import Size
from domain.image import Coding, ColorMode, EncodedImage
from pipeline.sources.jpeg import JpegHeader, read_jpeg_header
from pipeline.sources.limits import Limits
from pipeline.sources.pdf_drawing import Drawings
from pipeline.sources.quiet import quiet

QPDF_FAULTS = (
    pikepdf.PdfError,
    pikepdf.PasswordError,
    pikepdf.DependencyError,
    pikepdf.ForeignObjectError,
    OSError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    RuntimeError,
    MemoryError,
)
CARRIED_FILTERS = (["DCTDecode"], ["CCITTFaxDecode"])
_DEEPEST = 4
_MOST_IMAGES = 200
_COMPONENTS = {"/DeviceGray": 1, "/G": 1, "/CalGray": 1, "/DeviceRGB": 3, "/RGB": 3, "/CalRGB": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedPicture:
    """An image stream whose bytes can go into another PDF as they are."""

    stream: pikepdf.Stream
    size: Size
    jpeg: JpegHeader | None
    """None for CCITT Group 4."""
    black_is_1: bool = False

    @property
    def coding(self) -> Coding:
        return Coding.JPEG if self.jpeg else Coding.CCITT_G4

    def encoded(self, mode: ColorMode) -> EncodedImage:
        data = self.stream.read_raw_bytes()
        return EncodedImage(
            coding=self.coding, size=self.size, mode=mode, data=data, black_is_1=self.black_is_1
        )


class PdfStreams:
    """The file as qpdf sees it; offers nothing when qpdf and pdfium do not see the same pages."""

    def __init__(self, path: Path, page_count: int, limits: Limits) -> None:
        self._limits = limits
        self._drawings = Drawings(limits)
        self._pdf: pikepdf.Pdf | None = None
        try:
            with quiet("pikepdf"):
                pdf = pikepdf.open(path, suppress_warnings=True)
                if len(pdf.pages) == page_count:
                    self._pdf = pdf
                else:
                    pdf.close()
        except QPDF_FAULTS:
            # pdfium mends files that qpdf gives up on; their pages are rendered.
            self._pdf = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pdf is not None:
            self._pdf.close()

    def check_drawing(self, index: int, thing: str) -> None:
        """Refuses page `index` when drawing it would take too much; what qpdf cannot read, pdfium judges."""
        if self._pdf is None:
            return
        with suppress(*QPDF_FAULTS), quiet("pikepdf"):
            self._drawings.check(self._pdf.pages[index].obj, thing)

    def user_unit(self, index: int) -> float:
        """How many 1/72 inches a unit of the page is; pdfium does not say."""
        if self._pdf is None:
            return 1.0
        try:
            unit = float(self._pdf.pages[index].obj.get("/UserUnit", 1))
        except QPDF_FAULTS:
            return 1.0
        return unit if 0 < unit <= 75_000 else 1.0

    def find_carried(self, index: int, size: Size, raw: bytes, thing: str) -> CarriedPicture | None:
        """The stream of page `index` that holds exactly `raw`, if a PDF can carry it as it is."""
        if self._pdf is None:
            return None
        self._limits.check_coded(len(raw), thing)
        try:
            with quiet("pikepdf"):
                for stream in _images(self._pdf.pages[index].obj.get("/Resources")):
                    if stream.get("/Width") == size.width and stream.get("/Height") == size.height:
                        carried = _carried(stream, size, raw)
                        if carried is not None:
                            return carried
        except QPDF_FAULTS:
            return None
        return None


def read_encoded(carried: CarriedPicture, mode: ColorMode, thing: str) -> EncodedImage:
    """The picture's bytes; UnreadablePdf when the file no longer gives them."""
    try:
        with quiet("pikepdf"):
            return carried.encoded(mode)
    except QPDF_FAULTS as error:
        raise UnreadablePdf(f"the picture of {thing} cannot be read ({error}): scan it again") from error


def _images(resources: pikepdf.Object | None, depth: int = 0) -> Iterator[pikepdf.Stream]:
    if not isinstance(resources, pikepdf.Dictionary) or depth >= _DEEPEST:
        return
    objects = resources.get("/XObject")
    if not isinstance(objects, pikepdf.Dictionary) or len(objects) > _MOST_IMAGES:
        return
    for item in objects.values():
        if not isinstance(item, pikepdf.Stream):
            continue
        if item.get("/Subtype") == pikepdf.Name.Image:
            yield item
        elif item.get("/Subtype") == pikepdf.Name.Form:
            yield from _images(item.get("/Resources"), depth + 1)


def _carried(stream: pikepdf.Stream, size: Size, raw: bytes) -> CarriedPicture | None:
    filters = _as_list(stream.get("/Filter"))
    if len(filters) != 1 or "/SMask" in stream or "/Mask" in stream:
        return None
    listed = _as_list(stream.get("/DecodeParms"))
    parameters = listed[0] if listed else None
    name = str(filters[0])
    if name not in ("/DCTDecode", "/CCITTFaxDecode") or stream.read_raw_bytes() != raw:
        return None
    if name == "/DCTDecode":
        return _carried_jpeg(stream, size, raw, parameters)
    return _carried_fax(stream, size, parameters)


def _carried_jpeg(
    stream: pikepdf.Stream, size: Size, raw: bytes, parameters: pikepdf.Object | None
) -> CarriedPicture | None:
    header = read_jpeg_header(raw)
    if header is None or not header.carriable or header.size != size or parameters is not None:
        return None
    if _components(stream) != header.components or _decode(stream) not in ([], [0, 1] * header.components):
        return None
    return CarriedPicture(stream=stream, size=size, jpeg=header)


def _carried_fax(
    stream: pikepdf.Stream, size: Size, parameters: pikepdf.Object | None
) -> CarriedPicture | None:
    if not isinstance(parameters, pikepdf.Dictionary):
        return None
    rows = int(parameters.get("/Rows", 0))
    plain = (
        int(parameters.get("/K", 0)) < 0
        and int(parameters.get("/Columns", 1728)) == size.width
        and rows in (0, size.height)
        and not parameters.get("/EncodedByteAlign", False)
        and not parameters.get("/EndOfLine", False)
    )
    decode = _decode(stream)
    if not plain or decode not in ([], [0, 1], [1, 0]):
        return None
    if not stream.get("/ImageMask", False) and _components(stream) != 1:
        return None
    inverted = bool(parameters.get("/BlackIs1", False)) != (decode == [1, 0])
    return CarriedPicture(stream=stream, size=size, jpeg=None, black_is_1=inverted)


def _components(stream: pikepdf.Stream) -> int:
    """Channels of a plain gray or RGB colour space; 0 for any other."""
    space = stream.get("/ColorSpace")
    if isinstance(space, pikepdf.Name):
        return _COMPONENTS.get(str(space), 0)
    if not isinstance(space, pikepdf.Array) or len(space) < 2:
        return 0
    if space[0] == pikepdf.Name.ICCBased and isinstance(space[1], pikepdf.Stream):
        return int(space[1].get("/N", 0))
    return _COMPONENTS.get(str(space[0]), 0)


def _decode(stream: pikepdf.Stream) -> list[float]:
    return [float(str(value)) for value in _as_list(stream.get("/Decode"))]


def _as_list(value: pikepdf.Object | None) -> list[pikepdf.Object]:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]
