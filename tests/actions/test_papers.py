"""Names of finished papers as files, on every system and from every title."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.papers import safe_name


@given(st.text())
@settings(derandomize=True, deadline=None)
def test_any_title_gives_a_name_that_stays_in_its_folder(text: str) -> None:
    name = safe_name(text.encode(errors="ignore").decode())
    assert 0 < len(name.encode()) <= 120
    assert not set(name) & set('/\\:*?"<>|\0\n')
    assert name not in (".", "..")
    assert name == name.strip(" .")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Đơn đề nghị", "Đơn đề nghị"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("...", "khong-ten"),
        ("CON:aux", "CON-aux"),
    ],
)
def test_title_as_a_file_name(title: str, name: str) -> None:
    assert safe_name(title) == name
