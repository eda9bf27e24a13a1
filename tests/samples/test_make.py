"""The committed samples are what their truth says, and can be made again."""

from pathlib import Path

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from samples.dossiers import plan_dossiers
from samples.effects import Pixels, blur, skew, turn
from samples.make import HERE, SEED
from samples.papers import PaperKind, draw_paper_of
from samples.people import is_invented
from samples.scans import scan_dossier
from samples.truth import FileTruth, PageTruth, read_truth, write_truth

FILES = read_truth(HERE / "truth.json")
WITH_CODES = [file for file in FILES if any(page.codes for page in file.pages)]
QUARTER = 0.25
"""Share of the resolution at which the tests draw again."""


def _page_count(path: Path) -> int:
    if path.suffix == ".pdf":
        with pypdfium2.PdfDocument(path) as pdf:
            return len(pdf)
    with Image.open(path) as image:
        return getattr(image, "n_frames", 1)


def _open_page(file: FileTruth, page: PageTruth) -> Image.Image:
    path = HERE / file.path
    if path.suffix == ".pdf":
        with pypdfium2.PdfDocument(path) as pdf:
            picture: Image.Image = pdf[page.index].render(scale=page.dpi / 72).to_pil()
            return picture.convert("RGB")
    with Image.open(path) as image:
        image.seek(page.index)
        return image.convert("RGB")


def _without_pixels(file: FileTruth) -> tuple[object, ...]:
    pages = [
        (
            page.index,
            page.skew_deg,
            page.quarter_turns,
            [code.payload for code in page.codes],
            [line.text for line in page.lines],
        )
        for page in file.pages
    ]
    facts = (file.path, file.folder, file.paper, file.type_code, file.dossier_number, file.number_from)
    return (*facts, file.page_count, file.people, pages)


def _likeness(one: Pixels, other: Pixels) -> float:
    """The correlation of two pages' middles, softened so that a fraction of a pixel does not count."""
    soft = [blur(page, 1.5)[20:-20, 20:-20, 0].ravel() for page in (one, other)]
    return float(np.corrcoef(soft[0], soft[1])[0, 1])


def test_truth_names_every_file_and_no_other() -> None:
    found = {path.relative_to(HERE).as_posix() for path in (HERE / "dossiers").rglob("*") if path.is_file()}
    assert found == {file.path for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.path))
def test_truth_counts_the_pages_of_a_file(file: FileTruth) -> None:
    assert _page_count(HERE / file.path) == file.page_count == len(file.pages)


@pytest.mark.parametrize("file", WITH_CODES, ids=lambda file: str(file.path))
def test_codes_in_the_scans_decode_to_the_truth(file: FileTruth) -> None:
    for page in file.pages:
        read = [code.text for code in zxingcpp.read_barcodes(np.asarray(_open_page(file, page).convert("L")))]
        assert sorted(read) == sorted(code.payload for code in page.codes)


def test_the_dossier_number_is_where_the_truth_says() -> None:
    for file in FILES:
        payloads = [
            code.payload
            for other in FILES
            if other.folder == file.folder
            for page in other.pages
            for code in page.codes
        ]
        in_code = any(file.dossier_number in payload for payload in payloads)
        assert ("folder" in file.number_from) == (file.folder == file.dossier_number)
        assert ("code" in file.number_from) == in_code


def test_everyone_in_the_samples_is_invented() -> None:
    people = {name for file in FILES for name in file.people}
    assert len(people) > 10
    assert all(map(is_invented, people))


def test_the_samples_stay_small() -> None:
    assert sum((HERE / file.path).stat().st_size for file in FILES) < 6_000_000


def test_drawing_again_gives_the_committed_truth(tmp_path: Path) -> None:
    again = [file for dossier in plan_dossiers(SEED) for file in scan_dossier(dossier, tmp_path, QUARTER)]
    assert list(map(_without_pixels, again)) == list(map(_without_pixels, FILES))


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    dossier = plan_dossiers(SEED)[1]
    for name in ("one", "two"):
        write_truth(scan_dossier(dossier, tmp_path / name, QUARTER), tmp_path / name / "truth.json")
    one, two = (
        {path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*.*")}
        for name in ("one", "two")
    )
    assert len(one) == 4
    assert one == two


def test_undoing_turn_and_skew_of_the_truth_gives_the_drawn_page() -> None:
    (file,) = (file for file in FILES if file.pages[0].quarter_turns == 2)
    page = file.pages[0]
    scan = np.asarray(_open_page(file, page).resize((page.width // 4, page.height // 4)))
    right, wrong = (skew(turn(scan, -page.quarter_turns), angle) for angle in (-page.skew_deg, page.skew_deg))
    (case,) = (dossier.case for dossier in plan_dossiers(SEED) if dossier.folder == file.folder)
    drawn = draw_paper_of(case, PaperKind(file.type_code), page.dpi // 4)[0].image.convert("RGB")
    clean = np.asarray(drawn.resize((page.width // 4, page.height // 4)))
    assert _likeness(right, clean) > 0.85
    assert _likeness(wrong, clean) < 0.7


def test_truth_reads_back_as_written(tmp_path: Path) -> None:
    write_truth(FILES, tmp_path / "truth.json")
    assert read_truth(tmp_path / "truth.json") == FILES
