"""Who decides a paper's type: the title, the model, or a person, and between what."""

from dataclasses import replace

import numpy as np
import pytest

from domain.document import UNKNOWN_TYPE
from domain.geometry import Box
from pipeline.papers.catalog import PaperCatalog, load_papers
from pipeline.reading.paper_type import MOST_CANDIDATES, PaperSeen, Thresholds, decide_type
from pipeline.reading.titles import TypeGuess
from pipeline.reading.type_model.model import OTHER, TypeModel
from pipeline.reading.type_model.signs import PaperSigns
from tests.pipeline.reading.type_model.test_model import MODEL

PAPERS = load_papers()
NEEDED = Thresholds(title=0.6, model=0.9, contradicts=0.97)
SIGNS = PaperSigns(frozenset({"title:A", "title:B"}), frozenset(), 0)


def model(**chances: float) -> TypeModel:
    """One that gives those chances for SIGNS, whatever is left going to no type it knows."""
    known = {OTHER: max(1e-6, 1 - sum(chances.values())), **chances}
    scores = np.log(np.array(list(known.values()), np.float32))
    return replace(
        MODEL,
        id="0123456789abcdef",
        types=tuple(known),
        signs=("title:A", "title:B"),
        weights=np.zeros((len(known), 2), np.float32),
        intercepts=scores,
    )


def title(code: str, confidence: float) -> TypeGuess:
    paper = PAPERS.paper(code)
    assert paper is not None
    return TypeGuess(code=code, name=paper.name, confidence=confidence, rule="title", box=Box(0, 0, 1, 1))


def asking(code: str, least: float) -> PaperCatalog:
    """The catalog with a threshold of its own for one type."""
    return PaperCatalog(
        tuple(replace(one, least_confidence=least) if one.code == code else one for one in PAPERS.papers)
    )


@pytest.mark.parametrize(
    ("guess", "learned", "catalog", "decided"),
    [
        (title("GKS", 0.9), None, PAPERS, "GKS"),
        (title("GKS", 0.5), None, PAPERS, UNKNOWN_TYPE),
        (None, None, PAPERS, UNKNOWN_TYPE),
        (None, model(PB=0.95), PAPERS, "PB"),
        (None, model(PB=0.85), PAPERS, UNKNOWN_TYPE),
        (None, model(PB=0.85), asking("PB", 0.8), "PB"),
        (None, model(PB=0.95), asking("PB", 0.98), UNKNOWN_TYPE),
        (title("GKS", 0.9), None, asking("GKS", 0.95), UNKNOWN_TYPE),
        (title("GKS", 0.5), model(PB=0.95), PAPERS, "PB"),
        (title("GKS", 0.9), model(PB=0.95), PAPERS, "GKS"),
        (title("GKS", 0.9), model(PB=0.999), PAPERS, UNKNOWN_TYPE),
        (title("PB", 0.9), model(PB=0.999), PAPERS, "PB"),
        (None, model(GONE=0.95), PAPERS, UNKNOWN_TYPE),
    ],
)
def test_sure_title_then_sure_model_then_a_person(
    guess: TypeGuess | None, learned: TypeModel | None, catalog: PaperCatalog, decided: str
) -> None:
    made = decide_type(PaperSeen(title=guess, signs=SIGNS), catalog, learned, NEEDED)
    assert made.paper.code == decided
    assert decided == UNKNOWN_TYPE or made.candidates == ()


def test_question_offers_what_title_and_model_say_the_likeliest_first() -> None:
    seen = PaperSeen(title=title("GKS", 0.5), signs=SIGNS)
    made = decide_type(seen, PAPERS, model(PB=0.6, TC=0.3), NEEDED)
    told = [(one.value, one.name, one.probability, one.rule) for one in made.candidates]
    assert told == [
        ("PB", "Phiếu báo", pytest.approx(0.594), "theo mô hình của cơ quan"),
        ("GKS", "Giấy khai sinh", 0.5, "theo tiêu đề in trên giấy"),
        ("TC", "Thông cáo", pytest.approx(0.297), "theo mô hình của cơ quan"),
    ]


def test_title_and_model_that_agree_without_being_sure_are_one_candidate() -> None:
    seen = PaperSeen(title=title("PB", 0.5), signs=SIGNS)
    (one,) = decide_type(seen, PAPERS, model(PB=0.7), NEEDED).candidates
    assert one.probability == pytest.approx(0.693)
    assert one.rule == "theo tiêu đề in trên giấy và theo mô hình của cơ quan"


def test_no_more_candidates_than_a_person_can_look_at() -> None:
    many = dict.fromkeys(("PB", "TC", "CT", "BB", "BC", "KH", "TB"), 0.1)
    made = decide_type(PaperSeen(title=None, signs=SIGNS), PAPERS, model(**many), NEEDED)
    assert len(made.candidates) == MOST_CANDIDATES
