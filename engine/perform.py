"""Runs one task on a worker and turns whatever happens into a report."""

import errno
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TypeVar

from domain.barcode import Barcode
from domain.batch import BatchPapers
from domain.document import Document
from domain.errors import Disposition, MissingTool, OutOfMemory, SohoaError, StoreUnavailable
from domain.failure import Failed
from domain.fields import FieldSheet
from domain.ids import StepKey
from domain.page import Flag, Page
from domain.task import (
    Asked,
    CodeFound,
    Done,
    PageSummary,
    Report,
    Segment,
    StageTime,
    StoredPage,
    Task,
)
from engine.worker import BuiltPageStage, Worker, step_key
from pipeline.dossiers.procedure_codes import named_procedures
from pipeline.frame import DocumentFrame, PageFrame
from pipeline.reading.dossier_grammar import DossierGrammar
from pipeline.reading.payload import read_payload
from pipeline.stage import Ask

log = logging.getLogger(__name__)

T = TypeVar("T")

_CV_NO_MEMORY = -4
_MACHINE_AT_FAULT = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE}
)
"""What ails the machine ails every paper: none may be quarantined for it."""


def perform(task: Task, worker: Worker) -> Report:
    """The report of a task. Never raises but for what stops the process itself."""
    worker.doing = task.segment.value
    result = contained(task, lambda: _PERFORM[task.segment](task, worker))
    if not isinstance(result, Failed):
        return result
    return Report(task=task, outcome=replace(result, stage=worker.doing))


def contained(task: Task, work: Callable[[], T]) -> T | Failed:
    """What `work` gives, or how it failed."""
    try:
        return work()
    except SohoaError as error:
        return _failed(task, type(error), _in_office_words(str(error), task))
    except ImportError as error:
        # A broken installation would send every paper into quarantine: stop instead.
        advice = "run `make setup`, then the same command again"
        return _failed(task, MissingTool, f"a library does not load ({error}); {advice}")
    except Exception as error:
        if _is_out_of_memory(error):
            return _failed(task, OutOfMemory, f"{task.subject} needs more memory than a worker may have")
        if isinstance(error, OSError) and error.errno in _MACHINE_AT_FAULT:
            advice = "free space or mend the disk, then run the same command again"
            return _failed(task, StoreUnavailable, f"{task.subject}: {error.strerror}; {advice}")
        # A defect of ours or of a library must cost one item, never the run (ARCHITECTURE 7).
        log.exception("task-crashed", extra={"segment": task.segment.value, "subject": task.subject})
        return Failed(
            stage=task.segment.value,
            code="crash",
            disposition=Disposition.REJECT,
            message=f"{task.segment.value} of {task.subject} crashed ({type(error).__name__}); "
            "the log has the details; report it and keep the file",
        )


def _failed(task: Task, kind: type[SohoaError], message: str) -> Failed:
    return Failed(stage=task.segment.value, code=kind.code, disposition=kind.disposition, message=message)


def _is_out_of_memory(error: Exception) -> bool:
    # OpenCV has an error of its own for it, with the number -4.
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    return isinstance(error, MemoryError) or getattr(error, "code", None) == _CV_NO_MEMORY


def _in_office_words(message: str, task: Task) -> str:
    """Stages know files by digest only; people know them by name."""
    for file in task.document.files if task.document else ():
        message = message.replace(file.artifact.sha256, file.name)
    return message


@dataclass(frozen=True, slots=True)
class PageReading:
    """What the page stages made of a page."""

    result: Page | Ask
    keys: tuple[StepKey, ...]
    times: tuple[StageTime, ...]


def read_page(page: Page, worker: Worker, profile: str, without: tuple[str, ...] = ()) -> PageReading:
    """Runs the page stages but those named in `without`; costly ones are recalled when the ledger
    knows their answer."""
    keys: list[StepKey] = []
    times: list[StageTime] = []
    started = time.perf_counter()
    with worker.source(page) as source:
        frame = PageFrame(source)
        try:
            stages = worker.page_stages(profile)
            for at, built in enumerate(stages):
                if built.stage.name in without:
                    page = page.flagged(Flag.UNREADABLE)
                    continue
                worker.begin(built.stage.name)
                # A page that lacks a stage is none to recall from: its flags say so.
                recalled = None if without else _recall(stages[at:], page, worker, keys)
                if recalled is not None and built.stage.remembers == "text":
                    page = recalled
                    break
                result = recalled or built.run(page, frame)
                times.append(StageTime(built.stage.name, (time.perf_counter() - started) * 1000))
                started = time.perf_counter()
                if isinstance(result, Ask):
                    return PageReading(result, (), tuple(times))
                page = _of_kind(Page, result, built.stage.name)
        finally:
            frame.close()
    return PageReading(page, tuple(keys), tuple(times))


def _of_kind(kind: type[T], result: object, stage: str) -> T:
    """What a stage gave, when it is what its contract says."""
    if not isinstance(result, kind):
        raise TypeError(f"the stage {stage} gave a {type(result).__name__}, not a {kind.__name__}")
    return result


def _recall(
    stages: tuple[BuiltPageStage, ...], page: Page, worker: Worker, keys: list[StepKey]
) -> Page | None:
    """The page as the first of these stages left it before; notes that stage's key for the ledger.

    A text is recalled with all that the stages after it made of it, and only when they are the same.
    """
    first = stages[0]
    if first.stage.remembers is None:
        return None
    seen = replace(page, gate_waived=False, quality=None, secrecy=None, codes=(), text=None)
    decisive = stages if first.stage.remembers == "text" else stages[:1]
    key = step_key(tuple(built.fingerprint for built in decisive), seen)
    keys.append(key)
    known = worker.known(key)
    if known is None:
        return None
    before = worker.holdings.read_page(known)
    if first.stage.remembers == "text":
        return replace(page, text=before.text, layout=before.layout, flags=before.flags)
    return replace(page, codes=before.codes)


