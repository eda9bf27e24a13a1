"""PDF files whose page is too much to draw: swollen, endless, and full of pictures that lie."""

import io
import zlib
from functools import partial

from PIL import Image

from samples.bad_files import READ, BadFile, bad
from samples.bad_pictures import many_scans, sound
from samples.pdf_layout import packed, page, picture, stream

_SIDE = 30_000
_REFUSED = ("unreadable-pdf", "empty-document")


def _bomb_picture(times: int) -> bytes:
    """An image whose bytes unpack to 150 MB, far more than its size needs."""
    data = b"\x00" * 150_000_000
    for _ in range(times):
        data = zlib.compress(data, 9)
    filters = b"/Filter[" + b"/FlateDecode" * times + b"]"
    return picture(b"/Width 800/Height 1000/BitsPerComponent 8/ColorSpace/DeviceGray" + filters, data)


def _content_bomb() -> bytes:
    """1 GB of content in 1 kB: three layers of Flate."""
    packer = zlib.compressobj(9)
    block = b"0 0 m 1 1 l S\n" * 75_000
    data = b"".join(packer.compress(block) for _ in range(300)) + packer.flush()
    return page(stream(zlib.compress(data, 9), b"/Filter[/FlateDecode/FlateDecode]"))


def _nested_arrays(depth: int = 10_000) -> bytes:
    return page(stream(b""), b"/X " + b"[" * depth + b"]" * depth)


def _nested_states(depth: int = 1_000_000) -> bytes:
    return page(packed(b"q " * depth))


def _form_loop() -> bytes:
    form = stream(
        b"/F Do /F Do", b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</F 5 0 R>>>>"
    )
    return page(stream(b"/F Do"), b"/XObject<</F 5 0 R>>", form)


def _form_tree(depth: int = 30) -> bytes:
    """Forms that show the next one twice: 2^30 paintings."""
    forms = [
        stream(
            b"/F Do /F Do" if number + 1 < depth else b"0 0 9 9 re f",
            b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</F %d 0 R>>>>" % (6 + number),
        )
        for number in range(depth)
    ]
    return page(stream(b"/F Do"), b"/XObject<</F 5 0 R>>", *forms)


def _glass_panes(depth: int = 40) -> bytes:
    """Transparent groups within one another, each of the whole page."""
    group = b"/Group<</S/Transparency/I true>>/BBox[0 0 595 842]/Type/XObject/Subtype/Form"
    forms = [
        stream(
            b"/G gs /F Do" if number + 1 < depth else b"0 0 595 842 re f",
            group
            + b"/Resources<</ExtGState<</G<</ca .5/BM/Multiply>>>>/XObject<</F %d 0 R>>>>" % (6 + number),
        )
        for number in range(depth)
    ]
    return page(stream(b"/F Do"), b"/XObject<</F 5 0 R>>", *forms)


def _tiny_tiles() -> bytes:
    tile = stream(
        b"0 0 .001 .001 re f",
        b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 .01 .01]"
        b"/XStep .01/YStep .01/Resources<<>>",
    )
    return page(stream(b"/Pattern cs /P scn 0 0 595 842 re f"), b"/Pattern<</P 5 0 R>>", tile)


def _short_dashes() -> bytes:
    return page(stream(b"[.00001] 0 d 1 w " + b"0 0 m 595 842 l S " * 50))


def _huge_mask() -> bytes:
    """A small image whose soft mask says 30,000 x 30,000."""
    image = b"/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8"
    return page(
        stream(b"q 595 0 0 842 0 0 cm /I Do Q"),
        b"/XObject<</I 5 0 R>>",
        stream(b"\x80" * 6400, image + b"/Width 80/Height 80/SMask 6 0 R"),
        packed(b"\xff" * 100_000_000, image + b"/Width 30000/Height 30000"),
    )


def _huge_inline() -> bytes:
    return page(stream(b"q 595 0 0 842 0 0 cm BI /W 30000 /H 30000 /BPC 8 /CS /G ID abc EI Q"))


def _lying_fax() -> bytes:
    keys = b"/Width 800/Height 1000/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/CCITTFaxDecode"
    return picture(keys + b"/DecodeParms<</K -1/Columns 60000/Rows 60000>>", b"\xff" * 64)


def _profile_bomb() -> bytes:
    """An image with a colour profile that unpacks to 300 MB."""
    keys = b"/Type/XObject/Subtype/Image/BitsPerComponent 8/Width 80/Height 80/ColorSpace[/ICCBased 6 0 R]"
    image, profile = stream(b"\x80" * 6400, keys), packed(b"\x00" * 300_000_000, b"/N 1")
    return page(stream(b"q 595 0 0 842 0 0 cm /I Do Q"), b"/XObject<</I 5 0 R>>", image, profile)


def _font_bomb() -> bytes:
    """A font file that unpacks to 300 MB."""
    font = (
        b"<</Type/Font/Subtype/TrueType/BaseFont/A/FirstChar 65/LastChar 65/Widths[500]"
        b"/FontDescriptor 6 0 R>>"
    )
    descriptor = (
        b"<</Type/FontDescriptor/FontName/A/Flags 4/FontBBox[0 0 1 1]/ItalicAngle 0/Ascent 1/Descent 0"
        b"/CapHeight 1/StemV 1/FontFile2 7 0 R>>"
    )
    return page(
        stream(b"BT /F 12 Tf 99 99 Td (A) Tj ET"),
        b"/Font<</F 5 0 R>>",
        font,
        descriptor,
        packed(b"\x00" * 300_000_000),
    )


