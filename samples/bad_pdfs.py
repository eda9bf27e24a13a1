"""PDF files that are bad before anything is drawn: cut off, locked, empty, endless, looping."""

import io
from collections.abc import Iterator
from functools import cache, partial

import pikepdf

from samples.bad_files import READ, BadFile, bad
from samples.bad_pictures import cut, sound
from samples.pdf_layout import A4, CATALOG, ONE_PAGE, packed, page, picture, stream, write

_SHARES = (1, 5, 10, 25, 50, 75, 90, 99)
_REFUSED = ("unreadable-pdf", "empty-document")


@cache
def sound_pdf() -> bytes:
    """A sound scan: one A4 page that a JPEG fills."""
    return picture(
        b"/Width 827/Height 1169/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/DCTDecode", sound("JPEG")
    )


def _locked(user: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(sound_pdf())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="chu", user=user), deterministic_id=False)
    return out.getvalue()


def _object_bomb() -> bytes:
    """A stream of objects that unpacks to 100 MB; the page lies in it."""
    body = b"3 0 <</Type/Page/Parent 2 0 R%s>>" % A4
    bundle = packed(body + b" " * 100_000_000, b"/Type/ObjStm/N 1/First 4")
    out = b"%PDF-1.7\n"
    places = []
    for number, item in ((1, CATALOG), (2, ONE_PAGE), (4, bundle)):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    rows = [b"\x00" * 6, *(b"\x01" + place.to_bytes(4, "big") + b"\x00" for place in places[:2])]
    rows += [b"\x02\x00\x00\x00\x04\x00", b"\x01" + places[2].to_bytes(4, "big") + b"\x00"]
    table = stream(b"".join(rows), b"/Type/XRef/W[1 4 1]/Size 5/Root 1 0 R")
    return out + b"5 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, len(out))


def _deep_tree(depth: int = 20_000) -> bytes:
    """A page under so many nodes."""
    nodes = [b"<</Type/Pages/Kids[%d 0 R]/Count 1/Parent %d 0 R>>" % (3 + n, 1 + n) for n in range(depth)]
    return write(CATALOG, *nodes, b"<</Type/Page/Parent %d 0 R%s>>" % (1 + depth, A4))


def _field_loop() -> bytes:
    """A form whose field is its own child, with the mark of a signature."""
    field = b"<</T(a)/FT/Sig/Kids[4 0 R]/Parent 4 0 R/V<</ByteRange[0 1 2 3]/Contents<00>>>>>"
    body = b"<</Type/Page/Parent 2 0 R%s/Annots[4 0 R]>>" % A4
    return write(b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>", ONE_PAGE, body, field)


def _many_pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % (3 + number) for number in range(count))
    pages = (b"<</Type/Page/Parent 2 0 R%s>>" % A4 for _ in range(count))
    return write(CATALOG, b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count), *pages)


def _shared_tree(depth: int = 30) -> bytes:
    """A tree whose branches are one another's: 2^30 pages in 3 kB."""
    nodes = [
        b"<</Type/Pages/Kids[%d 0 R %d 0 R]/Count %d>>" % (3 + number, 3 + number, 2 ** (depth - number))
        for number in range(depth)
    ]
    return write(CATALOG, *nodes, b"<</Type/Page/Parent 2 0 R%s>>" % A4)


def _looping_table() -> bytes:
    """A table of objects that names itself as the one before."""
    data = write(CATALOG, ONE_PAGE, b"<</Type/Page/Parent 2 0 R%s>>" % A4)
    start = data.rindex(b"\nxref\n") + 1
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % start)


def _no_pages() -> bytes:
    return write(CATALOG, b"<</Type/Pages/Kids[]/Count 0>>")


def _lying_count() -> bytes:
    body = b"<</Type/Page/Parent 2 0 R%s>>" % A4
    return write(CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>", body)


def _tree_loop() -> bytes:
    return write(CATALOG, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>")


def _cut_files() -> Iterator[BadFile]:
    for percent in _SHARES:
        codes = ("unreadable-pdf", "empty-document", "unsupported-file", READ)
        about = f"a PDF cut off after {percent} % of its bytes"
        yield bad(f"cut-{percent:02d}.pdf", about, partial(cut, sound_pdf, percent), *codes)


BAD_PDFS: tuple[BadFile, ...] = (
    bad("empty.pdf", "an empty file", lambda: b"", "empty-document"),
    bad("text.pdf", "plain text called .pdf", lambda: "Đây là văn bản.\n".encode() * 50, "unsupported-file"),
    bad("zeros.pdf", "zero bytes only", lambda: b"\x00" * 5000, "unsupported-file"),
    bad("a-pdf.jpg", "a sound PDF called .jpg", sound_pdf, READ),
    bad("a-jpeg.pdf", "a sound JPEG called .pdf", partial(sound, "JPEG"), READ),
    *_cut_files(),
    bad("locked.pdf", "a PDF with a password", partial(_locked, "mat-khau"), "encrypted-pdf"),
    bad(
        "half-locked.pdf",
        "a PDF that opens without a password but may not be changed",
        partial(_locked, ""),
        READ,
    ),
    bad("no-pages.pdf", "a PDF without pages", _no_pages, "empty-document"),
    bad(
        "five-metres.pdf",
        "a page of 5 m",
        lambda: page(stream(b""), keys=b"/MediaBox[0 0 595 14200]"),
        "too-large",
    ),
    bad(
        "no-size.pdf",
        "a page without extent",
        lambda: page(stream(b""), keys=b"/MediaBox[0 0 0 0]"),
        "unreadable-pdf",
        READ,
    ),
    bad("six-thousand-pages.pdf", "6,000 pages", partial(_many_pages, 6_000), "too-large"),
    bad(
        "lying-count.pdf",
        "one page that says it is 2,147,483,647",
        _lying_count,
        READ,
        "too-large",
        *_REFUSED,
    ),
    bad("tree-loop.pdf", "a page tree that holds itself", _tree_loop, *_REFUSED),
    bad("shared-tree.pdf", "a page tree of 2^30 pages in 3 kB", _shared_tree, "too-large", *_REFUSED),
    bad("table-loop.pdf", "a table of objects that follows itself", _looping_table, READ, *_REFUSED),
    bad("object-bomb.pdf", "a stream of objects that unpacks to 100 MB", _object_bomb, READ, *_REFUSED),
    bad("deep-tree.pdf", "a page under 20,000 nodes", _deep_tree, READ, *_REFUSED),
    bad("field-loop.pdf", "a signature field that is its own child", _field_loop, READ, *_REFUSED),
)
