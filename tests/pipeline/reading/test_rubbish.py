"""What is no word goes from stamps, signatures and handwriting; a word never does."""

import pytest

from domain.geometry import Box
from domain.layout import Region, RegionKind
from pipeline.reading.rubbish import looks_printed, without_rubbish
from tests.pipeline.reading.printed import printed

EVERYWHERE = Box(0, 0, 1000, 1400)


def left_of(text: str, kind: RegionKind, box: Box = EVERYWHERE) -> str:
    kept = without_rubbish([printed(text, 100, 100)], [Region(kind, box, 0.8)])
    return " ".join(line.text for line in kept)


@pytest.mark.parametrize(
    ("read", "kept"),
    [
        ("Số: 4‡~0.74 /QĐ-UBND", "Số: /QĐ-UBND"),
        ("Số: 0B~0.55 /QĐ-UBND", "Số: /QĐ-UBND"),
        ("Số: 47 /QĐ-UBND", "Số: 47 /QĐ-UBND"),
        ("ngày {tháng~0.0 02", "ngày tháng 02"),
        ("tên: #uỳnh~0.25 Quốc Mẫu", "tên: uỳnh Quốc Mẫu"),
        ("tính: Nam~0.11", "tính: Nam"),
    ],
)
def test_handwriting_that_was_read_stays_and_its_scrawl_goes(read: str, kept: str) -> None:
    assert left_of(read, RegionKind.HANDWRITING) == kept


@pytest.mark.parametrize("kind", [RegionKind.STAMP, RegionKind.SIGNATURE])
@pytest.mark.parametrize(
    ("read", "kept"),
    [
        ("CHỦ TỊCH~0.3", "CHỦ TỊCH~0.3"),
        ("TM.~0.15 UY~0.15 BAN", "TM. UY BAN"),
        ("a~0.3 CHỦ TỊCH", "CHỦ TỊCH"),
        ("diện tích 290,6?~0.3 m2", "diện tích 290,6? m2"),
        ("NAGN~0.2 IÊHC~0.3", ""),
        ("★ ^~0.9 Nguyễn", "Nguyễn"),
    ],
)
def test_print_under_a_stamp_stays(kind: RegionKind, read: str, kept: str) -> None:
    assert left_of(read, kind) == kept.split("~")[0]


def test_words_beside_a_region_are_never_touched() -> None:
    beside = Box(100, 100, 112, 120)
    assert left_of("‡†~0.1 a~0.0", RegionKind.STAMP, Box(500, 0, 600, 50)) == "‡† a"
    assert left_of("‡††~0.1", RegionKind.STAMP, beside) == "‡††"


@pytest.mark.parametrize(
    ("text", "printed"), [("ngày", True), ("15/QĐ-UBND", True), ("m²", True), ("4†", False)]
)
def test_print_is_told_by_its_signs(text: str, printed: bool) -> None:
    assert looks_printed(text) is printed


@pytest.mark.parametrize("text", ["", "…", "--", "ƒ", "^š"])
def test_signs_alone_are_no_print(text: str) -> None:
    assert not looks_printed(text)
