"""Says why a PDF does not open, asking qpdf for a second opinion."""

from pathlib import Path

import pikepdf

from domain.errors import EmptyDocument, EncryptedPdf, InputError, UnreadablePdf
from pipeline.sources.pdf_carried import QPDF_FAULTS
from pipeline.sources.quiet import quiet


def refusal(path: Path, error: UnreadablePdf) -> InputError:
    """The narrowest error for a file that pdfium refused with `error`.

    pdfium's own code is no evidence: it stays from an earlier file when a document without pages fails.
    """
    try:
        with quiet("pikepdf"), pikepdf.open(path, suppress_warnings=True) as pdf:
            empty = len(pdf.pages) == 0
    except pikepdf.PasswordError:
        return EncryptedPdf(f"{path.name} is protected by a password: save it without one")
    except QPDF_FAULTS as fault:
        if "encrypt" in str(fault).lower():
            return EncryptedPdf(f"{path.name} is protected in a way that cannot be opened: save it without")
        return error
    return EmptyDocument(f"{path.name} has no pages: scan it again") if empty else error
