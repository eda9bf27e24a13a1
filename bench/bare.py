"""What the same stages cost in a bare loop, without ledger, queue and store: python -m bench.bare FOLDER."""

import json
import resource
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from app import build_tools
from config import load_settings
from domain.artifact import MediaType
from domain.document import Document, DossierLink, DossierOrigin, SourceFile
from domain.errors import SohoaError
from domain.ids import BatchId, DocumentId, StepKey, UnitCode
from domain.page import Page
from domain.task import Done, Segment, StoredPage, Task
from engine.holdings import Holdings
from engine.perform import perform
from engine.worker import Worker
from scanners.folder import FoundPaper, find_batches
from storage.memory import MemoryStore


class _NoSteps:
    def step(self, key: StepKey) -> None:
        del key


def _digitise(paper: FoundPaper, worker: Worker, at: datetime, number: int) -> int:
    """Every segment of one paper, one after the other; its pages."""
    document = Document(
        id=DocumentId(f"d{number}"),
        batch=BatchId("bare"),
        unit=UnitCode("bench"),
        profile=load_settings().profile,
        name=paper.name,
        received_at=at,
        files=tuple(
            SourceFile(artifact=worker.holdings.store.put_file(file, MediaType.OTHER), name=file.name)
            for file in paper.files
        ),
        dossier=DossierLink(None, DossierOrigin.GIVEN),
        ordinal=1,
    )
    document = _done(Task(segment=Segment.UNFOLD, document=document), worker).document or document
    pages: list[StoredPage] = []
    for file in document.files:
        for index in range(file.page_count or 0):
            page = Page(source=file.artifact, index=index)
            read = Task(
                segment=Segment.READ,
                document=document,
                pages=(StoredPage(page=page, value=None),),
                number=len(pages),
            )
            pages.append(StoredPage(page=page, value=_done(read, worker).value))
    for segment in (Segment.TYPE, Segment.COMPOSE, Segment.SIGN):
        task = Task(segment=segment, document=document, pages=tuple(pages), at=at)
        document = _done(task, worker).document or document
    return len(pages)


def _done(task: Task, worker: Worker) -> Done:
    outcome = perform(task, worker).outcome
    if not isinstance(outcome, Done):
        raise SohoaError(f"{task.segment.value} of {task.subject}: {outcome}; take scans that go through")
    return outcome


def main() -> None:
    """Prints JSON: pages, CPU and wall seconds from the first paper to the last."""
    settings = load_settings()
    with tempfile.TemporaryDirectory() as scratch:
        tools = build_tools(settings, Path(scratch))
        store = MemoryStore()
        worker = Worker(tools=tools, holdings=Holdings(spool=store, store=store), memory=_NoSteps())
        at = datetime.now().astimezone()
        tools.ocr("tesseract")
        if sys.argv[1] == "--load-only":
            return
        began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
        papers = [paper for batch in find_batches([Path(sys.argv[1])]) for paper in batch.papers]
        pages = sum(_digitise(paper, worker, at, number) for number, paper in enumerate(papers))
        after = resource.getrusage(resource.RUSAGE_SELF)
        cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(json.dumps({"pages": pages, "cpu_s": cpu_s, "wall_s": time.perf_counter() - began}))
        worker.close()


if __name__ == "__main__":
    main()
