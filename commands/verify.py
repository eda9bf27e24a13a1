"""sohoa verify: proof of digests, signatures and event chains."""

from pathlib import Path
from typing import Annotated

import typer

from actions.papers import find_papers
from actions.verify import FileVerdict, verify_chains, verify_file, verify_paper
from adapters import load_roots
from commands.output import print_json, print_table, print_text
from commands.session import open_session
from config import load_settings


def command(
    name: Annotated[
        str | None, typer.Argument(help="A PDF file, a paper, a batch, a dossier number; else everything.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON (docs/json.md).")] = False,
) -> None:
    """Prove digests, signatures and event chains."""
    if name is not None and Path(name).is_file():
        files: tuple[FileVerdict, ...] = (verify_file(Path(name), load_roots(load_settings())),)
        chains_sound = True
    else:
        files, chains_sound = _verify_home(name, quiet=json)
    if json:
        print_json("verdicts", files)
    else:
        _print(files)
    if not chains_sound or not all(verdict.sound for verdict in files):
        raise typer.Exit(1)


def _verify_home(name: str | None, *, quiet: bool) -> tuple[tuple[FileVerdict, ...], bool]:
    with open_session() as (app, actor):
        roots = load_roots(app.settings)
        rows = app.ledger.documents(actor.scope) if name is None else find_papers(actor, app.ledger, name)
        files = tuple(verify_paper(app.holdings.store, row, roots) for row in rows)
        chains = verify_chains(actor, app.ledger)
    broken = [chain for chain in chains if chain.fault is not None]
    if not quiet:
        events = sum(chain.events for chain in chains)
        print_text(f"{len(chains)} event chains with {events} events: {len(broken)} broken")
        for chain in broken:
            print_text(f"  {chain.batch}: {chain.fault}")
    return files, not broken


def _print(files: tuple[FileVerdict, ...]) -> None:
    print_table(
        ("paper", "name", "bytes", "signer", "signed", "verdict", "why"),
        (
            (verdict.document or "-", verdict.name, _bytes_words(verdict), *words)
            for verdict in files
            for words in _signatures(verdict)
        ),
    )


def _bytes_words(verdict: FileVerdict) -> str:
    """Only what the store holds has a digest to be held against."""
    return "-" if verdict.document is None else verdict.fault or "intact"


def _signatures(verdict: FileVerdict) -> tuple[tuple[str, str, str, str], ...]:
    return tuple(
        (
            ("TEST KEY: " if one.is_test_key else "") + (one.signer_cn or "?"),
            one.signing_time.isoformat(timespec="seconds") if one.signing_time else "-",
            one.overall.value,
            one.reason,
        )
        for one in verdict.signatures
    ) or (("-", "-", "chưa ký", ""),)
