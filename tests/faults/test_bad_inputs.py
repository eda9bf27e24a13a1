"""Bad files of every kind: each ends as pages or with its own code and words, and the rest goes on."""

import resource
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from actions.wording import WORDS, view_failure
from domain.errors import InputError
from domain.image import ColorMode
from domain.lifecycle import State
from pipeline.sources.source import open_source, sniff
from samples.bad_catalog import BAD_FILES
from samples.bad_files import READ, BadFile
from tests.office import Office, open_office
from tests.sheets import NUMBER, draw_sheet, write_jpeg

DATA = Path(__file__).parents[3] / "shared" / "data"
CORPORA = ("pdf-robustness", "image-robustness", "intake-samples")
PARTS = 6
MOST_MEMORY = 1_500_000_000
"""Bytes of this process and of all it did before."""

# Ten seconds of computing; tests/pipeline/sources/test_pdf_drawing.py has the same bound in little.
_SLOW = frozenset({"many-lines.pdf"})
# Seconds of drawing each, and no other kind of fault than smaller files of the same folder show.
_SLOW_OF_CORPORA = frozenset({"enormous.pdf", "multipage.pdf", "many-qr-codes.pdf"})


def end_of(office: Office, folder: Path, made: BadFile) -> str:
    """The code the file ends with, or that it was read; what must hold for every bad file is checked."""
    (folder / made.name).write_bytes(made.make())
    (row,) = office.digitise(folder / made.name)
    original = office.holdings.spool if row.state is State.QUARANTINED else office.holdings.store
    assert original.has(row.document.files[0].artifact.sha256), "the original is kept"
    if row.failure is None:
        assert row.state in (State.QUESTION, State.WAITING_SIGNATURE)
        return READ
    view = view_failure(row.failure, row.document)
    assert row.state is State.QUARANTINED
    assert made.name in view.words
    assert view.words.endswith(WORDS[view.code])
    assert made.name in view.message
    return view.code


@pytest.mark.parametrize(
    "made", [pytest.param(made, id=made.name) for made in BAD_FILES if made.name not in _SLOW]
)
def test_bad_file_ends_as_it_should(office: Office, tmp_path: Path, made: BadFile) -> None:
    assert end_of(office, tmp_path, made) in made.codes
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 < MOST_MEMORY


def test_names_of_bad_files_are_their_own() -> None:
    assert len({made.name for made in BAD_FILES}) == len(BAD_FILES)


def test_sound_paper_among_bad_ones_is_read(tmp_path: Path) -> None:
    office = open_office(tmp_path / "home", "plain")
    folder = tmp_path / "ho-so"
    folder.mkdir()
    small = [
        made for made in BAD_FILES if made.name.startswith(("cut-50", "text", "locked", "moving", "tree"))
    ]
    for made in small:
        (folder / made.name).write_bytes(made.make())
    write_jpeg(folder / "don.jpg", draw_sheet(code=NUMBER))
    office.digitise(folder)
    states = [row.state for row in office.rows()]
    assert states.count(State.QUARANTINED) == len(small)
    assert office.named("don").state is State.WAITING_SIGNATURE
    office.ledger.close()


@pytest.mark.parametrize(("width", "height"), [(16, 16), (16, 3000), (3000, 16), (17, 40), (100, 25)])
@pytest.mark.parametrize("dpi", [50, 300, 2400])
def test_picture_of_hardly_a_page_is_read(
    office: Office, tmp_path: Path, width: int, height: int, dpi: int
) -> None:
    pixels = np.full((height, width), 255, np.uint8)
    pixels[::3] = 0
    Image.fromarray(pixels).save(tmp_path / "a.png", dpi=(dpi, dpi))
    (row,) = office.digitise(tmp_path / "a.png")
    assert row.failure is None


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared test data is not beside the repository")
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("corpus", CORPORA)
def test_file_of_a_corpus_is_read_or_refused_with_words(corpus: str, part: int) -> None:
    paths = [path for path in sorted((DATA / corpus).rglob("*")) if path.is_file()][part::PARTS]
    assert paths
    for path in paths:
        if path.name not in _SLOW_OF_CORPORA:
            error = refusal(path)
            assert error is None or error.code in WORDS, path.name
            assert str(DATA) not in str(error)


def refusal(path: Path) -> InputError | None:
    """Why the file cannot be read; None when it can. Any other error is a defect."""
    try:
        read(path)
    except InputError as error:
        return error
    return None


def read(path: Path) -> None:
    """Opens a file and its first pages as the page segment does."""
    with open_source(path, sniff(path.read_bytes()[:4096])) as source:
        for index in range(min(source.page_count, 2)):
            page = source.page(index)
            pixels, size = page.pixels(), page.image.size
            assert pixels.shape[:2] == (size.height, size.width)
            assert (pixels.ndim == 3) is (page.image.mode is ColorMode.COLOR)
            assert (page.encoded() is None) is (page.image.coding is None)
