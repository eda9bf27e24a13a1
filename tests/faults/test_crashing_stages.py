"""A stage that crashes costs its item, never the run; a library that does not load stops it."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from actions.retry import retry
from domain.errors import MissingTool
from domain.lifecycle import State
from pipeline.catalog import STAGE_NAMES
from pipeline.pdf.keys import SigningKey
from pipeline.plan import KeyKind
from tests.faults.stages import Defect, broken_stage
from tests.office import Office
from tests.sheets import NUMBER, OTHER_NUMBER, draw_sheet, write_jpeg

PRIVATE = "số định danh 001 090"


def two_batches(tmp_path: Path) -> tuple[Path, Path]:
    """A folder of one paper and a second one, apart: what costs the first must not cost the second."""
    folders = tmp_path / "a", tmp_path / "b"
    for folder, code in zip(folders, (NUMBER, OTHER_NUMBER), strict=True):
        folder.mkdir()
        write_jpeg(folder / f"{folder.name}.jpg", draw_sheet(folder.name, code=code))
    return folders


def picks_first() -> Callable[..., bool]:
    """True for the first item that comes and False ever after."""
    seen: list[object] = []

    def pick(*item: object) -> bool:
        seen.append(item)
        return len(seen) == 1

    return pick


@pytest.mark.parametrize("name", STAGE_NAMES)
def test_crash_of_a_stage_costs_one_item_and_the_run_goes_on(
    name: str,
    office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    signing_key: SigningKey,
) -> None:
    office.use_key(signing_key, KeyKind.AGENCY)
    first, second = two_batches(tmp_path)
    office.receive(first)
    office.receive(second)
    with broken_stage(monkeypatch, name, Defect(PRIVATE), when=picks_first()):
        office.run()
    hit = office.named("a")
    assert hit.state is (State.WAITING_SIGNATURE if name == "sign" else State.QUARANTINED)
    assert hit.failure is not None
    assert hit.failure.code == "crash"
    assert PRIVATE not in hit.failure.message
    assert office.named("b").state is State.FILED
    retry(office.actor, office.ledger, office.clock, hit.document.id, "office")
    office.run()
    assert office.named("a").state is State.FILED
    assert office.events()


@pytest.mark.parametrize("name", ["unfold", "ocr", "link", "classify", "compose", "sign"])
def test_library_that_does_not_load_stops_the_run_but_for_signing(
    name: str,
    office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    signing_key: SigningKey,
) -> None:
    office.use_key(signing_key, KeyKind.AGENCY)
    office.receive(write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER)))
    with broken_stage(monkeypatch, name, ImportError("libvips.so.42: cannot open")):
        if name == "sign":
            office.run()
        else:
            with pytest.raises(MissingTool, match="make setup"):
                office.run()
    assert office.named("don").state not in (State.QUARANTINED, State.FILED)
    office.run()
    assert office.named("don").state is State.FILED


def test_crash_is_logged_with_its_traceback_for_whoever_mends_it(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    office.receive(write_jpeg(tmp_path / "don.jpg", draw_sheet()))
    with caplog.at_level(logging.ERROR), broken_stage(monkeypatch, "ocr", Defect("?")):
        office.run()
    (record,) = (record for record in caplog.records if record.getMessage() == "task-crashed")
    assert record.exc_info is not None
    assert record.exc_info[0] is Defect
