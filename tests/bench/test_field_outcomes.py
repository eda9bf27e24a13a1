"""How fields are counted."""

from pathlib import Path

import pytest

from bench.field_outcomes import Outcome, comparable, compare, count
from bench.page_sides import Side
from bench.true_fields import TrueField, TruePaper
from domain.fields import Doubt, Field
from domain.geometry import Box


def read(name: str, value: str, *doubts: Doubt, handwritten: bool = False) -> Field:
    return Field(
        name=name, value=value, raw=value, page=0, box=Box(0, 0, 1, 1), confidence=0.9, rule="thử",
        handwritten=handwritten, doubts=doubts,
    )  # fmt: skip


def paper(**values: str) -> TruePaper:
    fields = tuple(TrueField(name=name, value=value, by_hand=name == "so") for name, value in values.items())
    return TruePaper(name="p", file=Path("p.pdf"), side=Side.TUNING, fields=fields)


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ((), Outcome.MISSING),
        ((read("so", "", Doubt.UNREAD),), Outcome.MISSING),
        ((read("so", "15"),), Outcome.EXACT),
        ((read("so", "16"),), Outcome.WRONG_UNFLAGGED),
        ((read("so", "16", handwritten=True),), Outcome.WRONG_FLAGGED),
        ((read("so", "16", Doubt.UNSURE),), Outcome.WRONG_FLAGGED),
    ],
)
def test_outcome_tells_right_wrong_and_whether_a_person_was_warned(
    fields: tuple[Field, ...], outcome: Outcome
) -> None:
    (one,) = compare(paper(so="15"), fields)
    assert (one.outcome, one.by_hand) == (outcome, True)


def test_field_that_the_paper_has_not_counts_only_when_it_was_read() -> None:
    assert list(compare(paper(do_khan=""), ())) == []
    (one,) = compare(paper(do_khan=""), (read("do_khan", "Khẩn"),))
    assert one.outcome is Outcome.WRONG_UNFLAGGED


def test_offices_are_compared_in_one_spelling_and_other_texts_letter_by_letter() -> None:
    same = {comparable("co_quan_cap", text) for text in ("UỶ BAN NHÂN DÂN TỈNH MẪU", "UBND  tỉnh Mẫu")}
    assert len(same) == 1
    assert comparable("nguoi_ky", "LÊ MẪU") != comparable("nguoi_ky", "Lê Mẫu")
    assert comparable("trich_yeu", "Hòa") == comparable("trich_yeu", "Ho\u0300a")


def test_counts_part_print_from_handwriting() -> None:
    outcomes = tuple(
        compare(paper(so="15", loai="Báo cáo"), (read("so", "16", Doubt.UNSURE), read("loai", "báo cáo")))
    )
    counted = {one.group: one for one in count(outcomes) if one.side is Side.TUNING}
    assert (counted["printed"].exact, counted["printed"].total) == (1, 1)
    assert (counted["by hand"].wrong_flagged, counted["by hand"].total) == (1, 1)
