"""Says what a file is from its first bytes, never from its name."""

from domain.artifact import MediaType
from domain.errors import EmptyDocument, UnsupportedFile

_STARTS: tuple[tuple[bytes, MediaType], ...] = (
    (b"%PDF-", MediaType.PDF),
    (b"\xff\xd8\xff", MediaType.JPEG),
    (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
    (b"II*\x00", MediaType.TIFF),
    (b"MM\x00*", MediaType.TIFF),
    (b"II+\x00", MediaType.TIFF),
    (b"MM\x00+", MediaType.TIFF),
)

_STRANGERS: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .xls) or an Outlook message"),
    (b"{\\rtf", "a rich text file (.rtf)"),
    (b"GIF8", "a GIF picture"),
    (b"\x00\x00\x00\x0cjP", "a JPEG 2000 picture"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000 picture"),
    (b"8BPS", "a Photoshop file"),
    (b"%!PS", "a PostScript file"),
    (b"AT&TFORM", "a DjVu file"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
)

_OFFICE: tuple[tuple[bytes, str], ...] = (
    (b"word/", "a Word document (.docx)"),
    (b"xl/", "an Excel workbook (.xlsx)"),
    (b"ppt/", "a PowerPoint file (.pptx)"),
    (b"[Content_Types].xml", "an Office file"),
    (b"opendocument", "an OpenDocument file"),
)

_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_DIB_HEADER_SIZES = frozenset({12, 16, 40, 52, 56, 64, 108, 124})


def sniff(head: bytes) -> MediaType:
    """The media type that `head` (a file's first 1 KiB or more) shows.

    UnsupportedFile for all others, EmptyDocument for a file without a byte.
    """
    if not head:
        raise EmptyDocument("the file is empty: scan it again")
    found = _media_type(head)
    if found is None:
        raise UnsupportedFile(
            f"the file looks like {_likeness(head)}: "
            "give a PDF or a picture (JPEG, PNG, TIFF, BMP, WebP, HEIC) of the paper instead"
        )
    return found


def _media_type(head: bytes) -> MediaType | None:
    for start, media_type in _STARTS:
        if head.startswith(start):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return MediaType.WEBP
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _DIB_HEADER_SIZES:
        return MediaType.BMP
    brands = _brands(head)
    if brands & _HEIC_BRANDS and not brands & _AVIF_BRANDS:
        return MediaType.HEIC
    # Readers allow junk (a byte order mark, mail headers) before the header, within the first 1,024 bytes.
    if b"%PDF-" in head[:1024] and not head.startswith(b"PK"):
        return MediaType.PDF
    return None


def _brands(head: bytes) -> frozenset[bytes]:
    """The brands of an ISO media file (ISO/IEC 14496-12, 4.3); empty for other files."""
    if head[4:8] != b"ftyp":
        return frozenset()
    end = min(int.from_bytes(head[:4], "big"), len(head), 256)
    return frozenset({head[8:12], *(head[at : at + 4] for at in range(16, end - 3, 4))})


def _likeness(head: bytes) -> str:
    for start, words in _STRANGERS:
        if head.startswith(start):
            return words
    if head.startswith(b"PK"):
        return next((words for mark, words in _OFFICE if mark in head), "a ZIP archive")
    if brands := _brands(head):
        return "an AVIF picture" if brands & _AVIF_BRANDS else "a video"
    return _text_likeness(head)


def _text_likeness(head: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    if start.startswith(b"<?xml"):
        return "an XML file"
    if not head.strip(b"\x00"):
        return "a file of zero bytes, as a broken copy leaves"
    controls = sum(byte < 32 and byte not in b"\t\n\r\f" for byte in head)
    return "plain text" if controls == 0 else "nothing known"
