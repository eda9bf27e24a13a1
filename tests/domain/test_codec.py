import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.actor import Actor, ActorKind, Role, UnitScope
from domain.artifact import Artifact, MediaType
from domain.codec import canonical, from_canonical, from_json, to_json
from domain.document import Candidate, Document, Question, QuestionKind, SourceFile
from domain.errors import Disposition
from domain.failure import Failed
from domain.geometry import Box, Crop, Operation, Point, Skew, Stretch, Turn
from domain.ids import BatchId, DocumentId, Sha256, UnitCode
from domain.page import Flag, Page
from domain.raster import Mode, Raster
from domain.task import Asked, Done, Report, Segment, Task
from tests.domain.values import value_types, values

ARTIFACT = Artifact(Sha256("0" * 64), 1, MediaType.JPEG)
DOCUMENT = Document(
    id=DocumentId("d1"),
    batch=BatchId("b1"),
    unit=UnitCode("H13.16"),
    profile="plain",
    name="đơn",
    received_at=datetime(2025, 7, 15, 8, 30, tzinfo=UTC),
    files=(SourceFile(artifact=ARTIFACT, name="đơn.jpg"),),
)
TASK = Task(segment=Segment.TYPE, document=DOCUMENT)


def _read(kind: type, written: bytes) -> object:
    value: object = from_canonical(kind, written)
    return value


def _names(kind: type) -> str:
    return kind.__name__


@pytest.mark.parametrize("kind", value_types(), ids=_names)
def test_value_comes_back_as_it_was(kind: type) -> None:
    @settings(
        derandomize=True,
        deadline=None,
        database=None,
        max_examples=15,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(values(kind))
    def comes_back(value: Any) -> None:
        written = canonical(value)
        back = _read(kind, written)
        assert back == value
        assert type(back) is kind
        assert canonical(back) == written

    comes_back()


def test_the_values_that_cross_the_pipe_and_lie_in_the_ledger_are_among_those_tried() -> None:
    assert {"Task", "Report", "Document", "Page", "Event", "Batch", "PageRow", "Change"} <= {
        kind.__name__ for kind in value_types()
    }


@settings(derandomize=True, deadline=None, database=None, max_examples=50)
@given(st.integers(-(1 << 53), 1 << 53))
def test_whole_float_has_the_bytes_of_the_equal_integer(number: int) -> None:
    assert canonical(Point(number, 0)) == canonical(Point(float(number), -0.0))


def test_order_of_keys_is_that_of_the_alphabet_and_letters_stay_letters() -> None:
    question = Question(kind=QuestionKind.TYPE, text="Là đơn gì?", candidates=(Candidate(value="ĐƠN"),))
    expected = (
        '{"candidates":[{"name":"","probability":null,"rule":"","value":"ĐƠN"}],'
        '"kind":"type","places":[],"text":"Là đơn gì?"}'
    )
    assert canonical(question) == expected.encode()


def test_order_of_a_set_does_not_show() -> None:
    scope = UnitScope(frozenset({UnitCode("b"), UnitCode("a")}))
    actor = Actor(kind=ActorKind.PERSON, name="n", scope=scope, roles=frozenset({Role.SIGN, Role.AUDIT}))
    written = to_json(actor)
    assert written["roles"] == sorted(written["roles"])
    assert written["scope"] == {"units": ["a", "b"]}


@pytest.mark.parametrize(
    "operation", [Turn(1), Skew(0.5), Crop(Box(1, 2, 3, 4)), Stretch(1.0, 1.96)], ids=repr
)
def test_operation_carries_its_name_inside_a_page(operation: Operation) -> None:
    page = Page(source=ARTIFACT, index=0, operations=(operation,))
    assert to_json(page)["operations"][0]["type"] == type(operation).__name__
    assert from_canonical(Page, canonical(page)).operations == (operation,)


@pytest.mark.parametrize(
    "outcome",
    [
        Done(document=DOCUMENT),
        Asked(Question(kind=QuestionKind.CUT, text="?")),
        Failed(stage="ocr", code="ocr-failed", disposition=Disposition.REVIEW, message="m"),
    ],
    ids=lambda one: type(one).__name__,
)
def test_outcome_carries_its_name_inside_a_report(outcome: Done | Asked | Failed) -> None:
    report = Report(task=TASK, outcome=outcome)
    assert to_json(report)["outcome"]["type"] == type(outcome).__name__
    assert from_canonical(Report, canonical(report)) == report


@pytest.mark.parametrize("name", ["Explode", "", None, 3, [], {}, "Task"])
def test_unknown_name_in_a_union_is_refused(name: object) -> None:
    data = to_json(Page(source=ARTIFACT, index=0, operations=(Turn(1),)))
    data["operations"][0]["type"] = name
    with pytest.raises(ValueError, match=r"operations\[0\].*Crop"):
        from_json(Page, data)


def test_union_without_a_name_is_refused() -> None:
    data = to_json(Page(source=ARTIFACT, index=0, operations=(Turn(1),)))
    del data["operations"][0]["type"]
    with pytest.raises(ValueError, match=r"operations\[0\]"):
        from_json(Page, data)


def test_unknown_key_is_refused_with_its_place() -> None:
    data = to_json(DOCUMENT)
    data["files"][0]["artifact"]["owner"] = "x"
    with pytest.raises(ValueError, match=r"value\.files\[0\]\.artifact.*owner"):
        from_json(Document, data)


@pytest.mark.parametrize("key", [field.name for field in fields(Artifact)])
def test_missing_key_is_refused_with_its_name(key: str) -> None:
    data = to_json(ARTIFACT)
    del data[key]
    with pytest.raises(ValueError, match=key):
        from_json(Artifact, data)


def test_key_with_a_default_may_be_left_out() -> None:
    data = {key: item for key, item in to_json(DOCUMENT).items() if key not in ("questions", "ordinal")}
    assert from_json(Document, data) == DOCUMENT


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("sha256", 5),
        ("sha256", None),
        ("size", "1"),
        ("size", 1.0),
        ("size", True),
        ("media_type", "image/jpg"),
        ("media_type", []),
    ],
)
def test_wrong_type_is_refused_with_its_place(key: str, wrong: object) -> None:
    with pytest.raises(ValueError, match=rf"value\.{key}"):
        from_json(Artifact, to_json(ARTIFACT) | {key: wrong})


