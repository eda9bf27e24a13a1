"""The one door to pdfium, which knows no threads and reports little."""

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium

from domain.errors import UnreadablePdf
from pipeline.sources.quiet import quiet

# pdfium keeps state for the whole process: one thread at a time, whatever the document.
_ONE_AT_A_TIME = threading.RLock()

_PDFIUM_FAULTS = (
    pdfium.PdfiumError,
    ctypes.ArgumentError,
    OSError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    RuntimeError,
    MemoryError,
)


@contextmanager
def pdfium_open(thing: str) -> Iterator[None]:
    """Holds pdfium for this thread and turns its errors into the project's."""
    try:
        with _ONE_AT_A_TIME, quiet("pypdfium2"):
            yield
    except _PDFIUM_FAULTS as error:
        raise UnreadablePdf(f"{thing} cannot be read as PDF ({error}): scan it again") from error
