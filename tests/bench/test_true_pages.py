"""Pages and their truth out of small corpora."""

import json
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from bench.page_pictures import pictures_of
from bench.page_sides import Side, load_sides
from bench.true_pages import SAMPLES, Choice, gather, without_unreadable
from domain.errors import ConfigError, UnsupportedFile
from tests.sheets import draw_sheet

SIDES = {("vn-official", "bc-1"): Side.TUNING, ("vn-official", "ct-2"): Side.REPORTING}
SIZE = (800, 1100)


def scan_to_pdf(path: Path, *, pages: int = 1, size: tuple[int, int] = SIZE) -> Path:
    sheets = [draw_sheet(str(number)).resize(size) for number in range(pages)]
    sheets[0].save(path, save_all=True, append_images=sheets[1:], resolution=100)
    return path


def write_official(shared: Path) -> None:
    for folder in ("gt", "pdf"):
        (shared / "vn-official" / folder).mkdir(parents=True)
    (shared / "vn-official/gt/bc-1.p2.txt").write_text("Số: ⟦12⟧ /BC\nBÁO CÁO")
    (shared / "vn-official/gt/born.p1.textlayer.txt").write_text("never scanned")
    truth = {"lines": [{"text": "CHỈ"}, {"text": "THỊ"}], "text_rows": "CHỈ THỊ", "text_cols": "THỊ CHỈ"}
    (shared / "vn-official/gt/ct-2.json").write_text(json.dumps(truth))
    scan_to_pdf(shared / "vn-official/pdf/bc-1.pdf", pages=2)
    scan_to_pdf(shared / "vn-official/pdf/ct-2.pdf")


def test_official_page_has_the_picture_of_its_number_and_no_handwriting(tmp_path: Path) -> None:
    write_official(tmp_path)
    corpora = gather(tmp_path, tmp_path / "none", SIDES, tmp_path / "work")
    text, rows = corpora.pages
    assert (text.name, text.side, text.lines) == ("bc-1-p2", Side.TUNING, ("Số:  /BC", "BÁO CÁO"))
    assert text.picture.name == "p2.jpg"
    assert (rows.name, rows.side, rows.orders) == ("ct-2-p1", Side.REPORTING, ("CHỈ THỊ", "THỊ CHỈ"))
    assert [reason.split(":")[0] for reason in corpora.left_out] == [
        "vn-synthetic",
        "samples",
        "generated",
        "old-paper",
    ]


def test_heading_of_two_columns_may_be_read_column_by_column(tmp_path: Path) -> None:
    write_official(tmp_path)
    heading = (("ỦY BAN", 1), ("CỘNG HÒA", 2), ("XÃ MẪU", 1), ("Độc lập", 2), ("Số: 1", 1), ("ngày 2", 2))
    lines = [{"text": text, "col": column} for text, column in (*heading, ("CHỈ THỊ", 0))]
    rows = "\n".join(text for text, _ in (*heading, ("CHỈ THỊ", 0)))
    truth = {"lines": lines, "text_rows": rows, "text_cols": rows}
    (tmp_path / "vn-official/gt/ct-2.json").write_text(json.dumps(truth))
    page = gather(tmp_path, tmp_path / "none", SIDES, tmp_path / "work").pages[1]
    assert page.orders[-1] == "ỦY BAN\nXÃ MẪU\nCỘNG HÒA\nĐộc lập\nSố: 1\nngày 2\nCHỈ THỊ"


def test_document_without_a_side_stops_the_run(tmp_path: Path) -> None:
    write_official(tmp_path)
    with pytest.raises(ConfigError, match="bc-1 of vn-official has no side"):
        gather(tmp_path, tmp_path / "none", {}, tmp_path / "work")


def test_only_chosen_corpora_and_sides_are_gathered(tmp_path: Path) -> None:
    write_official(tmp_path)
    choice = Choice(frozenset({"vn-official"}), frozenset({Side.REPORTING}))
    corpora = gather(tmp_path, SAMPLES, SIDES, tmp_path / "work", choice)
    assert [page.name for page in corpora.pages] == ["ct-2-p1"]
    assert corpora.left_out == ()


def test_samples_are_read_from_every_kind_of_file(tmp_path: Path) -> None:
    choice = Choice(corpora=frozenset({"samples"}))
    corpora = gather(tmp_path, SAMPLES, load_sides(), tmp_path / "work", choice)
    assert len(corpora.pages) == 19
    assert len({page.picture for page in corpora.pages}) == 19
    assert {Path(page.name.rpartition("-")[0]).suffix for page in corpora.pages} == {
        ".jpg",
        ".png",
        ".pdf",
        ".tif",
    }


@pytest.mark.parametrize(("text", "kept"), [("a ⟦12⟧ b", "a  b"), ("⟦a\nb⟧c", "c"), ("a]b", "a]b")])
def test_what_stands_in_double_brackets_is_taken_away(text: str, kept: str) -> None:
    assert without_unreadable(text) == kept


def test_jpeg_data_of_a_pdf_stays_as_it_is(tmp_path: Path) -> None:
    file = scan_to_pdf(tmp_path / "one.pdf")
    (picture,) = pictures_of(file, tmp_path / "out")
    with pikepdf.open(file) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        assert picture.read_bytes() == image.read_raw_bytes()


def test_fax_page_of_a_pdf_keeps_its_resolution(tmp_path: Path) -> None:
    file = tmp_path / "fax.pdf"
    draw_sheet().resize(SIZE).convert("1").save(file, resolution=100)
    (picture,) = pictures_of(file, tmp_path / "out")
    with Image.open(picture) as opened:
        assert opened.size == SIZE
        assert opened.info["dpi"] == pytest.approx((100, 100), abs=0.1)


def test_page_without_a_scan_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFile, match="p1 has no picture of the whole page"):
        pictures_of(scan_to_pdf(tmp_path / "logo.pdf", size=(80, 110)), tmp_path / "out")
