import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.ids import is_sha256, new_batch_id, new_document_id, sha256_of_text

LETTERS = "[0-9a-hjkmnp-tv-z]{10}"


def test_names_are_a_letter_and_ten_of_crockfords() -> None:
    assert all(re.fullmatch(f"b{LETTERS}", new_batch_id()) for _ in range(200))
    assert all(re.fullmatch(f"d{LETTERS}", new_document_id()) for _ in range(200))


def test_names_do_not_repeat_and_use_the_whole_alphabet() -> None:
    names = {new_document_id() for _ in range(1000)}
    assert len(names) == 1000
    assert len(set("".join(name[1:] for name in names))) == 32


@settings(derandomize=True, deadline=None, database=None, max_examples=40)
@given(st.binary(min_size=32, max_size=32))
def test_digest_in_lower_case_hex_is_taken(digest: bytes) -> None:
    assert sha256_of_text(digest.hex()) == digest.hex()
    assert is_sha256(digest.hex())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a" * 63,
        "a" * 65,
        "A" * 64,
        "g" * 64,
        "a" * 64 + "\n",
        " " + "a" * 63,
        "../x",
        "\N{ARABIC-INDIC DIGIT ONE}" * 64,
        "a" * 62 + "/b",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    assert not is_sha256(text)
    with pytest.raises(ValueError, match="not a SHA-256"):
        sha256_of_text(text)


def test_refusal_quotes_a_little_only() -> None:
    with pytest.raises(ValueError, match="not a SHA-256") as caught:
        sha256_of_text("x" * 10_000)
    assert len(str(caught.value)) < 200
