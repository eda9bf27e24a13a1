"""How well types are settled on papers that nothing was learned from."""

from collections.abc import Sequence

from actions.learning.labels import LabelledPaper
from pipeline.papers.catalog import PaperCatalog
from pipeline.reading.paper_type import Thresholds, decide_type
from pipeline.reading.type_model.model import Outcome, TypeModel

_BINS = 10


def outcome(
    name: str,
    papers: Sequence[LabelledPaper],
    catalog: PaperCatalog,
    model: TypeModel | None,
    thresholds: Thresholds,
) -> Outcome:
    """How many of the papers titles and `model` type right, type wrong without asking, and ask about."""
    right = wrong = asked = 0
    for paper in papers:
        made = decide_type(paper.seen, catalog, model, thresholds).paper.code
        if catalog.paper(made) is None:
            asked += 1
        elif made == paper.code:
            right += 1
        else:
            wrong += 1
    return Outcome(name=name, right=right, wrong=wrong, asked=asked)


def calibration_error(papers: Sequence[LabelledPaper], model: TypeModel) -> float:
    """Expected calibration error of the likeliest type, over ten bins: 0 where chances come true exactly."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(_BINS)]
    for paper in papers:
        chances = model.chances(paper.seen.signs)
        if chances:
            best = chances[0]
            bins[min(_BINS - 1, int(best.chance * _BINS))].append((best.chance, best.code == paper.code))
    told = sum(map(len, bins))
    if not told:
        return 0.0
    apart = sum(abs(sum(chance - came_true for chance, came_true in one)) for one in bins)
    return round(apart / told, 4)
