"""What fields of one paper say of each other: a personal ID and a birth, a date in digits and in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from domain.fields import Doubt, Field
from pipeline.papers.field_specs import FieldKind, FieldSpec
from pipeline.reading.near_match import fold_letters
from pipeline.reading.units.place import locate
from pipeline.reading.units.table import UnitTable
from pipeline.reading.validators.identity import personal_id_fault

UNIT_SUFFIX = "_don_vi"
"""Ends the name of the field that says in which commune of today a place lies."""

_WORDS_SUFFIX = "_bang_chu"
_NAMES = ("ho_ten", "nguoi_ky", "chu_ho")
_SEX_OF_ROLE = {"me": True, "vo": True, "cha": False, "chong": False}


def checked_together(fields: Sequence[Field]) -> tuple[Field, ...]:
    """The fields; two that contradict one another are both marked: nobody knows which is wrong."""
    by_name = {field.name: field for field in fields}
    faults: dict[str, str] = {}
    for field in fields:
        for name, fault in _contradictions(field, by_name):
            faults.setdefault(name, fault)
    for name in _written_in_two_ways(fields):
        faults.setdefault(name, "cùng một họ tên mà khác dấu ở hai chỗ")
    return tuple(_marked(field, faults[field.name]) if field.name in faults else field for field in fields)


def _contradictions(field: Field, by_name: Mapping[str, Field]) -> Iterator[tuple[str, str]]:
    other = by_name.get(field.name.removesuffix(_WORDS_SUFFIX))
    if (
        other is not None
        and other is not field
        and field.value
        and other.value
        and field.value != other.value
    ):
        fault = "ngày bằng số và bằng chữ khác nhau"
        yield field.name, fault
        yield other.name, fault
    role, found, rest = field.name.rpartition("so_dinh_danh")
    if not found or rest or len(field.value) != 12:
        return
    born = by_name.get(f"{role}ngay_sinh")
    sex = by_name.get(f"{role}gioi_tinh")
    woman = _SEX_OF_ROLE.get(role.rstrip("_")) if sex is None or not sex.value else sex.value == "Nữ"
    year = int(born.value[:4]) if born is not None and born.value[:4].isdigit() else None
    if fault := personal_id_fault(field.value, year, woman):
        yield field.name, fault


def _written_in_two_ways(fields: Sequence[Field]) -> Iterator[str]:
    """Names that differ in marks alone: one person, of whom one reading is wrong."""
    people = [field for field in fields if field.name.endswith(_NAMES) and field.value]
    for field in people:
        letters, value = fold_letters(field.value), field.value.casefold()
        if any(fold_letters(one.value) == letters and one.value.casefold() != value for one in people):
            yield field.name


def _marked(field: Field, fault: str) -> Field:
    doubts = field.doubts if Doubt.INVALID in field.doubts else (*field.doubts, Doubt.INVALID)
    rule = field.rule if fault in field.rule else f"{field.rule}; {fault}"
    return replace(field, doubts=doubts, rule=rule)


def with_units(fields: Sequence[Field], specs: Sequence[FieldSpec], units: UnitTable) -> tuple[Field, ...]:
    """The fields, each place followed by the commune of today it lies in; the printed name stays as it is."""
    places = {spec.name for spec in specs if spec.kind is FieldKind.PLACE}
    return tuple(one for field in fields for one in _with_unit(field, field.name in places, units))


def _with_unit(field: Field, is_place: bool, units: UnitTable) -> Iterator[Field]:
    yield field
    located = locate(field.value, units) if is_place and field.value else None
    if located is None:
        return
    names = [f"{unit.full_name} ({unit.code})" for unit in located.communes]
    if len(names) == 1:
        was = (
            "đơn vị trước 01/7/2025, nay thuộc"
            if located.was_renamed
            else "đơn vị theo danh mục từ 01/7/2025"
        )
        yield replace(field, name=f"{field.name}{UNIT_SUFFIX}", value=names[0], rule=was)
    elif names:
        rule = f"có thể là: {'; '.join(names)}"
        doubts = (*field.doubts, Doubt.UNREAD)
        yield replace(
            field, name=f"{field.name}{UNIT_SUFFIX}", value="", confidence=0.0, rule=rule, doubts=doubts
        )
