"""Reads lists of procedures as offices get them: JSON from outside, bounded and taken apart without trust."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from domain.errors import TooLarge, UnsupportedFile
from domain.procedure import Component, Procedure, ProcedureResult
from pipeline.dossiers.procedure_codes import procedure_key
from pipeline.reading.validators.numbers import read_result_code

LARGEST_FILE = 32 << 20
_MOST_PROCEDURES = 20_000
_MOST_COMPONENTS = 500
_LONGEST_TEXT = 4_000
_LONGEST_WORD = 64
_MOST_COPIES = 1_000
_ORIGINALS = re.compile(r"bản\s+chính\s*:\s*(\d{1,4})", re.IGNORECASE)
_COPIES = re.compile(r"bản\s+sao\s*:\s*(\d{1,4})", re.IGNORECASE)
_TYPE = re.compile(r"[A-Z][A-Z0-9]{1,11}")
_PARTS_OF_RESULT = re.compile(r"[;\n]+")
# What the lists write where there is nothing.
_NOTHING = frozenset({"", "không", "không có thông tin", "không quy định"})

# A value by any of the names it has: those of the national list as it is exported, and plain ones.
_CODE = ("code", "mã_thủ_tục", "ma_thu_tuc")
_NAME = ("name", "tên_thủ_tục", "ten_thu_tuc")
_FIELD = ("field", "lĩnh_vực", "linh_vuc")
_LEVEL = ("level", "cấp_thực_hiện", "cap_thuc_hien")
_COMPONENTS = ("components", "thanh_phan_ho_so", "thành_phần_hồ_sơ")
_RESULTS = ("results", "kết_quả_thực_hiện", "ket_qua_thuc_hien")
_COMPONENT_CODE = ("code", "mã_thành_phần", "ma_thanh_phan")
_COMPONENT_NAME = ("name", "ten_giay_to", "tên_giấy_tờ")
_NOTE = ("note", "ghi_chu", "ghi_chú")
_ORIGINAL_COUNT = ("originals", "ban_chinh")
_COPY_COUNT = ("copies", "ban_sao")
_IN_SCOPE = ("to_digitise", "thuoc_dien_so_hoa")
_TYPES = ("types", "loai_giay_to")

_Table = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _File:
    """The name of the file that is read, for messages."""

    name: str

    def refused(self, why: str) -> UnsupportedFile:
        return UnsupportedFile(
            f"{self.name} is no list of procedures: {why}; correct it, or ask for it again"
        )

    def too_large(self, what: str) -> TooLarge:
        return TooLarge(f"{self.name} has {what}; split it, or ask for it again")


def read_procedures(data: bytes, name: str) -> tuple[Procedure, ...]:
    """The procedures in the bytes of a JSON file called `name`: one, or a list of them.

    UnsupportedFile or TooLarge says what does not fit, and where.
    """
    file = _File(name)
    if len(data) > LARGEST_FILE:
        raise file.too_large(f"more than {LARGEST_FILE >> 20} MB")
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        # A number of thousands of digits and a nesting of thousands of brackets end here as well.
        raise file.refused(f"it is not sound JSON in UTF-8 ({type(error).__name__})") from error
    rows = value if isinstance(value, list) else [value]
    if len(rows) > _MOST_PROCEDURES:
        raise file.too_large(f"more than {_MOST_PROCEDURES} procedures")
    return tuple(_procedure(row, file) for row in rows)


def _procedure(row: object, file: _File) -> Procedure:
    if not isinstance(row, dict):
        raise file.refused("a procedure is no object")
    parts = [
        row,
        *(part for key in ("metadata", "content", "tables") if isinstance(part := row.get(key), dict)),
    ]
    whole = _text(_first(parts, _CODE), file, "code")
    key = procedure_key(whole)
    if not key:
        raise file.refused(f"its code {whole[:40]!r} is none of a procedure (1.001193)")
    name = _text(_first(parts, _NAME), file, "name")
    if not name:
        raise file.refused(f"{key} has no name")
    return Procedure(
        code=key,
        name=name,
        field=_text(_first(parts, _FIELD), file, "field"),
        level=_text(_first(parts, _LEVEL), file, "level"),
        local_code="" if whole == key else whole,
        components=_components(_first(parts, _COMPONENTS), file),
        results=_results(_first(parts, _RESULTS), file),
    )


def _components(value: object, file: _File) -> tuple[Component, ...]:
    rows = [row for row in _rows(value, file, "components") if isinstance(row, dict)]
    made = [_component(row, file) for row in rows]
    codes = [one.code for one in made]
    return tuple(
        # A code that two bear names neither.
        one if one.code and codes.count(one.code) == 1 else _numbered(one, number)
        for number, one in enumerate(made, start=1)
        if one.name
    )


def _component(row: _Table, file: _File) -> Component:
    note = _text(_first([row], _NOTE), file, "note")
    scope = _first([row], _IN_SCOPE)
    if scope is not None and not isinstance(scope, bool):
        raise file.refused("thuoc_dien_so_hoa of a component is neither true nor false")
    return Component(
        code=_word(_first([row], _COMPONENT_CODE), file),
        name=_text(_first([row], _COMPONENT_NAME), file, "component"),
        originals=_count(_first([row], _ORIGINAL_COUNT), _ORIGINALS, note),
        copies=_count(_first([row], _COPY_COUNT), _COPIES, note),
        note=note,
        to_digitise=scope,
        types=tuple(_types(_first([row], _TYPES), file)),
    )


def _numbered(one: Component, number: int) -> Component:
    return Component(
        code=f"tp{number:02d}", name=one.name, originals=one.originals, copies=one.copies, note=one.note,
        to_digitise=one.to_digitise, types=one.types,
    )  # fmt: skip


def _types(value: object, file: _File) -> Iterator[str]:
    for one in _rows(value, file, "types"):
        if not isinstance(one, str) or not _TYPE.fullmatch(one):
            raise file.refused(f"{str(one)[:40]!r} is no code of a paper type (GKS)")
        yield one


def _results(value: object, file: _File) -> tuple[ProcedureResult, ...]:
    """Results as a list of objects, or as one text with a result between semicolons."""
    if isinstance(value, str):
        texts = [_text(part, file, "result").strip(" .-+") for part in _PARTS_OF_RESULT.split(value)]
        rows: Iterable[tuple[str, str]] = [("", text) for text in texts[:_MOST_COMPONENTS]]
    else:
        found = [row for row in _rows(value, file, "results") if isinstance(row, dict)]
        rows = [(_word(row.get("code"), file), _text(row.get("name"), file, "result")) for row in found]
    named = [(code, name) for code, name in rows if name]
    return tuple(
        ProcedureResult(code=code or _code_in(name) or f"kq{number:02d}", name=name)
        for number, (code, name) in enumerate(named, start=1)
    )


def _code_in(name: str) -> str:
    found = read_result_code(name)
    return "" if found is None else found.value


def _count(value: object, pattern: re.Pattern[str], note: str) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_COPIES:
        return value
    found = pattern.search(note)
    return None if found is None else int(found[1])


def _first(parts: Iterable[_Table], names: tuple[str, ...]) -> object:
    return next((part[name] for part in parts for name in names if part.get(name) is not None), None)


def _rows(value: object, file: _File, what: str) -> list[object]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise file.refused(f"its {what} are no list")
    if len(value) > _MOST_COMPONENTS:
        raise file.too_large(f"more than {_MOST_COMPONENTS} {what} in one procedure")
    return value


def _word(value: object, file: _File) -> str:
    text = _text(str(value) if isinstance(value, int) else value, file, "code")
    if len(text) > _LONGEST_WORD or re.search(r"\s", text):
        raise file.refused(f"{text[:40]!r} is no code")
    return text


def _text(value: object, file: _File, what: str) -> str:
    """The text on one line in NFC; signs that steer a screen are gone."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise file.refused(f"a {what} is no text")
    plain = "".join(sign if sign.isprintable() else " " for sign in unicodedata.normalize("NFC", value))
    text = " ".join(plain.split())
    if len(text) > _LONGEST_TEXT:
        raise file.too_large(f"a {what} of more than {_LONGEST_TEXT} letters")
    return "" if text.casefold() in _NOTHING else text
