"""Makes the table of provinces and communes that ships: python -m bench.build_units FOLDER.

FOLDER holds two collections made from the resolutions of 2025 (their SOURCE.txt says where they are from):
`thanglequoc`, codes and full names of 34 provinces and 3,321 communes; `vanducng`, which communes each was
made of.
"""

import csv
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from bench.machine import ROOT
from domain.errors import InputError
from pipeline.reading.near_match import fold_letters

TARGET = ROOT / "pipeline" / "reading" / "units" / "units.tsv"
_PROVINCES, _COMMUNES = 34, 3321
# Nghị quyết 202/2025/QH15: the provinces that each of the 23 merged ones was made of, itself left out.
_MERGED = {
    "Tuyên Quang": ("Hà Giang",),
    "Lào Cai": ("Yên Bái",),
    "Thái Nguyên": ("Bắc Kạn",),
    "Phú Thọ": ("Vĩnh Phúc", "Hòa Bình"),
    "Bắc Ninh": ("Bắc Giang",),
    "Hưng Yên": ("Thái Bình",),
    "Hải Phòng": ("Hải Dương",),
    "Ninh Bình": ("Hà Nam", "Nam Định"),
    "Quảng Trị": ("Quảng Bình",),
    "Đà Nẵng": ("Quảng Nam",),
    "Quảng Ngãi": ("Kon Tum",),
    "Gia Lai": ("Bình Định",),
    "Khánh Hòa": ("Ninh Thuận",),
    "Lâm Đồng": ("Đắk Nông", "Bình Thuận"),
    "Đắk Lắk": ("Phú Yên",),
    "Hồ Chí Minh": ("Bà Rịa - Vũng Tàu", "Bình Dương"),
    "Đồng Nai": ("Bình Phước",),
    "Tây Ninh": ("Long An",),
    "Cần Thơ": ("Sóc Trăng", "Hậu Giang"),
    "Vĩnh Long": ("Bến Tre", "Trà Vinh"),
    "Đồng Tháp": ("Tiền Giang",),
    "Cà Mau": ("Bạc Liêu",),
    "An Giang": ("Kiên Giang",),
}
_OLDER_NAMES = {"Huế": ("Thừa Thiên Huế",)}
_ALIASES = {"TPHCM": "HOCHIMINH"}
_KIND = re.compile(r"(?i)(thành phố|tỉnh|phường|xã|đặc khu|thị trấn)\s+")
_NO_COMMUNE = ("Huyện ", "Khu vực ", "Trường bắn ")
_LIST_SIGN = re.compile(r",\s*(?![^()]*\))")
_PART = re.compile(r"\s*\((?:một phần|phần|bao gồm|gồm|sau)[^()]*\)")


def plain(name: str) -> str:
    """The name in one form: NFC, single spaces, the tone on the vowel where schools put it (Hòa, not Hoà)."""
    text = " ".join(unicodedata.normalize("NFC", name).split())
    for old, new in (("oà", "òa"), ("oá", "óa"), ("oả", "ỏa"), ("oã", "õa"), ("oạ", "ọa")):
        text = re.sub(rf"{old}\b", new, text)
    return text


def former_communes(text: str) -> tuple[str, ...]:
    """The communes a list names, each with its kind and, in brackets, the district when it is given."""
    found: list[str] = []
    kind = ""
    for item in _LIST_SIGN.split(plain(text)):
        name = _PART.sub("", item).strip(" .")
        own = _KIND.match(name)
        # "Phường Lê Lợi, Nguyễn Trãi": the kind goes on until another is named.
        kind = own[1].capitalize() if own else kind
        bare = name[own.end() :] if own else name
        if bare and kind and bare != "-" and not bare.startswith(_NO_COMMUNE):
            found.append(f"{kind} {bare}")
    return tuple(dict.fromkeys(found))


def table(folder: Path) -> Iterator[str]:
    """The lines of the table; InputError when the collections do not fit together."""
    former = _former(folder / "vanducng" / "data.csv")
    (names,) = (folder / "thanglequoc" / "json").glob("vn_only_simplified_*.json")
    provinces = json.loads(names.read_text(encoding="utf-8"))
    communes = 0
    for province in provinces:
        name = plain(province["FullName"])
        bare = _KIND.sub("", name, count=1)
        older = _MERGED.get(bare, ()) + _OLDER_NAMES.get(bare, ())
        yield "\t".join((province["Code"], name, "|".join(older)))
        for ward in province["Wards"]:
            full = plain(ward["FullName"])
            full = full[0].upper() + full[1:]
            key = (fold_letters(bare), _ward_key(full))
            yield "\t".join((ward["Code"], full, "|".join(former.get(key, ()))))
            communes += 1
    if (len(provinces), communes) != (_PROVINCES, _COMMUNES):
        raise InputError(
            f"{names} has {len(provinces)} provinces and {communes} communes; take another edition"
        )


def _ward_key(full: str) -> str:
    return fold_letters(_KIND.sub("", full, count=1))


def _former(path: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for province, new, old in list(csv.reader(stream))[1:]:
            letters = fold_letters(province)
            key = (_ALIASES.get(letters, letters), fold_letters(new))
            found[key] = found.get(key, ()) + former_communes("" if old == "Không sáp nhập" else old)
    return found


def main() -> None:
    lines = list(table(Path(sys.argv[1])))
    head = (
        "# Provinces (2 digits) and their communes (5 digits), and what they were made of.",
        "# source: Nghị quyết 202/2025/QH15 and the 34 resolutions on communes of 2025; "
        "made by python -m bench.build_units (THIRD-PARTY.md)",
        "# valid_from: 2025-07-01",
    )
    TARGET.write_text("\n".join((*head, *lines)) + "\n", encoding="utf-8")
    without = sum(len(line.split("\t")[0]) == 5 and line.endswith("\t") for line in lines)
    sys.stdout.write(f"{TARGET.name}: {len(lines)} units, {without} communes with no former ones\n")


if __name__ == "__main__":
    main()
