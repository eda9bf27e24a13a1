"""The contract of a stage: what it is called, what it may be told, and how it is built."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from domain.batch import BatchPapers
from domain.choice import WordChooser
from domain.document import Document, Question
from domain.ocr import OcrEngine
from domain.page import Page
from pipeline.dossiers.procedures import ProcedureCatalog, load_procedures
from pipeline.frame import DocumentFrame, PageFrame
from pipeline.office_data import OfficeData
from pipeline.pdf.keys import SigningKey
from pipeline.reading.type_model.model import TypeModel


@dataclass(frozen=True, slots=True)
class Ask:
    """A page stage stops the segment: a person must answer first. `page` says what was found."""

    question: Question
    page: Page


PageRun = Callable[[Page, PageFrame], Page | Ask]
DocumentRun = Callable[[Document, DocumentFrame], Document]
BatchRun = Callable[[BatchPapers], BatchPapers]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What stages may need, each opened on first use and kept by the worker."""

    ocr: Callable[[str], OcrEngine]
    """The engine of that name."""
    words: Callable[[], WordChooser]
    """The language model that decides between readings."""
    data: Callable[[], OfficeData]
    """Paper types, dossier numbers, rules of splitting and units, as this office has them."""
    type_model: Callable[[], TypeModel | None]
    """The model of paper types in use now; None while an office has accepted none."""
    key: Callable[[], SigningKey]
    """The signing key; KeyUnusable when none is set."""
    procedures: Callable[[], ProcedureCatalog] = load_procedures
    """The procedures as they are known now: an import shows at once."""
    scratch: Path
    """A folder for files in the making."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageStage:
    """A stage that sees one page and its pixels."""

    name: str
    """The word in profiles, ledger and logs."""
    version: str
    """Grows when equal input may give other output."""
    options: type
    """A frozen dataclass: every knob with its default and unit."""
    build: Callable[[Any, Tools], PageRun]
    """Called once a worker with an instance of `options`."""
    libraries: tuple[str, ...] = ()
    """Distributions whose version decides the output; part of the step key."""
    models: Callable[[Any, Tools], tuple[str, ...]] = lambda _options, _tools: ()
    """Versions of the engines and models that an instance of `options` uses; part of the step key."""
    remembers: Literal["codes", "text"] | None = None
    """The field of Page that is costly enough to have a step key of its own; text comes with its layout."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentStage:
    """A stage that sees a whole paper; its frame opens pages one at a time."""

    name: str
    version: str
    options: type
    build: Callable[[Any, Tools], DocumentRun]
    repeatable: bool = True
    """False when running twice would leave two results: an intent is recorded first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchStage:
    """A stage that sees all papers that came in together."""

    name: str
    version: str
    options: type
    build: Callable[[Any, Tools], BatchRun]


Stage = PageStage | DocumentStage | BatchStage
