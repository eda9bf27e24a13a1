"""Which unit of today an address lies in, printed before or after 1 July 2025."""

import re
from dataclasses import dataclass

from pipeline.reading.near_match import fold, fold_letters
from pipeline.reading.units.table import (
    Commune,
    FormerCommune,
    Province,
    UnitTable,
    province_letters,
)

_NEXT = r"(?=\s*(?:[,;.(]|\s-\s|$|\b(?:HUYEN|QUAN|THI XA|THANH PHO|TP|TINH)\b))"
_COMMUNE = re.compile(rf"\b(?P<kind>THI TRAN|PHUONG|DAC KHU|XA)\s+(?P<name>[A-Z0-9' \-]{{1,40}}?){_NEXT}")
_DISTRICT = re.compile(rf"\b(?:HUYEN|QUAN|THI XA|THANH PHO|TP\.?)\s+(?P<name>[A-Z0-9' \-]{{1,30}}?){_NEXT}")


@dataclass(frozen=True, slots=True)
class Located:
    """Where an address lies today; one commune when it can only be that one."""

    province: Province
    communes: tuple[Commune, ...]
    was_renamed: bool
    """The address names a unit that is no more."""


def locate(address: str, table: UnitTable) -> Located | None:
    """The unit of an address that ends in a commune (and a district, once) and a province."""
    folded = " ".join(fold(address).split())
    named = _province_in(folded, table)
    if named is None:
        return None
    province, letters = named
    head = folded[: folded.rindex(letters)] if letters in folded else folded
    return _commune_in(head, province, letters, table)


def _province_in(folded: str, table: UnitTable) -> tuple[Province, str] | None:
    """The province whose name the address ends with, and that name as it stands there."""
    parts = [part.strip(" .") for part in re.split(r"[,;]|\s-\s", folded) if part.strip(" .")]
    if not parts:
        return None
    last = parts[-1]
    # "XA VAM LUA THANH PHO CAN THO": without a comma the kind tells where the province begins.
    cut = max((last.rfind(f"{kind} ") for kind in ("TINH", "THANH PHO", "TP")), default=-1)
    for text in (last, last[cut:] if cut > 0 else last):
        found = table.provinces.get(province_letters(text))
        if found is not None:
            return found, text
    return None


def _commune_in(head: str, province: Province, letters: str, table: UnitTable) -> Located:
    matches = list(_COMMUNE.finditer(head))
    gone = province_letters(letters) in table.former_provinces
    if not matches:
        return Located(province, (), gone)
    kind, name = matches[-1]["kind"], fold_letters(matches[-1]["name"])
    district = _DISTRICT.search(head, matches[-1].end())
    today = table.communes.get((province.code, name), ())
    if district is None and not gone and today:
        return Located(province, _of_kind(today, kind), was_renamed=False)
    before = table.former.get((province.code, name), ())
    chosen = _former(before, kind, fold_letters(district["name"]) if district else "")
    now = tuple(dict.fromkeys(one.now for one in chosen))
    return Located(province, now or today, was_renamed=gone or bool(now))


def _of_kind(communes: tuple[Commune, ...], kind: str) -> tuple[Commune, ...]:
    same = tuple(one for one in communes if fold(one.name).startswith(f"{kind} "))
    return same or communes


def _former(known: tuple[FormerCommune, ...], kind: str, district: str) -> tuple[FormerCommune, ...]:
    """Those of that kind and district; each only narrows what is left."""
    chosen = tuple(one for one in known if one.kind == kind) or known
    if district:
        named = tuple(one for one in chosen if fold_letters(one.district).endswith(district))
        # A name that stands in one district only is listed without it.
        chosen = named or tuple(one for one in chosen if not one.district) or chosen
    return chosen
