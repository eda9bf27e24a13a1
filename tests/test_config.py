import getpass
import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from config import CONFIG_VARIABLE, PREFIX, Settings, config_file, load_settings
from domain.errors import ConfigError

HIDDEN = "mat-khau-cua-khoa"


@pytest.fixture(autouse=True)
def _quiet_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder without settings, and no variable of ours."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
        monkeypatch.delenv(name)


def _write(text: str, name: str = "sohoa.toml") -> None:
    Path(name).write_text(text, encoding="utf-8")


def test_defaults_hold_without_a_file() -> None:
    settings = load_settings()
    assert settings.home == Path("var")
    assert settings.profile == "office"
    assert settings.actor == getpass.getuser()
    assert settings.key_path is None
    assert settings.trust_roots == ()


def test_file_overrides_defaults_variables_the_file_and_options_both(monkeypatch: pytest.MonkeyPatch) -> None:
    _write('unit = "tep"\nprofile = "tep"\nactor = "tep"\n')
    monkeypatch.setenv("SOHOA_UNIT", "bien")
    monkeypatch.setenv("SOHOA_PROFILE", "bien")
    settings = load_settings(unit="lenh", profile=None)
    assert (settings.unit, settings.profile, settings.actor) == ("lenh", "bien", "tep")


def test_file_may_be_named_by_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    _write('unit = "khac"\n', "khac.toml")
    _write('unit = "sai"\n')
    monkeypatch.setenv(CONFIG_VARIABLE, "khac.toml")
    assert config_file() == Path("khac.toml")
    assert load_settings().unit == "khac"


def test_vietnamese_and_lists_come_through(monkeypatch: pytest.MonkeyPatch) -> None:
    _write('actor = "Trần Thị Mẫu"\ntrust_roots = ["a.pem", "b.pem"]\n')
    settings = load_settings()
    assert settings.actor == "Trần Thị Mẫu"
    assert settings.trust_roots == (Path("a.pem"), Path("b.pem"))
    monkeypatch.setenv("SOHOA_TRUST_ROOTS", '["c.pem"]')
    assert load_settings().trust_roots == (Path("c.pem"),)


@pytest.mark.parametrize(
    "name", ["SOHOA_HOEM", "SOHOA_", "SOHOA_HOME_", "sohoa_hoem", "Sohoa_Home", "sohoa_home"]
)
def test_variable_that_is_no_setting_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "x")
    with pytest.raises(ConfigError, match=f"{name}: no such setting"):
        load_settings()


@pytest.mark.parametrize("name", ["SOHOAX", "XSOHOA_HOME", "HOME_SOHOA_"])
def test_variable_of_another_program_is_none_of_ours(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "x")
    assert load_settings().home == Path("var")


def test_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SOHOA_KEY_PATH", "SOHOA_IN_FOLDER", "SOHOA_UNIT"):
        monkeypatch.setenv(name, "")
    settings = load_settings()
    assert (settings.key_path, settings.in_folder, settings.unit) == (None, None, "don-vi")


@pytest.mark.parametrize("key", ["hoem", "sohoa_home", "config"])
def test_unknown_key_in_the_file_is_refused_by_name(key: str) -> None:
    _write(f'{key} = "x"\n')
    with pytest.raises(ConfigError, match=key):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("unit", "không dấu cách"),
        ("unit", "a/b"),
        ("unit", "x" * 65),
        ("unit", "a\n"),
        ("actor", "x" * 101),
        ("key_kind", "private"),
        ("log_level", "loud"),
        ("trust_roots", '{"a": 1}'),
    ],
)
def test_bad_value_of_a_variable_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(PREFIX + name.upper(), value)
    with pytest.raises(ConfigError, match=name):
        load_settings()


def test_list_that_is_no_json_is_named_and_the_file_not_blamed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOHOA_TRUST_ROOTS", "root.pem")
    with pytest.raises(ConfigError, match=r"trust_roots.*JSON") as caught:
        load_settings()
    assert "TOML" not in str(caught.value)


@pytest.mark.parametrize(
    "line", ["unit = 5", "home = true", 'trust_roots = "root.pem"', "key_passphrase = 5"]
)
def test_bad_value_in_the_file_is_named(line: str) -> None:
    _write(line)
    with pytest.raises(ConfigError, match=line.split()[0]):
        load_settings()


def test_every_bad_value_is_named_at_once() -> None:
    _write('unit = 5\nkey_kind = "x"\nhoem = 1\n')
    with pytest.raises(ConfigError, match=r"(?s)(?=.*unit)(?=.*key_kind)(?=.*hoem)"):
        load_settings()


@pytest.mark.parametrize("content", [b"unit = ", b"\xff\xfe", b"[unit", b'unit = "a"\nunit = "b"\n'])
def test_file_that_is_no_toml_is_named(content: bytes) -> None:
    Path("sohoa.toml").write_bytes(content)
    with pytest.raises(ConfigError, match=r"sohoa\.toml is no valid TOML"):
        load_settings()


def test_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    _write("")

    def refused(*_: object, **__: object) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(ConfigError, match=r"sohoa\.toml: Permission denied"):
        load_settings()


def test_account_without_a_name_is_asked_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise KeyError("getpwuid(): uid not found: 4711")

    monkeypatch.setattr("config.getpass.getuser", nameless)
    with pytest.raises(ConfigError, match="SOHOA_ACTOR"):
        load_settings()
    monkeypatch.setenv("SOHOA_ACTOR", "may-quet")
    assert load_settings().actor == "may-quet"


def test_passphrase_shows_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOHOA_KEY_PASSPHRASE", HIDDEN)
    settings = load_settings()
    assert settings.key_passphrase is not None
    assert settings.key_passphrase.get_secret_value() == HIDDEN
    shown = (repr(settings), str(settings), settings.model_dump_json(), str(settings.model_dump()))
    assert not [text for text in shown if HIDDEN in text]


@pytest.mark.parametrize("line", [f'key_passphrse = "{HIDDEN}"', f'key_passphrase = ["{HIDDEN}"]'])
def test_mistyped_passphrase_does_not_show_in_the_error_or_its_cause(line: str) -> None:
    _write(line)
    with pytest.raises(ConfigError, match="key_passphr") as caught:
        load_settings()
    assert isinstance(caught.value.__cause__, ValidationError)
    assert HIDDEN not in str(caught.value)
    assert HIDDEN not in str(caught.value.__cause__)


def test_settings_are_frozen() -> None:
    settings = load_settings()
    with pytest.raises(ValidationError, match="frozen"):
        settings.unit = "x"


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_says_what_it_means(name: str) -> None:
    assert (Settings.model_fields[name].description or "").endswith((".", "`."))


def test_no_settings_file_is_read_from_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write("SOHOA_UNIT=dotenv\n", ".env")
    _write('unit = "cha"\n')
    below = tmp_path / "below"
    below.mkdir()
    monkeypatch.chdir(below)
    assert load_settings().unit == "don-vi"
