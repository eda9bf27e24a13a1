"""The parcel table of a land certificate, from a drawn picture to its fields."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest
from PIL import Image, ImageDraw

from engine.worker import Worker
from pipeline.reading.fields.extract import Sureness, extract_fields
from samples.fonts import Face, load_font
from tests.packaged import DATA
from tests.real_reading import Pixels, read_picture, reading_worker

DPI = 200
SIZE = (1654, 2339)
TITLE = ("GIẤY CHỨNG NHẬN", "QUYỀN SỬ DỤNG ĐẤT, QUYỀN SỞ HỮU TÀI SẢN GẮN LIỀN VỚI ĐẤT")
ROWS = (("Thửa đất số", "Tờ bản đồ số", "Diện tích (m2)"), ("656", "12", "120,5"))
LEFT, TOP, WIDTH, HEIGHT = 200, 700, 410, 90


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    made = reading_worker(tmp_path_factory.mktemp("reading"))
    yield made
    made.close()


def certificate() -> Pixels:
    """A page of print with a ruled table of one parcel in its middle."""
    image = Image.new("L", SIZE, 250)
    pen = ImageDraw.Draw(image)
    font = load_font(Face.SERIF, 36)
    for row, text in enumerate(
        ("GIẤY CHỨNG NHẬN", "QUYỀN SỬ DỤNG ĐẤT, QUYỀN SỞ HỮU TÀI SẢN GẮN LIỀN VỚI ĐẤT")
    ):
        pen.text((SIZE[0] / 2, 300 + 60 * row), text, font=font, fill=20, anchor="ma")
    pen.text((LEFT, 600), "Thông tin thửa đất được ghi trong bảng dưới đây", font=font, fill=20)
    for row, texts in enumerate(ROWS):
        for column, text in enumerate(texts):
            pen.text((LEFT + WIDTH * column + 40, TOP + HEIGHT * row + 22), text, font=font, fill=20)
    for row in range(len(ROWS) + 1):
        y = TOP + HEIGHT * row
        pen.line((LEFT, y, LEFT + WIDTH * len(ROWS[0]), y), fill=20, width=3)
    for column in range(len(ROWS[0]) + 1):
        x = LEFT + WIDTH * column
        pen.line((x, TOP, x, TOP + HEIGHT * len(ROWS)), fill=20, width=3)
    return np.asarray(image)


def test_parcel_is_read_from_the_table_it_stands_in(worker: Worker) -> None:
    page = read_picture(worker, certificate(), DPI)
    fields = extract_fields(
        [page], DATA.papers.paper("GCN"), date(2026, 1, 1), Sureness(text=0.9, number=0.95), DATA
    )
    assert {field.name: field.value for field in fields if field.value} == {
        "thua_dat_so": "656",
        "to_ban_do_so": "12",
        "dien_tich": "120.5",
    }
