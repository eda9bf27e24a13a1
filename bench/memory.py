"""Memory of workers over many pages, and a paper of 500 pages on the pool: python -m bench.memory SCANS."""

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from itertools import cycle, islice
from pathlib import Path

import pikepdf

from actions.ingest import Door, Intake, ingest
from app import App, build_app, build_engine, build_executor, operator
from bench.distinct import distinct_jpeg, jpeg_size
from bench.ground import RESULTS, WORK, key_files, profile_file
from bench.machine import this_machine
from bench.prepare import lay_out
from config import Settings, load_settings
from domain.actor import EVERY_UNIT
from domain.document import DossierLink, DossierOrigin
from domain.ids import UnitCode
from domain.lifecycle import State
from domain.task import Done, Report, Segment
from engine.limits import Limits
from engine.pool import PoolExecutor
from engine.run import Standing, run
from scanners.folder import find_batches

MB = 1_000_000
_PAGES_A_PAPER = 10
_EVERY = 50
_NEVER = 1 << 40


class Unmeasured(Exception):
    """The run did not end as it must, so its figures mean nothing."""


@dataclass
class _Watched:
    """What the workers held, page after page."""

    executor: PoolExecutor
    began: float = field(default_factory=time.monotonic)
    pages: int = 0
    seen: list[dict[str, float]] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    composing_bytes: int = 0

    def __call__(self, report: Report, _standing: Standing) -> None:
        if isinstance(report.outcome, Done) and report.task.segment is Segment.READ:
            self.pages += 1
            self.order.append(report.task.number or 0)
            if self.pages % _EVERY == 0:
                held = self.executor.held
                self.seen.append(
                    {
                        "pages": self.pages,
                        "s": round(time.monotonic() - self.began, 1),
                        "largest_worker_mb": round(max(held, default=0) / MB),
                    }
                )


def many_pages(work: Path, scans: tuple[Path, ...], pages: int) -> dict[str, object]:
    """Papers of ten pages each, all different, read by two workers that are never replaced."""
    folder = work / "many"
    folder.mkdir()
    for number, data in enumerate(_pages(scans, pages)):
        paper, page = divmod(number, _PAGES_A_PAPER)
        (folder / f"giay{paper:04}-p{page + 1}.jpg").write_bytes(data)
    app = _open(work, "many-home")
    watched, wall_s = _digitise(app, folder)
    app.ledger.close()
    quarter = len(watched.seen) // 4 or 1
    first = max(one["largest_worker_mb"] for one in watched.seen[:quarter])
    last = max(one["largest_worker_mb"] for one in watched.seen[-quarter:])
    return {
        "pages": watched.pages,
        "wall_s": round(wall_s, 1),
        "peak_worker_mb": round(watched.executor.peak_bytes / MB),
        "first_quarter_mb": first,
        "last_quarter_mb": last,
        "every_50_pages": watched.seen,
    }


def one_long_paper(work: Path, scans: tuple[Path, ...], pages: int) -> dict[str, object]:
    """One PDF of so many pages: read by two workers, composed by one of them, every page in its place."""
    folder = work / "long"
    folder.mkdir()
    with pikepdf.new() as pdf:
        for data in _pages(scans, pages):
            _add_page(pdf, data)
        pdf.save(folder / "dai.pdf")
    app = _open(work, "long-home")
    watched, wall_s = _digitise(app, folder)
    (row,) = app.ledger.documents(EVERY_UNIT)
    rows = app.ledger.pages(row.document.id, EVERY_UNIT)
    in_order = [page.page.index for page in rows] == list(range(pages))
    with app.holdings.store.local(row.document.final_pdf or row.document.files[0].artifact) as path:
        size = path.stat().st_size
        with pikepdf.open(path) as pdf:
            came_out = len(pdf.pages)
    app.ledger.close()
    if not in_order or came_out != pages:
        raise Unmeasured(f"{came_out} of {pages} pages came out, in order: {in_order}")
    overtaken = sum(a > b for a, b in zip(watched.order, watched.order[1:], strict=False))
    return {
        "pages": pages,
        "wall_s": round(wall_s, 1),
        "file_mb": round(size / MB, 1),
        "peak_worker_mb": round(watched.executor.peak_bytes / MB),
        "peak_while_composing_mb": round(watched.executor.peak_in[Segment.COMPOSE] / MB),
        "peak_while_signing_mb": round(watched.executor.peak_in[Segment.SIGN] / MB),
        "times_a_page_was_read_before_the_one_before_it": overtaken,
    }


