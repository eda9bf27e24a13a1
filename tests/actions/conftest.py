"""The office that audits are tried on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.pdf.keys import SigningKey
from tests.actions.audited_office import copy_office
from tests.office import Office


@pytest.fixture(scope="session")
def audited_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("audited")


@pytest.fixture
def audited(audited_folder: Path, signing_key: SigningKey, tmp_path: Path) -> Iterator[Office]:
    """An office in which everything has happened once (tests/actions/audited_office.py)."""
    office = copy_office(audited_folder, signing_key, tmp_path / "audited")
    yield office
    office.ledger.close()
