"""What the bench of codes found, and how it is printed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean, median

from bench.machine import Machine

ROTATIONS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCount:
    """A set of published pictures: how many were read right, lying 0, 90, 180 and 270 degrees turned."""

    name: str
    pictures: int
    zxing: tuple[int, ...]
    """Of zxing-cpp with all formats and its own settings, on the same pixels in the same run."""
    ours: tuple[int, ...]
    """Of sohoa with every symbology asked for."""
    missed: tuple[str, ...]
    """Pictures that zxing-cpp reads and sohoa does not, with the rotation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Misled:
    """A picture without a symbol in which something was read."""

    name: str
    rotation: int
    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSymbols:
    """A page of any symbols, and how many are read on it lying all four ways."""

    name: str
    zxing: int
    """Symbols that zxing-cpp reads with all formats in any rotation."""
    ours: tuple[int, ...]
    """Symbols that sohoa reads, patch codes apart, by rotation."""
    patches: tuple[int, ...]
    missed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """A whole run."""

    machine: Machine
    zxing_version: str
    left_out: tuple[str, ...]
    sets: tuple[SetCount, ...]
    misled: tuple[Misled, ...]
    misleading_pictures: int
    pages: tuple[PageSymbols, ...]
    vietnamese: int
    """Vietnamese payloads drawn as QR codes."""
    vietnamese_read: int
    """Of these, read to the letter."""
    cpu_ms: tuple[float, ...]
    """CPU a page of 300 dpi A4 without codes, the best of three."""


def _counts(counts: Sequence[int]) -> str:
    return " ".join(str(count) for count in counts)


def _named(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"


def _set_lines(run: Codes) -> list[str]:
    zxing = [sum(one.zxing[turn] for one in run.sets) for turn in range(ROTATIONS)]
    ours = [sum(one.ours[turn] for one in run.sets) for turn in range(ROTATIONS)]
    misled = _named(f"{one.name} at {one.rotation * 90} by {one.reader}" for one in run.misled)
    return [
        "| set | pictures | zxing-cpp, all formats | sohoa |",
        "| --- | ---: | ---: | ---: |",
        *(
            f"| {one.name} | {one.pictures} | {_counts(one.zxing)} | {_counts(one.ours)} |"
            for one in run.sets
        ),
        f"| all | {sum(one.pictures for one in run.sets)} | {_counts(zxing)} | {_counts(ours)} |",
        "",
        f"Missed though zxing-cpp reads it: {_named(name for one in run.sets for name in one.missed)}",
        f"Read in {run.misleading_pictures} pictures without a symbol, each turned four ways: {misled}",
    ]


def _page_lines(run: Codes) -> list[str]:
    with_symbols = [one for one in run.pages if one.zxing or any((*one.ours, *one.patches))]
    return [
        "| page | zxing-cpp | sohoa | patch codes |",
        "| --- | ---: | ---: | ---: |",
        *(
            f"| {one.name} | {one.zxing} | {_counts(one.ours)} | {_counts(one.patches)} |"
            for one in with_symbols
        ),
        "",
        f"Missed on them: {_named(name for one in run.pages for name in one.missed)}",
    ]


def report(run: Codes) -> str:
    """The tables as Markdown."""
    lines = [f"zxing-cpp {run.zxing_version}; read right at 0, 90, 180, 270 degrees", ""]
    lines += [*_set_lines(run), "", *_page_lines(run)]
    lines.append(f"Vietnamese payloads read to the letter: {run.vietnamese_read} of {run.vietnamese}")
    if run.cpu_ms:
        middle, average, most = median(run.cpu_ms), mean(run.cpu_ms), max(run.cpu_ms)
        lines.append(
            f"CPU a 300 dpi A4 page without codes, {len(run.cpu_ms)} pages: "
            f"median {middle:.0f} ms, mean {average:.0f} ms, most {most:.0f} ms"
        )
    return "\n".join((*lines, *(f"Left out: {reason}" for reason in run.left_out)))
