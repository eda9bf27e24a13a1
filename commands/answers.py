"""The commands that answer each kind of question."""

from collections.abc import Iterable
from shlex import quote

from domain.document import Candidate, QuestionKind
from domain.ids import DocumentId

_WAYS = {
    QuestionKind.DOSSIER: (
        "correct {} --dossier MA_HO_SO",
        "correct {} --dossier MA_HO_SO --all",
        "correct {} --no-dossier",
    ),
    QuestionKind.TYPE: ("correct {} --type CODE",),
    QuestionKind.PAGE: ("accept {}",),
    QuestionKind.CUT: ("correct {} --cut-is-right", "cut {} --at TRANG", "join {}"),
    QuestionKind.QUALITY: ("accept {}",),
    QuestionKind.COMPONENT: ("correct {} --component CODE", "correct {} --no-component"),
    QuestionKind.SECRECY: ("withdraw {}", "correct {} --not-secret"),
}
_CHOOSES = {
    QuestionKind.DOSSIER: "correct {} --dossier {}",
    QuestionKind.TYPE: "correct {} --type {}",
    QuestionKind.COMPONENT: "correct {} --component {}",
}


def ways_to_answer(kind: QuestionKind, paper: DocumentId) -> tuple[str, ...]:
    """Every way there is to answer."""
    return tuple(f"sohoa review {way.format(paper)}" for way in _WAYS[kind])


def ways_to_choose(kind: QuestionKind, paper: DocumentId, candidates: Iterable[Candidate]) -> tuple[str, ...]:
    """The command that takes each of the proposed answers; none where answers are not chosen.

    It is safe to paste: the code of a component is whatever an imported list says.
    """
    way = _CHOOSES.get(kind)
    return (
        ()
        if way is None
        else tuple(f"sohoa review {way.format(paper, quote(one.value))}" for one in candidates)
    )
