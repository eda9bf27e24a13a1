"""Each sign of where a paper begins, and each bad stack."""

import time
import tracemalloc
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.stack import PageRole
from pipeline.reading.page_evidence import PageEvidence, TitleEvidence
from pipeline.reading.page_number import PagePlace
from pipeline.reading.split_cues import CueRole
from pipeline.reading.split_reasons import reason_of
from pipeline.reading.splitting import split_stack
from pipeline.reading.stack import GroupSign, Sign, Splitting
from tests.packaged import RULES
from tests.pipeline.reading.stacked import (
    BACK,
    BLANK,
    CARD,
    CONTINUED,
    DECISION,
    FORM,
    FRONT,
    LAND,
    LINKED,
    ONE,
    OTHER,
    PATCH,
    RECEIPT,
    STAMP,
    first,
    inner,
    print_of,
    questions,
    receipt,
    spans,
)


def test_an_empty_stack_has_nothing() -> None:
    assert split_stack([], RULES) == Splitting(verdicts=(), papers=(), groups=(), questions=())


def test_a_title_begins_a_paper_and_says_why() -> None:
    found = split_stack([first(), first(DECISION)], RULES)
    assert spans(found) == [(0,), (1,)]
    assert found.verdicts[1].begins
    assert found.verdicts[1].sign in (Sign.TITLE, Sign.MOTTO)
    assert found.verdicts[1].probability > 0.99
    assert found.verdicts[1].reason == reason_of(found.verdicts[1].sign)
    assert [paper.title.code for paper in found.papers if paper.title] == ["TKKS", "QD"]


def test_the_motto_begins_a_paper_whose_title_cannot_be_read() -> None:
    found = split_stack([first(), first(None)], RULES)
    assert spans(found) == [(0,), (1,)]
    assert found.papers[1].title is None
    assert found.verdicts[1].sign is Sign.MOTTO


@pytest.mark.parametrize("total", [None, 3])
def test_numbers_that_follow_join(total: int | None) -> None:
    begin = replace(first(), place=PagePlace(1, 3)) if total else first()
    found = split_stack([begin, inner(2, total), inner(3, total)], RULES)
    assert spans(found) == [(0, 1, 2)]
    assert found.verdicts[1].sign is Sign.NEXT_NUMBER
    assert not found.papers[0].missing


def test_number_one_begins_a_paper() -> None:
    found = split_stack([first(), inner(2), inner(1, 2, CueRole.FORM), inner(2, 2)], RULES)
    assert spans(found) == [(0, 1), (2, 3)]
    assert found.verdicts[2].sign is Sign.FIRST_PAGE


def test_a_paper_that_has_all_its_pages_takes_no_more() -> None:
    complete = [replace(first(), place=PagePlace(1, 2)), inner(2, 2, CueRole.CLOSES)]
    found = split_stack([*complete, inner()], RULES)
    assert spans(found) == [(0, 1), (2,)]
    assert found.verdicts[2].sign is Sign.PAPER_COMPLETE


def test_text_that_runs_on_joins() -> None:
    found = split_stack([first(), CONTINUED], RULES)
    assert spans(found) == [(0, 1)]
    assert found.verdicts[1].sign is Sign.RUNS_ON


def test_a_heading_inside_running_text_weighs_less() -> None:
    """QUY ĐỊNH CHUNG in the middle of a page is no title of a paper."""
    unsure = TitleEvidence("QYD", "Quy định", 0.62, "title")
    found = split_stack([first(DECISION), replace(CONTINUED, title=unsure)], RULES)
    assert spans(found) == [(0, 1)]


def test_an_annex_with_a_title_of_its_own_belongs_to_the_decision() -> None:
    rules = TitleEvidence("QC", "Quy chế", 0.95, "title")
    annex = PageEvidence(words=300, title=rules, cues=frozenset({CueRole.ANNEX}))
    found = split_stack([first(DECISION), inner(2, None, CueRole.CLOSES), annex, inner(2)], RULES)
    assert spans(found) == [(0, 1, 2, 3)]
    assert found.verdicts[2].sign is Sign.ANNEX
    assert not questions(found)


