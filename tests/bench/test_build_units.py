"""The script that makes the table of communes."""

import json
from pathlib import Path

import pytest

from bench.build_units import former_communes, plain, table
from domain.errors import InputError


def test_lists_of_former_communes_are_taken_apart() -> None:
    assert former_communes("Thị trấn Thứ Ba, Xã Đông Yên, Xã Hưng Yên") == (
        "Thị trấn Thứ Ba",
        "Xã Đông Yên",
        "Xã Hưng Yên",
    )
    assert former_communes("Phường 5, Lê Lợi, xã Bà Gia") == ("Phường 5", "Phường Lê Lợi", "Xã Bà Gia")
    assert former_communes("Xã Bình An (huyện Châu Thành), Xã Phú Hội (phần còn lại, sau khi nhập)") == (
        "Xã Bình An (huyện Châu Thành)",
        "Xã Phú Hội",
    )
    assert former_communes("Huyện Lý Sơn") == ()


def test_names_have_one_form() -> None:
    assert plain("Tỉnh  Thanh Hoá") == "Tỉnh Thanh Hóa"
    assert plain("Hoàn Kiếm") == "Hoàn Kiếm"


def test_collection_of_another_size_is_refused(tmp_path: Path) -> None:
    names, former = tmp_path / "thanglequoc" / "json", tmp_path / "vanducng"
    names.mkdir(parents=True)
    former.mkdir()
    provinces = [
        {"Code": "99", "FullName": "Tỉnh Mẫu", "Wards": [{"Code": "99001", "FullName": "Xã Mới"}]},
    ]
    (names / "vn_only_simplified_x.json").write_text(json.dumps(provinces), encoding="utf-8")
    (former / "data.csv").write_text('Tỉnh,Mới,Cũ\nMẫu,Mới,"Xã Một, Xã Hai"\n', encoding="utf-8")
    lines = table(tmp_path)
    assert [next(lines), next(lines)] == ["99\tTỉnh Mẫu\t", "99001\tXã Mới\tXã Một|Xã Hai"]
    with pytest.raises(InputError, match="1 provinces and 1 communes"):
        next(lines)
