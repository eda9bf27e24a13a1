"""Which component a paper is: sure where one fits, shared where several do, none where nothing does."""

from dataclasses import replace

import pytest

from domain.dossier import CopyKind
from domain.procedure import Component
from pipeline.dossiers.components import PaperSeen, form_numbers, guess_components
from pipeline.papers.catalog import load_papers
from tests.pipeline.dossiers.lists import BIRTH

SURE = 0.75


def seen(code: str | None = None, heading: str = "", *forms: str, copy: CopyKind | None = None) -> PaperSeen:
    paper = None if code is None else load_papers().paper(code)
    assert (paper is None) is (code is None)
    return PaperSeen(type=paper, heading=heading, forms=frozenset(forms), copy=copy)


def listing(*names: str) -> tuple[Component, ...]:
    return tuple(Component(code=f"tp{number:02d}", name=name) for number, name in enumerate(names, start=1))


@pytest.mark.parametrize(
    ("code", "component"),
    [("TKKS", "tp01"), ("GCS", "tp02"), ("GCNKH", "tp03"), ("CCCD", "tp04"), ("HOCHIEU", "tp04")],
)
def test_a_type_is_found_at_the_head_of_a_part_of_the_name(code: str, component: str) -> None:
    first = guess_components(seen(code), BIRTH)[0]
    assert first.code == component
    assert first.probability >= SURE
    assert not first.is_result


def test_the_result_of_the_procedure_is_told_from_what_was_brought() -> None:
    first = guess_components(seen("GKS"), BIRTH)[0]
    assert (first.code, first.is_result) == ("KQ.G07.000122", True)


def test_a_paper_of_no_component_gives_nothing() -> None:
    assert guess_components(seen("BHYT"), BIRTH) == ()
    assert guess_components(seen(), BIRTH) == ()


def test_a_paper_that_is_only_mentioned_is_not_sure() -> None:
    procedure = replace(BIRTH, components=listing("Tờ khai cấp bản sao giấy khai sinh"), results=())
    (only,) = guess_components(seen("GKS"), procedure)
    assert only.probability < SURE


def test_two_components_for_one_type_share_the_chance() -> None:
    procedure = replace(
        BIRTH, components=listing("Giấy khai sinh của con", "Giấy khai sinh của mẹ"), results=()
    )
    found = guess_components(seen("GKS"), procedure)
    assert [one.probability < 0.5 for one in found] == [True, True]


def test_components_in_equal_words_are_one() -> None:
    procedure = replace(BIRTH, components=listing("Giấy khai sinh.", "- Giấy khai sinh"), results=())
    assert [one.code for one in guess_components(seen("GKS"), procedure)] == ["tp01"]


def test_the_kind_of_copy_decides_between_two() -> None:
    components = (
        Component(code="a", name="Giấy chứng nhận đăng ký hộ kinh doanh", originals=1, copies=0),
        Component(code="b", name="Bản sao giấy chứng nhận đăng ký hộ kinh doanh", originals=0, copies=1),
    )
    procedure = replace(BIRTH, components=components, results=())
    copied = guess_components(seen("HKD", copy=CopyKind.PAPER_COPY), procedure)
    original = guess_components(seen("HKD", copy=CopyKind.ORIGINAL), procedure)
    assert (copied[0].code, original[0].code) == ("b", "a")


def test_the_printed_title_places_a_paper_without_a_type() -> None:
    procedure = replace(
        BIRTH,
        components=listing(
            "Đơn đề nghị cấp mới giấy phép hành nghề theo Mẫu số 01 Phụ lục II",
            "Đơn đề nghị cấp lại giấy phép hành nghề theo Mẫu số 02 Phụ lục II",
            "Sơ yếu lý lịch",
        ),
        results=(),
    )
    unsure = guess_components(seen("DTDV", "ĐƠN ĐỀ NGHỊ CẤP GIẤY PHÉP HÀNH NGHỀ"), procedure)
    assert unsure[0].probability < SURE
    told = guess_components(seen("DTDV", "ĐƠN ĐỀ NGHỊ CẤP LẠI GIẤY PHÉP HÀNH NGHỀ", "2"), procedure)
    assert told[0].code == "tp02"
    assert told[0].probability > unsure[0].probability
    assert "cùng số mẫu" in told[0].rule


def test_a_generic_title_alone_is_not_sure() -> None:
    procedure = replace(BIRTH, components=listing("Quyết định bổ nhiệm", "Ảnh"), results=())
    assert guess_components(seen("QD", "QUYẾT ĐỊNH"), procedure)[0].probability < SURE


def test_types_of_the_list_outdo_names() -> None:
    components = (
        Component(code="a", name="Giấy khai sinh", types=("TLKS",)),
        Component(code="b", name="Giấy tờ chứng minh", types=("GKS",)),
    )
    procedure = replace(BIRTH, components=components, results=())
    assert [one.code for one in guess_components(seen("GKS"), procedure)] == ["b"]


def test_chances_never_pass_one() -> None:
    for paper in load_papers().papers:
        found = guess_components(PaperSeen(type=paper, heading="TỜ KHAI ĐĂNG KÝ KHAI SINH"), BIRTH)
        assert sum(one.probability for one in found) <= 1.002


def test_form_numbers_lose_their_zeros() -> None:
    assert form_numbers("Mẫu số 08 Phụ lục I; mẫu CT01, Mẫu 11/ĐK") == {"8", "CT01", "11/DK"}
