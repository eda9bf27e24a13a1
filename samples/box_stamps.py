"""Stamps of words in a frame, such as MẬT, KHẨN and ĐÃ THU PHÍ, pressed anywhere on a page in any ink."""

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from samples.effects import Pixels
from samples.fonts import Face, load_font

Mask = NDArray[np.float32]

_MM_PER_INCH = 25.4
_CAPITAL_SHARE = 0.66
"""Height of a capital without its marks, as a share of the font's size."""


class Frame(StrEnum):
    NONE = "no frame"
    SINGLE = "one frame"
    DOUBLE = "two frames"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxStamp:
    """What is cut into the rubber."""

    words: str
    capital_mm: float
    """Height of a capital without its marks."""
    frame: Frame = Frame.SINGLE
    face: Face = Face.SERIF_BOLD
    margin_mm: float = 2.0
    """Between the letters with their marks and the frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """How a stamp comes down on a page."""

    ink: tuple[int, int, int]
    strength: float
    """How much ink it carries, 0 to 1."""
    centre: tuple[float, float]
    """In pixels of the page."""
    angle_deg: float = 0.0
    """Clockwise."""
    wear: float = 0.0
    """How unevenly the ink took, 0 to 1."""
    seed: int = 0


def draw_box_stamp(stamp: BoxStamp, dpi: float) -> Mask:
    """Where the rubber bears ink, 0 to 1."""
    mm = dpi / _MM_PER_INCH
    font = load_font(stamp.face, stamp.capital_mm * mm / _CAPITAL_SHARE)
    left, top, right, bottom = font.getbbox(stamp.words)
    margin = stamp.margin_mm * mm
    size = (round(right - left + 2 * margin), round(bottom - top + 2 * margin))
    mask = Image.new("L", size)
    draw = ImageDraw.Draw(mask)
    draw.text((margin - left, margin - top), stamp.words, fill=255, font=font)
    rule = max(2, round(0.4 * mm))
    insets = {Frame.NONE: (), Frame.SINGLE: (0.0,), Frame.DOUBLE: (0.0, 0.9 * mm)}[stamp.frame]
    for inset in insets:
        draw.rectangle((inset, inset, size[0] - 1 - inset, size[1] - 1 - inset), outline=255, width=rule)
    return np.asarray(mask, np.float32) / np.float32(255)


def press_box_stamp(image: Pixels, mask: Mask, press: Press) -> Pixels:
    """The page with the stamp on it; what would fall off the sheet is lost."""
    height, width = image.shape[:2]
    worn = mask * _take(mask.shape, press)
    turned = cv2.getRotationMatrix2D(
        ((mask.shape[1] - 1) / 2, (mask.shape[0] - 1) / 2), -press.angle_deg, 1.0
    )
    turned[:, 2] += np.array(press.centre) - np.array(((mask.shape[1] - 1) / 2, (mask.shape[0] - 1) / 2))
    cover = cv2.warpAffine(worn, turned, (width, height))
    lost = np.float32(1) - np.array(press.ink, np.float32) / np.float32(255)
    left = 1 - np.float32(press.strength) * cover[:, :, None] * lost
    return np.asarray(np.clip(image * left + np.float32(0.5), 0, 255), np.uint8)


def _take(shape: tuple[int, ...], press: Press) -> Mask:
    """How well the ink took, place by place."""
    rng = np.random.default_rng(press.seed)
    size = (shape[1], shape[0])
    coarse = cv2.resize(rng.uniform(0, 1, (4, 9)).astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
    fine = cv2.GaussianBlur(rng.uniform(0, 1, shape[:2]).astype(np.float32), (0, 0), 1.2)
    fine = (fine - fine.min()) / max(1e-6, float(fine.max() - fine.min()))
    lost = np.float32(press.wear) * (np.float32(0.6) * coarse + np.float32(0.4) * fine)
    return np.asarray(np.clip(1 - lost, 0, 1), np.float32)
