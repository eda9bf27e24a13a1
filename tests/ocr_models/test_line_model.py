"""The line recogniser's files are the ones that were measured, and its runtime tells nobody."""

import os
import re
import sys
import unicodedata
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from adapters import load_ocr_engine
from domain.errors import MissingModel, MissingTool
from domain.ids import sha256_of_text
from ocr_models.line_model import line_models, model_file, parse_letters

ROOT = Path(__file__).parents[2]
COLLECTOR = b"OneCollector"
"""In the address that ONNX Runtime reports to from 1.29 on."""


def _letters() -> tuple[str, ...]:
    try:
        return parse_letters(model_file(line_models()[1]).read_bytes())
    except MissingModel as error:
        pytest.skip(str(error))


def test_every_vietnamese_letter_can_be_read() -> None:
    tones = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    vowels = [unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in tones]
    marked = {letter for letter in (*vowels, "đ") if not letter.isascii()}
    both = marked | {letter.upper() for letter in marked}

    assert len(both) == 134
    assert "ỵ" in both
    assert both <= set(_letters())


def test_the_first_class_stands_for_no_letter() -> None:
    letters = _letters()

    assert letters[0] == ""
    assert len(letters) == 227
    assert all(len(letter) == 1 for letter in letters[1:])


def test_another_file_than_the_measured_one_is_refused() -> None:
    _letters()
    other = replace(line_models()[1], sha256=sha256_of_text("0" * 64))

    with pytest.raises(MissingModel, match="not the one that was measured; run `make setup`"):
        model_file(other)


def test_a_package_that_is_not_there_is_named() -> None:
    with pytest.raises(MissingModel, match="no-such-wheel is not installed whole"):
        model_file(replace(line_models()[0], package="no-such-wheel"))


def test_a_file_the_package_lacks_is_named() -> None:
    with pytest.raises(MissingModel, match=r"other\.onnx is missing"):
        model_file(replace(line_models()[0], package="numpy", file="other.onnx"))


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"chars": 3}'])
def test_a_table_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(MissingModel, match="no table of letters"):
        parse_letters(data)


def test_the_lock_keeps_to_a_runtime_without_telemetry() -> None:
    lock = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    found = re.search(r"^onnxruntime==(\d+)\.(\d+)\.", lock, re.MULTILINE)

    assert found is not None
    assert (int(found[1]), int(found[2])) < (1, 29)


def test_the_installed_runtime_knows_no_address_to_report_to() -> None:
    try:
        files = distribution("onnxruntime").files or []
    except PackageNotFoundError:
        pytest.skip("onnxruntime is not installed; run `make setup`")
    libraries = [Path(str(file.locate())) for file in files if ".so" in file.name]

    assert libraries
    assert [library.name for library in libraries if COLLECTOR in library.read_bytes()] == []


def test_the_engine_is_made_by_its_name_without_importing_the_package_of_the_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("ORT_DISABLE_TELEMETRY", raising=False)
    try:
        engine = load_ocr_engine("line", None)
    except (MissingModel, MissingTool) as error:
        pytest.skip(str(error))

    assert engine.name == "line"
    assert os.environ["ORT_DISABLE_TELEMETRY"] == "1"
    assert "asterocr" not in sys.modules
    engine.close()
