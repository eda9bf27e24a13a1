"""A language model of a few lines, packed and opened."""

from pathlib import Path

import pytest

from ocr_models.language.model import LanguageModel
from tests.ocr_models.language.tiny import tiny_model


@pytest.fixture(scope="session")
def model_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("language") / "tiny.lm"
    path.write_bytes(tiny_model())
    return path


@pytest.fixture(scope="session")
def model(model_file: Path) -> LanguageModel:
    return LanguageModel(model_file)
