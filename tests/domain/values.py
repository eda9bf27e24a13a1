"""Strategies for every value of the domain, made from the values' own types."""

import importlib
import pkgutil
import types
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

import domain
from domain.image import EncodedImage
from domain.raster import Raster

# Pictures never become text: they hold bytes.
WITHOUT_TEXT = (EncodedImage, Raster)

_TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
# A whole number is what arithmetic often leaves in a field of floats.
_NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(1 << 53), 1 << 53)
_SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    str: _TEXT,
    int: st.integers(),
    float: _NUMBERS,
    bool: st.booleans(),
    type(None): st.none(),
    date: st.dates(),
    datetime: st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=7))])),
}


def value_types() -> tuple[type, ...]:
    """Every dataclass of the domain that has a form as text."""
    found: list[type] = []
    for module in pkgutil.iter_modules(domain.__path__):
        names = vars(importlib.import_module(f"domain.{module.name}"))
        found.extend(
            kind
            for kind in names.values()
            if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == f"domain.{module.name}"
        )
    return tuple(kind for kind in found if kind not in WITHOUT_TEXT)


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Values of a type, as deep as its annotations go."""
    if hasattr(kind, "__supertype__"):
        return values(kind.__supertype__)
    if kind in _SCALARS:
        return _SCALARS[kind]
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return st.one_of([values(arg) for arg in args])
    if origin is frozenset:
        return st.frozensets(values(args[0]), max_size=2)
    if origin is tuple and args[1:] == (Ellipsis,):
        return st.lists(values(args[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*[values(arg) for arg in args])
    if issubclass(kind, Enum):
        return st.sampled_from(list(kind))
    hints = get_type_hints(kind)
    return st.builds(kind, **{field.name: values(hints[field.name]) for field in fields(kind)})
