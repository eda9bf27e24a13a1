"""The font of the text layer: a TrueType program of one glyph, built by hand, licence free.

The glyph is a box, though it is never painted: PDFium (Chrome, Edge) leaves a
one-letter word out of its text when the letter's outline is empty.
"""

import struct
from functools import cache

FONT_NAME = "SohoaGlyphless"
GLYPH = 1
UNITS_PER_EM = 1000
ADVANCE = 500
ASCENT = 800
DESCENT = -200

_CHECKSUM_MAGIC = 0xB1B0AFBA
_ADJUSTMENT_AT = 8
_MADE = 3_029_529_600  # 1 January 2000 in seconds since 1904: fixed, so that the bytes are


@cache
def glyphless_font() -> bytes:
    """The TrueType file; always the same bytes."""
    tables = {
        b"OS/2": _os2(),
        b"cmap": _cmap(),
        b"glyf": _box() * 2,
        b"head": _head(),
        b"hhea": struct.pack(
            ">I3hH11hH", 0x00010000, ASCENT, DESCENT, 0, ADVANCE, 0, 0, ADVANCE, 1, 0, *[0] * 6, 2
        ),
        b"hmtx": struct.pack(">HhHh", ADVANCE, 0, ADVANCE, 0),
        b"loca": struct.pack(">3H", 0, len(_box()) // 2, len(_box())),
        b"maxp": struct.pack(">I14H", 0x00010000, 2, 4, 1, 0, 0, 2, *[0] * 8),
        b"name": _name(),
        b"post": struct.pack(">IihhI4I", 0x00030000, 0, 0, 0, 1, 0, 0, 0, 0),
    }
    font = bytearray(_assemble(tables))
    head_at = _table_offsets(tables)[b"head"]
    adjustment = (_CHECKSUM_MAGIC - _checksum(bytes(font))) & 0xFFFFFFFF
    struct.pack_into(">I", font, head_at + _ADJUSTMENT_AT, adjustment)
    return bytes(font)


def _box() -> bytes:
    corners = ((0, DESCENT), (0, ASCENT), (ADVANCE, ASCENT), (ADVANCE, DESCENT))
    steps = [(x - px, y - py) for (x, y), (px, py) in zip(corners, ((0, 0), *corners), strict=False)]
    header = struct.pack(">5hHH", 1, 0, DESCENT, ADVANCE, ASCENT, len(corners) - 1, 0)
    on_curve = b"\x01" * len(corners)
    glyph = (
        header
        + on_curve
        + struct.pack(">4h", *(x for x, _ in steps))
        + struct.pack(">4h", *(y for _, y in steps))
    )
    return glyph + bytes(-len(glyph) % 4)


def _head() -> bytes:
    bounds = (0, DESCENT, ADVANCE, ASCENT)
    return struct.pack(
        ">4I2H2q4h2H3h",
        *(0x00010000, 0x00010000, 0, 0x5F0F3CF5, 3, UNITS_PER_EM, _MADE, _MADE),
        *bounds,
        *(0, 6, 2, 0, 0),
    )


def _os2() -> bytes:
    return struct.pack(
        ">H h 2H h 11h 10B 4I 4s 3H 3h 2H 2I 2h 3H",
        *(4, ADVANCE, 400, 5, 0),
        *(650, 700, 0, 140, 650, 700, 0, 480, 50, 300, 0),
        *[0] * 10,
        *[0] * 4,
        *(b"    ", 0x40, 0x20, 0x20),
        *(ASCENT, DESCENT, 0, ASCENT, -DESCENT),
        *(1, 0, 500, 700, 0, 0x20, 1),
    )


def _cmap() -> bytes:
    ends, starts, deltas = (0x20, 0xFFFF), (0x20, 0xFFFF), (GLYPH - 0x20 & 0xFFFF, 1)
    segments = struct.pack(">2HH2H2H2H", *ends, 0, *starts, *deltas, 0, 0)
    subtable = struct.pack(">7H", 4, 14 + len(segments), 0, 4, 4, 1, 0) + segments
    return struct.pack(">2H2HI", 0, 1, 3, 1, 12) + subtable


def _name() -> bytes:
    names = {1: FONT_NAME, 2: "Regular", 4: FONT_NAME, 6: FONT_NAME}
    records, texts = b"", b""
    for number, text in names.items():
        coded = text.encode("utf-16-be")
        records += struct.pack(">6H", 3, 1, 0x0409, number, len(coded), len(texts))
        texts += coded
    return struct.pack(">3H", 0, len(names), 6 + len(records)) + records + texts


def _table_offsets(tables: dict[bytes, bytes]) -> dict[bytes, int]:
    offsets = {}
    offset = 12 + 16 * len(tables)
    for tag, table in tables.items():
        offsets[tag] = offset
        offset += len(table) + -len(table) % 4
    return offsets


def _assemble(tables: dict[bytes, bytes]) -> bytes:
    power = len(tables).bit_length() - 1
    search = 16 << power
    directory = struct.pack(">I4H", 0x00010000, len(tables), search, power, 16 * len(tables) - search)
    for tag, offset in _table_offsets(tables).items():
        directory += struct.pack(">4s3I", tag, _checksum(tables[tag]), offset, len(tables[tag]))
    return directory + b"".join(table + bytes(-len(table) % 4) for table in tables.values())


def _checksum(data: bytes) -> int:
    padded = data + bytes(-len(data) % 4)
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(words) & 0xFFFFFFFF
