"""The ledger under contract, once for each kind there is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.ports import Ledger
from tests.contracts.ledgers import OPENERS
from tests.postgres import drop_database_of


@pytest.fixture(params=sorted(OPENERS))
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    opened = OPENERS[request.param](tmp_path)
    yield opened
    opened.close()
    drop_database_of(tmp_path)
