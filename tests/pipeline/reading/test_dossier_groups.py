"""Which papers of a stack make a dossier, whose number it has, and what is asked."""

from dataclasses import replace

from domain.document import QuestionKind
from pipeline.reading.splitting import split_stack
from pipeline.reading.stack import GroupSign
from tests.packaged import RULES
from tests.pipeline.reading.stacked import (
    BACK,
    DECISION,
    FRONT,
    LAND,
    LINKED,
    ONE,
    OTHER,
    PATCH,
    first,
    questions,
    receipt,
)


def test_a_receipt_opens_a_dossier_and_names_it() -> None:
    found = split_stack([receipt(ONE), first(), receipt(OTHER), first()], RULES)
    assert [(group.number, group.papers) for group in found.groups] == [(ONE, (0, 1)), (OTHER, (2, 3))]
    assert found.groups[1].sign is GroupSign.RECEIPT
    assert not questions(found, QuestionKind.DOSSIER)


def test_the_printed_number_serves_when_the_code_cannot_be_read() -> None:
    found = split_stack([receipt(ONE), first(), receipt(written=OTHER), first()], RULES)
    assert [group.number for group in found.groups] == [ONE, OTHER]
    assert found.groups[1].probability < found.groups[0].probability


def test_a_receipt_without_a_number_opens_a_dossier_that_is_asked_about() -> None:
    found = split_stack([receipt(ONE), first(), receipt(), first()], RULES)
    assert [group.number for group in found.groups] == [ONE, None]
    assert [page for page, _ in questions(found, QuestionKind.DOSSIER)] == [2]


def test_a_separator_sheet_with_a_number_and_its_receipt_are_one_dossier() -> None:
    sheet = replace(PATCH, dossiers=(ONE,))
    found = split_stack([sheet, receipt(ONE), first()], RULES)
    assert [(group.number, group.papers) for group in found.groups] == [(ONE, (0, 1))]


def test_a_sheet_and_a_receipt_that_name_two_dossiers_are_asked_about() -> None:
    sheet = replace(PATCH, dossiers=(ONE,))
    found = split_stack([sheet, receipt(OTHER), first()], RULES)
    (asked,) = [one.question for one in found.questions if one.question.kind is QuestionKind.DOSSIER]
    assert tuple(candidate.value for candidate in asked.candidates) == (ONE, OTHER)


def test_a_stack_without_any_code_is_one_dossier_that_is_asked_about() -> None:
    found = split_stack([first(), first(DECISION), FRONT, BACK], RULES)
    assert [group.papers for group in found.groups] == [(0, 1, 2)]
    assert found.groups[0].sign is GroupSign.WHOLE_STACK
    assert questions(found, QuestionKind.DOSSIER) == [
        (0, "Chưa biết mã của hồ sơ bắt đầu ở trang 1. Hãy nhập mã hồ sơ."),
    ]


def test_a_linked_dossier_is_never_split() -> None:
    found = split_stack([receipt(LINKED), first(), PATCH, first(DECISION), receipt(LINKED), first()], RULES)
    assert [(group.number, group.papers) for group in found.groups] == [(LINKED, (0, 1, 2, 3, 4))]
    assert not questions(found, QuestionKind.DOSSIER)


def test_another_dossier_between_two_parts_of_a_linked_one_stays_its_own() -> None:
    found = split_stack([receipt(LINKED), first(), receipt(ONE), first(), receipt(LINKED)], RULES)
    assert [(group.number, group.papers) for group in found.groups] == [(LINKED, (0, 1, 4)), (ONE, (2, 3))]


def test_a_paper_with_the_code_of_another_dossier_is_asked_about_and_stays() -> None:
    foreign = replace(first(LAND), dossiers=(OTHER,))
    found = split_stack([receipt(ONE), foreign, first()], RULES)
    assert [group.papers for group in found.groups] == [(0, 1, 2)]
    assert [page for page, _ in questions(found, QuestionKind.DOSSIER)] == [1]


def test_a_paper_without_a_readable_title_opens_the_dossier_its_code_names() -> None:
    unread = replace(first(None), dossiers=(OTHER,))
    found = split_stack([receipt(ONE), first(), unread, first()], RULES)
    assert [group.number for group in found.groups] == [ONE, OTHER]
    assert found.groups[1].sign is GroupSign.NUMBER
    assert [page for page, _ in questions(found, QuestionKind.DOSSIER)] == [2]


def test_a_number_that_was_printed_and_read_unsurely_is_doubted_until_a_code_names_it() -> None:
    unsure = replace(receipt(written=ONE), unsure_dossiers=frozenset({ONE}))
    (group,) = split_stack([unsure, first()], RULES).groups
    assert "chưa chắc" in group.doubt
    coded = replace(first(DECISION), dossiers=(ONE,))
    (group,) = split_stack([unsure, coded], RULES).groups
    assert not group.doubt


def test_a_dossier_that_opens_with_two_numbers_is_doubted() -> None:
    found = split_stack([replace(receipt(ONE), dossiers=(ONE, OTHER)), first(), receipt(LINKED)], RULES)
    assert [bool(group.doubt) for group in found.groups] == [True, False]


def test_a_paper_of_another_dossier_in_its_midst_makes_nothing_doubtful() -> None:
    found = split_stack([receipt(ONE), replace(first(DECISION), dossiers=(OTHER,)), first()], RULES)
    assert [group.doubt for group in found.groups] == [""]
