"""Decides the type of a paper from its title and from the office's model, or says between what to choose."""

from dataclasses import dataclass
from datetime import date

from domain.document import UNKNOWN_TYPE, Candidate, PaperType
from domain.page import Page
from pipeline.papers.catalog import PaperCatalog
from pipeline.reading.dossier_grammar import DossierGrammar
from pipeline.reading.titles import TypeGuess, likeliest_by_title
from pipeline.reading.type_model.lexicon import lexicon_for
from pipeline.reading.type_model.model import TypeChance, TypeModel
from pipeline.reading.type_model.signs import PaperSigns, paper_signs

MOST_CANDIDATES = 5

_LEAST_CHANCE = 0.02
"""What is less likely is not worth a person's eye."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """How sure one must be, 0 to 1; a paper type may name its own instead of the first two."""

    title: float
    model: float
    contradicts: float
    """From there on the model speaks against a title that is sure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPage:
    """A paper's first page with text, how many pages the paper has, the day it came in, and the shapes of
    dossier numbers."""

    page: Page
    page_count: int
    today: date
    numbers: DossierGrammar


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSeen:
    """What speaks for the type of one paper; no text of it."""

    title: TypeGuess | None
    signs: PaperSigns


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeDecision:
    """The type, or UNKNOWN with what it may be, the likeliest first."""

    paper: PaperType
    candidates: tuple[Candidate, ...] = ()


def look(first: FirstPage, catalog: PaperCatalog) -> PaperSeen:
    """What the paper's first page shows."""
    page = first.page
    return PaperSeen(
        title=None if page.text is None else likeliest_by_title(page.text, page.size, catalog),
        signs=paper_signs(page, first.page_count, lexicon_for(catalog), first.today, first.numbers),
    )


def decide_type(
    seen: PaperSeen, catalog: PaperCatalog, model: TypeModel | None, thresholds: Thresholds
) -> TypeDecision:
    """A sure title decides unless a very sure model speaks against it; without one, a sure model decides."""
    title, chances = seen.title, _chances(seen, catalog, model)
    best = chances[0] if chances else None
    if title is not None and title.confidence >= _needed(title.code, catalog, thresholds.title):
        if best is None or best.code == title.code or best.chance < thresholds.contradicts:
            return TypeDecision(
                paper=PaperType(
                    code=title.code, name=title.name, confidence=title.confidence, rule=title.rule
                )
            )
        return _unsure("tiêu đề in trên giấy và mô hình của cơ quan nói khác nhau", title, chances, catalog)
    known = None if best is None else catalog.paper(best.code)
    if best is None or known is None or best.chance < _needed(best.code, catalog, thresholds.model):
        return _unsure("không nhận ra tiêu đề ở trang đầu", title, chances, catalog)
    rule = "mô hình học từ giấy tờ cơ quan đã xác nhận"
    if model is not None:
        rule = f"{rule} ({model.id})"
    return TypeDecision(
        paper=PaperType(code=known.code, name=known.name, confidence=round(best.chance, 3), rule=rule)
    )


def unknown_type(why: str) -> PaperType:
    """No type, and why (Vietnamese)."""
    return PaperType(code=UNKNOWN_TYPE, name="Chưa rõ loại", confidence=0.0, rule=why)


def _chances(seen: PaperSeen, catalog: PaperCatalog, model: TypeModel | None) -> tuple[TypeChance, ...]:
    """What the model says of types that the catalog still has."""
    chances = () if model is None else model.chances(seen.signs)
    return tuple(one for one in chances if catalog.paper(one.code) is not None)


def _needed(code: str, catalog: PaperCatalog, otherwise: float) -> float:
    paper = catalog.paper(code)
    return otherwise if paper is None or paper.least_confidence is None else paper.least_confidence


def _unsure(
    why: str, title: TypeGuess | None, chances: tuple[TypeChance, ...], catalog: PaperCatalog
) -> TypeDecision:
    found: dict[str, Candidate] = {}
    if title is not None:
        found[title.code] = Candidate(
            value=title.code,
            name=title.name,
            probability=title.confidence,
            rule="theo tiêu đề in trên giấy",
        )
    for one in chances:
        known, by_title = catalog.paper(one.code), found.get(one.code)
        if known is None or one.chance < _LEAST_CHANCE:
            continue
        likely = round(one.chance, 3)
        rule = "theo mô hình của cơ quan"
        if by_title is not None and by_title.probability is not None:
            likely, rule = max(likely, by_title.probability), f"{by_title.rule} và {rule}"
        found[one.code] = Candidate(value=one.code, name=known.name, probability=likely, rule=rule)
    likeliest = sorted(found.values(), key=lambda one: (-(one.probability or 0.0), one.value))
    return TypeDecision(paper=unknown_type(why), candidates=tuple(likeliest[:MOST_CANDIDATES]))
