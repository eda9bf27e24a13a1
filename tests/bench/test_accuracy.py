"""The accuracy bench from end to end, on two pages that a fake reads."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.accuracy import OURS, Readers, find_readers, parse, run
from bench.accuracy_run import Accuracy
from bench.page_sides import Side
from bench.readers import Reading, ReadWord
from bench.true_pages import Choice, Corpora, gather
from domain.codec import from_canonical
from domain.errors import UsageError
from tests.sheets import draw_sheet, write_jpeg

SIDES = {("vn-synthetic", "d0"): Side.TUNING, ("vn-synthetic", "d1"): Side.REPORTING}
TRUTH = "một hai ba bốn"


@dataclass(frozen=True, slots=True)
class Fake:
    """Reads what it was given, picture by name."""

    name: str
    texts: dict[str, str]
    version: str = "fake 1"

    def read(self, pictures: Sequence[Path]) -> Iterator[Reading]:
        for picture in pictures:
            text = self.texts.get(picture.stem)
            if text is None:
                yield Reading(text="", cpu_s=0.5, failure=f"cannot open {picture}")
            else:
                yield Reading(text=text, cpu_s=1.5, words=tuple(ReadWord(w, 0.95) for w in text.split()))


@pytest.fixture
def corpora(tmp_path: Path) -> Corpora:
    shared = tmp_path / "shared"
    for folder in ("gt", "pages/clean200", "pages/deg"):
        (shared / "vn-synthetic" / folder).mkdir(parents=True)
    for document in ("d0", "d1"):
        truth = {"lines": [{"text": TRUTH}], "text_rows": TRUTH, "text_cols": TRUTH}
        (shared / f"vn-synthetic/gt/{document}.json").write_text(json.dumps(truth))
    write_jpeg(shared / "vn-synthetic/pages/clean200/d0.jpg", draw_sheet())
    write_jpeg(shared / "vn-synthetic/pages/deg/d1__blur__200.jpg", draw_sheet())
    return gather(shared, tmp_path / "none", SIDES, tmp_path / "work")


def ran(corpora: Corpora, readers: Readers, results: Path, *words: str) -> str:
    wish = parse(["--results", str(results), *words])
    return run(wish, lambda _work: corpora, lambda _work: readers)


def test_readers_are_held_side_by_side(corpora: Corpora, tmp_path: Path) -> None:
    ours = Fake("sohoa-full", {"d0": TRUTH, "d1__blur__200": "một hai bà"})
    peer = Fake("peer", {"d0": "một"})
    printed = ran(corpora, Readers((ours,), (peer,), ("third is not here",)), tmp_path / "out")
    assert "| vn-synthetic | sohoa-full | tuning | 1 / 1 | 1.000 |" in printed
    assert "| vn-synthetic | sohoa-full | reporting | 1 / 1 | .500 | - | .667 |" in printed
    assert "| vn-synthetic: clean | 1 / - | 1.000 / - | .250 / - |" in printed
    assert "| vn-synthetic: blur | - / 1 | - / .500 | - / .000 |" in printed
    assert "| vn-synthetic | 1.50 s: .500 | 0.50 s: .000 |" in printed
    assert "| vn-synthetic | sohoa-full - peer | 1 | +.500 | - |" in printed
    assert "| sohoa-full | all | reporting | 3 | 1.000 | .6667 | 33.33% |" in printed
    worst = printed.split("read worst")[1].split("|\n")
    assert worst[2] == "| vn-synthetic: deg/d1__blur__200 | reporting | .500 | .000 "
    assert "- left out: third is not here" in printed
    assert "- not read by peer: vn-synthetic: deg/d1__blur__200" in printed
    assert (tmp_path / "out" / "accuracy.md").read_text() == printed + "\n"


def test_results_hold_figures_and_no_word_or_path(corpora: Corpora, tmp_path: Path) -> None:
    ours = Fake("sohoa-full", {"d0": "một hai ba"})
    ran(corpora, Readers((ours,), ()), tmp_path / "out")
    written = (tmp_path / "out" / "accuracy.json").read_text()
    assert str(tmp_path) not in written
    assert not any(f'"{word}"' in written for word in TRUTH.split())
    measured = from_canonical(Accuracy, written)
    assert [(page.page, page.score.recall, page.failed) for page in measured.pages] == [
        ("clean200/d0", 0.75, False),
        ("deg/d1__blur__200", 0, True),
    ]
    whole, own = measured.sureness
    assert (whole.corpus, own.corpus) == ("all", "vn-synthetic")
    (only,) = whole.bins
    assert (only.words, only.mean_confidence, only.right) == (3, 0.95, 1)


@pytest.mark.parametrize(
    "words", [["--only", "sohoa-full"], ["--side", "tuning"], ["--corpus", "vn-official"]]
)
def test_a_part_of_a_run_leaves_the_figures_of_the_last_whole_one(
    corpora: Corpora, tmp_path: Path, words: list[str]
) -> None:
    printed = ran(corpora, Readers((Fake("sohoa-full", {"d0": TRUTH}),), ()), tmp_path / "out", *words)
    assert "| vn-synthetic | sohoa-full | tuning |" in printed
    assert not (tmp_path / "out").exists()


def test_one_reader_and_one_side_can_be_asked_for(tmp_path: Path) -> None:
    wish = parse(["--only", "sohoa-best", "--side", "tuning", "--corpus", "samples"])
    assert wish.choice == Choice(frozenset({"samples"}), frozenset({Side.TUNING}))
    readers = find_readers(tmp_path, tmp_path, wish.only)
    assert [reader.name for reader in readers.present] == ["sohoa-best"]
    assert readers.left_out == ()


def test_sohoa_reads_with_each_effort(tmp_path: Path) -> None:
    assert [reader.name for reader in find_readers(tmp_path, tmp_path, OURS).ours] == [
        "sohoa-fast",
        "sohoa-full",
        "sohoa-best",
    ]


def test_no_page_at_all_is_an_error_that_says_why(tmp_path: Path) -> None:
    nothing = gather(tmp_path / "none", tmp_path / "none", {}, tmp_path)
    with pytest.raises(UsageError, match="vn-official: no such folder"):
        ran(nothing, Readers((Fake("sohoa-full", {}),), ()), tmp_path)


def test_nobody_to_read_is_an_error_that_says_why(corpora: Corpora, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nobody to read: OCRmyPDF is not here"):
        ran(corpora, Readers((), (), ("OCRmyPDF is not here",)), tmp_path)


def test_plots_are_drawn_from_the_results(corpora: Corpora, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="`make bench-accuracy` installs it")
    from bench.accuracy_plots import draw_plots

    texts = {"d0": TRUTH, "d1__blur__200": TRUTH}
    ours = tuple(Fake(name, texts) for name in OURS)
    ran(corpora, Readers(ours, (Fake("peer", texts),)), tmp_path)
    measured = from_canonical(Accuracy, (tmp_path / "accuracy.json").read_bytes())
    drawn = draw_plots(measured, tmp_path)
    assert [path.name for path in drawn] == [
        "accuracy-damage.png",
        "accuracy-cost.png",
        "accuracy-confidence.png",
    ]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in drawn)
