"""Says which type a paper is, by the title on its first page with text and by what the office has taught."""

from dataclasses import dataclass, replace

from domain.document import Document, Place
from domain.page import Flag
from pipeline.frame import DocumentFrame
from pipeline.reading.heading import title_zone
from pipeline.reading.paper_type import FirstPage, Thresholds, decide_type, look, unknown_type
from pipeline.stage import DocumentRun, DocumentStage, Tools


@dataclass(frozen=True, slots=True)
class ClassifyOptions:
    least_confidence: float = 0.6
    """A title surer than that decides; a paper type may ask for more or less (`least_confidence`)."""
    model_least_confidence: float = 0.9
    """The same for the office's model, where no title decides."""
    model_contradicts: float = 0.97
    """From this chance on, a model that says otherwise than a sure title makes it a question."""


def thresholds(options: ClassifyOptions) -> Thresholds:
    """The options as the decision takes them."""
    return Thresholds(
        title=options.least_confidence,
        model=options.model_least_confidence,
        contradicts=options.model_contradicts,
    )


def build(options: ClassifyOptions, tools: Tools) -> DocumentRun:
    needed = thresholds(options)

    def classify(document: Document, frame: DocumentFrame) -> Document:
        if document.paper is not None:
            return document  # a person named it before its last page was read
        for number in range(frame.page_count):
            page = frame.page(number)
            if page.text is None or Flag.BLANK in page.flags:
                continue
            data = tools.data()
            today = document.received_at.date()
            first = FirstPage(page=page, page_count=frame.page_count, today=today, numbers=data.numbers)
            seen = look(first, data.papers)
            made = decide_type(seen, data.papers, tools.type_model(), needed)
            where = title_zone(page.size) if seen.title is None else seen.title.box
            return replace(
                document,
                paper=made.paper,
                type_candidates=made.candidates,
                type_place=Place(number, where),
            )
        return replace(document, paper=unknown_type("không có trang nào có chữ"))

    return classify


STAGE = DocumentStage(name="classify", version="3", options=ClassifyOptions, build=build)
