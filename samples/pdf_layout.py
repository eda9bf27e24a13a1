"""Lays PDF files out byte by byte, so that they may be as wrong as wanted."""

import zlib

A4 = b"/MediaBox[0 0 595 842]"
CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
ONE_PAGE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def write(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return out + b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        trailer,
        start,
    )


def stream(data: bytes, keys: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), keys, data)


def packed(data: bytes, keys: bytes = b"", times: int = 1) -> bytes:
    """A stream under so many layers of Flate."""
    for _ in range(times):
        data = zlib.compress(data, 9)
    return stream(data, b"/Filter[" + b"/FlateDecode" * times + b"]" + keys)


def page(content: bytes, resources: bytes = b"", *more: bytes, keys: bytes = A4) -> bytes:
    """A file of one page; `content` is its stream (object 4), `more` are objects from 5."""
    body = b"<</Type/Page/Parent 2 0 R%s/Contents 4 0 R/Resources<<%s>>>>" % (keys, resources)
    return write(CATALOG, ONE_PAGE, body, content, *more)


def picture(keys: bytes, data: bytes) -> bytes:
    """A page that one image fills."""
    image = stream(data, b"/Type/XObject/Subtype/Image" + keys)
    return page(stream(b"q 595 0 0 842 0 0 cm /I Do Q"), b"/XObject<</I 5 0 R>>", image)
