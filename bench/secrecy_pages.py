"""Draws what the secrecy gate is measured on: stamped pages, and pages that only look as if they were."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
from PIL import Image, ImageDraw

from bench.secrecy_sheets import Sheet, Sheets
from domain.page import SecrecyLevel
from samples.box_stamps import BoxStamp, Frame, Press, draw_box_stamp, press_box_stamp
from samples.effects import Pixels, add_noise, blur, compress, fade, skew, tint, turn
from samples.fonts import Face, load_font
from samples.pens import draw_signature
from samples.seals import BLUE, RED, VIOLET, press_seal

KINDS = ("red", "black", "faint", "skewed", "over text", "turned")
_BLACK = (35, 33, 38)
_FACES = (Face.SERIF_BOLD, Face.SANS_BOLD)
_TINTS = ((250, 249, 246), (246, 244, 238), (238, 230, 212), (255, 255, 255))
_OTHER_STAMPS = (
    ("KHẨN", Frame.DOUBLE),
    ("THƯỢNG KHẨN", Frame.DOUBLE),
    ("HỎA TỐC", Frame.DOUBLE),
    ("HỎA TỐC HẸN GIỜ", Frame.DOUBLE),
    ("ĐÃ THU PHÍ", Frame.SINGLE),
    ("SAO Y BẢN CHÍNH", Frame.SINGLE),
    ("SAO Y", Frame.SINGLE),
    ("BẢN GỐC", Frame.SINGLE),
    ("ĐẾN", Frame.SINGLE),
    ("LƯU HÀNH NỘI BỘ", Frame.NONE),
    ("XEM XONG TRẢ LẠI", Frame.SINGLE),
    ("MẶT TRƯỚC", Frame.SINGLE),
    ("ĐÃ KIỂM TRA", Frame.SINGLE),
    ("BẢN SAO", Frame.NONE),
)
_SENTENCES = (
    "Cán bộ tiếp nhận có trách nhiệm bảo mật thông tin của công dân,",
    "không để lộ mật khẩu đăng nhập Cổng dịch vụ công quốc gia.",
    "Căn cứ Luật Bảo vệ bí mật nhà nước và ý kiến của Ban Cơ yếu,",
    "việc dùng mật mã để bảo vệ TÀI LIỆU MẬT được thực hiện như sau:",
    "văn bản có đóng dấu MẬT, TỐI MẬT hoặc TUYỆT MẬT không nhận tại quầy;",
    "Độ mật: không. Mật độ xây dựng tối đa 60 %, diện tích mặt bằng 120 m²;",
    "DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ TUYỆT MẬT VÀ TỐI MẬT",
    "QUY CHẾ BẢO MẬT THÔNG TIN CÁ NHÂN",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GatePage:
    """A scanned page, and the level of the stamp it bears."""

    name: str
    kind: str
    """One of KINDS, or what makes the page look as if it bore a stamp."""
    rgb: Pixels
    dpi: float
    level: SecrecyLevel | None


def stamped_page(sheets: Sheets, seed: int, number: int) -> GatePage:
    """A page with a stamp; the kinds and levels come in turn."""
    levels = tuple(SecrecyLevel)
    rng = np.random.default_rng((seed, number))
    kind, level = KINDS[number % len(KINDS)], levels[number // len(KINDS) % len(levels)]
    sheet = sheets.take(rng, for_stamp=True, wants_print=kind == "over text")
    pressed = _press_level(_worn_sheet(sheet, rng), (sheet.dpi, kind, level), rng)
    rgb = _scanned(pressed, sheet, rng, is_turned=kind == "turned")
    return GatePage(name=f"{number} {sheet.name}", kind=kind, rgb=rgb, dpi=sheet.dpi, level=level)


def _press_level(page: Pixels, what: tuple[float, str, SecrecyLevel], rng: np.random.Generator) -> Pixels:
    dpi, kind, level = what
    frame = tuple(Frame)[int(rng.integers(3))]
    # Ô 10a: a frame 8 mm high about letters of 4 mm with their marks; without a frame letters are larger.
    capital_mm = float(rng.uniform(4.5, 8.0) if frame is Frame.NONE else rng.uniform(2.9, 6.0))
    stamp = BoxStamp(
        words=level.value,
        capital_mm=capital_mm,
        frame=frame,
        face=_FACES[int(rng.integers(2))],
        margin_mm=float(rng.uniform(1.2, 2.5)) + (1.0 if frame is Frame.DOUBLE else 0.0),
    )
    mask = draw_box_stamp(stamp, dpi)
    is_red = {"red": True, "black": False}.get(kind, bool(rng.uniform() < 0.5))
    widest = {"skewed": 15.0, "over text": 5.0}.get(kind, 3.0)
    strength = float(rng.uniform(0.3, 0.5) if kind == "faint" else rng.uniform(0.7, 1.0))
    press = Press(
        ink=RED if is_red else _BLACK,
        strength=strength,
        centre=_place(page, mask.shape, rng, wants_ink=kind == "over text"),
        angle_deg=float(rng.uniform(-widest, widest)),
        wear=float(rng.uniform(0.0, 0.4)),
        seed=int(rng.integers(1 << 30)),
    )
    return press_box_stamp(page, mask, press)


def _place(
    page: Pixels, size: tuple[int, ...], rng: np.random.Generator, *, wants_ink: bool
) -> tuple[float, float]:
    """The emptiest of some places of the left margin and the head, or one over print."""
    height, width = page.shape[:2]
    dark = np.asarray(page.min(axis=2) < 128, np.float32)
    half_width, half_height = 0.62 * size[1] + 0.02 * width, 0.9 * size[0] + 0.02 * height
    found: list[tuple[float, tuple[float, float]]] = []
    for _ in range(12):
        right = 0.9 if wants_ink else 0.45
        x = float(rng.uniform(half_width, max(half_width + 1, right * width - half_width)))
        y = float(rng.uniform(max(half_height, 0.03 * height), (0.8 if wants_ink else 0.4) * height))
        rows = slice(max(0, round(y - size[0] / 2)), round(y + size[0] / 2))
        columns = slice(max(0, round(x - size[1] / 2)), round(x + size[1] / 2))
        found.append((float(dark[rows, columns].mean()), (x, y)))
    shares = sorted(found)
    if not wants_ink:
        return shares[0][1]
    printed = [place for share, place in shares if 0.04 < share < 0.25]
    return printed[len(printed) // 2] if printed else shares[-1][1]


def _worn_sheet(sheet: Sheet, rng: np.random.Generator) -> Pixels:
    if sheet.is_scan:
        return sheet.rgb
    page = tint(sheet.rgb, _TINTS[int(rng.integers(len(_TINTS)))])
    return fade(page, float(rng.uniform(0.2, 0.5))) if rng.uniform() < 0.15 else page


def _scanned(page: Pixels, sheet: Sheet, rng: np.random.Generator, *, is_turned: bool = False) -> Pixels:
    """As a scanner gives it: a little askew and soft, grainy, JPEG; one in eight without colour."""
    angle_deg, grain = float(rng.uniform(-2.5, 2.5)), float(rng.uniform(0.8, 4.0))
    if not sheet.is_scan:
        page = add_noise(blur(skew(page, angle_deg), sheet.dpi / 400), grain, int(rng.integers(1 << 30)))
    if rng.uniform() < 0.125:
        page = np.asarray(cv2.cvtColor(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB), np.uint8)
    page = compress(page, int(rng.integers(45, 86)))
    return turn(page, int(rng.integers(1, 4))) if is_turned else page


def innocent_page(sheets: Sheets, seed: int, number: int) -> GatePage:
    """A page without a secrecy stamp; the first are those of vn-official, as they are."""
    rng = np.random.default_rng((seed, 1, number))
    if number < len(sheets.official):
        sheet = sheets.scan(*sheets.official[number])
        return GatePage(name=sheet.name, kind="as it is", rgb=sheet.rgb, dpi=sheet.dpi, level=None)
    sheet = sheets.take(rng)
    dressings = _dressings()
    kind = tuple(dressings)[number % len(dressings)]
    dressed = dressings[kind](_worn_sheet(sheet, rng), sheet.dpi, rng)
    rgb = _scanned(dressed, sheet, rng, is_turned=rng.uniform() < 0.1)
    return GatePage(name=f"{number} {sheet.name}", kind=kind, rgb=rgb, dpi=sheet.dpi, level=None)


_Dressing = Callable[[Pixels, float, np.random.Generator], Pixels]


def _dressings() -> dict[str, _Dressing]:
    return {
        "as it is": lambda page, _dpi, _rng: page,
        "other stamp": _press_other,
        "black stamp": partial(_press_other, is_black=True),
        "seal": _press_seal,
        "words": _print_words,
        "pen": _sign,
    }


def _press_other(page: Pixels, dpi: float, rng: np.random.Generator, *, is_black: bool = False) -> Pixels:
    words, frame = _OTHER_STAMPS[int(rng.integers(len(_OTHER_STAMPS)))]
    stamp = BoxStamp(
        words=words,
        capital_mm=float(rng.uniform(2.9, 6.5)),
        frame=frame,
        face=_FACES[int(rng.integers(2))],
        margin_mm=float(rng.uniform(1.5, 3.0)),
    )
    mask = draw_box_stamp(stamp, dpi)
    press = Press(
        ink=_BLACK if is_black else RED,
        strength=float(rng.uniform(0.4, 1.0)),
        centre=_place(page, mask.shape, rng, wants_ink=bool(rng.uniform() < 0.3)),
        angle_deg=float(rng.uniform(-12, 12)),
        wear=float(rng.uniform(0.0, 0.4)),
        seed=int(rng.integers(1 << 30)),
    )
    return press_box_stamp(page, mask, press)


def _press_seal(page: Pixels, _dpi: float, rng: np.random.Generator) -> Pixels:
    ink = (RED, RED, BLUE, VIOLET)[int(rng.integers(4))]
    return press_seal(page, ink, float(rng.uniform(0.5, 1.0)), int(rng.integers(1 << 30)))


def _print_words(page: Pixels, dpi: float, rng: np.random.Generator) -> Pixels:
    """Sentences with the words of the levels, regular or bold, in a strip painted white."""
    image = Image.fromarray(page)
    draw = ImageDraw.Draw(image)
    face = (Face.SERIF, Face.SERIF_BOLD)[int(rng.integers(2))]
    font = load_font(face, round(float(rng.uniform(13, 15)) * dpi / 72))
    pitch = round(1.5 * font.size)
    top = round(float(rng.uniform(0.15, 0.7)) * image.height)
    lines = rng.permutation(np.array(_SENTENCES))[:5]
    draw.rectangle((0, top - pitch, image.width, top + pitch * (len(lines) + 1)), fill=(250, 249, 246))
    for number, line in enumerate(lines):
        draw.text((0.12 * image.width, top + number * pitch), str(line), (30, 30, 34), font)
    return np.array(image)


def _sign(page: Pixels, dpi: float, rng: np.random.Generator) -> Pixels:
    """Three signatures in blue or black ink."""
    image = Image.fromarray(page)
    for _ in range(3):
        pen = draw_signature(int(rng.integers(1 << 30)), float(rng.uniform(25, 60)), round(dpi))
        place = (
            round(float(rng.uniform(0.05, 0.6)) * image.width),
            round(float(rng.uniform(0.1, 0.85)) * image.height),
        )
        image.paste((BLUE, _BLACK)[int(rng.integers(2))], place, pen)
    return np.array(image)
