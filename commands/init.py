"""sohoa init: sets an office up by asking."""

from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr

from actions.init import Answers, check_folders, try_key, write_settings
from app import SystemClock
from commands.output import notes
from config import config_file, load_settings
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
    notes.print("Four questions; Enter takes the answer in brackets.")
    unit = unit or typer.prompt("Code of the unit", default=defaults.unit, err=True)
    # What is written must be what the next command can read.
    load_settings(unit=unit)
    source = in_folder or Path(typer.prompt("Folder that scans come into", default="scan-in", err=True))
    out = out_folder or Path(typer.prompt("Folder for finished PDFs", default="scan-out", err=True))
    word = key or typer.prompt("Signing key (.p12 file, or 'none')", default="none", err=True)
    key_path = None if word == "none" else Path(word).expanduser().resolve()
    secret, kind = b"", "personal"
    if key_path is not None:
        question = "Whose key: personal, agency or archive"
        kind = key_kind or typer.prompt(question, default="personal", err=True)
        if kind not in ("personal", "agency", "archive"):
            raise UsageError(f"{kind!r} is no kind of key; it is personal, agency or archive")
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
    )
    check_folders(answers)
    if key_path is not None:
        loaded = try_key(key_path, secret, SystemClock().now())
        notes.print(f"signed on trial as {loaded.subject_cn}: the signature is intact")
    write_settings(answers, target)
    notes.print(f"wrote {target}. Next: `sohoa watch`, or `sohoa ingest {answers.in_folder}`")
    if key_path is None:
        notes.print("No key yet: papers will be stored and wait as chờ ký.", style="yellow")


def _passphrase(known: SecretStr | None) -> bytes:
    if known is not None:
        return known.get_secret_value().encode()
    answer: str = typer.prompt(
        "Passphrase of the key", hide_input=True, default="", show_default=False, err=True
    )
    return answer.encode()
