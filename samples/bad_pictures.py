"""Bad picture files: cut off, lying about their size, swollen, looping, moving."""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import cache, partial

import numpy as np
from PIL import Image

from samples.bad_files import READ, BadFile, bad

_SIDE = 30_000
_SHARES = (1, 5, 10, 25, 50, 75, 90, 99)
"""Percent of a file that is left of it."""


@cache
def sound(kind: str, **options: object) -> bytes:
    """A sound picture of ruled paper, 827 x 1169: an A4 page at 100 dpi."""
    rows = np.full((1169, 827), 255, np.uint8)
    rows[60::40, 80:-80] = 20
    rows[70::80, 80:400:7] = 60
    file = io.BytesIO()
    Image.fromarray(rows).save(file, kind, dpi=(100, 100), **options)
    return file.getvalue()


def cut(make: Callable[[], bytes], percent: int) -> bytes:
    """The first part of a file, as a broken copy leaves it."""
    data = make()
    return data[: max(1, len(data) * percent // 100)]


def png(
    width: int, height: int, rows: Iterator[bytes], *chunks: bytes, bits: int = 1, kind: int = 0
) -> bytes:
    """A PNG of these rows (each with its filter byte); `chunks` stand before them."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(row) for row in rows) + packer.flush()
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _dot() -> bytes:
    file = io.BytesIO()
    Image.new("L", (1, 1), 255).save(file, "JPEG")
    return file.getvalue()


def _huge_png() -> bytes:
    row = b"\x00" + b"\xff" * (_SIDE // 8)
    return png(_SIDE, _SIDE, (row * 100 for _ in range(_SIDE // 100)))


def _text_bomb() -> bytes:
    """A note of 200 MB, packed."""
    packed = zlib.compress(b"\x00" * 200_000_000, 9)
    notes = [chunk(b"zTXt", b"Comment\x00\x00" + packed), chunk(b"iCCP", b"icc\x00\x00" + packed)]
    return png(800, 1000, iter([(b"\x00" + b"\xff" * 100) * 1000]), *notes)


def _many_notes() -> bytes:
    note = chunk(b"tEXt", b"A\x00b")
    return png(800, 1000, iter([(b"\x00" + b"\xff" * 100) * 1000]), note * 100_000)


def _resized_jpeg(width: int, height: int) -> bytes:
    """A sound JPEG whose frame header names another size."""
    data = bytearray(sound("JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def many_scans(count: int = 10_000, side: int = 2_000) -> bytes:
    """A progressive JPEG that gives its last scan over and over: hours of decoding in a small file."""
    file = io.BytesIO()
    Image.new("L", (side, side), 200).save(file, "JPEG", progressive=True)
    data = file.getvalue()
    scan = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + scan * count + data[-2:]


def _restarts() -> bytes:
    """A sound JPEG that promises restart markers which never come."""
    data = sound("JPEG")
    at = data.index(b"\xff\xda")
    return data[:at] + b"\xff\xdd\x00\x04\x00\x01" + data[at:]


def tiff(entries: dict[int, int], after: int = 0, body: bytes = b"") -> bytes:
    """A TIFF of one directory with LONG values; `after` is the offset of the next one."""
    table = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in sorted(entries.items()))
    return struct.pack("<2sHIH", b"II", 42, 8, len(entries)) + table + struct.pack("<I", after) + body


def _tags(width: int, height: int, length: int) -> dict[int, int]:
    """Tags of one uncompressed gray strip that stands behind the directory."""
    strip = 8 + 2 + 9 * 12 + 4
    return {
        256: width,
        257: height,
        258: 8,
        259: 1,
        262: 1,
        273: strip,
        277: 1,
        278: height,
        279: length,
    }


def _endless_tiff(count: int = 60_000) -> bytes:
    """So many directories, one after the other, all showing the same strip."""
    strip, pixels = 8, b"\xff" * 64
    start = strip + len(pixels)
    size = 2 + 9 * 12 + 4
    pages = []
    for number in range(count):
        tags = {**_tags(8, 8, 64), 273: strip}
        table = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in sorted(tags.items()))
        after = start + (number + 1) * size if number + 1 < count else 0
        pages.append(struct.pack("<H", 9) + table + struct.pack("<I", after))
    return struct.pack("<2sHI", b"II", 42, start) + pixels + b"".join(pages)


def _group_4(width: int, height: int) -> bytes:
    tags = {**_tags(width, height, 64), 258: 1, 259: 4}
    return tiff(tags, body=b"\xff" * 64)


def _moving(kind: str) -> bytes:
    frames = [Image.new("RGB", (400, 560), (255, 255, shade)) for shade in (255, 128, 0)]
    file = io.BytesIO()
    frames[0].save(file, kind, save_all=True, append_images=frames[1:], duration=100)
    return file.getvalue()


def _heic_of(items: int) -> bytes:
    """The head of a HEIC that announces pictures and has none."""
    head = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
    return head + struct.pack(">I4sI", 12 + items, b"meta", 0) + b"\x00" * items


def _wide_bmp() -> bytes:
    size = struct.pack("<iiHHIIiiII", 2**31 - 1, 2**31 - 1, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHII", 54, 0, 0, 54, 40) + size


def _cut_files(kind: str, name: str) -> Iterator[BadFile]:
    for percent in _SHARES:
        codes = ("unsupported-file", "unreadable-image") if percent < 5 else ("unreadable-image",)
        about = f"{name} cut off after {percent} % of its bytes"
        yield bad(
            f"cut-{percent:02d}.{kind.lower()}", about, partial(cut, partial(sound, kind), percent), *codes
        )


BAD_PICTURES: tuple[BadFile, ...] = (
    *_cut_files("JPEG", "a JPEG"),
    *_cut_files("PNG", "a PNG"),
    *_cut_files("TIFF", "a TIFF"),
    bad("a-dot.jpg", "a picture of one pixel", _dot, "unreadable-image"),
    bad("huge.png", "30,000 x 30,000 pixels in 110 kB (PNG)", _huge_png, "too-large"),
    bad(
        "huge.jpg",
        "30,000 x 30,000 pixels in a JPEG's header",
        partial(_resized_jpeg, _SIDE, _SIDE),
        "too-large",
    ),
    bad(
        "huge.tif",
        "30,000 x 30,000 pixels in 64 bytes (TIFF, Group 4)",
        partial(_group_4, _SIDE, _SIDE),
        "too-large",
    ),
    bad(
        "huge.bmp",
        "2,147,483,647 pixels a side in a BMP's header",
        _wide_bmp,
        "too-large",
        "unreadable-image",
    ),
    bad(
        "large-and-empty.jpg",
        "a JPEG whose header names 12,000 x 12,000 pixels and which has none of them",
        partial(_resized_jpeg, 12_000, 12_000),
        "unreadable-image",
    ),
    bad(
        "note-bomb.png",
        "a PNG with notes that unpack to 400 MB",
        _text_bomb,
        READ,
        "unreadable-image",
        "too-large",
    ),
    bad("many-notes.png", "a PNG with 100,000 notes", _many_notes, READ, "unreadable-image", "too-large"),
    bad("many-scans.jpg", "a JPEG with 10,000 scans", many_scans, "too-large"),
    bad(
        "restarts.jpg",
        "a JPEG that promises restart markers which never come",
        _restarts,
        READ,
        "unreadable-image",
    ),
    bad(
        "loop.tif",
        "a TIFF whose directory follows itself",
        lambda: tiff(_tags(64, 64, 4096), 8, b"\xff" * 4096),
        READ,
        "unreadable-image",
    ),
    bad("endless.tif", "a TIFF of 60,000 pages", _endless_tiff, "too-large"),
    bad(
        "strip-outside.tif",
        "a TIFF whose strip lies outside of the file",
        lambda: tiff({**_tags(800, 1000, 800_000), 273: 2**31}),
        "unreadable-image",
    ),
    bad("moving.gif", "a GIF that moves", partial(_moving, "GIF"), "unsupported-file"),
    bad("moving.webp", "a WebP that moves", partial(_moving, "WEBP"), "unsupported-file"),
    bad("moving.png", "a PNG that moves", partial(_moving, "PNG"), "unsupported-file"),
    bad("no-pictures.heic", "a HEIC without pictures", partial(_heic_of, 100), "unreadable-image"),
)