def test_annexed_words_behind_a_form_are_no_annex() -> None:
    annex = PageEvidence(words=300, title=DECISION, cues=frozenset({CueRole.ANNEX, CueRole.MOTTO}))
    assert spans(split_stack([first(), annex], RULES)) == [(0,), (1,)]


@pytest.mark.parametrize(
    ("role", "sign"), [(CueRole.CERTIFIED, Sign.CERTIFIED), (CueRole.ATTESTED, Sign.ATTESTED)]
)
def test_words_of_certification_belong_to_the_paper_before(role: CueRole, sign: Sign) -> None:
    back = PageEvidence(words=40, cues=frozenset({role, CueRole.CLOSES}))
    found = split_stack([first(LAND, CueRole.CLOSES), back], RULES)
    assert spans(found) == [(0, 1)]
    assert found.verdicts[1].sign is sign


def test_inner_pages_of_a_land_certificate_join_it_alone() -> None:
    changes = inner(None, None, CueRole.CONTINUES)
    assert spans(split_stack([first(LAND), changes, changes, changes], RULES)) == [(0, 1, 2, 3)]
    alone = split_stack([first(FORM, CueRole.CLOSES), changes], RULES)
    assert questions(alone)


def test_two_sides_of_a_card_are_one_paper() -> None:
    found = split_stack([FRONT, BACK, first()], RULES)
    assert spans(found) == [(0, 1), (2,)]
    assert found.verdicts[1].sign is Sign.CARD_BACK
    assert not questions(found)


def test_both_sides_on_one_sheet_are_complete() -> None:
    both = replace(FRONT, cues=FRONT.cues | BACK.cues, words=100)
    found = split_stack([both, both, first()], RULES)
    assert spans(found) == [(0,), (1,), (2,)]
    assert not questions(found)


def test_a_card_with_one_side_is_asked_about() -> None:
    found = split_stack([FRONT, first()], RULES)
    assert questions(found) == [
        (0, "Thẻ ở trang 1 chỉ có một mặt. Hãy quét mặt còn lại, hoặc xác nhận."),
    ]


def test_a_back_that_does_not_follow_its_front_is_asked_about() -> None:
    found = split_stack([FRONT, BACK, BACK], RULES)
    assert [page for page, _ in questions(found)] == [2, 2]
    assert found.verdicts[2].sign is Sign.OTHER_BACK


def test_another_paper_size_begins_a_paper_and_is_asked_about() -> None:
    ticket = PageEvidence(width_mm=80, height_mm=100, words=12)
    found = split_stack([first(), ticket], RULES)
    assert spans(found) == [(0,), (1,)]
    assert found.verdicts[1].sign is Sign.SIZE_CHANGES
    assert [page for page, _ in questions(found)] == [1]


def test_an_envelope_is_a_paper_of_its_own() -> None:
    envelope = PageEvidence(width_mm=220, height_mm=110, words=30, cues=frozenset({CueRole.LOOSE}))
    found = split_stack([first(), envelope], RULES)
    assert spans(found) == [(0,), (1,)]
    assert found.verdicts[1].sign is Sign.LOOSE
    assert not questions(found)


def test_blank_sides_stay_with_their_paper_and_begin_none() -> None:
    found = split_stack([BLANK, first(), BLANK, inner(2), BLANK, first()], RULES)
    assert spans(found) == [(1, 3), (5,)]
    assert found.papers[0].blanks == (2, 4)
    assert [one.role for one in found.verdicts][:3] == [PageRole.BLANK, PageRole.CONTENT, PageRole.BLANK]
    assert found.verdicts[0].paper is None
    assert len(found.verdicts) == 6


def test_a_page_with_only_a_stamp_is_not_blank_and_belongs_to_the_paper_before() -> None:
    found = split_stack([first(LAND), STAMP, first()], RULES)
    assert spans(found) == [(0, 1), (2,)]
    assert found.verdicts[1].role is PageRole.CONTENT
    assert found.verdicts[1].sign is Sign.STAMP_ONLY
    assert not questions(found)


