"""sohoa audit: proof that no page was lost."""

from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from actions.audit import Auditor, audit
from actions.auditing.findings import CheckName, CheckResult, Finding
from app import App
from commands.output import notes, print_json, print_table, print_text
from commands.session import open_session
from domain.actor import Actor


def command(
    quick: Annotated[
        bool, typer.Option("--quick", help="Only ask whether the bytes are there; read none of them.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON (docs/json.md).")] = False,
) -> None:
    """Prove that no page was lost."""
    with open_session() as (app, actor):
        results = _audit(app, actor, quick=quick)
    faults = sum(len(result.faults) for result in results)
    if json:
        print_json("checks", results)
    else:
        _print(results)
        print_text(_verdict(results, faults, quick=quick))
    if faults:
        raise typer.Exit(1)


def _audit(app: App, actor: Actor, *, quick: bool) -> tuple[CheckResult, ...]:
    auditor = Auditor(ledger=app.ledger, holdings=app.holdings, quick=quick)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=notes, transient=True, disable=not notes.is_terminal) as progress:
        line = progress.add_task("starting", total=None)
        looked_at = 0

        def seen(papers: int) -> None:
            nonlocal looked_at
            looked_at += papers
            progress.update(line, description=f"{looked_at} papers looked at")

        return audit(actor, auditor, seen)


def _print(results: tuple[CheckResult, ...]) -> None:
    print_table(
        ("check", "looked at", "result"),
        ((result.name.value, _counts(result), _words(result)) for result in results),
    )
    for result in results:
        for fault in result.faults:
            print_text(_line(result.name, "fault", fault))
        for note in result.notes:
            print_text(_line(result.name, "note", note))


def _counts(result: CheckResult) -> str:
    return ", ".join(f"{counted.number} {counted.what}" for counted in result.counted) or "-"


def _words(result: CheckResult) -> str:
    count = len(result.faults)
    return "ok" if not count else f"{count} fault{'s' * (count > 1)}"


def _line(name: CheckName, kind: str, finding: Finding) -> str:
    item = f"{finding.item}: " if finding.item else ""
    return f"{kind} ({name.value}): {item}{finding.what}; {finding.advice}"


def _verdict(results: tuple[CheckResult, ...], faults: int, *, quick: bool) -> str:
    if faults:
        return f"The audit found {faults} fault{'s' * (faults > 1)}: see to each of them before work goes on."
    counts = {counted.what: counted.number for counted in results[0].counted}
    held = f"{counts.get('pages', 0)} pages of {counts.get('papers', 0)} papers"
    how = "its bytes are there (not read: --quick)" if quick else "its bytes were read and are right"
    return f"No page was lost: each of the {held} is in its place, and {how}."
