"""What tests of the upper layers share: keys made once a process, an office, and the command line."""

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import cli
from pipeline.pdf.keys import SigningKey, load_pkcs12, make_test_key
from samples.s3_server import S3Server, running
from tests.fake_reader import FakeReader, with_reader
from tests.office import CLERK, UNIT, Office, open_office
from tests.pki import AT, ISSUED, PASSPHRASE, Identity, make_identity
from tests.postgres import stop_shared_server


@pytest.fixture(scope="session", autouse=True)
def _postgres_ends_with_the_tests() -> Iterator[None]:
    yield
    stop_shared_server()


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


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """A real S3 server, one a test process, started when the first test asks for it."""
    with running(tmp_path_factory.mktemp("s3") / "data") as server:
        yield server


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office without a key."""
    made = open_office(tmp_path / "home")
    yield made
    made.ledger.close()


@dataclass
class CommandLine:
    """`sohoa` in this process: what it printed and how it ended."""

    home: Path
    reader: FakeReader
    capture: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch
    out: str = ""
    err: str = ""

    def __call__(self, *words: str | Path) -> int:
        """Runs one command and gives its exit code."""
        self.patch.setattr("sys.argv", ["sohoa", *(str(word) for word in words)])
        self.capture.readouterr()
        code: str | int | None = 0
        try:
            cli.main()
        except SystemExit as end:
            code = end.code
        self.out, self.err = self.capture.readouterr()
        assert "Traceback" not in self.err, "a person never sees a traceback"
        assert code is None or isinstance(code, int)
        return code or 0

    def json(self, *words: str | Path) -> Any:
        """What a command prints with --json, out of its envelope."""
        self(*words, "--json")
        envelope = json.loads(self.out)
        return envelope[envelope["kind"]]

    def set(self, **variables: str | Path) -> None:
        for name, value in variables.items():
            self.patch.setenv(f"SOHOA_{name.upper()}", str(value))


@pytest.fixture
def sohoa(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[CommandLine]:
    """The command line in a folder of its own, with a reader that knows the words and a clock that stands."""
    for name in [name for name in os.environ if name.startswith("SOHOA_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    reader = FakeReader()
    for module in ("adapters", "app"):
        monkeypatch.setattr(f"{module}.load_ocr_engine", with_reader(reader))
    monkeypatch.setattr("app.SystemClock.now", lambda _clock: AT)
    line = CommandLine(home=tmp_path / "home", reader=reader, capture=capsys, patch=monkeypatch)
    # In this process: another one would have the real reader.
    line.set(home=line.home, unit=UNIT, actor=CLERK, workers="0")
    before = list(logging.root.handlers), logging.root.level
    yield line
    logging.root.handlers[:], logging.root.level = before
