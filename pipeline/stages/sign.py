"""Signs a paper's PDF (PAdES B-B) with the key of this worker."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from domain.artifact import MediaType
from domain.document import Document
from domain.errors import SigningFailed
from pipeline.frame import DocumentFrame
from pipeline.pdf.signature import sign_pdf
from pipeline.stage import DocumentRun, DocumentStage, Tools


@dataclass(frozen=True, slots=True)
class SignOptions:
    reason: str = "Số hóa từ văn bản giấy"
    location: str = ""


def build(options: SignOptions, tools: Tools) -> DocumentRun:
    def sign(document: Document, frame: DocumentFrame) -> Document:
        if document.pdf is None or frame.at is None:
            raise SigningFailed(f"{document.id} has no PDF to sign yet; run `sohoa retry {document.id}`")
        key = tools.key()
        with tempfile.TemporaryDirectory(dir=tools.scratch) as folder:
            target = Path(folder) / "signed.pdf"
            with frame.local(document.pdf) as source:
                facts = sign_pdf(
                    source,
                    target,
                    key,
                    at=frame.at,
                    reason=("THỬ NGHIỆM - " if key.is_test else "") + options.reason,
                    location=options.location or None,
                )
            signed = frame.keep(target, MediaType.PDF)
        return replace(document, signed_pdf=signed, signature=facts)

    return sign


STAGE = DocumentStage(name="sign", version="1", options=SignOptions, build=build, repeatable=False)
