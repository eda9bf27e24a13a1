"""Signed twice, filed unsigned, signed by nobody's order: the audit names the paper."""

from collections.abc import Callable

import pytest

from actions.auditing.findings import CheckName
from domain.event import EventKind
from domain.task import Segment, Task
from engine.record import Recorder
from tests.actions.audited_office import FAILED, Damaged, all_findings, checked, damaged, faults, move
from tests.office import Office, rules_of
from tests.pki import AT

SIGNATURES = CheckName.SIGNATURES


def unsign(paper: Damaged) -> None:
    paper.set("signed_pdf", None)
    paper.set("signature", None)


def sign_with_the_unsigned(paper: Damaged) -> None:
    pdf = paper.paper.document.pdf
    assert pdf is not None
    for key in ("sha256", "size"):
        paper.set(f"signed_pdf.{key}", getattr(pdf, key))


def name_a_signed_file(paper: Damaged) -> None:
    paper.set("signed_pdf", {"sha256": "a" * 64, "size": 1, "media_type": "application/pdf"})


CASES: dict[str, tuple[str, Callable[[Damaged], None], str]] = {
    "signed twice": (
        "don",
        lambda paper: paper.tell(EventKind.SIGNED),
        "was signed 2 times since it was confirmed",
    ),
    "filed without a signed file": ("don", unsign, "is filed without a signed file"),
    "filed without what was signed": (
        "don",
        lambda paper: paper.set("signature", None),
        "is filed without a signed file",
    ),
    "signed before its time": ("cho", name_a_signed_file, "has a signed file and is waiting-signature"),
    "the unsigned file as the signed one": ("don", sign_with_the_unsigned, "signed file is the unsigned one"),
    "a foreign file signed again": (
        "da-ky",
        lambda paper: paper.tell(EventKind.SIGNED),
        "came in signed and was signed again",
    ),
    "a foreign file with a signed one": (
        "da-ky",
        name_a_signed_file,
        "came in signed and was signed again",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_wrong_signature_is_named(audited: Office, case: str) -> None:
    name, damage, words = CASES[case]
    paper = damaged(audited, name)
    damage(paper)
    paper.fault(SIGNATURES, words)


def test_paper_that_was_confirmed_again_may_be_signed_again(audited: Office) -> None:
    """A waiting paper is asked about once more: only what was signed since counts as its signature."""
    paper = damaged(audited, "cho")
    paper.tell(EventKind.SIGNED)
    paper.tell(EventKind.STATE_CHANGED, **{"from": "waiting-signature", "to": "question"})
    paper.tell(EventKind.STATE_CHANGED, **{"from": "question", "to": "confirmed"})
    paper.tell(EventKind.SIGNED)
    assert SIGNATURES not in [name for name, _fault in faults(audited, quick=True)]
    paper.tell(EventKind.SIGNED)
    paper.fault(SIGNATURES, "was signed 2 times")


def intend(paper: Damaged) -> None:
    office = paper.office
    recorder = Recorder(ledger=office.ledger, holdings=office.holdings, clock=office.clock, rules=rules_of)
    recorder.intend_to_sign(Task(segment=Segment.SIGN, document=paper.paper.document, at=AT))


def test_signature_without_an_end_is_a_note_and_no_fault(audited: Office) -> None:
    paper = damaged(audited, "cho")
    intend(paper)
    (note,) = all_findings(checked(audited, quick=True))
    assert note.document == paper.paper.document.id
    assert "2025-06-01" in note.what
    assert faults(audited) == []


def test_signature_that_failed_has_its_end(audited: Office) -> None:
    paper = damaged(audited, "cho")
    intend(paper)
    row = audited.row(paper.paper.document.id)
    move(audited, row, (row.document, row.state), failure=FAILED)
    assert list(all_findings(checked(audited, quick=True))) == []
