"""The archive writer: pages go to a PDF/A-2u file one by one, and nothing of a page stays in memory."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from domain.errors import EmptyDocument, NotConformant
from domain.geometry import IDENTITY, Affine, Dpi, Size
from domain.image import EncodedImage
from domain.text import PageText
from pipeline.pdf.metadata import LANGUAGE, ArchiveMetadata, info_dictionary, xmp_packet
from pipeline.pdf.objects import ObjectSink, number, numbers, reference
from pipeline.pdf.pictures import write_picture
from pipeline.pdf.srgb import SRGB_NAME, srgb_profile
from pipeline.pdf.text_font import CharacterCodes, write_text_font
from pipeline.pdf.text_layer import TextLayer

_POINTS_AN_INCH = 72
_SHORTEST_SIDE_PT, _LONGEST_SIDE_PT = 3, 14_400  # ISO 19005-2, 6.1.13
_ID_HEX_DIGITS = 32
_FONT, _PICTURE = "F", "P"


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfPage:
    """A page ready to be written."""

    size_px: Size
    """The straightened page."""
    dpi: Dpi
    """Of the straightened page: with the size it gives the paper, printed 1:1."""
    picture: EncodedImage
    placement: Affine = IDENTITY
    """Pixels of the picture to pixels of the straightened page; the page cuts off what lies outside."""
    text: PageText | None = None
    """Boxes in pixels of the straightened page."""


class ArchiveWriter:
    """Writes one PDF/A-2u document; the file needs no seek and stays open after `close`."""

    def __init__(self, file: BinaryIO, metadata: ArchiveMetadata) -> None:
        self._metadata = metadata
        self._sink = ObjectSink(file)
        self._catalog, self._page_tree, self._font = (self._sink.reserve() for _ in range(3))
        self._pages: list[int] = []
        self._codes = CharacterCodes()

    def add_page(self, page: PdfPage) -> None:
        """Writes the picture, the text over it and the page."""
        width_pt, height_pt = self._paper(page)
        x_scale, y_scale = width_pt / page.size_px.width, height_pt / page.size_px.height
        picture = write_picture(self._sink, page.picture)
        content = _picture_operators(page, Affine(x_scale, 0, 0, 0, -y_scale, height_pt))
        if page.text is not None:
            layer = TextLayer(height_pt=height_pt, x_scale=x_scale, y_scale=y_scale, codes=self._codes)
            content += layer.operators(page.text, _FONT)
        contents = self._sink.write_deflated("", content.encode("ascii"))
        self._pages.append(
            self._sink.write(
                f"<< /Type /Page /Parent {reference(self._page_tree)} "
                f"/MediaBox [0 0 {number(width_pt, 2)} {number(height_pt, 2)}] "
                f"/Resources << /XObject << /{_PICTURE} {reference(picture)} >> "
                f"/Font << /{_FONT} {reference(self._font)} >> >> /Contents {reference(contents)} >>"
            )
        )

    def close(self) -> None:
        """Writes what is known only now: the font, the page tree, the metadata and the table of objects."""
        if not self._pages:
            raise EmptyDocument(
                "the document has no page, so there is nothing to archive; check the batch's cut"
            )
        sink = self._sink
        write_text_font(sink, self._codes, self._font)
        kids = " ".join(map(reference, self._pages))
        sink.write(f"<< /Type /Pages /Kids [{kids}] /Count {len(self._pages)} >>", self._page_tree)
        profile = sink.write_deflated("/N 3", srgb_profile())
        xmp = sink.write_stream("/Type /Metadata /Subtype /XML", xmp_packet(self._metadata))
        info = sink.write(info_dictionary(self._metadata))
        sink.write(
            f"<< /Type /Catalog /Pages {reference(self._page_tree)} /Lang ({LANGUAGE}) "
            f"/Metadata {reference(xmp)} /ViewerPreferences << /DisplayDocTitle true >> "
            f"/OutputIntents [<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier ({SRGB_NAME}) "
            f"/Info ({SRGB_NAME}) /DestOutputProfile {reference(profile)} >>] >>",
            self._catalog,
        )
        sink.close(root=self._catalog, info=info, identifier=self._metadata.identifier[:_ID_HEX_DIGITS])

    def _paper(self, page: PdfPage) -> tuple[float, float]:
        """Width and height in points, to the hundredth."""
        sides = ((page.size_px.width, page.dpi.x), (page.size_px.height, page.dpi.y))
        width_pt, height_pt = (round(px * _POINTS_AN_INCH / dpi, 2) if dpi else 0.0 for px, dpi in sides)
        if not all(_SHORTEST_SIDE_PT <= side <= _LONGEST_SIDE_PT for side in (width_pt, height_pt)):
            raise NotConformant(
                f"page {len(self._pages) + 1} would measure {width_pt} x {height_pt} points, PDF/A allows "
                f"{_SHORTEST_SIDE_PT} to {_LONGEST_SIDE_PT}; correct the resolution of its scan"
            )
        return width_pt, height_pt


def write_pdf(file: BinaryIO, metadata: ArchiveMetadata, pages: Iterable[PdfPage]) -> None:
    """Writes a whole document; `pages` may be a generator, each page is let go once it is written."""
    writer = ArchiveWriter(file, metadata)
    for page in pages:
        writer.add_page(page)
    writer.close()


def _picture_operators(page: PdfPage, to_points: Affine) -> str:
    """Paints the picture: a PDF image fills the unit square with its first row at the top."""
    unit_to_pixels = Affine(
        page.picture.size.width, 0, 0, 0, -page.picture.size.height, page.picture.size.height
    )
    map_ = unit_to_pixels.then(page.placement).then(to_points)
    matrix = numbers(map_.a, map_.d, map_.b, map_.e, map_.c, map_.f)
    return f"q {matrix} cm /{_PICTURE} Do Q\n"