def _many_lines(count: int = 1_500_000) -> bytes:
    """So many lines over the whole page: within the bound on commands."""
    return page(packed(b"".join(b"0 %d m 595 %d l S\n" % (n % 842, n * 7 % 842) for n in range(count))))


def _lying_jpeg() -> bytes:
    """An image of 100 x 100 whose JPEG says 30,000 x 30,000."""
    data = bytearray(sound("JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = _SIDE.to_bytes(2, "big") * 2
    keys = b"/Width 100/Height 100/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/DCTDecode"
    return picture(keys, bytes(data))


def _lying_jpx() -> bytes:
    """An image of 100 x 100 whose JPEG 2000 stream says 30,000 x 30,000."""
    file = io.BytesIO()
    Image.new("L", (100, 100), 200).save(file, "JPEG2000", no_jp2=True)
    data = bytearray(file.getvalue())
    at = data.index(b"\xff\x51") + 6
    for place in (at, at + 4, at + 16, at + 20):
        data[place : place + 4] = _SIDE.to_bytes(4, "big")
    return picture(
        b"/Width 100/Height 100/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/JPXDecode", bytes(data)
    )


def _lying_jbig2() -> bytes:
    """A JBIG2 stream whose page is 4,000,000,000 rows high."""
    size = (800).to_bytes(4, "big") + (4_000_000_000).to_bytes(4, "big")
    page_information = b"\x00\x00\x00\x00\x30\x00\x01\x00\x00\x00\x13" + size + b"\x00" * 11
    keys = b"/Width 800/Height 1000/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/JBIG2Decode"
    return picture(keys, page_information)


def _huge_picture() -> bytes:
    keys = b"/Width 30000/Height 30000/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/FlateDecode"
    return picture(keys, zlib.compress(b"\xff" * (_SIDE // 8 * _SIDE), 9))


def _many_scans() -> bytes:
    keys = b"/Width 2000/Height 2000/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/DCTDecode"
    return picture(keys, many_scans())


BAD_DRAWINGS: tuple[BadFile, ...] = (
    bad("nested-arrays.pdf", "10,000 arrays within one another", _nested_arrays, READ, *_REFUSED),
    bad("nested-states.pdf", "1,000,000 saved states of drawing", _nested_states, READ, *_REFUSED),
    bad("form-loop.pdf", "a drawing that shows itself", _form_loop, READ, *_REFUSED),
    bad("form-tree.pdf", "a drawing that shows itself 2^30 times", _form_tree, READ, "too-large", *_REFUSED),
    bad(
        "glass-panes.pdf",
        "40 transparent groups within one another",
        _glass_panes,
        READ,
        "too-large",
        *_REFUSED,
    ),
    bad(
        "tiny-tiles.pdf", "a page filled with tiles of 0.01 point", _tiny_tiles, READ, "too-large", *_REFUSED
    ),
    bad(
        "short-dashes.pdf",
        "lines of a hundred million dashes each",
        _short_dashes,
        READ,
        "too-large",
        *_REFUSED,
    ),
    bad("content-bomb.pdf", "315 MB of drawing in 1 kB", _content_bomb, "too-large"),
    bad(
        "flate-bomb.pdf", "a small image that unpacks to 150 MB", partial(_bomb_picture, 1), READ, "too-large"
    ),
    bad("nested-bomb.pdf", "the same in two layers of packing", partial(_bomb_picture, 2), READ, "too-large"),
    bad("huge-inside.pdf", "an image of 30,000 x 30,000 pixels inside", _huge_picture, "too-large"),
    bad(
        "lying-jpeg-inside.pdf",
        "an image of 100 x 100 whose JPEG says 30,000 x 30,000",
        _lying_jpeg,
        READ,
        "too-large",
    ),
    bad(
        "lying-jpx-inside.pdf",
        "an image of 100 x 100 whose JPEG 2000 says 30,000 x 30,000",
        _lying_jpx,
        READ,
        "too-large",
    ),
    bad(
        "lying-jbig2-inside.pdf",
        "a JBIG2 image that says 4,000,000,000 rows",
        _lying_jbig2,
        READ,
        "too-large",
    ),
    bad("huge-mask.pdf", "a small image whose mask is 30,000 x 30,000", _huge_mask, "too-large"),
    bad(
        "huge-inline.pdf",
        "an image of 30,000 x 30,000 pixels among the commands",
        _huge_inline,
        READ,
        "too-large",
    ),
    bad(
        "lying-fax-inside.pdf",
        "a fax image whose parameters say 60,000 x 60,000",
        _lying_fax,
        READ,
        "too-large",
    ),
    bad("profile-bomb.pdf", "a colour profile that unpacks to 300 MB", _profile_bomb, READ, "too-large"),
    bad("font-bomb.pdf", "a font that unpacks to 300 MB", _font_bomb, READ, "too-large"),
    bad("many-lines.pdf", "1,500,000 lines over the whole page", _many_lines, READ, "too-large"),
    bad("many-scans-inside.pdf", "a JPEG with 10,000 scans inside", _many_scans, "too-large"),
)
