"""`sohoa` with its store in a bucket of a real server, and with that server away."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from samples.s3_server import S3Server
from tests.conftest import CommandLine
from tests.pki import PASSPHRASE
from tests.sheets import NUMBER, draw_sheet, write_jpeg


@pytest.fixture
def on_s3(
    sohoa: CommandLine, s3_server: S3Server, tmp_path: Path, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[CommandLine]:
    """The command line of an office with a key and a bucket."""
    place = s3_server.place
    secret = tmp_path / "s3.secret"
    secret.touch(mode=0o600)
    secret.write_text(place.secret_key)
    sohoa.set(key_path=key_file, key_passphrase=PASSPHRASE.decode(), key_kind="agency")
    sohoa.set(store="s3", s3_endpoint=place.endpoint, s3_bucket=place.bucket, s3_prefix="van-phong/")
    sohoa.set(s3_access_key=place.access_key, s3_secret_key_file=secret, s3_ca_file=str(place.ca_file))
    monkeypatch.setattr(
        "commands.doctor.load_ocr_engine", lambda _name, _tessdata: sohoa.reader, raising=False
    )
    yield sohoa
    s3_server.start()


def _paper(folder: Path, text: str) -> Path:
    return write_jpeg(folder / "don.jpg", draw_sheet(text, code=NUMBER))


def test_papers_are_kept_in_the_bucket_and_come_out_of_it(on_s3: CommandLine, tmp_path: Path) -> None:
    assert on_s3("ingest", _paper(tmp_path, "một")) == 0
    assert not (on_s3.home / "store").exists()
    assert on_s3("export", NUMBER, "--out", "usb") == 0
    (pdf,) = (tmp_path / "usb").rglob("*.pdf")
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert on_s3("verify") == 0


def test_server_that_is_away_ends_the_run_and_the_same_command_goes_on(
    on_s3: CommandLine, s3_server: S3Server, tmp_path: Path
) -> None:
    paper = _paper(tmp_path, "hai")
    s3_server.kill()
    assert on_s3("ingest", paper) == 75
    assert "does not answer" in on_s3.err
    s3_server.start()
    assert on_s3("ingest", paper) == 0
    assert on_s3("verify") == 0


def _store_advice(line: CommandLine) -> str:
    (finding,) = (one for one in line.json("doctor") if one["what"] == "store on a server")
    return str(finding["advice"])


def test_doctor_tries_the_bucket(on_s3: CommandLine, s3_server: S3Server) -> None:
    assert _store_advice(on_s3) == ""
    on_s3.set(s3_bucket="khong-co")
    assert "khong-co" in _store_advice(on_s3)
    on_s3.set(s3_bucket=s3_server.place.bucket, s3_access_key="sai")
    assert "s3_access_key" in _store_advice(on_s3)
    s3_server.kill()
    assert "does not answer" in _store_advice(on_s3)
    assert not on_s3.home.exists()
