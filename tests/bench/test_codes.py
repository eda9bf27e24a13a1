"""The bench of codes, on a few drawn pictures."""

from pathlib import Path

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from bench.codes import cost_of, count_set, count_vietnamese, find_misled, measure, read_page
from bench.codes_figures import Codes, report
from bench.results_file import write_result
from domain.codec import from_canonical

NUMBER = "H13.16-250715-0001"


def _symbol(payload: str, kind: zxingcpp.BarcodeFormat = zxingcpp.BarcodeFormat.QRCode) -> NDArray[np.uint8]:
    return np.array(zxingcpp.create_barcode(payload, kind).to_image(scale=4), dtype=np.uint8)


def test_a_set_counts_what_agrees_with_the_text_beside_each_picture(tmp_path: Path) -> None:
    for name, truth in (("a", NUMBER), ("b", "một\\nhai"), ("c", "khác")):
        payload = "một\nhai" if name == "b" else NUMBER
        Image.fromarray(_symbol(payload)).save(tmp_path / f"{name}.png")
        (tmp_path / f"{name}.txt").write_text(truth, encoding="utf-8")
    Image.fromarray(_symbol(NUMBER)).save(tmp_path / "no-text.png")

    counted = count_set(tmp_path)

    assert counted is not None
    assert (counted.pictures, counted.zxing, counted.ours, counted.missed) == (3, (2,) * 4, (2,) * 4, ())


def test_a_symbol_where_none_should_be_is_told_for_both_readers(tmp_path: Path) -> None:
    Image.fromarray(_symbol(NUMBER)).save(tmp_path / "a.png")
    Image.fromarray(np.full((90, 90), 200, np.uint8)).save(tmp_path / "b.png")

    misled = list(find_misled(tmp_path))

    assert {one.name for one in misled} == {"a.png"}
    assert {(one.rotation, one.reader) for one in misled} == {
        (turns, reader) for turns in range(4) for reader in ("sohoa", "zxing-cpp")
    }


def test_a_page_counts_equal_matrix_codes_apart() -> None:
    page = np.full((1200, 900), 245, np.uint8)
    symbol = _symbol(NUMBER)
    for top in (100, 700):
        page[top : top + symbol.shape[0], 300 : 300 + symbol.shape[1]] = symbol

    read = read_page("tờ p1", page)

    assert (read.zxing, read.ours, read.patches, read.missed) == (2, (2,) * 4, (0,) * 4, ())


def test_the_cost_is_that_of_pages_without_codes_only() -> None:
    page = np.full((3508, 2480), 245, np.uint8)
    assert (cost_of(page) or 0) > 0
    symbol = _symbol(NUMBER)
    page[300 : 300 + symbol.shape[0], 300 : 300 + symbol.shape[1]] = symbol
    assert cost_of(page) is None
    assert cost_of(page[:1000]) is None


def test_a_run_without_published_pictures_says_so_and_is_written_whole(tmp_path: Path) -> None:
    run = measure(tmp_path / "none", vietnamese=9)
    assert len(run.left_out) == 4
    assert (run.vietnamese, run.vietnamese_read) == (9, count_vietnamese(9)) == (9, 9)

    write_result(run, tmp_path / "codes.json", places=1)

    assert from_canonical(Codes, (tmp_path / "codes.json").read_bytes()).sets == run.sets
    assert "9 of 9" in report(run)
    assert report(run).count("Left out") == 4
