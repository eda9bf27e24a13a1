"""How far the boxes of words lie from their ink: two pixels of the page at the most, nearly always."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from PIL import Image, ImageDraw

from domain.geometry import Box
from domain.page import Page
from engine.worker import Worker
from samples.effects import add_noise, blur, tint
from samples.fonts import Face, load_font
from tests.real_reading import Pixels, read_picture, reading_worker

TEXT = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015; xét đề nghị của Chánh Văn phòng "
    "về việc giải quyết thủ tục hành chính tại Trung tâm Phục vụ hành chính công, Ủy ban nhân dân phường Mẫu "
    "thông báo đến các ông, bà có tên trong danh sách kèm theo để nộp hồ sơ đúng thời hạn quy định."
)
WITHIN_PX = 2.0


@dataclass(frozen=True, slots=True)
class Inked:
    """A word and the box of its ink as it was drawn, where at least half of a pixel is black."""

    text: str
    box: Box


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    made = reading_worker(tmp_path_factory.mktemp("reading"))
    yield made
    made.close()


def sheet(dpi: int, face: Face, size_pt: float) -> tuple[Pixels, list[Inked]]:
    """The text as a scanner gives it, and each word drawn apart to know its ink."""
    width, height = round(8.27 * dpi), round(5.8 * dpi)
    page, font = Image.new("L", (width, height), 0), load_font(face, size_pt * dpi / 72)
    x, y, inked = 0.12 * width, 0.1 * height, []
    for text in TEXT.split() * 2:
        if x + font.getlength(text) > 0.9 * width:
            x, y = 0.12 * width, y + 1.5 * size_pt * dpi / 72
        alone = Image.new("L", (width, height), 0)
        ImageDraw.Draw(alone).text((x, y), text, fill=255, font=font, anchor="ls")
        page.paste(255, mask=alone)
        edges = alone.point(lambda value: 255 * (value >= 128)).getbbox()
        assert edges is not None
        inked.append(Inked(text, Box(*edges)))
        x += font.getlength(text + " ")
    gray = 255 - np.asarray(page, np.uint8)
    return add_noise(blur(tint(np.repeat(gray[:, :, None], 3, axis=2)), dpi / 400), 4, seed=1), inked


def edge_errors(page: Page, inked: list[Inked]) -> list[float]:
    """Pixels between the edges of every word that was read right and those of its ink."""
    assert page.text is not None
    assert page.operations == (), "the page was drawn level: its pixels are those drawn"
    errors: list[float] = []
    for word in page.text.words:
        for truth in inked:
            if truth.text == word.text and _overlaps(truth.box, word.box):
                pairs = zip(_edges(word.box), _edges(truth.box), strict=True)
                errors += [abs(one - other) for one, other in pairs]
    return errors


def _edges(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom


def _overlaps(one: Box, other: Box) -> bool:
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across > 0.4 * one.width and down > 0.3 * one.height


@pytest.mark.parametrize("dpi", [200, 300])
@pytest.mark.parametrize(("face", "size_pt"), [(Face.SERIF, 13), (Face.SANS, 12), (Face.SERIF_BOLD, 14)])
def test_boxes_of_words_lie_on_their_ink(dpi: int, face: Face, size_pt: float, worker: Worker) -> None:
    pixels, inked = sheet(dpi, face, size_pt)
    errors = np.array(edge_errors(read_picture(worker, pixels, dpi), inked))
    assert len(errors) > 0.9 * 4 * len(inked), "most words are read right"
    assert float(np.median(errors)) <= 1.0
    assert float(np.mean(errors <= WITHIN_PX)) >= 0.95
