"""The shelf of models: nothing is lost, nothing changed is used, and every change says who made it."""

import os
import stat
from pathlib import Path

import pytest

from domain.errors import ConfigError, MissingModel, NotFound, StateConflict
from storage.model_shelf import ModelShelf, Turn
from tests.pki import AT

ONE, TWO = b'{"one": 1}', b'{"two": 2}'


@pytest.fixture
def shelf(tmp_path: Path) -> ModelShelf:
    return ModelShelf(tmp_path / "data" / "type-model")


def test_empty_shelf_makes_nothing(shelf: ModelShelf) -> None:
    assert (shelf.in_use(), shelf.names(), shelf.history()) == (None, (), ())
    assert not shelf.folder.exists()


def test_model_is_kept_private_under_the_name_of_its_bytes(shelf: ModelShelf) -> None:
    name = shelf.add(ONE)
    assert shelf.add(ONE) == name
    assert shelf.read(name) == ONE
    (file,) = shelf.folder.iterdir()
    assert file.name == f"candidate-{name}.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert shelf.in_use() is None


def test_newest_model_stands_first(shelf: ModelShelf) -> None:
    first, second = shelf.add(ONE), shelf.add(TWO)
    os.utime(shelf.folder / f"candidate-{first}.json", (1, 1))
    assert shelf.names() == (second, first)


def test_changed_model_is_not_read(shelf: ModelShelf) -> None:
    name = shelf.add(ONE)
    (shelf.folder / f"candidate-{name}.json").write_bytes(TWO)
    with pytest.raises(MissingModel, match="digest differs"):
        shelf.read(name)
    with pytest.raises(MissingModel):
        shelf.accept(name, "An", AT)


@pytest.mark.parametrize("name", ["", "0" * 16, "../history", "x"])
def test_name_of_no_model_is_refused(shelf: ModelShelf, name: str) -> None:
    shelf.add(ONE)
    with pytest.raises(NotFound, match="sohoa learn show"):
        shelf.read(name)


def test_each_rollback_goes_one_step_back(shelf: ModelShelf) -> None:
    one, two = shelf.add(ONE), shelf.add(TWO)
    for name in (one, two, one):
        shelf.accept(name, "An", AT)
    assert [shelf.roll_back("Bình", AT) for _ in range(3)] == [two, one, None]
    with pytest.raises(StateConflict, match="nothing to go back from"):
        shelf.roll_back("Bình", AT)
    shelf.accept(two, "An", AT)
    assert shelf.in_use() == two
    told = [(one.turn, one.actor, one.at) for one in shelf.history()]
    assert told == [(Turn.ACCEPTED, "An", AT)] * 3 + [(Turn.ROLLED_BACK, "Bình", AT)] * 3 + told[-1:]


def test_model_in_use_is_not_accepted_twice(shelf: ModelShelf) -> None:
    name = shelf.add(ONE)
    shelf.accept(name, "An", AT)
    with pytest.raises(StateConflict, match="in use already"):
        shelf.accept(name, "An", AT)


def test_another_process_sees_a_change_at_once(shelf: ModelShelf) -> None:
    worker = ModelShelf(shelf.folder)
    assert worker.in_use() is None
    name = shelf.add(ONE)
    shelf.accept(name, "An", AT)
    assert worker.in_use() == name
    shelf.roll_back("An", AT)
    assert worker.in_use() is None


def test_crash_while_accepting_changes_nothing(shelf: ModelShelf, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = shelf.add(ONE), shelf.add(TWO)
    shelf.accept(one, "An", AT)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("storage.aside.os.fsync", full)
    with pytest.raises(ConfigError, match="No space left"):
        shelf.accept(two, "An", AT)
    monkeypatch.undo()
    assert ModelShelf(shelf.folder).in_use() == one
    assert len(shelf.history()) == 1
    assert len(list(shelf.folder.iterdir())) == 3


def test_damaged_history_is_named(shelf: ModelShelf) -> None:
    shelf.accept(shelf.add(ONE), "An", AT)
    (shelf.folder / "history.jsonl").write_text("{\n")
    with pytest.raises(ConfigError, match="is damaged"):
        ModelShelf(shelf.folder).in_use()


def test_going_back_passes_over_models_that_are_lost(shelf: ModelShelf) -> None:
    one, two, three = (shelf.add(data) for data in (ONE, TWO, b'{"three": 3}'))
    for name in (one, two, three):
        shelf.accept(name, "An", AT)
    (shelf.folder / f"candidate-{two}.json").unlink()
    assert shelf.roll_back("Bình", AT) == one
    assert shelf.in_use() == one
    (shelf.folder / f"candidate-{three}.json").unlink()
    assert shelf.roll_back("Bình", AT) is None


def test_going_back_from_the_only_model_that_is_lost_leaves_titles_alone(shelf: ModelShelf) -> None:
    name = shelf.add(ONE)
    shelf.accept(name, "An", AT)
    (shelf.folder / f"candidate-{name}.json").unlink()
    with pytest.raises(NotFound, match="sohoa learn rollback"):
        shelf.read(name)
    assert shelf.roll_back("Bình", AT) is None
