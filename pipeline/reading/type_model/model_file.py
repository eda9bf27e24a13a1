"""The file of a model of paper types: JSON that people can read, named by its digest, bounded when read."""

import hashlib
import json
from dataclasses import dataclass
from typing import Final

import numpy as np

from domain.codec import canonical, from_json
from domain.errors import MissingModel
from pipeline.reading.type_model.model import Evidence, TypeModel

LARGEST_FILE: Final = 16 << 20
MOST_TYPES: Final = 256
MOST_SIGNS: Final = 4096

_FORMAT: Final = "sohoa type model 1"
_DIGITS = 3
_LARGEST_WEIGHT = 1e4
_ID_LETTERS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """The whole file: every string in it is one of these."""

    format: str
    evidence: Evidence
    temperature: float
    types: tuple[str, ...]
    intercepts: tuple[float, ...]
    signs: tuple[str, ...]
    weights: tuple[tuple[float, ...], ...]
    """One row a sign, in the order of `signs`, a column a type."""


def write_model(model: TypeModel) -> bytes:
    """The bytes of the model's file; the same model gives the same bytes."""
    sheet = _Sheet(
        format=_FORMAT,
        evidence=model.evidence,
        temperature=round(float(model.temperature), _DIGITS),
        types=model.types,
        intercepts=tuple(round(float(one), _DIGITS) for one in model.intercepts),
        signs=model.signs,
        weights=tuple(tuple(round(float(one), _DIGITS) for one in row) for row in model.weights.T),
    )
    return canonical(sheet)


def model_id(data: bytes) -> str:
    """What a model is called: the head of its file's SHA-256."""
    return hashlib.sha256(data).hexdigest()[:_ID_LETTERS]


def read_model(data: bytes) -> TypeModel:
    """The model of a file; MissingModel for bytes that are none, whoever wrote them."""
    name = model_id(data)
    if len(data) > LARGEST_FILE:
        raise _refused(name, f"has {len(data)} bytes")
    try:
        sheet: _Sheet = from_json(_Sheet, json.loads(data), "model")
    except (ValueError, RecursionError) as error:
        raise _refused(name, f"cannot be read ({str(error)[:200]})") from error
    if sheet.format != _FORMAT:
        raise _refused(name, "is of another release")
    _check(sheet, name)
    return TypeModel(
        id=name,
        types=sheet.types,
        signs=sheet.signs,
        weights=np.array(sheet.weights, np.float32).reshape(len(sheet.signs), len(sheet.types)).T.copy(),
        intercepts=np.array(sheet.intercepts, np.float32),
        temperature=sheet.temperature,
        evidence=sheet.evidence,
    )


def _check(sheet: _Sheet, name: str) -> None:
    types, signs = len(sheet.types), len(sheet.signs)
    numbers = (sheet.intercepts, *sheet.weights)
    sound = (
        1 < types <= MOST_TYPES
        and 0 < signs <= MOST_SIGNS
        and len(set(sheet.types)) == types
        and len(set(sheet.signs)) == signs
        and len(sheet.weights) == signs
        and all(len(row) == types for row in numbers)
        and all(abs(number) <= _LARGEST_WEIGHT for row in numbers for number in row)
        and 0.01 <= sheet.temperature <= 100
    )
    if not sound:
        raise _refused(name, "does not fit together")


def _refused(name: str, fault: str) -> MissingModel:
    return MissingModel(
        f"the model of paper types {name} {fault}; go back with `sohoa learn rollback`, or learn a new one"
    )
