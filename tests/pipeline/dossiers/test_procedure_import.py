"""Lists of procedures come from outside: what fits is read, everything else is refused by name."""

import os
from pathlib import Path

import pytest

from domain.errors import InputError, TooLarge, UnsupportedFile
from pipeline.dossiers import procedure_import
from pipeline.dossiers.procedure_import import read_procedures
from tests.pipeline.dossiers.lists import as_bytes, exported

NATIONAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "vn-text" / "tthc"


def test_the_national_shape_is_read() -> None:
    (made,) = read_procedures(as_bytes(exported("9.000001.000.00.00.H13")), "a.json")
    assert (made.code, made.local_code) == ("9.000001", "9.000001.000.00.00.H13")
    assert (made.name, made.field, made.level) == ("Thủ tục cấp giấy phép thả diều", "Trò chơi", "Cấp Xã")
    assert [(one.code, one.name, one.originals, one.copies) for one in made.components] == [
        ("tp01", "- 01 đơn đề nghị thả diều", 1, 0),
        ("tp02", "Bản sao giấy khai sinh", 0, 2),
    ]
    assert [(one.code, one.name) for one in made.results] == [
        ("KQ.G07.000999", "Giấy phép thả diều (KQ.G07.000999)"),
        ("kq02", "Văn bản từ chối"),
    ]


def test_a_plain_list_says_what_is_digitised_and_which_types_are_taken() -> None:
    row = {
        "code": "9.000002",
        "name": "Thả đèn trời",
        "components": [
            {"code": "TP7", "name": "Giấy khai sinh", "thuoc_dien_so_hoa": True, "types": ["GKS", "TLKS"]},
            {"code": "TP7", "name": "Đơn", "originals": 2},
            {"code": 12, "name": "Ảnh", "thuoc_dien_so_hoa": False},
            {"code": "TP9", "name": "Không có thông tin"},
        ],
        "results": [{"code": "KQ005897", "name": "Giấy phép"}],
    }
    (made,) = read_procedures(as_bytes([row]), "a.json")
    assert [(one.code, one.to_digitise, one.types, one.originals) for one in made.components] == [
        ("tp01", True, ("GKS", "TLKS"), None),  # one code for two names neither
        ("tp02", None, (), 2),
        ("12", False, (), None),
    ]
    assert made.results[0].code == "KQ005897"


def test_signs_that_steer_a_screen_are_gone_and_letters_composed() -> None:
    (made,) = read_procedures(as_bytes(exported(name="Đ\x1b[31m  \u202eke\u0302")), "a.json")
    assert made.name == "Đ [31m kê"


REFUSED = (
    (b"\xff\xfe", "no list"),
    (b"{", "no list"),
    (b"[" * 200_000, "no list"),
    (b'{"code": ' + b"9" * 5_000 + b"}", "no list"),
    (as_bytes("1.001193"), "no object"),
    (as_bytes({"name": "x"}), "1.001193"),
    (as_bytes({"code": "1.00119", "name": "x"}), "'1.00119'"),
    (as_bytes({"code": "1.001193"}), "no name"),
    (as_bytes({"code": "1.001193", "name": ["x"]}), "no text"),
    (as_bytes({"code": "1.001193", "name": "x", "components": {}}), "no list"),
    (
        as_bytes({"code": "1.001193", "name": "x", "components": [{"name": "y", "types": ["../"]}]}),
        "paper type",
    ),
    (as_bytes({"code": "1.001193", "name": "x", "components": [{"name": "y", "code": "a b"}]}), "no code"),
    (
        as_bytes({"code": "1.001193", "name": "x", "components": [{"name": "y", "thuoc_dien_so_hoa": "có"}]}),
        "thuoc_dien_so_hoa",
    ),
)


@pytest.mark.parametrize(("data", "told"), REFUSED, ids=range(len(REFUSED)))
def test_what_does_not_fit_is_refused_by_the_name_of_its_file(data: bytes, told: str) -> None:
    with pytest.raises(UnsupportedFile, match=told) as refused:
        read_procedures(data, "ds.json")
    assert str(refused.value).startswith("ds.json")


@pytest.mark.parametrize(
    "row",
    [
        exported(name="x" * 5_000),
        exported(components=[{"name": "y"}] * 501),
    ],
)
def test_what_is_too_large_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(TooLarge, match=r"ds\.json"):
        read_procedures(as_bytes(row), "ds.json")


def test_a_file_past_the_bound_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(procedure_import, "LARGEST_FILE", 10)
    with pytest.raises(TooLarge):
        read_procedures(b"[" * 11, "ds.json")


def test_random_bytes_never_end_otherwise() -> None:
    for length in range(64):
        with pytest.raises(InputError):
            read_procedures(os.urandom(length), "ds.json")


def test_the_national_list_is_read_whole() -> None:
    files = sorted(NATIONAL.glob("*.json"))
    if not files:
        pytest.skip("needs ../shared/data/vn-text/tthc: a list that may not be copied into the project")
    made = [one for file in files for one in read_procedures(file.read_bytes(), file.name)]
    assert len(made) == len(files)
    assert all(one.components for one in made)
    assert all(part.originals is not None for one in made for part in one.components)
