import numpy as np
import pytest

from pipeline.imaging.orientation import NO_VOTE, SURE, vote_orientation
from tests.pipeline.imaging.drawn_pages import DPI, blank_page, gray, scanned, shared, text_page


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("angle_deg", [0.0, -14.0, 9.0])
def test_a_turned_page_is_set_upright(turns: int, angle_deg: float) -> None:
    page = gray(scanned(text_page(seed=turns), angle_deg=angle_deg))
    vote = vote_orientation(np.ascontiguousarray(np.rot90(page, turns)), DPI)
    assert vote.quarter_turns == turns
    assert vote.confidence >= SURE


@pytest.mark.parametrize("turns", range(4))
def test_a_coarse_scan_is_enough(turns: int) -> None:
    page = gray(scanned(text_page().resize((827, 1170))))
    vote = vote_orientation(np.ascontiguousarray(np.rot90(page, turns)), 100)
    assert vote.quarter_turns == turns
    assert vote.confidence >= SURE


def test_a_page_without_text_gets_no_vote() -> None:
    waves = np.sin(np.hypot(*np.indices((900, 700))) / 40) * 100 + 128
    assert vote_orientation(gray(scanned(blank_page())), DPI) == NO_VOTE
    assert vote_orientation(waves.astype(np.uint8), DPI) == NO_VOTE
    assert vote_orientation(np.zeros((5, 5), np.uint8), DPI) == NO_VOTE


@pytest.mark.parametrize(
    "name", ["d05_baocao_arimo__noise__200.jpg", "d07_quyetdinh_freeserif__lowcon__200.jpg"]
)
@pytest.mark.parametrize("turns", range(4))
def test_damaged_pages_are_voted_right(name: str, turns: int) -> None:
    page = gray(shared("vn-synthetic", "pages", "deg", name))
    vote = vote_orientation(np.ascontiguousarray(np.rot90(page, turns)), DPI)
    assert vote.quarter_turns == turns
    assert vote.confidence >= SURE
