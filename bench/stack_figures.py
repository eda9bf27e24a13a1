"""Figures of splitting: which pages, papers, types and dossiers are right, and what is wrong unasked."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields

from bench.stacks.truth import PageRole, PaperTruth, StackTruth
from domain.document import UNKNOWN_TYPE, QuestionKind
from pipeline.reading.stack import Splitting


@dataclass(slots=True, kw_only=True)
class Counts:
    """Sums over stacks; each pair is (right, of)."""

    stacks: int = 0
    pages: int = 0
    content_pages: int = 0
    pages_in_their_paper: int = 0
    papers: int = 0
    types: set[str] = field(default_factory=set)
    papers_with_their_pages: int = 0
    types_right: int = 0
    wrong_without_asking: int = 0
    papers_in_their_dossier: int = 0
    dossiers: int = 0
    numbers_right: int = 0
    linked_dossiers: int = 0
    linked_split: int = 0
    blanks: int = 0
    blanks_marked: int = 0
    duplicates: int = 0
    duplicates_marked: int = 0
    marked_as_duplicate: int = 0
    pages_missing: int = 0
    pages_missing_asked: int = 0
    cut_questions: int = 0
    cut_questions_needed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongPaper:
    """A paper that came out wrong, for the person who writes rules."""

    stack: str
    kind: str
    pages: tuple[int, ...]
    got: tuple[int, ...]
    code: str
    is_asked: bool


def count_stack(name: str, truth: StackTruth, found: Splitting, counts: Counts) -> list[WrongPaper]:
    """Adds one stack to `counts`; its papers that came out wrong."""
    counts.stacks += 1
    counts.pages += len(truth.pages)
    home = _matched(truth, found)
    _count_pages(truth, found, home, counts)
    _count_dossiers(truth, found, home, counts)
    asked = frozenset(one.page for one in found.questions if one.question.kind is QuestionKind.CUT)
    wrong = list(_count_papers(name, truth, found, home, asked, counts))
    troubled = {page for one in wrong for page in (*one.pages, *one.got)}
    faulty = {
        page for number, paper in enumerate(truth.papers) if paper.faults for page in truth.pages_of(number)
    }
    copied = {number for number, page in enumerate(truth.pages) if page.duplicate_of is not None}
    counts.cut_questions += len(asked)
    counts.cut_questions_needed += len(asked & (troubled | faulty | copied))
    return wrong


def _matched(truth: StackTruth, found: Splitting) -> dict[int, int]:
    """The paper found for each true one: most pages in common, each taken once."""
    of_page = {page: number for number, paper in enumerate(found.papers) for page in paper.pages}
    common = Counter(
        (paper, of_page[page])
        for paper in range(len(truth.papers))
        for page in truth.pages_of(paper)
        if page in of_page
    )
    home: dict[int, int] = {}
    taken: set[int] = set()
    for (true, got), _ in sorted(common.items(), key=lambda one: (-one[1], one[0])):
        if true not in home and got not in taken:
            home[true] = got
            taken.add(got)
    return home


def _count_pages(truth: StackTruth, found: Splitting, home: dict[int, int], counts: Counts) -> None:
    for page, verdict in zip(truth.pages, found.verdicts, strict=True):
        if page.role is PageRole.CONTENT:
            counts.content_pages += 1
            is_home = page.paper is not None and home.get(page.paper, -1) == verdict.paper
            counts.pages_in_their_paper += is_home and verdict.role.value == page.role.value
        elif page.role is PageRole.BLANK:
            counts.blanks += 1
            counts.blanks_marked += verdict.role.value == page.role.value
        counts.duplicates += page.duplicate_of is not None
        counts.marked_as_duplicate += verdict.duplicate_of is not None
        counts.duplicates_marked += page.duplicate_of is not None and verdict.duplicate_of is not None


def _count_papers(
    name: str,
    truth: StackTruth,
    found: Splitting,
    home: dict[int, int],
    asked: frozenset[int],
    counts: Counts,
) -> Iterator[WrongPaper]:
    blank = {number for number, page in enumerate(truth.pages) if page.role is PageRole.BLANK}
    for number, paper in enumerate(truth.papers):
        pages = truth.pages_of(number)
        got = found.papers[home[number]] if number in home else None
        # A blank side that was not marked costs its mark, not the paper.
        got_pages = tuple(page for page in got.pages if page not in blank) if got is not None else ()
        code = got.title.code if got is not None and got.title is not None else UNKNOWN_TYPE
        whole, typed = got_pages == pages, code == paper.code
        around = {*pages, *got_pages, (max(*pages, *got_pages, 0)) + 1}
        is_asked = bool(asked & around)
        counts.papers += 1
        counts.types.add(paper.code)
        counts.papers_with_their_pages += whole
        counts.types_right += typed
        counts.pages_missing += bool(paper.faults)
        counts.pages_missing_asked += bool(paper.faults) and is_asked
        type_is_asked = typed or code == UNKNOWN_TYPE or is_asked
        if not whole or not typed:
            fine = (whole or is_asked) and type_is_asked
            counts.wrong_without_asking += not fine
            yield WrongPaper(
                stack=name,
                kind=_kind(paper),
                pages=pages,
                got=got_pages,
                code=code,
                is_asked=fine,
            )


def _kind(paper: PaperTruth) -> str:
    return paper.code if paper.code == paper.name else f"{paper.code} ({paper.name})"


def _count_dossiers(truth: StackTruth, found: Splitting, home: dict[int, int], counts: Counts) -> None:
    group_of = {paper: place for place, group in enumerate(found.groups) for paper in group.papers}
    for dossier, number in enumerate(truth.dossiers):
        papers = [place for place, paper in enumerate(truth.papers) if paper.dossier == dossier]
        groups = Counter(group_of[home[paper]] for paper in papers if paper in home)
        counts.dossiers += 1
        if not groups:
            continue
        best, most = groups.most_common(1)[0]
        others = {truth.papers[true].dossier for true, got in home.items() if group_of[got] == best} - {
            dossier
        }
        counts.papers_in_their_dossier += most if not others else 0
        counts.numbers_right += found.groups[best].number == number
        if number is not None and number.startswith("G22.99"):
            counts.linked_dossiers += 1
            counts.linked_split += len(groups) > 1


def share(right: int, of: int) -> float:
    """`right` of `of`, 0 to 1; 1 when there was nothing to get wrong."""
    return right / of if of else 1.0


def figures(counts: Counts) -> dict[str, float | int]:
    """The counts by their names and the shares that goals are set for."""
    plain = {
        one.name: len(value) if isinstance(value := getattr(counts, one.name), set) else value
        for one in fields(counts)
    }
    return {
        **plain,
        "page_to_paper": round(share(counts.pages_in_their_paper, counts.content_pages), 5),
        "type_accuracy": round(share(counts.types_right, counts.papers), 5),
        "wrong_and_not_flagged": round(share(counts.wrong_without_asking, counts.papers), 5),
        "whole_papers": round(share(counts.papers_with_their_pages, counts.papers), 5),
        "paper_to_dossier": round(share(counts.papers_in_their_dossier, counts.papers), 5),
    }


def worst_kinds(wrong: Iterable[WrongPaper]) -> Sequence[tuple[str, int]]:
    """The kinds of papers that came out wrong most often."""
    return Counter(one.kind for one in wrong).most_common(12)
