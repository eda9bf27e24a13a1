"""The pages drawn for a run: every damage on both sides, and always the same pictures."""

from pathlib import Path

import pytest
from PIL import Image

from bench.generated_pages import DAMAGES, GENERATED, OLD_DAMAGES, OLD_PAPER, PAGES_A_DAMAGE, generate, plan
from bench.page_sides import Side, load_sides

OLD_PAPER_NAMES = {"typewriter", "carbon copy", "dot matrix", "brown paper", "stencil"}
COARSE = 0.3
LETTER = {(OLD_PAPER, "letter-9"): Side.TUNING, (OLD_PAPER, "letter-8"): Side.REPORTING}


@pytest.mark.parametrize(("corpus", "damages"), [(GENERATED, DAMAGES), (OLD_PAPER, OLD_DAMAGES)])
def test_each_damage_meets_two_documents_on_each_side(corpus: str, damages: tuple[object, ...]) -> None:
    for side in Side:
        own = [name for (held, name), stands in load_sides().items() if held == corpus and stands is side]
        planned = [(document, damage.name) for document, damage, _ in plan(corpus, own)]
        assert len(planned) == len(set(planned)) == PAGES_A_DAMAGE * len(damages)
        assert {document for document, _ in planned} == set(own)


def test_old_paper_has_its_five_rows() -> None:
    assert {damage.name for damage in OLD_DAMAGES} == OLD_PAPER_NAMES


def test_pages_are_drawn_for_the_wanted_side_alone_and_always_the_same(tmp_path: Path) -> None:
    first = list(generate(OLD_PAPER, LETTER, frozenset({Side.TUNING}), tmp_path / "first", COARSE))
    again = list(generate(OLD_PAPER, LETTER, frozenset({Side.TUNING}), tmp_path / "again", COARSE))
    assert {(page.document, page.side) for page in first} == {("letter-9", Side.TUNING)}
    assert {page.damage for page in first} == OLD_PAPER_NAMES
    assert [page.picture.read_bytes() for page in first] == [page.picture.read_bytes() for page in again]
    assert all(page.orders[0].split("\n") == list(page.lines) for page in first)


def test_only_a_photograph_names_no_resolution(tmp_path: Path) -> None:
    sides = {(GENERATED, "QD-9"): Side.TUNING}
    pages = generate(GENERATED, sides, frozenset(Side), tmp_path, COARSE)
    drawn = {page.damage: page for page in pages}
    assert set(drawn) == {damage.name for damage in DAMAGES}
    resolutions = {}
    for damage, page in drawn.items():
        with Image.open(page.picture) as picture:
            resolutions[damage] = picture.info.get("dpi")
            across, down = picture.size
        assert (across > down) == (damage == "on its side")
    assert resolutions.pop("photograph") is None
    assert resolutions.pop("100 dpi") == (30, 30)
    assert set(resolutions.values()) == {(60, 60)}
