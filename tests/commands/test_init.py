"""`sohoa init`: four questions, a signature on trial, private files, and nothing replaced unasked."""

import io
import stat
import tomllib
from pathlib import Path

import pytest

from tests.conftest import CommandLine
from tests.pki import PASSPHRASE, SIGNER
from tests.sheets import NUMBER, draw_sheet, write_jpeg


@pytest.fixture
def settings_file(sohoa: CommandLine, tmp_path: Path) -> Path:
    sohoa.patch.delenv("SOHOA_UNIT")
    sohoa.set(config=tmp_path / "sohoa.toml")
    return tmp_path / "sohoa.toml"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_office_is_set_up_by_answers_and_works_at_once(
    sohoa: CommandLine, settings_file: Path, tmp_path: Path, key_file: Path
) -> None:
    answers = f"H13.16\n{tmp_path / 'in'}\n{tmp_path / 'out'}\n{key_file}\nagency\n"
    sohoa.patch.setattr("sys.stdin", io.StringIO(answers))
    sohoa.set(key_passphrase=PASSPHRASE.decode())
    assert sohoa("init") == 0
    assert SIGNER in sohoa.err
    assert sohoa.out.strip() == "", "questions and notes belong on stderr"
    written = tomllib.loads(settings_file.read_text())
    assert (written["unit"], written["key_kind"]) == ("H13.16", "agency")
    assert PASSPHRASE.decode() not in settings_file.read_text()
    secret = Path(written["key_passphrase_file"])
    assert secret.read_bytes() == PASSPHRASE + b"\n"
    assert mode(settings_file) == mode(secret) == 0o600
    sohoa.patch.delenv("SOHOA_KEY_PASSPHRASE")
    assert sohoa("ingest", write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER))) == 0
    assert (tmp_path / "out" / NUMBER / f"{NUMBER}.001.pdf").is_file()


def test_office_without_a_key_is_told_that_papers_wait(sohoa: CommandLine, settings_file: Path) -> None:
    assert sohoa("init", "--unit", "H13.16", "--in", "in", "--out", "out", "--key", "none") == 0
    assert "chờ ký" in sohoa.err
    assert "key_path" not in tomllib.loads(settings_file.read_text())


def test_file_that_is_there_is_not_replaced_unasked(sohoa: CommandLine, settings_file: Path) -> None:
    settings_file.write_text('unit = "H99"\n')
    words = ("init", "--unit", "H13.16", "--in", "in", "--out", "out", "--key", "none")
    assert sohoa(*words) == 2
    assert settings_file.read_text() == 'unit = "H99"\n'
    assert sohoa(*words, "--replace") == 0
    assert tomllib.loads(settings_file.read_text())["unit"] == "H13.16"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--in", "a", "--out", "a"), 2, "lie in one another"),
        (("--in", "a", "--out", "a/b"), 2, "lie in one another"),
        (("--in", "a/b", "--out", "a"), 2, "lie in one another"),
        (("--in", ".", "--out", "../out"), 2, "home folder"),
        (("--in", "tep", "--out", "out"), 2, "cannot write in"),
        (("--in", "in", "--out", "out", "--unit", "xã Mẫu"), 3, "unit"),
        (("--in", "in", "--out", "out", "--key", "khong-co.p12", "--key-kind", "agency"), 2, "khong-co.p12"),
        (("--in", "in", "--out", "out", "--key", "tep", "--key-kind", "agency"), 3, "PKCS#12"),
        (("--in", "in", "--out", "out", "--key", "tep", "--key-kind", "mine"), 2, "no kind of key"),
    ],
)
def test_wrong_answer_is_refused_and_nothing_is_written(
    sohoa: CommandLine, settings_file: Path, tmp_path: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    (tmp_path / "tep").write_text("một tệp")
    sohoa.set(key_passphrase=PASSPHRASE.decode())
    common = () if "--unit" in words else ("--unit", "H13.16")
    key = () if "--key" in words else ("--key", "none")
    assert sohoa("init", *common, *key, *words) == code
    assert told in sohoa.err
    assert not settings_file.exists()
    assert not (sohoa.home / "key.passphrase").exists()


def test_end_of_the_answers_ends_without_a_traceback(sohoa: CommandLine, settings_file: Path) -> None:
    sohoa.patch.setattr("sys.stdin", io.StringIO(""))
    assert sohoa("init") == 1
    assert not settings_file.exists()


def test_settings_folder_that_is_not_there_is_made(sohoa: CommandLine, tmp_path: Path) -> None:
    sohoa.set(config=tmp_path / "moi" / "sohoa.toml")
    assert sohoa("init", "--unit", "H13.16", "--in", "in", "--out", "out", "--key", "none") == 0
    assert mode(tmp_path / "moi" / "sohoa.toml") == 0o600


def test_config_shows_where_settings_come_from_and_no_secret(sohoa: CommandLine, settings_file: Path) -> None:
    settings_file.write_text('unit = "H13.16"\n')
    sohoa.set(key_passphrase=PASSPHRASE.decode())
    assert sohoa("config") == 0
    assert "SOHOA_UNIT\tH13.16\t" in sohoa.out
    assert PASSPHRASE.decode() not in sohoa.out + sohoa.err
    assert all(len(line.split("\t")) == 3 and line.split("\t")[2] for line in sohoa.out.splitlines()[2:])


def test_passphrase_file_that_others_may_read_is_refused(
    sohoa: CommandLine, tmp_path: Path, key_file: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(PASSPHRASE + b"\n")
    secret.chmod(0o644)
    sohoa.set(key_path=key_file, key_passphrase_file=secret, key_kind="agency")
    scan = write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER))
    assert sohoa("ingest", scan) == 3
    assert "chmod 600" in sohoa.err
    secret.chmod(0o600)
    assert sohoa("ingest", scan) == 0
