"""The table of units is read from its file, and a file that does not fit is refused."""

from pathlib import Path

import pytest

from domain.errors import ConfigError
from pipeline.reading.units.table import load_units, province_letters, split_kind


def test_former_communes_stand_under_the_province_of_today(tmp_path: Path) -> None:
    file = tmp_path / "units.tsv"
    file.write_text(
        "# source: made\n99\tTỉnh Mẫu\tCũ\n99001\tXã Mới\tXã Một|Xã Hai (huyện Ba)\n", encoding="utf-8"
    )
    table = load_units(file)
    assert table.provinces["CU"] is table.provinces["MAU"]
    assert table.former_provinces == {"CU"}
    (one,) = table.former["99", "HAI"]
    assert (one.kind, one.district, one.now.full_name) == ("XA", "HUYEN BA", "Xã Mới, tỉnh Mẫu")


@pytest.mark.parametrize("line", ["99001\tXã Mới\t", "99\tTỉnh Mẫu", "x\tTỉnh Mẫu\t"])
def test_line_that_does_not_fit_is_refused(line: str, tmp_path: Path) -> None:
    file = tmp_path / "units.tsv"
    file.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="line 1"):
        load_units(file)


def test_kinds_are_taken_off_names() -> None:
    assert split_kind("Thị trấn Cái Dầu") == ("THI TRAN", "CAIDAU")
    assert split_kind("Phố Hiến") == ("", "PHOHIEN")
    assert {province_letters(name) for name in ("TP. HCM", "TP HCM", "hcm")} == {"HCM"}
