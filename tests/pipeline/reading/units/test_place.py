"""Which commune of today an address lies in."""

import pytest

from pipeline.reading.units.place import locate
from pipeline.reading.units.table import load_units
from tests.packaged import UNITS


def communes(address: str) -> list[str]:
    located = locate(address, UNITS)
    return [] if located is None else [commune.full_name for commune in located.communes]


def test_table_has_all_provinces_and_communes() -> None:
    table = load_units()
    assert len({province.code for province in table.provinces.values()}) == 34
    assert len({commune.code for held in table.communes.values() for commune in held}) == 3321
    assert len(table.former_provinces) == 30


@pytest.mark.parametrize(
    "address",
    [
        "Phường Cái Khế, thành phố Cần Thơ",
        "số 12, đường Hàng Bần, phường Cái Khế, quận Ninh Kiều, thành phố Cần Thơ",
        "PHƯỜNG CÁI KHẾ, TP. CẦN THƠ",
        "phuong Cai Khe thanh pho Can Tho",
    ],
)
def test_commune_is_found_whatever_marks_were_lost(address: str) -> None:
    assert communes(address) == ["Phường Cái Khế, thành phố Cần Thơ"]


def test_former_unit_gives_the_one_it_went_to() -> None:
    located = locate("xã Hồ Đắc Kiện, huyện Châu Thành, tỉnh Sóc Trăng", UNITS)
    assert located is not None
    assert located.was_renamed
    assert located.province.name == "Thành phố Cần Thơ"
    assert communes("thị trấn Mộ Đức, huyện Mộ Đức, tỉnh Quảng Ngãi") == ["Xã Mộ Đức, tỉnh Quảng Ngãi"]


def test_district_tells_two_communes_of_one_name_apart() -> None:
    assert communes("Xã Hòa An, huyện Chợ Mới, tỉnh An Giang") == ["Xã Hội An, tỉnh An Giang"]
    assert communes("Xã Hòa An, huyện Giồng Riềng, tỉnh Kiên Giang") != ["Xã Hội An, tỉnh An Giang"]


def test_commune_that_was_parted_gives_all_it_may_be() -> None:
    assert len(communes("xã Phú Hội, huyện An Phú, tỉnh An Giang")) == 2


def test_unknown_commune_gives_its_province_alone() -> None:
    located = locate("xã Rạch Ngỗng Đỏ, thành phố Cần Thơ", UNITS)
    assert located is not None
    assert (located.communes, located.was_renamed) == ((), False)
    assert locate("không rõ", UNITS) is None
    assert locate("", UNITS) is None
