"""Opens whatever an office scans: PDF, TIFF, JPEG, PNG, BMP, WebP or HEIC."""

from pathlib import Path

from domain.artifact import MediaType
from domain.errors import EmptyDocument, SourceChanged, UnsupportedFile
from pipeline.sources.limits import Limits
from pipeline.sources.page import Source, SourcePage
from pipeline.sources.pdf_pages import PdfSource
from pipeline.sources.pictures import PictureSource
from pipeline.sources.sniff import sniff

__all__ = ["Limits", "Source", "SourcePage", "open_source", "sniff"]

_DEFAULT_LIMITS = Limits()


def open_source(path: Path, media_type: MediaType, limits: Limits = _DEFAULT_LIMITS) -> Source:
    """The file at `path`, opened as what `sniff` said it is; use it as a context manager.

    Raises UnreadableImage, UnreadablePdf, EncryptedPdf, TooLarge, EmptyDocument; SourceChanged when
    the file went away or cannot be read.
    """
    try:
        empty = path.stat().st_size == 0
    except OSError as error:
        raise SourceChanged(f"{path.name} cannot be opened ({error.strerror}): is it still there?") from error
    if empty:
        raise EmptyDocument(f"{path.name} is an empty file: scan it again")
    if media_type is MediaType.PDF:
        return PdfSource(path, limits)
    if media_type is MediaType.JSON:
        raise UnsupportedFile(f"{path.name} is JSON, not a scan: give a PDF or a picture")
    return PictureSource(path, media_type, limits)
