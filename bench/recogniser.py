"""Types papers that were read before and reads their fields, as a worker does; notes the CPU time."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from domain.document import Document
from domain.ids import BatchId, DocumentId, UnitCode
from domain.page import Page
from domain.task import Segment, StoredPage, Task
from engine.perform import run_document_stages
from engine.worker import Worker
from pipeline.reading.page_evidence import evidence_of
from pipeline.reading.splitting import split_stack

RECEIVED = datetime(2026, 11, 27, tzinfo=UTC)
"""Every paper of the sets is older."""
_NOBODY = "bench"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """CPU seconds of one paper beyond OCR and the decoding of codes."""

    pages: int
    splitting_s: float
    """What every page says of where it belongs, its codes' payloads among it, and the cuts."""
    fields_s: float
    """Its type and its fields."""

    @property
    def ms_per_page(self) -> float:
        return 1000 * (self.splitting_s + self.fields_s) / self.pages


@dataclass(slots=True)
class Recogniser:
    """Recognises papers with one worker."""

    worker: Worker
    profile: str
    without_ocr: str
    """The profile as `profile` is, but for the second look at a subject, which is OCR: for costs alone."""
    costs: list[Cost] = field(default_factory=list)

    def recognise(self, pages: Sequence[Page]) -> Document:
        """The paper with its type and its fields."""
        data = self.worker.tools.data()
        started = time.process_time()
        evidence = [evidence_of(page, data, RECEIVED.date()) for page in pages]
        split_stack(evidence, data.splitting)
        split = time.process_time()
        self._typed(pages, self.without_ocr)
        self.costs.append(
            Cost(pages=len(pages), splitting_s=split - started, fields_s=time.process_time() - split)
        )
        return self._typed(pages, self.profile)

    def _typed(self, pages: Sequence[Page], profile: str) -> Document:
        document = Document(
            id=DocumentId(_NOBODY),
            batch=BatchId(_NOBODY),
            unit=UnitCode(_NOBODY),
            profile=profile,
            name=_NOBODY,
            received_at=RECEIVED,
            files=(),
        )
        stored = tuple(StoredPage(page=page, value=None) for page in pages)
        task = Task(segment=Segment.TYPE, document=document, pages=stored)
        return run_document_stages(task, self.worker)[0]
