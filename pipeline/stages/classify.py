"""Says which type a paper is, by the title on its first page with text."""

from dataclasses import dataclass, replace

from domain.document import UNKNOWN_TYPE, Candidate, Document, PaperType, Place
from domain.page import Flag
from pipeline.frame import DocumentFrame
from pipeline.reading.heading import title_zone
from pipeline.reading.titles import TypeGuess, classify_by_title
from pipeline.stage import DocumentRun, DocumentStage, Tools


@dataclass(frozen=True, slots=True)
class ClassifyOptions:
    least_confidence: float = 0.6
    """A guess below it is no answer: the type is UNKNOWN."""


_NOT_KNOWN = PaperType(
    code=UNKNOWN_TYPE, name="Chưa rõ loại", confidence=0.0, rule="không nhận ra tiêu đề ở trang đầu"
)


def build(options: ClassifyOptions, tools: Tools) -> DocumentRun:
    def classify(document: Document, frame: DocumentFrame) -> Document:
        if document.paper is not None:
            return document  # a person named it before its last page was read
        for number in range(frame.page_count):
            page = frame.page(number)
            if page.text is None or Flag.BLANK in page.flags:
                continue
            guess = classify_by_title(page.text, page.size, tools.papers(), least=0.0)
            if guess is None:
                zone = Place(number, title_zone(page.size))
                return replace(document, paper=replace(_NOT_KNOWN, place=zone))
            return replace(document, paper=_judged(guess, number, options.least_confidence))
        return replace(document, paper=_NOT_KNOWN)

    return classify


def _judged(guess: TypeGuess, page: int, least: float) -> PaperType:
    """The guess as the paper's type; one that is not sure enough only as an answer to propose."""
    place, sure = Place(page, guess.box), guess.confidence
    if sure >= least:
        return PaperType(code=guess.code, name=guess.name, confidence=sure, rule=guess.rule, place=place)
    proposed = Candidate(value=guess.code, name=guess.name, probability=sure, rule=guess.rule)
    return replace(_NOT_KNOWN, place=place, guesses=(proposed,))


STAGE = DocumentStage(name="classify", version="3", options=ClassifyOptions, build=build)
