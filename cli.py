"""The command `sohoa`: mounts one verb and ends with the exit code of what happened."""

import sys
from importlib import import_module

import typer

from domain.errors import (
    InputError,
    IntegrityError,
    NotFound,
    OperatorError,
    SohoaError,
    StateConflict,
    TransientError,
    UsageError,
)

VERBS = {
    "init": "Set an office up: folders, key, a signature on trial, sohoa.toml.",
    "ingest": "Digitise files and folders; run it again to go on where it stopped.",
    "watch": "Digitise what comes into a folder, until Ctrl-C.",
    "inspect": "Show everything that would be read from files; store nothing.",
    "catalog": "Import, list and show administrative procedures.",
    "review": "List, show and answer open questions.",
    "separators": "Print separator and cover sheets for stacks of paper.",
    "learn": "Learn paper types from what officers have settled.",
    "status": "Say what there is and what waits.",
    "show": "Show one paper with its pages and events.",
    "export": "Copy finished PDFs out of the store.",
    "verify": "Prove digests, signatures and event chains.",
    "audit": "Prove that no page was lost.",
    "retry": "Send a quarantined paper through once more.",
    "keys": "Make, list, change and retire the keys that stored bytes are sealed under.",
    "papers": "List the paper types, bring one of your own, and try it on scans.",
    "doctor": "Check what sohoa needs on this machine.",
    "config": "Show every setting, its value and its meaning.",
}

# The first class that fits decides; docs/operate.md explains the codes.
EXIT_CODES: tuple[tuple[type[SohoaError], int], ...] = (
    (UsageError, 2),
    (NotFound, 4),
    (StateConflict, 5),
    (OperatorError, 3),
    (InputError, 6),
    (IntegrityError, 70),
    (TransientError, 75),
    (SohoaError, 1),
)
INTERRUPTED = 130


def build_cli(verb: str | None) -> typer.Typer:
    """The command line with only `verb` loaded: the others show in --help, their code stays on disk."""
    cli = typer.Typer(
        name="sohoa",
        help="Turns paper dossiers into signed, searchable, legally usable files.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for name, about in VERBS.items():
        if name != verb:
            cli.command(name, help=about)(_not_loaded)
            continue
        module = import_module(f"commands.{name}")
        if hasattr(module, "subcommands"):
            cli.add_typer(module.subcommands, name=name, help=about)
        else:
            cli.command(name, help=about)(module.command)
    return cli


def _not_loaded() -> None:
    """Stands for a verb that was not asked for."""


def main() -> None:
    """Runs the verb of the command line."""
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    verb = words[0] if words and words[0] in VERBS else None
    try:
        build_cli(verb)()
    except SystemExit as end:
        # typer turns Ctrl-C into this exit before it can be seen here.
        if end.code == INTERRUPTED:
            sys.stderr.write("sohoa: stopped; run the same command again to go on\n")
        raise
    except SohoaError as error:
        # The message names files, and a file may be called anything.
        shown: str = import_module("commands.words").plain(str(error))
        sys.stderr.write(f"sohoa: {shown}\n")
        raise SystemExit(exit_code(error)) from error


def exit_code(error: SohoaError) -> int:
    """The exit code for an error that ended the program."""
    return next(code for kind, code in EXIT_CODES if isinstance(error, kind))


if __name__ == "__main__":
    main()
