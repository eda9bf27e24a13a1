"""The first bytes of a file say what it is."""

import io
import zipfile

import pytest
from PIL import Image

from domain.artifact import MediaType
from domain.errors import EmptyDocument, UnsupportedFile
from pipeline.sources.sniff import sniff


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("JPEG", MediaType.JPEG),
        ("PNG", MediaType.PNG),
        ("TIFF", MediaType.TIFF),
        ("BMP", MediaType.BMP),
        ("WEBP", MediaType.WEBP),
        ("PDF", MediaType.PDF),
    ],
)
def test_what_pillow_writes_is_known(kind: str, media_type: MediaType) -> None:
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(out, kind)
    assert sniff(out.getvalue()[:1024]) is media_type


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"MM\x00*\x00\x00\x00\x08", MediaType.TIFF),
        (b"II+\x00\x08\x00\x00\x00", MediaType.TIFF),
        (b"\xef\xbb\xbf%PDF-1.7\n", MediaType.PDF),
        (b"junk of a mail\r\n" * 20 + b"%PDF-1.4", MediaType.PDF),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", MediaType.HEIC),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic", MediaType.HEIC),
        (b"\xff\xd8\xff\xfe\x00\x0b%PDF-1.4", MediaType.JPEG),
    ],
)
def test_other_heads_are_known(head: bytes, media_type: MediaType) -> None:
    assert sniff(head.ljust(1024, b"\x00")) is media_type


def _zip(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"Kinh gui: Phong Tu phap\n", "plain text"),
        (_zip("giay.pdf"), "a ZIP archive"),
        (_zip("[Content_Types].xml", "word/document.xml"), "a Word document"),
        (_zip("[Content_Types].xml", "xl/workbook.xml"), "an Excel workbook"),
        (b"PK\x03\x04 stored %PDF-1.4", "a ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"GIF89a", "a GIF picture"),
        (b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf", "an AVIF picture"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomavc1", "a video"),
        (b"BM of no bitmap", "plain text"),
        (bytes(2000), "a file of zero bytes"),
        (b"\x01\x02\x03\x80", "nothing known"),
    ],
)
def test_a_stranger_is_refused_and_named(head: bytes, words: str) -> None:
    with pytest.raises(UnsupportedFile, match=words):
        sniff(head)


def test_a_file_without_a_byte_holds_no_page() -> None:
    with pytest.raises(EmptyDocument, match="empty"):
        sniff(b"")
