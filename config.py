"""Settings: sohoa.toml, overridden by SOHOA_* variables; read once, frozen, handed down."""

import getpass
import json
import os
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from domain.errors import ConfigError

PREFIX = "SOHOA_"
CONFIG_VARIABLE = "SOHOA_CONFIG"
DEFAULT_FILE = Path("sohoa.toml")


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise ConfigError("this system account has no name; set actor or SOHOA_ACTOR") from error


class Settings(BaseSettings):
    """Every setting with its default. Relative paths count from the working folder."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )

    home: Path = Path("var")
    """Folder of the embedded ledger, store and spool."""
    ledger_url: SecretStr | None = None
    """Ledger on PostgreSQL: postgresql://user@host:5432/database; none keeps it as SQLite in `home`."""
    unit: str = Field(default="don-vi", pattern=r"^[A-Za-z0-9._-]{1,64}$")
    """Code of the unit whose papers come in."""
    actor: str = Field(default_factory=_login, min_length=1, max_length=100)
    """Name of the person at the command line, as events record it."""
    profile: str = "office"
    """A profile: office, plain, demo (signs with test keys), one of the office's own, or a TOML file."""
    store: Literal["folder", "s3"] = "folder"
    """Where artifacts are kept: in the home folder, or in a bucket of an S3 server."""
    s3_endpoint: str | None = None
    """HOST:PORT of the S3 server, spoken to through TLS."""
    s3_bucket: str | None = Field(default=None, pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")
    """Bucket of the store; it must be there."""
    s3_prefix: str = Field(default="", pattern=r"^([A-Za-z0-9_-][A-Za-z0-9._-]{0,62}/){0,8}$")
    """What the names of all objects begin with, such as `sohoa/`."""
    s3_region: str = Field(default="us-east-1", pattern=r"^[A-Za-z0-9-]{1,64}$")
    """Region of the bucket, as the server calls it."""
    s3_access_key: str | None = None
    """Name of the key that opens the bucket."""
    s3_secret_key: SecretStr | None = None
    """The secret of that key: better as SOHOA_S3_SECRET_KEY or in `s3_secret_key_file`."""
    s3_secret_key_file: Path | None = None
    """File whose first line is the secret; readable by its owner only."""
    s3_ca_file: Path | None = None
    """Certificates (PEM) that the S3 server's must lead to; those of the system when none is given."""
    s3_timeout_s: float = Field(default=10.0, gt=0, le=600)
    """How long the S3 server may be silent before it counts as away."""
    in_folder: Path | None = None
    """Folder that `sohoa watch` looks at when none is given."""
    out_folder: Path | None = None
    """Folder that finished PDFs are mirrored to."""
    key_path: Path | None = None
    """PKCS#12 file (.p12) of the signing key."""
    key_passphrase: SecretStr | None = None
    """Passphrase of the key: better as SOHOA_KEY_PASSPHRASE or in `key_passphrase_file`."""
    key_passphrase_file: Path | None = None
    """File whose first line is the passphrase; readable by its owner only."""
    key_kind: Literal["personal", "agency", "archive"] = "personal"
    """Whose signature the key makes."""
    key_owner: str | None = None
    """Who owns a personal key; only what this person has accepted is signed with it."""
    store_keys: Path | None = None
    """Keyring (`sohoa keys new`) that the store is sealed under; the spool has one of its own."""
    trust_roots: tuple[Path, ...] = ()
    """Certificates (PEM or DER) that `sohoa verify` trusts."""
    tessdata: Path | None = None
    """Folder of tesseract's models; found by itself on Debian and Ubuntu."""
    workers: int | None = Field(default=None, ge=0, le=256)
    """Processes that work side by side; one a core when not set, 0: in this process, for debuggers."""
    page_timeout_s: float = Field(default=180.0, gt=0)
    """Seconds a page may take before its worker is ended."""
    worker_memory_mb: int = Field(default=2048, ge=256)
    """Memory one worker may use before it is ended."""
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    """What is written to the log on stderr."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, config_file())


def config_file() -> Path:
    """The settings file in force; it need not exist."""
    return Path(os.environ.get(CONFIG_VARIABLE, DEFAULT_FILE))


def load_settings(**overrides: Any) -> Settings:
    """The settings in force; `overrides` (options of a command) win when they are not None.

    ConfigError names the setting that is wrong, or a SOHOA_ variable that is none.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {CONFIG_VARIABLE}
    # Other spellings too: pydantic would take sohoa_home for SOHOA_HOME, and pass over sohoa_hoem.
    unknown = sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name not in known)
    if unknown:
        raise ConfigError(
            f"{', '.join(unknown)}: no such setting; `sohoa config` lists those there are, unset the variable"
        )
    try:
        made = Settings(**{name: value for name, value in overrides.items() if value is not None})
        # Papers keep the profile they came in with: its file is found from any folder later.
        own = made.profile.endswith(".toml")
        return made.model_copy(update={"profile": str(Path(made.profile).resolve())}) if own else made
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors()
        )
        raise ConfigError(f"settings ({config_file()} and SOHOA_ variables): {wrong}") from error
    except SettingsError as error:
        raise ConfigError(f"SOHOA_ variables: {error}; give a list as JSON") from error
    except ValueError as error:
        raise ConfigError(f"{config_file()} is no valid TOML: {error}; mend the file") from error
    except OSError as error:
        raise ConfigError(f"cannot read {config_file()}: {error.strerror}; mend its rights") from error


def settings_to_text(settings: Settings) -> str:
    """All settings as JSON, secrets in clear: for the pipe to a worker, never for a file or a log."""
    values = settings.model_dump(mode="json")
    for name, value in settings:
        if isinstance(value, SecretStr):
            values[name] = value.get_secret_value()
    return json.dumps(values)


def settings_from_text(text: str) -> Settings:
    """The settings that `settings_to_text` wrote, whatever files and variables say now."""
    return Settings(**json.loads(text))
