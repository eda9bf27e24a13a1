"""sohoa keys: the keys that stored bytes are sealed under."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from actions.keys import KeyView, list_keys, make_ring, retire, rotate
from adapters import sealed_places
from app import App, SystemClock
from commands.output import notes, print_json, print_table
from commands.session import open_session
from domain.errors import ConfigError
from storage.places import SealedPlace

subcommands = typer.Typer(no_args_is_help=True)

Spool = Annotated[bool, typer.Option("--spool", help="Only the spool's keys.")]
Store = Annotated[bool, typer.Option("--store", help="Only the store's keys.")]

_PROGRESS_EVERY = 100


@subcommands.command("new")
def new_ring(file: Annotated[Path, typer.Argument(help="The keyring to make; never overwritten.")]) -> None:
    """Make a keyring for the store (setting store_keys)."""
    key = make_ring(file, SystemClock())
    notes.print(
        f"wrote {file} with the key {key}. Set store_keys to it, and keep a copy apart from the data:"
    )
    notes.print("without this file nothing that is sealed under it can be read again.", style="bold yellow")


@subcommands.command("list")
def list_rings(
    json: Annotated[bool, typer.Option("--json", help="Print JSON (docs/json.md).")] = False,
) -> None:
    """List the keys and how many artifacts each seals."""
    with _open_places(spool=False, store=False) as (_app, places):
        keys = tuple(key for place in places for key in list_keys(place))
        if json:
            print_json("keys", keys)
            return
        print_table(
            ("place", "key", "made", "state", "artifacts", "keyring"),
            (
                (key.place, key.id or "-", key.made or "-", _state(key), key.artifacts, key.ring)
                for key in keys
            ),
        )


@subcommands.command("rotate")
def rotate_rings(spool: Spool = False, store: Store = False) -> None:
    """Add a new key and seal everything anew under it; run it again to go on where it stopped."""
    with _open_places(spool=spool, store=store) as (app, places):
        for place in places:

            def sealed(count: int, name: str = place.name) -> None:
                if count and count % _PROGRESS_EVERY == 0:
                    notes.print(f"{name}: {count} artifacts sealed anew")

            done = rotate(place, app.ledger, app.clock, sealed)
            notes.print(f"{done.place}: {done.resealed} artifacts sealed anew under {done.key}")
            notes.print(f"Copy {place.ring.path} to where its copies are kept.", style="yellow")


@subcommands.command("retire")
def retire_keys(spool: Spool = False, store: Store = False) -> None:
    """Drop keys that seal nothing any more; backups made under them can then be read no more."""
    with _open_places(spool=spool, store=store) as (app, places):
        for place in places:
            dropped = retire(place, app.ledger)
            notes.print(f"{place.name}: retired {', '.join(dropped) or 'no key'}")


@contextmanager
def _open_places(*, spool: bool, store: bool) -> Iterator[tuple[App, tuple[SealedPlace, ...]]]:
    """The places that were asked for, all of them when none was."""
    wanted = {name for name, asked in (("spool", spool), ("store", store)) if asked}
    with open_session() as (app, _actor):
        places = sealed_places(app.settings, app.clock)
        if store and "store" not in {place.name for place in places}:
            raise ConfigError("the store has no keys; make a ring with `sohoa keys new FILE`, set store_keys")
        yield app, tuple(place for place in places if not wanted or place.name in wanted)


def _state(key: KeyView) -> str:
    if key.current:
        return "current"
    if key.id is None:
        return "not sealed"
    return "reads" if key.made else "NOT IN THE RING"
