"""Pages that cannot be read: they end in time, nothing is made up, a person is asked with the measure."""

import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from domain.artifact import Artifact, MediaType
from domain.document import Document, QuestionKind, SourceFile
from domain.ids import BatchId, DocumentId, Sha256, UnitCode
from domain.lifecycle import State
from domain.page import Flag, Page
from engine.perform import summarise
from engine.worker import Worker
from pipeline.plan import questions_about
from pipeline.profile import Rules
from samples.effects import blur
from samples.fonts import FOLDERS, Face, find_font
from tests.office import Office
from tests.packaged import NUMBERS
from tests.pki import AT
from tests.real_reading import Pixels, read_picture, reading_worker

DPI = 200
SIZE = (1160, 1640)  # A5
LIMIT_S = 60.0
"""Of computing for one page; the engine ends a reading after 120 s, the pool a page after 180."""
SURE = 0.8

VIETNAMESE = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015 và xét đề nghị của Chánh Văn phòng, "
    "Ủy ban nhân dân phường Mẫu thông báo về việc giải quyết thủ tục hành chính tại Trung tâm Phục vụ."
)
ENGLISH = (
    "This is to certify that the person named above has been employed by the company since January and holds "
    "the position of senior accountant in the department of finance and administration of the branch."
)
FOREIGN = {
    "cyrillic": (
        "DejaVuSerif.ttf",
        "Настоящим подтверждается что указанное лицо занимает должность бухгалтера",
    ),
    "greek": ("DejaVuSerif.ttf", "Με το παρόν πιστοποιείται ότι το ανωτέρω πρόσωπο εργάζεται στην εταιρεία"),
    "thai": ("FreeSerif.ttf", "ขอรับรองว่า บุคคลดังกล่าว ข้างต้น ได้ทำงาน กับ บริษัท ตั้งแต่ เดือน มกราคม"),
    "hindi": ("FreeSerif.ttf", "यह प्रमाणित किया जाता है कि उपरोक्त व्यक्ति जनवरी से कंपनी में कार्यरत है"),
    "lao": ("DejaVuSans.ttf", "ຂໍຢັ້ງຢືນ ວ່າ ບຸກຄົນ ດັ່ງກ່າວ ຂ້າງເທິງ ໄດ້ເຮັດວຽກ ກັບ ບໍລິສັດ"),
    "khmer": ("KhmerOS*.ttf", "សូមបញ្ជាក់ថា បុគ្គល ដែលមានឈ្មោះ ខាងលើនេះ បានធ្វើការ នៅក្នុង ក្រុមហ៊ុន"),
    "chinese": ("wqy-*.ttc", "兹证明上述人员 自一月起 在本公司工作 担任财务部门 高级会计师 工作认真负责"),
}


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    made = reading_worker(tmp_path_factory.mktemp("reading"))
    yield made
    made.close()


def paper(shade: int = 250) -> Pixels:
    return np.full((SIZE[1], SIZE[0], 3), shade, np.uint8)


