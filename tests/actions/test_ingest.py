"""Two who bring the same papers at the same moment."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from domain.errors import LedgerBusy
from domain.event import EventKind
from domain.ids import DocumentId, Sha256
from storage.ledger import SqlLedger
from tests.contracts.ledgers import OPENERS
from tests.office import Office, open_office
from tests.postgres import drop_database_of
from tests.sheets import draw_sheet, write_jpeg


@dataclass
class Interrupted(SqlLedger):
    """Lets something happen once, right after it has said that papers are not known yet."""

    ledger: SqlLedger
    meanwhile: Callable[[], object] | None
    after: int
    """How many papers are asked for first."""

    def __post_init__(self) -> None:
        super().__init__(self.ledger._database)

    def known(self, identity: Sha256) -> DocumentId | None:
        found = super().known(identity)
        self.after -= 1
        if self.after == 0 and self.meanwhile is not None:
            self.meanwhile()
        return found


@pytest.fixture(params=sorted(OPENERS))
def offices(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    """Two offices on one ledger."""
    made = []
    for _ in range(2):
        ledger = OPENERS[request.param](tmp_path)
        assert isinstance(ledger, SqlLedger)
        made.append(open_office(tmp_path / "home", ledger=ledger))
    yield made[0], made[1]
    for office in made:
        office.ledger.close()
    drop_database_of(tmp_path)


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    folder = tmp_path / "ho-so"
    folder.mkdir()
    for name in ("a", "b", "c"):
        write_jpeg(folder / f"{name}.jpg", draw_sheet(name))
    return folder


def test_second_of_two_finds_all_papers_known(offices: tuple[Office, Office], dossier: Path) -> None:
    one, other = offices
    one.ledger = Interrupted(one.ledger, lambda: other.receive(dossier), after=3)
    received = one.receive(dossier)
    assert [paper.known for paper in received] == [True, True, True]
    assert [paper.document for paper in received] == [row.document.id for row in one.rows()]
    assert sum(event.kind is EventKind.BATCH_RECEIVED for event in one.events()) == 1


def test_papers_the_other_did_not_bring_are_taken_in(
    offices: tuple[Office, Office], dossier: Path, tmp_path: Path
) -> None:
    one, other = offices
    fewer = tmp_path / "khac" / "ho-so"
    fewer.mkdir(parents=True)
    (fewer / "b.jpg").write_bytes((dossier / "b.jpg").read_bytes())
    one.ledger = Interrupted(one.ledger, lambda: other.receive(fewer), after=3)
    received = one.receive(dossier)
    assert [paper.known for paper in received] == [False, True, False]
    assert len({paper.document for paper in received}) == len(one.rows()) == 3


def test_ledger_that_is_busy_with_something_else_says_so(
    offices: tuple[Office, Office], dossier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = offices

    def refuse(*_: object) -> None:
        raise LedgerBusy("held; run the same again")

    monkeypatch.setattr(SqlLedger, "receive", refuse)
    with pytest.raises(LedgerBusy, match="held"):
        one.receive(dossier)
    assert one.rows() == ()
