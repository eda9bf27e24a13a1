"""sohoa papers: the paper types in force, and how an office brings one of its own."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from actions.paper_trial import TO_LOOK_AT, Effect, Trial, TrialView, Typing, try_type
from actions.paper_types import list_types, new_type
from app import SystemClock, dry_worker, own_data, profile_of
from commands.intake import tell_passed
from commands.output import note, note_failure, percent, print_json, print_table
from config import load_settings
from domain.errors import UsageError
from logs import set_up_logs
from pipeline.office_data import OfficeData, load_office_data
from pipeline.overlay import DataFolder
from pipeline.papers.catalog import load_papers
from scanners.folder import look_through

subcommands = typer.Typer(no_args_is_help=True)

_WORDS = {
    Effect.SAME: "không đổi",
    Effect.FIELDS: "cùng loại, trường đổi",
    Effect.NEW: "trước chưa rõ loại, nay nhận ra",
    Effect.MOVED: "ĐỔI LOẠI",
    Effect.LOST: "KHÔNG CÒN NHẬN RA",
    Effect.STOPPED: "có dấu mật, không đọc",
    Effect.FAILED: "không đọc được tệp",
}


@subcommands.command("list")
def list_papers(
    json: Annotated[bool, typer.Option("--json", help="Print JSON (docs/json.md).")] = False,
) -> None:
    """List the paper types in force, and where each comes from."""
    types = list_types(load_papers(own=own_data(load_settings())))
    if json:
        print_json("paper_types", types)
        return
    print_table(
        ("code", "name", "family", "source", "from"),
        ((one.code, one.name, one.family, one.source, one.origin) for one in types),
    )


@subcommands.command("new")
def new_paper(
    code: Annotated[str, typer.Argument(help="Its code: 2 to 12 capital letters and digits, such as DXNCT.")],
    name: Annotated[str | None, typer.Option(help="Its name, as officers call it.")] = None,
) -> None:
    """Write a file for a paper type into SOHOA_HOME/data/papers, every line of it explained."""
    path = new_type(own_data(load_settings()), code, name)
    note(f"wrote {path}, which is in force from now on; edit it, then try it on scans:")
    note(f"    sohoa papers test {path} --on FOLDER")


@subcommands.command("test")
def try_paper(
    file: Annotated[Path, typer.Argument(help="The paper type's TOML file; it need not be in force yet.")],
    on: Annotated[Path, typer.Option(help="Folder of scans to try it on; each file counts as one paper.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON (docs/json.md).")] = False,
    profile: Annotated[str | None, typer.Option(help="Profile: office, plain, demo, or a TOML file.")] = None,
) -> None:
    """Show what a paper type changes on scans; store nothing. Ends with 1 when a paper changes its type."""
    settings = load_settings(profile=profile)
    profile_of(settings, settings.profile)
    set_up_logs(settings.log_level)
    before, after = _before_and_after(own_data(settings), file)
    found = look_through([on])
    tell_passed(found.passed)
    files = [path for batch in found.batches for paper in batch.papers for path in paper.files]
    if not files:
        raise UsageError(f"no scan in {on}; give a folder of PDF files or pictures")
    with tempfile.TemporaryDirectory(prefix="sohoa-") as scratch:
        today = dry_worker(settings, Path(scratch) / "today", before)
        tried = dry_worker(settings, Path(scratch) / "tried", after)
        try:
            trial = Trial(today=today, tried=tried, profile=settings.profile, at=SystemClock().now())
            seen = [_told(view) for view in try_type(trial, files)]
        finally:
            today.close()
            tried.close()
    if json:
        print_json("trials", tuple(seen))
    else:
        _print(seen)
    counts = Counter(view.effect for view in seen)
    note(", ".join(f"{_WORDS[effect]}: {counts[effect]}" for effect in Effect if counts[effect]))
    if TO_LOOK_AT & counts.keys():
        raise typer.Exit(1)


def _before_and_after(own: DataFolder, file: Path) -> tuple[OfficeData, OfficeData]:
    """The data in force without the file, should it lie in the office's folder already, and with it."""
    if not file.is_file():
        raise UsageError(f"{file} is no file; write one with `sohoa papers new CODE`")
    data = load_office_data(own)
    before, after = load_papers(own=own, leave_out=file), load_papers(own=own, leave_out=file, trial=file)
    return replace(data, papers=before), replace(data, papers=after)


def _told(view: TrialView) -> TrialView:
    if view.failure is not None:
        note_failure(view.failure)
    return view


def _print(seen: list[TrialView]) -> None:
    print_table(
        ("file", "before", "after", "effect"),
        ((view.file, _kind(view.before), _kind(view.after), _WORDS[view.effect]) for view in seen),
    )
    rows = [row for view in seen for row in _fields(view)]
    if rows:
        print_table(("file", "field", "before", "after"), rows)


def _kind(typing: Typing | None) -> str:
    return "-" if typing is None else f"{typing.code} {percent(typing.confidence)}"


def _fields(view: TrialView) -> Iterator[tuple[str, str, str, str]]:
    """Fields that read otherwise than before."""
    before, after = ({} if one is None else _shown(one) for one in (view.before, view.after))
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield view.file, name, before.get(name, "-"), after.get(name, "-")


def _shown(typing: Typing) -> dict[str, str]:
    """Each field's value, with a question mark where a person is to look at it."""
    return {field.name: field.value if field.sure else f"{field.value} (?)" for field in typing.fields}