def written(text: str, font: Path, dpi: int = DPI) -> Pixels:
    """The text over and over, 13 points high, on A5."""
    sheet = Image.fromarray(paper())
    sheet = sheet.resize((SIZE[0] * dpi // DPI, SIZE[1] * dpi // DPI))
    pen, face = ImageDraw.Draw(sheet), ImageFont.truetype(str(font), 13 * dpi / 72)
    words, number = text.split(), 0
    for row in range(18):
        line = ""
        while pen.textlength(f"{line} {words[number % len(words)]}", font=face) < 0.8 * sheet.width:
            line, number = f"{line} {words[number % len(words)]}", number + 1
        pen.text((0.1 * sheet.width, (0.08 + 0.045 * row) * sheet.height), line.strip(), (20, 20, 20), face)
    return np.asarray(sheet, np.uint8)


def vietnamese(dpi: int = DPI) -> Pixels:
    return written(VIETNAMESE, find_font(Face.SERIF), dpi)


def read(worker: Worker, pixels: Pixels, dpi: float = DPI) -> Page:
    started = time.process_time()
    page = read_picture(worker, np.ascontiguousarray(pixels), dpi)
    assert time.process_time() - started < LIMIT_S
    return page


def asked(page: Page) -> str:
    """What a person is asked about the quality of a paper of this one page; "" when nothing."""
    document = Document(
        id=DocumentId("d1"),
        batch=BatchId("b1"),
        unit=UnitCode("H13"),
        profile="office",
        name="giay",
        received_at=AT,
        files=(SourceFile(artifact=Artifact(Sha256("0" * 64), 1, MediaType.PNG), name="giay.png"),),
        mean_confidence=page.text.mean_confidence if page.text else None,
    )
    rules = Rules(unknown_type_asks=False)
    questions = questions_about(document, (summarise(page, date(2026, 1, 2), NUMBERS),), rules)
    assert all(question.kind is QuestionKind.QUALITY for question in questions)
    return " ".join(question.text for question in questions)


def sure_words(page: Page) -> list[str]:
    return [word.text for word in page.text.words if word.confidence >= SURE] if page.text else []


def font_called(pattern: str) -> Path:
    for folder in FOLDERS:
        for path in sorted(folder.rglob(pattern)):
            return path
    pytest.skip(f"needs a font called {pattern}")


def picture() -> Pixels:
    """Clouds, as on a photograph."""
    grain = np.random.default_rng(1).standard_normal((SIZE[1], SIZE[0])).astype(np.float32)
    clouds = np.zeros_like(grain)
    for size in (2, 8, 40, 150):
        clouds += size * cv2.GaussianBlur(grain, (0, 0), size)
    scaled = (clouds - clouds.min()) / (clouds.max() - clouds.min()) * 255
    return np.repeat(scaled.astype(np.uint8)[:, :, None], 3, axis=2)


def empty_form() -> Pixels:
    page = paper()
    for y in range(200, 1501, 65):
        cv2.line(page, (120, y), (1040, y), (20, 20, 20), 2)
    for x in range(120, 1041, 230):
        cv2.line(page, (x, 200), (x, 1500), (20, 20, 20), 2)
    return page


def signs() -> Pixels:
    """Strokes in rows, like a script that nobody knows."""
    page, random = paper(), np.random.default_rng(1)
    for y in range(150, 1500, 64):
        for x in range(120, 1040, 32):
            for _ in range(5):
                right, down, left, up = random.integers(0, 26, 4).tolist()
                cv2.line(page, (x + right, y + down), (x + left, y + up), (10, 10, 10), 2, cv2.LINE_AA)
    return page


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_page_of_one_colour_is_blank_and_has_no_word(shade: int, worker: Worker) -> None:
    page = read(worker, paper(shade))
    assert page.text is not None
    assert page.text.words == ()
    assert Flag.BLANK in page.flags
    assert asked(page) == ""


@pytest.mark.parametrize("draw", [picture, empty_form, signs])
def test_page_without_text_has_no_word_and_is_asked_about(draw: Callable[[], Pixels], worker: Worker) -> None:
    page = read(worker, draw())
    assert sure_words(page) == []
    assert Flag.UNREADABLE in page.flags
    assert asked(page).startswith("Trang 1 ")


@pytest.mark.parametrize("script", FOREIGN)
def test_script_that_is_not_latin_is_not_made_up_into_words(script: str, worker: Worker) -> None:
    font, text = FOREIGN[script]
    page = read(worker, written(text, font_called(font)))
    assert sure_words(page) == []
    assert Flag.UNREADABLE in page.flags
    assert "chữ nước ngoài" in asked(page)


def test_mirrored_page_is_asked_about_and_its_sure_words_are_not_kept(worker: Worker) -> None:
    page = read(worker, vietnamese()[:, ::-1])
    assert page.text is not None
    assert page.text.words == ()
    assert "lật gương" in asked(page)


@pytest.mark.parametrize(("text", "least"), [(VIETNAMESE, 0.95), (ENGLISH, 0.85)])
def test_latin_text_is_read_as_it_is(text: str, least: float, worker: Worker) -> None:
    page = read(worker, written(text, find_font(Face.SERIF)))
    assert page.text is not None
    known = set(text.split())
    words = [word.text for word in page.text.words]
    assert len(words) > 100
    assert sum(word in known for word in words) / len(words) >= least
    assert asked(page) == ""


def test_72_dpi_is_read_and_1200_dpi_too(worker: Worker) -> None:
    known = set(VIETNAMESE.split())
    for pixels, dpi in ((vietnamese(72), 72), (vietnamese(1200)[:5000], 1200)):
        page = read(worker, pixels, dpi)
        assert page.text is not None
        words = [word.text for word in page.text.words]
        assert sum(word in known for word in words) / len(words) >= 0.8, dpi
        assert asked(page) == ""


def test_letters_too_small_are_asked_about_with_the_resolution_they_amount_to(worker: Worker) -> None:
    small = cv2.resize(vietnamese(), None, fx=0.2, fy=0.2, interpolation=cv2.INTER_AREA)
    page = read(worker, np.asarray(small, np.uint8), 300)
    assert page.quality is not None
    assert page.quality.letter_dpi is not None
    assert Flag.TOO_SMALL in page.flags
    assert "chữ quá nhỏ (như chữ quét ở" in asked(page)
    assert "quét lại ở 300 dpi" in asked(page)


def test_blur_is_asked_about_with_its_measure(worker: Worker) -> None:
    page = read(worker, blur(vietnamese(), 4.0))
    assert page.quality is not None
    measure = f"{page.quality.sharpness:.2f}".replace(".", ",")
    assert f"Trang 1 quá mờ (độ nét {measure}; cần từ 0,28)" in asked(page)


def test_roll_of_three_metres_is_read_at_its_own_width(worker: Worker) -> None:
    roll = np.full((12_000, 864), 255, np.uint8)
    text = vietnamese(150)[80:1160, :864].min(axis=2)
    roll[400 : 400 + len(text)] = text
    roll[10_000 : 10_000 + len(text)] = text
    page = read(worker, roll, 105)
    assert Flag.BLANK not in page.flags
    known = set(VIETNAMESE.split())
    assert page.text is not None
    assert sum(word.text in known for word in page.text.words) > 100


def test_roll_of_twenty_metres_is_kept_in_quarantine_with_words(office: Office, tmp_path: Path) -> None:
    roll = Image.new("1", (1728, 77_165), 1)
    roll.save(tmp_path / "fax.tif", compression="group4", dpi=(204, 98))
    (row,) = office.digitise(tmp_path / "fax.tif")
    assert row.state is State.QUARANTINED
    assert row.failure is not None
    assert row.failure.code == "too-large"
