"""Says which type a paper is, by the title on its first page with text."""

from dataclasses import dataclass, replace

from domain.document import UNKNOWN_TYPE, Candidate, Document, PaperType, Place
from domain.page import Flag
from pipeline.frame import DocumentFrame
from pipeline.reading.heading import title_zone
from pipeline.reading.titles import TypeGuess, likeliest_by_title
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
            guess = likeliest_by_title(page.text, page.size, tools.data().papers)
            if guess is None:
                return replace(document, paper=_NOT_KNOWN, type_place=Place(number, title_zone(page.size)))
            return _judged(replace(document, type_place=Place(number, guess.box)), guess, options)
        return replace(document, paper=_NOT_KNOWN)

    return classify


def _judged(document: Document, guess: TypeGuess, options: ClassifyOptions) -> Document:
    """The paper with the guess as its type; one that is not sure enough is only an answer to propose."""
    if guess.confidence >= options.least_confidence:
        paper = PaperType(code=guess.code, name=guess.name, confidence=guess.confidence, rule=guess.rule)
        return replace(document, paper=paper)
    proposed = Candidate(value=guess.code, name=guess.name, probability=guess.confidence, rule=guess.rule)
    return replace(document, paper=_NOT_KNOWN, type_candidates=(proposed,))


STAGE = DocumentStage(name="classify", version="3", options=ClassifyOptions, build=build)
