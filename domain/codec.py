"""Values to canonical JSON and back, driven by the dataclasses' own types.

Tasks, ledger rows and step keys are text made here; equal values give equal bytes.
A union of dataclasses is written with a "type" name. Unknown or missing keys, wrong
types and unknown names are a ValueError that says where.
"""

import json
import math
import types
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")

_PLAIN = (str, int, float, bool)
_EXACT = 1 << 53


def to_json(value: object) -> Any:
    """`value` as what json.dumps takes: dataclasses become objects, tuples lists, dates ISO 8601."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float):
        return _shortest(value)
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [to_json(item) for item in value]
    if isinstance(value, frozenset):
        return sorted(to_json(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return _object_of(value)
    raise TypeError(f"no JSON form for {type(value).__name__}")


def _shortest(number: float) -> int | float:
    # 1 and 1.0 are equal, and so are 0.0 and -0.0: a value that was read back must keep its step key.
    return int(number) if number.is_integer() and abs(number) <= _EXACT else number


def _object_of(value: Any) -> dict[str, Any]:
    kind: type = type(value)
    hints = _hints(kind)
    written: dict[str, Any] = {}
    for field in fields(value):
        inner = getattr(value, field.name)
        data = to_json(inner)
        if _needs_name(hints[field.name]) and isinstance(data, dict):
            data = {"type": type(inner).__name__, **data}
        elif isinstance(inner, tuple) and _needs_name(_item_type(hints[field.name])):
            data = [{"type": type(one).__name__, **item} for one, item in zip(inner, data, strict=True)]
        written[field.name] = data
    return written


def canonical(value: object) -> bytes:
    """UTF-8 JSON with sorted keys and no blanks: the form that is hashed."""
    text = json.dumps(
        to_json(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode()


def from_canonical(kind: type[T], data: bytes | str) -> T:
    """The value of type `kind` that `data` holds; ValueError when it does not fit."""
    value: T = from_json(kind, json.loads(data))
    return value


def from_json(kind: Any, data: Any, where: str = "value") -> Any:
    """The value of type `kind` for parsed JSON; `where` names the place in error messages."""
    if hasattr(kind, "__supertype__"):  # NewType
        return from_json(kind.__supertype__, data, where)
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _from_union(kind, data, where)
    if origin is tuple:
        return _from_list(kind, data, where)
    if origin is frozenset:
        _expect(isinstance(data, list), where, "a list", data)
        return frozenset(from_json(get_args(kind)[0], item, f"{where}[]") for item in data)
    if is_dataclass(kind) and isinstance(kind, type):
        return _from_object(kind, data, where)
    return _from_scalar(kind, data, where)


def _from_scalar(kind: Any, data: Any, where: str) -> Any:
    if kind is float:
        return _number(data, where)
    if kind in _PLAIN or kind is type(None):
        _expect(type(data) is kind, where, getattr(kind, "__name__", "null"), data)
        return data
    if isinstance(kind, type) and issubclass(kind, Enum | datetime | date):
        _expect(isinstance(data, str), where, "a string", data)
        try:
            return kind(data) if issubclass(kind, Enum) else kind.fromisoformat(data)
        except ValueError as error:
            raise ValueError(f"{where}: {error}") from error
    raise TypeError(f"{where}: no reader for {kind!r}")


def _number(data: Any, where: str) -> float:
    _expect(isinstance(data, int | float) and not isinstance(data, bool), where, "a number", data)
    try:
        number = float(data)
    except OverflowError as error:
        raise ValueError(f"{where}: the number is too large") from error
    # json.loads takes NaN, Infinity and 1e999; no value may hold them.
    _expect(math.isfinite(number), where, "a finite number", data)
    return number


def _from_list(kind: Any, data: Any, where: str) -> tuple[Any, ...]:
    _expect(isinstance(data, list), where, "a list", data)
    args = get_args(kind)
    if len(args) == 2 and args[1] is Ellipsis:
        return tuple(from_json(args[0], item, f"{where}[{i}]") for i, item in enumerate(data))
    _expect(len(data) == len(args), where, f"{len(args)} items", data)
    return tuple(
        from_json(arg, item, f"{where}[{i}]") for i, (arg, item) in enumerate(zip(args, data, strict=True))
    )


def _from_union(kind: Any, data: Any, where: str) -> Any:
    members = [arg for arg in get_args(kind) if arg is not type(None)]
    if data is None:
        _expect(len(members) < len(get_args(kind)), where, "something", data)
        return None
    if len(members) == 1:
        return from_json(members[0], data, where)
    _expect(isinstance(data, dict), where, "an object with a type", data)
    by_name = {member.__name__: member for member in members}
    name = data.get("type")
    _expect(isinstance(name, str) and name in by_name, where, f"one of {sorted(by_name)}", name)
    return _from_object(by_name[name], {key: item for key, item in data.items() if key != "type"}, where)


def _from_object(kind: type, data: Any, where: str) -> Any:
    _expect(isinstance(data, dict), where, "an object", data)
    hints = _hints(kind)
    known: dict[str, Field[Any]] = {field.name: field for field in fields(kind)}
    unknown = sorted(data.keys() - known.keys())
    _expect(not unknown, where, f"only {sorted(known)}", unknown)
    missing = [
        name
        for name, field in known.items()
        if name not in data and field.default is MISSING and field.default_factory is MISSING
    ]
    _expect(not missing, where, "no key left out", missing)
    return kind(**{name: from_json(hints[name], item, f"{where}.{name}") for name, item in data.items()})


def _expect(holds: bool, where: str, wanted: str, found: object) -> None:
    if not holds:
        raise ValueError(f"{where}: expected {wanted}, found {str(found)[:120]}")


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


@cache
def _needs_name(kind: Any) -> bool:
    if get_origin(kind) not in (Union, types.UnionType):
        return False
    return sum(arg is not type(None) for arg in get_args(kind)) > 1


def _item_type(kind: Any) -> Any:
    args = get_args(kind)
    return args[0] if get_origin(kind) is tuple and args else kind
