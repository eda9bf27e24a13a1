"""sohoa init: sets an office up by asking."""

from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr

from actions.init import Answers, check_folders, try_key, write_settings
from app import SystemClock, profile_of
from commands.output import notes
from config import Settings, config_file, load_settings
from domain.errors import UsageError


def command(
    in_folder: Annotated[Path | None, typer.Option("--in", help="Folder that scans come into.")] = None,
    out_folder: Annotated[Path | None, typer.Option("--out", help="Folder for finished PDFs.")] = None,
    key: Annotated[str | None, typer.Option(help="Signing key (.p12); 'none' to sign later.")] = None,
    key_kind: Annotated[str | None, typer.Option(help="personal, agency or archive.")] = None,
    unit: Annotated[str | None, typer.Option(help="Code of the unit, such as H13.16.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the settings file.")] = False,
) -> None:
    """Set an office up: folders, key, a signature on trial, sohoa.toml."""
    target = config_file()
    if target.exists() and not replace:
        raise UsageError(f"{target} is there already; edit it, or run `sohoa init --replace`")
    defaults = load_settings()
    notes.print("A few questions; Enter takes the answer in brackets.")
    question = "Code of the unit, as in dossier numbers (H13.16)"
    unit = unit or typer.prompt(question, default=defaults.unit, err=True)
    # What is written must be what the next command can read.
    load_settings(unit=unit)
    source = in_folder or Path(typer.prompt("Folder that scans come into", default="scan-in", err=True))
    out = out_folder or Path(typer.prompt("Folder for finished PDFs", default="scan-out", err=True))
    key_path = _key_path(key)
    secret, kind = b"", "personal"
    if key_path is not None:
        kind = _kind(key_kind)
        secret = _passphrase(defaults.key_passphrase)
    answers = Answers(
        unit=unit,
        actor=defaults.actor,
        in_folder=source.expanduser().resolve(),
        out_folder=out.expanduser().resolve(),
        key_path=key_path,
        passphrase=secret,
        key_kind=kind,
        home=defaults.home.resolve(),
        profile=defaults.profile,
    )
    check_folders(answers)
    if key_path is not None:
        loaded = try_key(key_path, secret, SystemClock().now())
        notes.print(f"signed on trial as {loaded.subject_cn}: the signature is intact")
        _warn_of_test_key(loaded.is_test, kind, defaults)
    write_settings(answers, target)
    notes.print(f"wrote {target}. Next, from this folder: `sohoa watch` (a folder in it is a dossier)")
    if key_path is None:
        notes.print("No key yet: papers will be stored and wait as chờ ký.", style="yellow")


def _warn_of_test_key(is_test: bool, kind: str, settings: Settings) -> None:
    rules = profile_of(settings, settings.profile).rules
    if is_test and not (rules.test_keys and kind != "personal"):
        notes.print(
            f"This is a TEST KEY: under the profile {settings.profile} nothing will be signed "
            f"with it as {kind}. For a trial: `SOHOA_PROFILE=demo sohoa init --replace`, and answer agency.",
            style="bold yellow",
        )


def _key_path(given: str | None) -> Path | None:
    """The key's file; None to sign later. Asks again for a file that is not there."""
    while True:
        word = given or typer.prompt("Signing key (.p12 file, or 'none')", default="none", err=True)
        path = Path(word).expanduser().resolve()
        if word == "none":
            return None
        if path.is_file():
            return path
        if given:
            raise UsageError(f"there is no file {path}; give the key's file, or 'none'")
        notes.print(f"There is no file {path}; give another, or 'none'.")


def _kind(given: str | None) -> str:
    while True:
        kind = given or typer.prompt("Whose key: personal, agency or archive", default="personal", err=True)
        if kind in ("personal", "agency", "archive"):
            return str(kind)
        if given:
            raise UsageError(f"{kind!r} is no kind of key; it is personal, agency or archive")
        notes.print(f"{kind!r} is no kind of key.")


def _passphrase(known: SecretStr | None) -> bytes:
    if known is not None:
        return known.get_secret_value().encode()
    answer: str = typer.prompt(
        "Passphrase of the key", hide_input=True, default="", show_default=False, err=True
    )
    return answer.encode()
