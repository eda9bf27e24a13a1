"""Invented papers for the tests of the archive PDF: words with boxes as an OCR engine would give them."""

import io
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.geometry import Box, Dpi, Size
from domain.image import ColorMode
from domain.text import Line, PageText, Word
from pipeline.pdf.metadata import ArchiveMetadata
from pipeline.pdf.pictures import encode_picture
from pipeline.pdf.writer import PdfPage, write_pdf

A4_300 = Size(2480, 3508)
METADATA = ArchiveMetadata(
    title="Đơn đề nghị cấp giấy chứng nhận",
    dossier="000.00.01.H99-250102-0001",
    paper_type="don",
    created=datetime(2025, 1, 2, 8, 30, 15, tzinfo=timezone(timedelta(hours=7))),
    identifier="0123456789abcdef" * 4,
    creator_tool="sohoa 0.1",
)
PAPER = (
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
    ("ĐƠN ĐỀ NGHỊ", "Kính gửi: Ủy ban nhân dân xã Thử Nghiệm, huyện Ví Dụ"),
    (
        "Tôi là Đỗ Thị Mẫu Thử, sinh ngày 01/02/1990, ở ô số 7, tổ 3, ấp Ví Dụ;",
        "xin đăng ký thửa đất số 315, tờ bản đồ số 43, diện tích 445,7 m² (kỹ thuật).",
        "Tỷ lệ 60,8 % đã nộp; y tá ở kỳ thi ký ý kiến: “đồng ý” – ẵm ỷ ỹ ỵ Ỵ Ặ Ữ.",
    ),
    ("Người làm đơn", "Đỗ Thị Mẫu Thử"),
)

_LINE_HEIGHT, _LINE_STEP, _MARGIN = 56, 80, 250
_NARROW, _WIDE = set("ijltfrI.,;:-/()|'"), set("mwMWĐQO@%–")


def _advance(char: str) -> float:
    base = unicodedata.normalize("NFD", char)[0]
    share = 0.28 if base in _NARROW else 0.8 if base in _WIDE else 0.64 if base.isupper() else 0.47
    return share * _LINE_HEIGHT


def set_line(text: str, left: float, top: float, block: int, *, gap: float = 0.24 * _LINE_HEIGHT) -> Line:
    """A line of words as wide as a book face would set them, `gap` pixels apart."""
    words = []
    at = left
    for word in text.split(" "):
        width = sum(map(_advance, word))
        words.append(Word(word, Box(at, top, at + width, top + _LINE_HEIGHT), 0.9))
        at += width + gap
    return Line(tuple(words), Box(left, top, at - gap, top + _LINE_HEIGHT), block)


def set_page(blocks: Iterable[Iterable[str]] = PAPER, *, gap: float = 0.24 * _LINE_HEIGHT) -> PageText:
    """Blocks of lines, one under the other, on A4 at 300 dpi."""
    lines = []
    top = float(_MARGIN)
    for block, texts in enumerate(blocks):
        for text in texts:
            lines.append(set_line(text, _MARGIN, top, block, gap=gap))
            top += _LINE_STEP
        top += _LINE_STEP
    return PageText(tuple(lines), "test", 300)


def smooth_pixels(size: Size, *, color: bool) -> NDArray[np.uint8]:
    """Soft blots that a renderer's resampling hardly changes; no symmetry that would hide a wrong turn."""
    random = np.random.default_rng(20250102)
    coarse = random.integers(0, 256, (6, 8, 3) if color else (6, 8), dtype=np.uint8)
    return np.asarray(cv2.resize(coarse, (size.width, size.height), interpolation=cv2.INTER_CUBIC), np.uint8)


def white_page(text: PageText | None, size: Size = A4_300) -> PdfPage:
    """A white page at 300 dpi."""
    white = np.full((size.height, size.width), 255, np.uint8)
    picture = encode_picture(white, ColorMode.BITONAL)
    return PdfPage(size_px=size, dpi=Dpi(300, 300), picture=picture, text=text)


def page_of(pixels: NDArray[np.uint8], mode: ColorMode, *, dpi: float = 150) -> PdfPage:
    """A page that shows the pixels as they are."""
    picture = encode_picture(pixels, mode, jpeg_quality=95)
    return PdfPage(size_px=picture.size, dpi=Dpi(dpi, dpi), picture=picture)


def pdf_bytes(*pages: PdfPage, metadata: ArchiveMetadata = METADATA) -> bytes:
    file = io.BytesIO()
    write_pdf(file, metadata, pages)
    return file.getvalue()


def titled(title: str) -> ArchiveMetadata:
    return replace(METADATA, title=title)
