"""Draws recall per damage, cost against recall, and sureness: python -m bench.accuracy_plots [FOLDER]."""

import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.accuracy_figures import PageFigures
from bench.accuracy_run import FILE_NAME, Accuracy
from bench.ground import RESULTS
from bench.page_sides import Side
from bench.sureness import ALL, Sureness
from domain.codec import from_canonical

DPI = 90
BAR_SPACE = 0.8
_WIDTH, _HEIGHT = 8.0, 4.5
_DAMAGE_WIDTH = 0.45
"""Inches."""
MARKERS = "osD^vP"
_OURS = "sohoa"


def draw_plots(run: Accuracy, folder: Path) -> tuple[Path, ...]:
    """Draws PNG files into `folder`; the same figures give the same bytes."""
    drawn = [_save(_damages(run.pages), folder / "accuracy-damage.png")]
    drawn.append(_save(_costs(run.pages), folder / "accuracy-cost.png"))
    if run.sureness:
        drawn.append(_save(_sureness(run.sureness), folder / "accuracy-confidence.png"))
    return tuple(drawn)


def _damages(pages: Sequence[PageFigures]) -> Figure:
    """Bars: all pages of both sides, since most damages have few."""
    damages = list(dict.fromkeys((page.corpus, page.damage) for page in pages))
    readers = _readers(pages)
    figure, axes = _figure("word recall (the axis is cut)", "Word recall by damage, all pages")
    figure.set_size_inches(max(_WIDTH, _DAMAGE_WIDTH * len(damages)), 2 * _HEIGHT)
    lowest = 1.0
    width = BAR_SPACE / len(readers)
    for number, reader in enumerate(readers):
        own = [page for page in pages if page.reader == reader]
        recalls = [
            _recall([page for page in own if (page.corpus, page.damage) == damage]) for damage in damages
        ]
        lowest = min(lowest, *recalls)
        axes.bar([place + number * width for place in range(len(damages))], recalls, width, label=reader)
    middles = [place + (BAR_SPACE - width) / 2 for place in range(len(damages))]
    axes.set_xticks(middles, [f"{corpus}: {damage}" for corpus, damage in damages], rotation=90)
    axes.set_ylim(max(0.0, lowest - 0.05), 1.0)
    figure.legend(loc="outside right upper")
    return figure


def _costs(pages: Sequence[PageFigures]) -> Figure:
    """A curve a corpus over sohoa's efforts, peers as points of its colour; reporting pages, if any."""
    shown = [page for page in pages if page.side is Side.REPORTING] or list(pages)
    figure, axes = _figure("word recall (the axis is cut)", "Cost and word recall, reporting pages")
    axes.set_xlabel("CPU s/page")
    axes.set_xscale("log")
    markers = dict(zip(_readers(shown), MARKERS, strict=False))
    for number, corpus in enumerate(dict.fromkeys(page.corpus for page in shown)):
        points = {
            reader: [page for page in shown if (page.reader, page.corpus) == (reader, corpus)]
            for reader in markers
        }
        places = {
            reader: (fmean(page.cpu_s for page in held), _recall(held)) for reader, held in points.items()
        }
        ours = [place for reader, place in places.items() if reader.startswith(_OURS)]
        axes.plot([x for x, _ in ours], [y for _, y in ours], "-", color=f"C{number}", label=corpus)
        for reader, (x, y) in places.items():
            axes.plot([x], [y], markers[reader], color=f"C{number}")
    for reader, marker in markers.items():
        axes.plot([], [], marker, color="gray", label=reader)
    figure.legend(loc="outside right upper")
    return figure


def _sureness(found: Sequence[Sureness]) -> Figure:
    """A line a reader and side, over all corpora."""
    figure, axes = _figure("share of words that are right", "Word confidence, all corpora")
    axes.set_xlabel("confidence")
    axes.plot([0, 1], [0, 1], "--", color="gray", label="as sure as right")
    own = [one for one in found if one.corpus == ALL]
    readers = list(dict.fromkeys(one.reader for one in own))
    for one in own:
        axes.plot(
            [held.mean_confidence for held in one.bins],
            [held.right for held in one.bins],
            "o-" if one.side is Side.REPORTING else "x:",
            color=f"C{readers.index(one.reader)}",
            label=f"{one.reader}, {one.side.value}",
        )
    axes.legend()
    return figure


def _figure(y_label: str, title: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(_WIDTH, _HEIGHT), layout="constrained")
    axes = figure.add_subplot()
    axes.set_ylabel(y_label)
    axes.set_title(title)
    axes.grid(axis="y", alpha=0.4)
    return figure, axes


def _save(figure: Figure, path: Path) -> Path:
    figure.savefig(path, dpi=DPI, metadata={"Software": None})
    return path


def _readers(pages: Sequence[PageFigures]) -> list[str]:
    return list(dict.fromkeys(page.reader for page in pages))


def _recall(pages: Sequence[PageFigures]) -> float:
    return fmean(page.score.recall for page in pages)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else RESULTS
    run = from_canonical(Accuracy, (folder / FILE_NAME).read_bytes())
    for path in draw_plots(run, folder):
        print(path.name)


if __name__ == "__main__":
    main()
