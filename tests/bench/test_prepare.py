"""The ground of a run: unsigned scans in lanes, a profile and a key."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from bench.ground import Ground, key_files, lane_folder, prepare_apart, profile_file
from bench.machine import ROOT
from bench.prepare import prepare
from pipeline.pdf.keys import SigningKey, load_pkcs12
from pipeline.profile import SigningRule, load_profile
from tests.pki import sign_paper

A4_AT_100_DPI = (827, 1169)


def write_scan(path: Path, pages: int = 1, dpi: int | None = 300) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet = Image.new("L", A4_AT_100_DPI, 200)
    if dpi is None:
        sheet.save(path)
    elif pages > 1:
        sheet.save(path, dpi=(dpi, dpi), save_all=True, append_images=[sheet] * (pages - 1))
    else:
        sheet.save(path, dpi=(dpi, dpi))


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    folder = tmp_path / "scans"
    write_scan(folder / "đơn.tif", pages=3)
    write_scan(folder / "sub" / "a-p1.jpg")
    write_scan(folder / "sub" / "a-p2.jpg", dpi=None)
    write_scan(folder / "z.png", dpi=72)
    (folder / "notes.txt").write_text("no scan")
    return folder


def lanes_of(ground: Ground) -> dict[str, int]:
    return {scan.path: scan.lane for scan in ground.scans}


def test_scans_are_copied_with_their_pages(scans: Path, work: Path) -> None:
    ground = prepare(scans, work, 1)
    assert {scan.path: scan.pages for scan in ground.scans} == {
        "đơn.tif": 3,
        "sub/a-p1.jpg": 1,
        "sub/a-p2.jpg": 1,
        "z.png": 1,
    }
    assert ground.pages == 6
    for scan in ground.scans:
        assert (lane_folder(work, 0) / scan.path).read_bytes() == (scans / scan.path).read_bytes()


def test_pages_of_one_paper_stay_in_one_lane(scans: Path, work: Path) -> None:
    lanes = lanes_of(prepare(scans, work, 2))
    assert lanes["sub/a-p1.jpg"] == lanes["sub/a-p2.jpg"]
    assert set(lanes.values()) == {0, 1}


def test_resolution_is_reckoned_only_for_pictures_that_name_none_worth_believing(
    scans: Path, work: Path
) -> None:
    missing = {scan.path: scan.missing_dpi for scan in prepare(scans, work, 1).scans}
    assert missing["đơn.tif"] is None
    assert missing["sub/a-p1.jpg"] is None
    assert missing["sub/a-p2.jpg"] == 100
    assert missing["z.png"] is not None


def test_files_that_are_no_scans_are_named(scans: Path, work: Path) -> None:
    (reason,) = prepare(scans, work, 1).left_out
    assert reason.startswith("notes.txt: ")


def test_signed_pdf_is_left_out(signing_key: SigningKey, work: Path, tmp_path: Path) -> None:
    folder = tmp_path / "signed"
    folder.mkdir()
    name = sign_paper(folder, signing_key).name
    ground = prepare(folder, work, 1)
    assert f"{name}: signed already; sohoa would pass it through" in ground.left_out
    assert name not in lanes_of(ground)


def test_profile_signs_by_itself_with_the_test_key(scans: Path, work: Path) -> None:
    prepare(scans, work, 1)
    rules = load_profile(str(profile_file(work))).rules
    key, secret = key_files(work)
    assert rules.signing is SigningRule.AUTO
    assert rules.test_keys
    assert load_pkcs12(key, secret.read_bytes().strip()).is_test


def test_ground_comes_back_from_the_other_process(scans: Path, work: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    assert prepare_apart(scans, work, 2) == prepare(scans, other, 2)


def test_what_measures_loads_no_heavy_library() -> None:
    program = "import sys, bench.throughput; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not {"numpy", "cv2", "PIL", "pikepdf", "pypdfium2", "pyhanko", "sqlalchemy"} & set(
        done.stdout.split()
    )