def test_a_page_on_which_nothing_was_read_is_kept_and_asked_about_behind_a_signature() -> None:
    found = split_stack([first(FORM, CueRole.CLOSES), PageEvidence()], RULES)
    assert spans(found) == [(0, 1)]
    assert questions(found) == [
        (1, "Trang 2 có vẻ thuộc giấy ở trang trước (không đọc được chữ nào). Đúng không?"),
    ]


def test_a_side_scanned_twice_is_marked_and_asked_about() -> None:
    page = replace(first(), fingerprint=print_of(1, 2, 3))
    found = split_stack([page, page, inner(2)], RULES)
    assert spans(found) == [(0, 1, 2)]
    assert found.verdicts[1].duplicate_of == 0
    assert questions(found) == [(1, "Trang 2 giống trang 1: quét trùng, hay là bản thứ hai?")]
    assert not found.papers[0].missing


def test_a_second_copy_of_a_whole_paper_is_a_paper_and_marked() -> None:
    begin = replace(first(), fingerprint=print_of(1, 2, 3))
    end = replace(inner(2), fingerprint=print_of(4, 5, 6))
    found = split_stack([begin, end, begin, end], RULES)
    assert spans(found) == [(0, 1), (2, 3)]
    assert [one.duplicate_of for one in found.verdicts] == [None, None, 0, 1]
    assert not questions(found)


def test_pages_that_bear_other_numbers_are_no_copies() -> None:
    pages = [replace(inner(number), fingerprint=print_of(7, 8, 9)) for number in (2, 3)]
    found = split_stack([first(), *pages], RULES)
    assert spans(found) == [(0, 1, 2)]
    assert found.verdicts[2].duplicate_of is None


def test_a_page_that_is_missing_in_the_middle_is_asked_for() -> None:
    found = split_stack([replace(first(), place=PagePlace(1, 3)), inner(3, 3), first(DECISION)], RULES)
    assert spans(found) == [(0, 1), (2,)]
    assert found.papers[0].missing == (2,)
    assert any("thiếu trang số 2." in text for page, text in questions(found) if page == 0)


def test_last_pages_that_never_came_are_asked_for() -> None:
    found = split_stack([replace(first(), place=PagePlace(1, 3)), first(DECISION)], RULES)
    assert found.papers[0].missing == (2, 3)


def test_a_page_out_of_order_is_missing_no_more() -> None:
    found = split_stack([replace(first(), place=PagePlace(1, 3)), inner(3, 3), inner(2, 3)], RULES)
    assert spans(found)[0][:2] == (0, 1)
    assert questions(found)


def test_a_paper_without_its_first_page_is_not_hung_on_the_signed_one_before() -> None:
    found = split_stack(
        [replace(first(FORM, CueRole.CLOSES), place=PagePlace(1, 1)), inner(2), inner(3)], RULES
    )
    assert spans(found) == [(0,), (1, 2)]
    assert found.papers[1].missing == (1,)


def test_a_number_far_off_is_a_misread_one() -> None:
    found = split_stack([first(), inner(847), inner(3)], RULES)
    assert not found.papers[0].missing


def test_a_separator_sheet_is_no_paper_and_opens_a_dossier() -> None:
    found = split_stack([first(), PATCH, BLANK, inner(2)], RULES)
    assert spans(found) == [(0,), (3,)]
    assert found.verdicts[1].role is PageRole.SEPARATOR
    assert found.verdicts[1].paper is None
    assert found.verdicts[3].sign is Sign.SEPARATOR
    assert [group.papers for group in found.groups] == [(0,), (1,)]
    assert found.groups[1].sign is GroupSign.SEPARATOR


def test_the_stack_of_the_acceptance_check() -> None:
    """SPEC J5: receipt, card of two sides, application of two pages, certificate of four pages, blank."""
    inside = inner(None, None, CueRole.CONTINUES)
    stack = [receipt(ONE), FRONT, BACK, first(), inner(2), first(LAND), inside, inside, inside, BLANK]
    found = split_stack(stack, RULES)
    assert spans(found) == [(0,), (1, 2), (3, 4), (5, 6, 7, 8)]
    assert found.papers[3].blanks == (9,)
    assert [group.papers for group in found.groups] == [(0, 1, 2, 3)]
    assert not found.questions


