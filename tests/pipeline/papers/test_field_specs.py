"""The fields of a paper type as its file lists them."""

from pathlib import Path

import pytest

from domain.errors import ConfigError
from pipeline.papers.catalog import Family, load_papers
from pipeline.papers.field_specs import FieldKind, FieldSpec, read_field_specs
from pipeline.reading.fields.kinds import read_value
from tests.packaged import NUMBERS
from tests.pki import AT

FILE = Path("xyz.toml")
SOUND = {"name": "so", "labels": ["Số"]}


def test_what_is_left_out_has_its_default() -> None:
    assert read_field_specs(FILE, [SOUND]) == (FieldSpec(name="so", labels=("Số",), kind=FieldKind.TEXT),)
    assert read_field_specs(FILE, []) == ()


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ("so", "not a list"),
        (["so"], "no table"),
        ([{**SOUND, "colour": "red"}], "unknown key 'colour'"),
        ([{**SOUND, "name": "Số"}], "small letters"),
        ([{"name": "so"}], "wants labels"),
        ([{**SOUND, "labels": [":"]}], "wants labels"),
        ([{**SOUND, "labels": [7]}], "wants labels"),
        ([{**SOUND, "kind": "colour"}], "unknown kind 'colour'"),
        ([{**SOUND, "pattern": "("}], "no regular expression"),
        ([{**SOUND, "pattern": 7}], "no text"),
        ([{**SOUND, "bare": "yes"}], "neither true nor false"),
        ([SOUND, SOUND], "twice"),
        ([{**SOUND, "under": "me"}], "no field of it"),
    ],
)
def test_field_that_does_not_fit_is_refused_by_file(fields: object, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint) as refusal:
        read_field_specs(FILE, fields)
    assert "xyz.toml" in str(refusal.value)


def test_every_kind_can_be_read() -> None:
    for kind in FieldKind:
        spec = FieldSpec(name="so", labels=("Số",), kind=kind)
        assert read_value(spec, "???", AT.date(), NUMBERS).fault or kind in (FieldKind.TEXT, FieldKind.PLACE)


@pytest.mark.parametrize(
    "family", [Family.CIVIL_STATUS, Family.IDENTITY, Family.RESIDENCE, Family.LAND, Family.BUSINESS]
)
def test_shipped_forms_of_each_family_list_their_fields(family: Family) -> None:
    held = [paper for paper in load_papers().papers if paper.family is family]
    assert sum(bool(paper.fields) for paper in held) * 2 >= len(held)