def _code_found(code: Barcode, today: date, numbers: DossierGrammar) -> CodeFound:
    if code.withheld is not None:
        return CodeFound(code.symbology, code.withheld.value, None, code.box)
    payload = read_payload(code.payload, today, numbers)
    return CodeFound(code.symbology, payload.kind.value, payload.dossier, code.box)


def summarise(page: Page, today: date, numbers: DossierGrammar) -> PageSummary:
    """What the ledger keeps of a page: no text, no payload. `numbers` are the shapes of dossier numbers."""
    text = page.text
    return PageSummary(
        flags=page.flags,
        codes=tuple(_code_found(code, today, numbers) for code in page.codes),
        letters=sum(len(word.text) for word in text.words) if text else 0,
        mean_confidence=text.mean_confidence if text else None,
        secrecy=page.secrecy,
        quality=page.quality,
        procedures=named_procedures(page, today, numbers),
    )


def _document_of(task: Task) -> Document:
    if task.document is None:
        raise ValueError(f"a task of {task.segment.value} needs a document")
    return task.document


def _read(task: Task, worker: Worker) -> Report:
    document = _document_of(task)
    page, today = task.pages[0].page, document.received_at.date()
    numbers = worker.tools.data().numbers
    stages = [one for one in worker.page_stages(document.profile) if one.stage.name not in task.without]
    whole = step_key(tuple(built.fingerprint for built in stages), page)
    known = worker.known(whole)
    if known is not None:
        summary = summarise(worker.holdings.read_page(known), today, numbers)
        outcome = Done(value=known, summary=summary)
        return Report(task=task, outcome=outcome, keys=(whole,), repeated=True)
    reading = read_page(page, worker, document.profile, task.without)
    if isinstance(reading.result, Ask):
        # A page stage knows its page by the file it lies in, people by its place in the paper.
        places = tuple(replace(place, page=task.number or 0) for place in reading.result.question.places)
        question = replace(reading.result.question, places=places)
        asked = Asked(question, summarise(reading.result.page, today, numbers))
        return Report(task=task, outcome=asked, times=reading.times)
    value = worker.holdings.write_page(reading.result)
    outcome = Done(value=value, summary=summarise(reading.result, today, numbers))
    return Report(task=task, outcome=outcome, keys=(whole, *reading.keys), times=reading.times)


def _on_document(task: Task, worker: Worker) -> Report:
    document = _document_of(task)
    result, times = run_document_stages(task, worker)
    if result.id != document.id or not _GIVEN[task.segment](result):
        raise TypeError(f"the stages of {task.segment.value} gave no answer")
    if result.fields:
        # The ledger holds nothing that was read from a page: it names where that lies.
        kept = worker.holdings.write_fields(FieldSheet(result.fields))
        result = replace(result, fields=(), kept_fields=kept)
    return Report(task=task, outcome=Done(document=result), times=times)


def run_document_stages(task: Task, worker: Worker) -> tuple[Document, tuple[StageTime, ...]]:
    """The document as the segment's stages leave it, one after the other, and what each took."""
    document, frame = _document_of(task), document_frame(task, worker)
    times: list[StageTime] = []
    for built in worker.document_stages(document.profile, task.segment):
        started = time.perf_counter()
        worker.begin(built.name)
        document = _of_kind(Document, built.run(document, frame), built.name)
        times.append(StageTime(built.name, (time.perf_counter() - started) * 1000))
    return document, tuple(times)


_GIVEN: dict[Segment, Callable[[Document], bool]] = {
    Segment.UNFOLD: lambda document: all(file.page_count for file in document.files),
    Segment.SPLIT: lambda document: document.cutting is not None,
    Segment.TYPE: lambda document: document.paper is not None,
    Segment.COMPOSE: lambda document: document.pdf is not None,
    Segment.SIGN: lambda document: document.signed_pdf is not None and document.signature is not None,
}
"""What a document must have after a segment: a stage that gives less has answered nothing."""


def _page_value(stored: StoredPage, worker: Worker) -> Page:
    return stored.page if stored.value is None else worker.holdings.read_page(stored.value)


def document_frame(task: Task, worker: Worker) -> DocumentFrame:
    """The frame of a document task: pages from the holdings, finished files into the store."""
    return DocumentFrame(
        pages=tuple(partial(_page_value, stored, worker) for stored in task.pages),
        numbers=tuple(at if stored.number is None else stored.number for at, stored in enumerate(task.pages)),
        open_page=worker.source,
        local=worker.holdings.local,
        keep=worker.holdings.store.put_file,
        at=task.at,
    )


def _link(task: Task, worker: Worker) -> Report:
    if task.batch is None:
        raise ValueError("a task of link needs a batch")
    linked = _of_kind(BatchPapers, worker.batch_run()(task.batch), task.segment.value)
    answered = {link.document for link in linked.links if link.link is not None or link.question is not None}
    if answered != {paper.document for paper in task.batch.papers}:
        raise TypeError("the stage of link did not answer for every paper")
    return Report(task=task, outcome=Done(batch=linked))


_PERFORM: dict[Segment, Callable[[Task, Worker], Report]] = {
    Segment.UNFOLD: _on_document,
    Segment.READ: _read,
    Segment.SPLIT: _on_document,
    Segment.LINK: _link,
    Segment.TYPE: _on_document,
    Segment.COMPOSE: _on_document,
    Segment.SIGN: _on_document,
}
