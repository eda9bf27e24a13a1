"""The model files are found where Debian puts them and named by their digest."""

from pathlib import Path

import pytest

from domain.errors import ConfigError, MissingModel
from ocr_models.manifest import read_manifest
from ocr_models.tessdata import describe_models, find_model


def _install(root: Path, release: str) -> Path:
    file = root / release / "tessdata" / "vie.traineddata"
    file.parent.mkdir(parents=True)
    file.write_bytes(release.encode())
    return file


def test_the_newest_release_is_taken(tmp_path: Path) -> None:
    _install(tmp_path, "4.00")
    newest = _install(tmp_path, "10")
    _install(tmp_path, "5")

    assert find_model("vie", root=tmp_path) == newest


def test_a_folder_given_goes_first_and_alone(tmp_path: Path) -> None:
    _install(tmp_path, "5")
    own = tmp_path / "own"
    own.mkdir()

    with pytest.raises(MissingModel, match="own"):
        find_model("vie", own, root=tmp_path)


def test_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = _install(tmp_path, "5")
    monkeypatch.setenv("TESSDATA_PREFIX", str(file.parent))

    with pytest.raises(MissingModel, match="apt install tesseract-ocr-vie"):
        find_model("vie", root=tmp_path / "empty")


def test_a_name_cannot_leave_the_folder(tmp_path: Path) -> None:
    with pytest.raises(MissingModel, match="no name"):
        find_model("../vie", tmp_path)


def test_another_file_gives_another_description(tmp_path: Path) -> None:
    first = describe_models("5.5.4", (_install(tmp_path, "4"),))
    second = describe_models("5.5.4", (_install(tmp_path, "5"),))

    assert first.startswith("5.5.4 vie:")
    assert first != second


def test_the_manifest_names_every_model_the_engines_load() -> None:
    models = {model.name: model for model in read_manifest()}

    assert set(models) == {"vie", "osd", "line", "line-letters"}
    assert models["vie"].package == "tesseract-ocr-vie"
    assert models["line"].package == models["line-letters"].package == "asterocr"
    assert {name: model.licence for name, model in models.items()} == {
        "vie": "Apache-2.0",
        "osd": "Apache-2.0",
        "line": "MIT",
        "line-letters": "MIT",
    }


@pytest.mark.parametrize("text", ["", "[[model]]\nname = 'vie'\nsha256 = 'x'", "no toml", "[[model]]"])
def test_a_broken_manifest_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "manifest.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ConfigError, match="model manifest"):
        read_manifest(path)