def _pages(scans: tuple[Path, ...], pages: int) -> Iterator[bytes]:
    sheets = [scan.read_bytes() for scan in scans]
    for number, data in enumerate(islice(cycle(sheets), pages)):
        yield distinct_jpeg(data, number)


def _add_page(pdf: pikepdf.Pdf, jpeg: bytes) -> None:
    """A page that one scan fills, as a scanner writes it."""
    width, height, channels, dpi = jpeg_size(jpeg)
    points = [width * 72 / dpi, height * 72 / dpi]
    page = pdf.add_blank_page(page_size=(points[0], points[1]))
    picture = pikepdf.Stream(pdf, jpeg)
    picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    picture.Width, picture.Height, picture.BitsPerComponent = width, height, 8
    picture.ColorSpace = pikepdf.Name.DeviceRGB if channels == 3 else pikepdf.Name.DeviceGray
    picture.Filter = pikepdf.Name.DCTDecode
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=picture))
    page.Contents = pikepdf.Stream(pdf, f"q {points[0]} 0 0 {points[1]} 0 0 cm /Scan Do Q".encode())


def _open(work: Path, name: str) -> App:
    key, secret = key_files(work)
    settings: Settings = load_settings(
        home=work / name,
        unit="bench",
        profile=str(profile_file(work)),
        key_path=key,
        key_passphrase_file=secret,
        key_kind="agency",
        workers=2,
    )
    return build_app(settings)


def _digitise(app: App, folder: Path) -> tuple[_Watched, float]:
    made = build_executor(app)
    if not isinstance(made, PoolExecutor):
        raise Unmeasured("the settings ask for no pool")
    executor = PoolExecutor(replace(made.crew, limits=Limits(recycle_tasks=_NEVER, recycle_bytes=_NEVER)))
    watched = _Watched(executor)
    door = Door(ledger=app.ledger, spool=app.holdings.spool, clock=app.clock)
    given = DossierLink(None, DossierOrigin.GIVEN)
    intake = Intake(unit=UnitCode("bench"), profile=app.settings.profile, given=given)
    for batch in find_batches([folder]):
        ingest(operator(app.settings), door, intake, batch)
    began = time.monotonic()
    try:
        run(replace(build_engine(app), executor=executor), watched)
    finally:
        executor.close()
    states = {row.state for row in app.ledger.documents(EVERY_UNIT)}
    if states != {State.FILED}:
        raise Unmeasured(f"papers ended as {sorted(state.value for state in states)}")
    return watched, time.monotonic() - began


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.memory", description=__doc__)
    parser.add_argument("scans", type=Path, help="folder of JPEG scans")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--long", type=int, default=500, help="pages of the long paper")
    parser.add_argument("--json", type=Path, default=RESULTS / "memory.json", help="where the figures go")
    chosen = parser.parse_args()
    scans = tuple(sorted(chosen.scans.rglob("*.jpg")))
    WORK.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=WORK) as name:
        work = Path(name)
        lay_out(work)
        machine = this_machine()
        long = one_long_paper(work, scans, chosen.long)
        print(json.dumps(long, indent=1), flush=True)
        many = many_pages(work, scans, chosen.pages)
    figures = {
        "machine": {**asdict(machine), "at": machine.at.isoformat()},
        "long_paper": long,
        "many_pages": many,
    }
    chosen.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({name: value for name, value in many.items() if name != "every_50_pages"}, indent=1))


if __name__ == "__main__":
    main()