@pytest.mark.parametrize("data", ["null", "[]", '"x"', "1", "", "{", "{}", '{"x": 1'])
def test_text_that_is_no_such_object_is_refused(data: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_canonical(Point, data)


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 400, "true", '"1"', "null"]
)
def test_number_that_is_none_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match=r"value\.x"):
        from_canonical(Point, f'{{"x":{number},"y":0}}')


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_number_that_is_none_is_never_written(number: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical(Point(number, 0))


def test_list_of_fixed_length_must_have_it() -> None:
    with pytest.raises(ValueError, match="2 items"):
        from_json(tuple[int, int], [1, 2, 3])


def test_none_is_refused_where_something_must_be() -> None:
    with pytest.raises(ValueError, match=r"value\.outcome"):
        from_json(Report, to_json(Report(task=TASK, outcome=Done())) | {"outcome": None})


def test_day_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="value"):
        from_json(date, "2025-02-30")


def test_text_that_no_utf_8_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        canonical(replace(DOCUMENT, name="\udcff"))


def test_error_quotes_no_more_than_a_little_of_what_it_found() -> None:
    with pytest.raises(ValueError, match="expected") as caught:
        from_json(Artifact, to_json(ARTIFACT) | {"size": "9" * 10_000})
    assert len(str(caught.value)) < 400


def test_picture_has_no_json_form() -> None:
    with pytest.raises(TypeError, match="memoryview"):
        to_json(Raster(1, 1, 1, Mode.GRAY, memoryview(b"\0")))


def test_enum_is_written_as_its_value() -> None:
    page = Page(source=ARTIFACT, index=0, flags=(Flag.BLANK,))
    assert json.loads(canonical(page))["flags"] == ["blank"]
