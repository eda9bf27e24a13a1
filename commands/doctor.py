"""sohoa doctor: what this machine lacks."""

from typing import Annotated

import typer

from actions.doctor import Patient, examine
from adapters import limit_threads, load_key, load_ocr_engine, look_at_ledger, open_store
from app import SystemClock, own_data
from commands.output import print_json, print_table
from config import load_settings


def command(
    json: Annotated[bool, typer.Option("--json", help="Print JSON (docs/json.md).")] = False,
) -> None:
    """Check what sohoa needs on this machine."""
    settings = load_settings()
    limit_threads()
    findings = examine(
        Patient(
            home=settings.home,
            profile=settings.profile,
            data=own_data(settings),
            today=SystemClock().now().date(),
            engine=lambda: load_ocr_engine("tesseract", settings.tessdata),
            key=None if settings.key_path is None else lambda: load_key(settings),
            ledger=lambda: look_at_ledger(settings),
            store=None if settings.store == "folder" else lambda: open_store(settings),
        )
    )
    if json:
        print_json("findings", findings)
    else:
        print_table(("what", "found", "advice"), ((one.what, one.found, one.advice) for one in findings))
    if any(one.advice for one in findings):
        raise typer.Exit(1)
