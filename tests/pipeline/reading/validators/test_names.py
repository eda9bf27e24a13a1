"""Names of people. All are invented."""

import pytest

from pipeline.reading.validators.names import read_person, read_sex


@pytest.mark.parametrize(
    "name", ["Nguyễn Văn Mẫu", "THẠCH SƠN", "Y Ê Ban", "H'Mông Rẫy", "Lữ Chí Bần Thiện", "Kim Thị Sô-phia"]
)
def test_names_of_all_peoples_pass(name: str) -> None:
    read = read_person(f" {name}.")
    assert read is not None
    assert (read.value, read.fault) == (name, "")


@pytest.mark.parametrize("text", ["Nguyễn Văn 1", "ông Mẫu", "", "Phòng 12", "của Ủy ban", "A " * 9])
def test_other_text_is_no_name(text: str) -> None:
    assert read_person(text) is None


def test_one_word_is_a_fault_and_eth_is_d() -> None:
    one = read_person("Mẫu")
    assert one is not None
    assert one.fault
    eth = read_person("Trần Thị Ðào")
    assert eth is not None
    assert eth.value == "Trần Thị Đào"


def test_sex_is_one_of_two_words() -> None:
    assert [read.value if read else None for read in map(read_sex, ("Nam", "NU", "nữ.", "khác"))] == [
        "Nam",
        "Nữ",
        "Nữ",
        None,
    ]
