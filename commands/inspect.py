"""sohoa inspect: a dry run over files."""

import tempfile
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from actions.inspect import Inspection, PageInspection, PaperInspection, inspect_file
from app import SystemClock, dry_worker, profile_of
from commands.output import note, note_failure, percent, print_json, print_table, print_text
from commands.words import plain
from config import load_settings
from domain.errors import UsageError
from logs import set_up_logs


def command(
    files: Annotated[list[Path], typer.Argument(help="Files to look at.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON (docs/json.md).")] = False,
    text: Annotated[
        bool, typer.Option("--text", help="Print the text only; form feeds part the pages.")
    ] = False,
    codes: Annotated[
        bool, typer.Option("--codes", help="Print codes only: page, symbology, payload, tab-separated.")
    ] = False,
    crops: Annotated[
        Path | None,
        typer.Option(help="Folder to write pictures of stamps, signatures and handwriting into."),
    ] = None,
    profile: Annotated[str | None, typer.Option(help="Profile: office, plain, demo, or a TOML file.")] = None,
) -> None:
    """Show everything that would be read from files; store nothing."""
    for file in files:
        if not file.is_file():
            raise UsageError(f"{file} is no file; give the files to look at")
    settings = load_settings(profile=profile)
    profile_of(settings, settings.profile)
    set_up_logs(settings.log_level)
    failed = False
    with tempfile.TemporaryDirectory(prefix="sohoa-") as scratch:
        worker = dry_worker(settings, Path(scratch))
        try:
            # A file of the office that does not fit is told before the first page is read.
            worker.tools.data()
            seen: list[Inspection] = []
            for file in files:
                inspection = inspect_file(file, worker, settings.profile, SystemClock().now(), crops)
                seen.append(inspection)
                if inspection.failure is not None:
                    failed = True
                    note_failure(inspection.failure)
                for page in inspection.pages:
                    if page.secrecy is not None:
                        level = page.secrecy.level.value
                        note(f"{file}: trang {page.number} có dấu {level}, không đọc", "red")
                if not json:
                    _print(inspection, text=text, codes=codes, first=file == files[0])
            if json:
                print_json("inspections", tuple(seen))
        finally:
            worker.close()
    if failed:
        raise typer.Exit(6)


def _print(inspection: Inspection, *, text: bool, codes: bool, first: bool) -> None:
    if text:
        pages = (page.text.text if page.text else "" for page in inspection.pages)
        print_text(("" if first else "\f") + "\n\f".join(pages))
    elif codes:
        for page in inspection.pages:
            for code in page.codes:
                said = plain(code.payload) if code.withheld is None else f"({code.withheld.value}, not kept)"
                print_text(f"{page.number}\t{code.symbology.value}\t{said}")
    else:
        _print_overview(inspection)


def _print_overview(inspection: Inspection) -> None:
    head = f"{inspection.file}: {len(inspection.pages)} pages"
    if len(inspection.papers) == 1:
        print_text(f"{head}, type {_type_words(inspection.papers[0])}")
    else:
        print_text(f"{head}, {len(inspection.papers)} papers")
        for one in inspection.papers:
            pages = ", ".join(map(str, one.pages))
            print_text(f"  pages {pages}: {_type_words(one)}; {one.begins}")
    for asked in (asked for one in inspection.papers for asked in one.asks):
        print_text(f"  asks: {asked}")
    print_table(
        ("page", "pixels", "dpi", "turn", "skew", "marks", "codes", "layout", "words", "confidence", "ms"),
        (_row(page) for page in inspection.pages),
    )


def _type_words(one: PaperInspection) -> str:
    paper = one.paper
    return "-" if paper is None else f"{paper.name} ({percent(paper.confidence)}; {paper.rule})"


def _row(page: PageInspection) -> tuple[str, ...]:
    words = page.text.words if page.text else ()
    return (
        str(page.number),
        f"{page.size.width}x{page.size.height}",
        f"{page.dpi.x:.0f}",
        f"{page.rotation_deg}°",
        f"{page.skew_deg:.2f}°",
        " ".join(flag.value for flag in page.flags) or "-",
        str(len(page.codes)),
        _layout(page),
        str(len(words)),
        percent(page.text.mean_confidence if page.text else None),
        " ".join(f"{time.stage} {time.ms:.0f}" for time in page.stages),
    )


def _layout(page: PageInspection) -> str:
    """How many regions of each kind, and tables."""
    counts = Counter(region.kind.value for region in page.regions)
    counts["table"] = len(page.tables)
    return " ".join(f"{kind} {number}" for kind, number in counts.items() if number) or "-"
