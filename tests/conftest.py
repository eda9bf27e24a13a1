"""What tests of the upper layers share: keys made once a process, an office, and the command line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.pdf.keys import SigningKey, load_pkcs12, make_test_key
from tests.office import Office, open_office
from tests.pki import ISSUED, PASSPHRASE, Identity, make_identity


@pytest.fixture(scope="session")
def identity() -> Identity:
    """The clerk, who signs; not a key for trials."""
    return make_identity(not_before=ISSUED)


@pytest.fixture(scope="session")
def key_file(identity: Identity, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return identity.write(tmp_path_factory.mktemp("key") / "signer.p12")


@pytest.fixture(scope="session")
def signing_key(key_file: Path) -> SigningKey:
    return load_pkcs12(key_file, PASSPHRASE)


@pytest.fixture(scope="session")
def test_key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key that says of itself that it is for trials only."""
    path = tmp_path_factory.mktemp("key") / "trial.p12"
    make_test_key(path, PASSPHRASE, ISSUED)
    return path


@pytest.fixture(scope="session")
def trial_key(test_key_file: Path) -> SigningKey:
    return load_pkcs12(test_key_file, PASSPHRASE)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office without a key."""
    made = open_office(tmp_path / "home")
    yield made
    made.ledger.close()
