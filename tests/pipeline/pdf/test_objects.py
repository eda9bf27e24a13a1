import io
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.pdf.objects import ObjectSink, number, text_string


@settings(derandomize=True, deadline=None)
@given(st.floats(-1e9, 1e9))
def test_number_is_a_plain_decimal_close_to_the_value(value: float) -> None:
    text = number(value)
    assert set(text) <= set("-0123456789.")
    assert abs(float(text) - value) <= 0.00001
    assert text != "-0"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_number_that_is_none_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        number(value)


def test_text_string_is_utf_16_in_hex() -> None:
    assert text_string("ậ)") == "<FEFF1EAD0029>"


def test_reserved_number_that_was_never_written_is_an_error() -> None:
    sink = ObjectSink(io.BytesIO())
    sink.reserve()
    with pytest.raises(ValueError, match="never written"):
        sink.close(root=1, info=1, identifier="00" * 16)


def test_table_points_at_each_object() -> None:
    file = io.BytesIO()
    sink = ObjectSink(file)
    late = sink.reserve()
    early = sink.write_stream("/A 1", b"\xffendobj\n")
    sink.write("<< /B 2 >>", late)
    sink.close(root=late, info=early, identifier="00" * 16)
    data = file.getvalue()
    start = int(data.split(b"startxref\n")[1].split()[0])
    table = data[start:].splitlines()
    assert table[:3] == [b"xref", b"0 3", b"0000000000 65535 f "]
    for object_number, row in zip((late, early), table[3:5], strict=True):
        assert data[int(row[:10]) :].startswith(b"%d 0 obj\n" % object_number)
