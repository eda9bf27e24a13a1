"""Pages with a few printed lines for the tests of dossiers."""

from domain.artifact import Artifact, MediaType
from domain.barcode import Barcode, Decoder, PayloadKind, Symbology
from domain.geometry import Box, Dpi, Point, Size
from domain.ids import Sha256
from domain.image import ColorMode, PageImage
from domain.layout import PageLayout, Region, RegionKind
from domain.page import Page
from domain.text import PageText
from tests.pipeline.reading.printed import LETTER, PAGE, printed

_CORNER = Point(0, 0)
PICTURE = PageImage(
    size=Size(PAGE.width, PAGE.height), dpi=Dpi(120, 120), dpi_known=True, mode=ColorMode.GRAY, coding=None
)


def page(*lines: str, stamped: bool = False, withheld: PayloadKind | None = None) -> Page:
    """The lines centred from the top, 60 pixels apart; a seal, and a code whose payload may not be kept."""
    drawn = tuple(
        printed(line, max(20.0, PAGE.width / 2 - len(line) * LETTER / 2), 100 + 60 * number, block=number)
        for number, line in enumerate(lines)
    )
    seal = Region(kind=RegionKind.STAMP, box=Box(600, 1000, 800, 1200), score=0.9)
    code = Barcode(
        symbology=Symbology.QR,
        payload="",
        corners=(_CORNER, _CORNER, _CORNER, _CORNER),
        decoder=Decoder.ZXING,
        withheld=withheld,
    )
    return Page(
        source=Artifact(Sha256("0" * 64), 1, MediaType.JPEG),
        index=0,
        image=PICTURE,
        layout=PageLayout(regions=(seal,)) if stamped else None,
        codes=() if withheld is None else (code,),
        text=PageText(drawn, "test", 150),
    )
