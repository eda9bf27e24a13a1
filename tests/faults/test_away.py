"""The program on PostgreSQL and a sealed S3 store, workers and all; the store away in the middle of a run."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bench.ground import key_files, profile_file
from bench.prepare import lay_out
from samples.s3_server import S3Server
from storage.keyring import RingFile
from tests.pki import AT
from tests.postgres import drop_database_of, ledger_url

ROOT = Path(__file__).parents[2]
CLI = (sys.executable, str(ROOT / "cli.py"))
DOSSIER = ROOT / "samples" / "dossiers" / "H13.16-250715-0001"
LIMIT_S = 240


@pytest.fixture
def environment(tmp_path: Path, s3_server: S3Server) -> Iterator[Mapping[str, str]]:
    """An office with a key, a database and a bucket of its own, and the store's keys."""
    lay_out(tmp_path)
    key, secret = key_files(tmp_path)
    place = s3_server.place
    opened = tmp_path / "s3.secret"
    opened.touch(mode=0o600)
    opened.write_text(place.secret_key)
    RingFile(tmp_path / "store.keys").create(AT)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SOHOA_")}
    yield {
        **clean,
        "SOHOA_CONFIG": str(tmp_path / "sohoa.toml"),
        "SOHOA_HOME": str(tmp_path / "home"),
        "SOHOA_UNIT": "thu",
        "SOHOA_PROFILE": str(profile_file(tmp_path)),
        "SOHOA_KEY_PATH": str(key),
        "SOHOA_KEY_PASSPHRASE_FILE": str(secret),
        "SOHOA_KEY_KIND": "agency",
        "SOHOA_WORKERS": "2",
        "SOHOA_LEDGER_URL": ledger_url(tmp_path),
        "SOHOA_STORE": "s3",
        "SOHOA_STORE_KEYS": str(tmp_path / "store.keys"),
        "SOHOA_S3_ENDPOINT": place.endpoint,
        "SOHOA_S3_BUCKET": place.bucket,
        "SOHOA_S3_PREFIX": f"{tmp_path.name[-40:]}/",
        "SOHOA_S3_ACCESS_KEY": place.access_key,
        "SOHOA_S3_SECRET_KEY_FILE": str(opened),
        "SOHOA_S3_CA_FILE": str(place.ca_file),
    }
    s3_server.start()
    drop_database_of(tmp_path)


def sohoa(environment: Mapping[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        (*CLI, *words),
        check=False,
        env=dict(environment),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
    )


def test_papers_go_through_and_the_audit_reads_every_byte(environment: Mapping[str, str]) -> None:
    done = sohoa(environment, "ingest", str(DOSSIER))
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("đã lưu") == 3
    assert not (Path(environment["SOHOA_HOME"]) / "store").exists()
    for words in (("audit",), ("verify",)):
        proof = sohoa(environment, *words)
        assert proof.returncode == 0, proof.stdout + proof.stderr


def test_store_that_goes_away_in_the_middle_ends_the_run_and_the_same_command_goes_on(
    environment: Mapping[str, str], s3_server: S3Server
) -> None:
    process = subprocess.Popen(
        (*CLI, "ingest", str(DOSSIER)),
        env=dict(environment),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(2.5)
    s3_server.kill()
    _, said = process.communicate(timeout=LIMIT_S)
    assert process.returncode == 75, said
    assert "Traceback" not in said
    assert "does not answer" in said
    s3_server.start()
    again = sohoa(environment, "ingest", str(DOSSIER))
    assert again.returncode == 0, again.stderr
    assert again.stdout.count("đã lưu") == 3
    audit = sohoa(environment, "audit", "--quick")
    assert audit.returncode == 0, audit.stdout
