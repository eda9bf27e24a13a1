"""The lines of `sohoa show` on what a paper is in its dossier."""

from actions.papers import PaperView
from actions.parts import DigitisationView
from commands.output import percent, print_table, print_text
from commands.words import plain
from domain.dossier import ComponentLink, DigitisationState
from pipeline.dossiers.digitisation import COPY_NAMES

STATE_NAMES = {
    DigitisationState.IMAGE: "LƯU ẢNH",
    DigitisationState.DIGITISED: "SỐ HÓA",
    DigitisationState.ENCLOSED: "GIẤY TỜ KÈM THEO",
}


def print_part(paper: PaperView, view: DigitisationView) -> None:
    """Procedure, component, copy, state and the facts of the repository."""
    procedure, copy, state = paper.procedure, paper.copy, view.verdict
    print_text(f"  units      nhận {paper.unit}, giải quyết {paper.solving_unit or '-'}")
    named = "-" if procedure is None else f"{procedure.code} {procedure.name} ({procedure.origin.value})"
    print_text(f"  procedure  {plain(named)}")
    print_text(f"  component  {plain(_component(paper.component))}")
    told = "-" if copy is None else f"{COPY_NAMES[copy.kind]} ({percent(copy.confidence)}: {copy.rule})"
    print_text(f"  copy       {plain(told)}")
    print_text(f"  digitised  {STATE_NAMES[state.state]}: {plain(state.reason)}")
    if state.source:
        print_text(f"             {plain(state.source)}")
    if state.is_due:
        print_text(f"  code       {plain(view.result_code)}")
        rows = [(one.key, one.value, one.taken_from) for one in view.metadata.entries]
        rows += [(one.key, "-", f"thiếu: {one.why}") for one in view.metadata.missing]
        print_table(("metadata", "value", "from"), rows)


def _component(link: ComponentLink | None) -> str:
    if link is None:
        return "-"
    if link.code is None:
        return f"không thuộc thành phần nào ({link.rule})"
    result = "kết quả, " if link.is_result else ""
    return f"{link.code} {link.name} ({result}{percent(link.probability)}: {link.rule})"
