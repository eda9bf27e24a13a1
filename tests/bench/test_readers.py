"""Readers of the accuracy bench, with small programs in the place of the real ones."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bench.kept_readings import KeptReader
from bench.ours_pages import profile_with
from bench.readers import ProgramReader, ReadWord, SohoaReader, ocrmypdf_reader
from domain.ocr import Effort
from pipeline.profile import load_profile
from tests.sheets import draw_sheet, write_jpeg

READS = """#!/bin/sh
echo "$@" >> "$0.calls"
case $1 in *broken*) echo "cannot read it" >&2; exit 2;; esac
echo "read $OMP_THREAD_LIMIT" > "$2"
"""
SIDECAR = """#!/bin/sh
[ "$1" = --version ] && echo 17 && exit
echo "$@" >> "$0.calls"
while [ "$1" != --sidecar ]; do shift; done
echo words > "$2"
"""


def program(path: Path, script: str) -> Path:
    path.write_text(script)
    path.chmod(0o755)
    return path


def calls(path: Path) -> list[str]:
    return path.with_name(f"{path.name}.calls").read_text().splitlines()


def reader(tmp_path: Path, options: Sequence[str] = ()) -> ProgramReader:
    reads = program(tmp_path / "reads", READS)
    return ProgramReader(
        name="peer",
        version="peer 1",
        options=tuple(options),
        scratch=tmp_path / "scratch",
        call=lambda picture, text: (str(reads), str(picture), str(text), *options),
    )


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    made = [tmp_path / "a.png", tmp_path / "broken.png"]
    for one in made:
        one.write_text(one.name)
    return made


def test_program_reads_page_by_page_on_one_core(tmp_path: Path, pictures: list[Path]) -> None:
    read, broken = reader(tmp_path).read(pictures)
    assert (read.text, read.failure) == ("read 1\n", "")
    assert read.cpu_s > 0
    assert (broken.text, broken.failure) == ("", "exit code 2: cannot read it")


def test_kept_readings_are_not_read_again(tmp_path: Path, pictures: list[Path]) -> None:
    kept = KeptReader(reader(tmp_path), tmp_path / "kept")
    assert kept.count_kept(pictures) == 0
    first = list(kept.read(pictures[:1]))
    assert kept.count_kept(pictures) == 1
    assert next(iter(kept.read(pictures))) == first[0]
    assert len(calls(tmp_path / "reads")) == 1


def test_other_options_or_another_picture_are_read_anew(tmp_path: Path, pictures: list[Path]) -> None:
    folder = tmp_path / "kept"
    list(KeptReader(reader(tmp_path), folder).read(pictures))
    assert KeptReader(reader(tmp_path, ["--other"]), folder).count_kept(pictures) == 0
    pictures[0].write_text("another scan")
    assert KeptReader(reader(tmp_path), folder).count_kept(pictures) == 1


def test_ocrmypdf_is_told_the_resolution_that_a_picture_does_not_name(tmp_path: Path) -> None:
    peer = program(tmp_path / "ocrmypdf", SIDECAR)
    known = write_jpeg(tmp_path / "known.jpg", draw_sheet())
    unknown = tmp_path / "unknown.png"
    draw_sheet().save(unknown)
    readings = list(ocrmypdf_reader(peer, tmp_path / "scratch").read([known, unknown]))
    assert [reading.text for reading in readings] == ["words\n", "words\n"]
    with_known, with_unknown = calls(peer)
    assert with_known.startswith("-l vie --deskew --clean --jobs 1 --sidecar ")
    assert with_unknown.startswith("-l vie --deskew --clean --jobs 1 --image-dpi ")


@pytest.mark.parametrize("effort", list(Effort))
def test_profile_is_plain_but_for_the_effort(tmp_path: Path, effort: Effort) -> None:
    profile = load_profile(profile_with(effort, tmp_path))
    plain = load_profile("plain")
    assert profile.rules == plain.rules
    assert profile.options("ocr") == replace(plain.options("ocr"), effort=effort)


def test_sohoa_reads_with_its_whole_page_job(tmp_path: Path) -> None:
    sheet = write_jpeg(tmp_path / "to-khai.jpg", draw_sheet())
    (tmp_path / "none.jpg").write_text("no picture")
    reader = SohoaReader(tmp_path / "scratch", Effort.BEST)
    assert reader.name == "sohoa-best"
    read, failed = reader.read([sheet, tmp_path / "none.jpg"])
    assert "Dòng 3 của tờ giấy thử, viết cho đầy trang giấy" in read.text
    assert read.cpu_s > 0
    assert ReadWord("giấy", max(word.confidence for word in read.words if word.text == "giấy")) in read.words
    assert all(0 <= word.confidence <= 1 for word in read.words)
    assert not read.flagged
    assert failed.text == ""
    assert failed.failure
