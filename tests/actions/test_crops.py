"""Pictures of regions for a person: cut from the straightened page, never over an older one."""

from pathlib import Path

import numpy as np
from PIL import Image

from samples.pens import draw_round_stamp
from tests.conftest import CommandLine
from tests.pipeline.imaging.test_seals import RED, pressed
from tests.sheets import DPI, NUMBER, draw_sheet, write_jpeg, write_pages


def stamped() -> Image.Image:
    return pressed(draw_sheet(), draw_round_stamp("ỦY BAN", "XÃ MẪU", 1, DPI), (380, 330), RED)


def test_each_region_is_a_picture_named_by_page_and_kind(sohoa: CommandLine, tmp_path: Path) -> None:
    scan = write_pages(tmp_path / "hai.pdf", draw_sheet(), stamped())
    folder = tmp_path / "cat" / "anh"
    assert sohoa("inspect", scan, "--crops", folder) == 0
    assert [path.name for path in folder.iterdir()] == ["hai.pdf-p2-1-stamp.png"]
    with Image.open(next(folder.iterdir())) as crop:
        red = np.asarray(crop.convert("RGB"), np.int32)
    assert ((red[..., 0] - red[..., 1]) > 60).mean() > 0.05
    assert "stamp 1" in sohoa.out


def test_a_second_crop_of_the_same_name_is_refused(sohoa: CommandLine, tmp_path: Path) -> None:
    scan = write_jpeg(tmp_path / "don.jpg", stamped())
    assert sohoa("inspect", scan, "--crops", tmp_path / "cat") == 0
    kept = {path: path.read_bytes() for path in (tmp_path / "cat").iterdir()}
    assert sohoa("inspect", scan, "--crops", tmp_path / "cat") == 2
    assert "empty folder" in sohoa.err
    assert {path: path.read_bytes() for path in (tmp_path / "cat").iterdir()} == kept


def test_a_folder_that_cannot_be_written_is_named(sohoa: CommandLine, tmp_path: Path) -> None:
    scan = write_jpeg(tmp_path / "don.jpg", stamped())
    (tmp_path / "cat").write_text("không phải thư mục")
    assert sohoa("inspect", scan, "--crops", tmp_path / "cat") == 2
    assert "another folder" in sohoa.err


def test_nothing_of_a_secret_paper_is_cut_out(sohoa: CommandLine, tmp_path: Path) -> None:
    sohoa.reader.stamp = "MẬT"
    scan = write_pages(tmp_path / "mat.pdf", stamped(), draw_sheet(stamp="MẬT", code=NUMBER))
    assert sohoa("inspect", scan, "--crops", tmp_path / "cat") == 0
    assert not (tmp_path / "cat").exists()
