import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageDraw

from pipeline.imaging.bend import flattened, measure_bend
from tests.pipeline.imaging.drawn_pages import (
    DPI,
    arch,
    blank_page,
    bowed,
    columns_page,
    gray,
    scanned,
    shared,
    text_page,
)


@pytest.mark.parametrize(
    ("share", "waves"),
    [(-0.03, 0.5), (-0.01, 0.5), (0.01, 0.5), (0.02, 0.5), (0.03, 0.5), (-0.02, 1.0), (0.01, 1.0)],
)
def test_lines_of_a_bowed_sheet_become_level(share: float, waves: float) -> None:
    page = gray(scanned(text_page()))
    bent = bowed(page, arch(page, share, waves))
    bend = measure_bend(bent, DPI)
    assert bend is not None
    assert bend.after < 2 < bend.before
    assert measure_bend(flattened(bent, bend.drops), DPI) is None


def test_the_drops_are_those_of_the_sheet_but_for_where_each_line_stands() -> None:
    page = gray(scanned(text_page()))
    drops = arch(page, 0.02)
    bend = measure_bend(bowed(page, drops), DPI)
    assert bend is not None
    columns = np.linspace(0, page.shape[1] - 1, bend.drops.shape[1]).round().astype(int)
    inside = slice(3, -5)
    told, true = bend.drops[4, inside], drops[0, columns][inside]
    assert np.ptp(told - true) < 2.5


@pytest.mark.parametrize("seed", range(3))
def test_a_flat_sheet_is_left_alone(seed: int) -> None:
    page = text_page(lines=10 + 8 * seed, seed=seed)
    pen = ImageDraw.Draw(page)
    pen.rectangle((200, 1900, 1500, 2200), outline=(20, 20, 20), width=3)
    pen.ellipse((900, 1700, 1200, 2000), outline=(40, 40, 50), width=8)
    assert measure_bend(gray(scanned(page, noise=8)), DPI) is None
    assert measure_bend(gray(scanned(columns_page(19))), DPI) is None


def test_what_holds_no_lines_has_no_bend() -> None:
    waves = np.sin(np.hypot(*np.indices((900, 700))) / 40) * 100 + 128
    grain = np.random.default_rng(0).integers(0, 256, (1200, 900), dtype=np.uint8)
    assert measure_bend(gray(scanned(blank_page())), DPI) is None
    assert measure_bend(waves.astype(np.uint8), DPI) is None
    assert measure_bend(grain, DPI) is None
    assert measure_bend(gray(scanned(text_page(lines=2))), DPI) is None


def test_letters_strewn_about_are_not_drawn_into_lines() -> None:
    page = blank_page()
    pen = ImageDraw.Draw(page)
    rng = np.random.default_rng(2)
    for x, y in zip(rng.integers(150, 1500, 1500), rng.integers(150, 2200, 1500), strict=True):
        pen.rectangle((x, y, x + 12, y + 20), fill=(20, 20, 20))
    assert measure_bend(gray(scanned(page)), DPI) is None


@pytest.mark.parametrize(
    "shape", [(1, 1), (1, 20_000), (20_000, 1), (20_000, 90), (90, 20_000), (3000, 3000)]
)
@pytest.mark.parametrize("ink", ["none", "all", "grain", "combs"])
def test_hostile_pictures_cost_little(shape: tuple[int, int], ink: str) -> None:
    rng = np.random.default_rng(0)
    pixels = {
        "none": np.full(shape, 255, np.uint8),
        "all": np.zeros(shape, np.uint8),
        "grain": rng.integers(0, 256, shape, dtype=np.uint8),
        "combs": np.where(np.indices(shape).sum(axis=0) // 9 % 2, 0, 255).astype(np.uint8),
    }[ink]
    started = time.process_time()
    measure_bend(pixels, 100)
    assert time.process_time() - started < 3


@settings(derandomize=True, deadline=None, max_examples=40)
@given(
    height=st.integers(1, 60),
    width=st.integers(1, 60),
    drops=st.lists(st.lists(st.floats(-5, 5), min_size=3, max_size=3), min_size=2, max_size=4),
)
def test_flattening_keeps_the_size_and_invents_no_gray(
    height: int, width: int, drops: list[list[float]]
) -> None:
    pixels = np.full((height, width), 137, np.uint8)
    assert np.array_equal(flattened(pixels, np.array(drops)), pixels)


def test_an_even_drop_raises_the_picture() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (40, 30), dtype=np.uint8)
    assert np.array_equal(flattened(pixels, np.full((2, 2), 5.0))[:-5], pixels[5:])


@pytest.mark.parametrize("name", ["deskew-2.png", "jdeskew.png"])
def test_published_flat_pages_have_no_bend(name: str) -> None:
    assert measure_bend(gray(shared("deskew", name)), 150) is None