def test_every_sign_can_be_said() -> None:
    assert all(reason_of(sign) for sign in Sign)


def test_time_grows_with_the_pages_even_when_all_are_alike() -> None:
    def seconds(pages: int) -> float:
        page = replace(inner(), fingerprint=print_of(1, 2, 3))
        started = time.process_time()
        assert len(split_stack([first(), *[page] * pages], RULES).verdicts) == pages + 1
        return time.process_time() - started

    seconds(400)
    few, many = min(seconds(400) for _ in range(3)), seconds(4_000)
    assert many < 40 * few + 0.1


_EVIDENCE = st.builds(
    PageEvidence,
    width_mm=st.sampled_from([80.0, 210.0, 420.0]),
    is_blank=st.booleans(),
    words=st.sampled_from([0, 3, 30, 300]),
    has_stamp=st.booleans(),
    has_patch=st.booleans(),
    is_within_dossier=st.booleans(),
    dossiers=st.sampled_from([(), (ONE,), (OTHER,), (LINKED,), (ONE, OTHER)]),
    written_dossiers=st.sampled_from([(), (ONE,), (OTHER,)]),
    place=st.none() | st.builds(PagePlace, st.integers(1, 9), st.none() | st.integers(9, 12)),
    title=st.sampled_from([None, RECEIPT, FORM, CARD, LAND, DECISION]),
    cues=st.frozensets(st.sampled_from(CueRole), max_size=4),
    runs_on=st.booleans(),
    breaks_off=st.booleans(),
    fingerprint=st.builds(print_of, st.integers(1, 3)),
)


@settings(derandomize=True, deadline=None)
@given(st.lists(_EVIDENCE, max_size=12))
def test_every_page_is_kept_once_whatever_it_says(pages: list[PageEvidence]) -> None:
    found = split_stack(pages, RULES)
    assert [one.page for one in found.verdicts] == list(range(len(pages)))
    placed = [page for paper in found.papers for page in paper.pages]
    assert placed == [one.page for one in found.verdicts if one.role is PageRole.CONTENT]
    assert all(
        found.verdicts[page].begins == (page == paper.pages[0])
        for paper in found.papers
        for page in paper.pages
    )
    grouped = sorted(paper for group in found.groups for paper in group.papers)
    assert grouped == list(range(len(found.papers)))
    named = [group.number for group in found.groups if group.number is not None]
    assert len(named) == len(set(named))


def test_a_whole_stack_that_lies_there_twice_is_asked_about_with_one_text() -> None:
    papers = [
        replace(first(FORM), fingerprint=print_of(1, 7)),
        replace(CONTINUED, fingerprint=print_of(2, 8)),
        replace(first(DECISION), fingerprint=print_of(3, 9)),
    ]
    found = split_stack([*papers, *papers], RULES)
    assert spans(found) == [(0, 1), (2,), (3, 4), (5,)]
    asked = questions(found)
    assert [page for page, _ in asked] == [3, 5]
    assert len({text for _, text in asked}) == 1
    once_more = replace(first(DECISION), fingerprint=print_of(4, 6))
    assert not questions(split_stack([*papers, *papers, once_more], RULES)), "a second copy is no second scan"


def test_a_stack_of_four_hundred_pages_is_cut_in_one_piece() -> None:
    pages = []
    for number in range(100):
        pages += [
            replace(first(FORM), fingerprint=print_of(2 * number, number)),
            replace(CONTINUED, fingerprint=print_of(2 * number + 1, number)),
            replace(first(DECISION), fingerprint=print_of(1000 + number, number)),
            BLANK,
        ]
    tracemalloc.start()
    began = time.process_time()
    found = split_stack(pages, RULES)
    took_s, (_, most) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found.papers) == 200
    assert took_s < 5, "the time grows with the pages, not with their square"
    assert most < 20_000_000
