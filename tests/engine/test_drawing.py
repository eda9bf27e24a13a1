"""The process that draws: pictures come back, and whatever goes wrong in it costs one picture."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from domain.errors import MissingTool, OutOfMemory, SohoaError, TimedOut, UnreadableImage, WorkerDied
from domain.geometry import Box
from domain.page import Page
from engine.drawing import InlineArtist, ProcessArtist
from engine.limits import Limits
from tests.faults.drawers import FaultyWorker, drawing_crew
from tests.office import Office
from tests.sheets import NUMBER, draw_sheet, write_jpeg, write_pages

LIMITS = Limits(page_s=60.0, memory_bytes=600 << 20)
SHORT = Limits(page_s=6.0, memory_bytes=600 << 20)
"""For what would never end."""
CODE = Box(435, 112, 570, 247)


@pytest.fixture
def pages(office: Office, tmp_path: Path) -> tuple[Page, ...]:
    """Two read pages of one file."""
    sheets = (draw_sheet("một", code=NUMBER), draw_sheet("hai"))
    (row,) = office.digitise(write_pages(tmp_path / "don.pdf", *sheets))
    return tuple(office.page_values(row))


def artist(office: Office, fault: str = "nothing") -> ProcessArtist:
    limits = SHORT if fault == "hang" else LIMITS
    return ProcessArtist(drawing_crew(office.settings.home, fault, limits))


def size_of(picture: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(picture)).size


def test_pictures_of_the_process_are_those_of_this_one(office: Office, pages: tuple[Page, ...]) -> None:
    with artist(office) as apart, InlineArtist(office.worker()) as here:
        for box in (CODE, None):
            assert apart.draw(pages[0], box) == here.draw(pages[0], box)
        assert size_of(apart.draw(pages[1], None)) == (620, 560)


def test_box_beyond_the_sheet_gives_what_there_is(office: Office, pages: tuple[Page, ...]) -> None:
    with InlineArtist(office.worker()) as here:
        assert size_of(here.draw(pages[0], Box(600, 540, 900, 900))) == (32, 32)
        assert size_of(here.draw(pages[0], Box(5000, 5000, 6000, 6000))) == (1, 1)
        assert size_of(here.draw(pages[0], Box(-900, -900, -800, -800))) == (1, 1)


def test_large_page_is_shrunk_to_what_a_person_looks_at(office: Office, tmp_path: Path) -> None:
    (row,) = office.digitise(write_jpeg(tmp_path / "to.jpg", draw_sheet().resize((3000, 2400))))
    (page,) = office.page_values(row)
    with InlineArtist(office.worker()) as here:
        assert size_of(here.draw(page, None)) == (2000, 1600)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("kill", WorkerDied),
        ("leave", WorkerDied),
        ("raise", WorkerDied),
        ("shout", WorkerDied),
        ("hang", TimedOut),
        ("eat", OutOfMemory),
        ("eat-at-once", OutOfMemory),
    ],
)
def test_picture_that_cannot_be_drawn_is_told_and_the_next_one_is_drawn(
    office: Office, pages: tuple[Page, ...], fault: str, kind: type[SohoaError]
) -> None:
    with artist(office, fault) as apart:
        with pytest.raises(kind, match=r"sheet itself|memory"):
            apart.draw(pages[0], CODE)
        assert size_of(apart.draw(pages[1], None)) == (620, 560)


def test_defect_in_this_process_costs_one_picture_as_well(office: Office, pages: tuple[Page, ...]) -> None:
    sound = office.worker()
    faulty = FaultyWorker(tools=sound.tools, holdings=sound.holdings, memory=sound.memory)
    faulty.fault = "raise"
    with InlineArtist(faulty) as here:
        with pytest.raises(WorkerDied, match="sheet itself"):
            here.draw(pages[0], CODE)
        assert size_of(here.draw(pages[1], None)) == (620, 560)


def test_damaged_scan_is_an_error_of_that_scan(office: Office, tmp_path: Path) -> None:
    whole = write_jpeg(tmp_path / "don.jpg", draw_sheet()).read_bytes()
    (tmp_path / "don.jpg").write_bytes(whole[: len(whole) // 2])
    office.receive(tmp_path / "don.jpg")
    (row,) = office.rows()
    page = Page(source=row.document.files[0].artifact, index=0)
    with artist(office) as apart, pytest.raises(UnreadableImage):
        apart.draw(page, None)


def test_process_that_cannot_be_made_says_why(office: Office, pages: tuple[Page, ...]) -> None:
    crew = replace(drawing_crew(office.settings.home, "nothing", LIMITS), factory="tests.khong_co:drawer")
    with ProcessArtist(crew) as apart, pytest.raises(MissingTool, match="khong_co"):
        apart.draw(pages[0], None)
