"""Says which type a paper is, by the title on its first page with text."""

from dataclasses import dataclass, replace

from domain.document import UNKNOWN_TYPE, Document, PaperType
from domain.page import Flag
from pipeline.frame import DocumentFrame
from pipeline.reading.titles import classify_by_title
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
        for number in range(frame.page_count):
            page = frame.page(number)
            if page.text is None or Flag.BLANK in page.flags:
                continue
            guess = classify_by_title(page.text, page.size, tools.data().papers)
            if guess is None or guess.confidence < options.least_confidence:
                break
            paper = PaperType(code=guess.code, name=guess.name, confidence=guess.confidence, rule=guess.rule)
            return replace(document, paper=paper)
        return replace(document, paper=_NOT_KNOWN)

    return classify


STAGE = DocumentStage(name="classify", version="2", options=ClassifyOptions, build=build)
