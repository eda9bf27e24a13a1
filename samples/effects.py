"""What scanners, paper and time do to a page: each effect takes an array, a strength and, if random, a seed.

Arrays are uint8, height x width x 3, RGB; every effect gives a new one.
"""

from enum import StrEnum
from io import BytesIO
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from domain.geometry import Size, Skew, transform

Pixels = NDArray[np.uint8]

LID = (233, 233, 230)
"""The colour of the scanner's lid, seen where a skewed sheet leaves a corner free."""
PAPER = (246, 244, 238)
STAMP_RED = (206, 30, 42)


class Effect(StrEnum):
    """The effects by name; what a strength means stands in the function of that name."""

    SKEW = "skew"
    TURN = "turn"
    NOISE = "noise"
    JPEG = "jpeg"
    BLEED_THROUGH = "bleed-through"
    LIGHTING = "lighting"
    STAMP = "stamp"
    FADING = "fading"
    BLUR = "blur"


def _clipped(values: NDArray[np.float32]) -> Pixels:
    return cast(Pixels, np.clip(values + np.float32(0.5), 0, 255).astype(np.uint8))


def tint(image: Pixels, paper: tuple[int, int, int] = PAPER) -> Pixels:
    """Paper of the given colour instead of pure white."""
    return _clipped(image.astype(np.float32) * (np.array(paper, dtype=np.float32) / np.float32(255)))


def skew(image: Pixels, angle_deg: float) -> Pixels:
    """The content turned about the centre; positive is clockwise. The size stays, corners show the lid."""
    height, width = image.shape[:2]
    affine, _ = transform(Size(width, height), (Skew(angle_deg),))
    # cv2 puts whole coordinates on pixel centres, domain.geometry half ones.
    matrix = np.array(
        [
            [affine.a, affine.b, affine.c + (affine.a + affine.b - 1) / 2],
            [affine.d, affine.e, affine.f + (affine.d + affine.e - 1) / 2],
        ]
    )
    turned = cv2.warpAffine(
        image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=LID
    )
    return cast(Pixels, turned)


def turn(image: Pixels, quarter_turns: int) -> Pixels:
    """The picture turned clockwise by whole quarters."""
    return np.ascontiguousarray(np.rot90(image, -quarter_turns))


def add_noise(image: Pixels, sigma: float, seed: int) -> Pixels:
    """Sensor noise with the given standard deviation of gray, grains somewhat larger than a pixel."""
    height, width = image.shape[:2]
    rng = np.random.default_rng(seed)
    grains = cv2.GaussianBlur(rng.standard_normal((height, width), dtype=np.float32), (0, 0), 0.7)
    scaled = (grains * (sigma / float(grains.std()))).astype(np.float32)
    return _clipped(image + scaled[:, :, None])


def compress(image: Pixels, quality: int) -> Pixels:
    """What is left after a JPEG of that quality (1 to 100)."""
    stream = BytesIO()
    Image.fromarray(image).save(stream, "JPEG", quality=quality)
    return np.array(Image.open(stream))


def bleed_through(image: Pixels, share: float, back: Pixels) -> Pixels:
    """The back side shining through: mirrored, soft, `share` (0 to 1) of its darkness."""
    height, width = image.shape[:2]
    gray = cv2.cvtColor(np.ascontiguousarray(back[:, ::-1]), cv2.COLOR_RGB2GRAY)
    soft = cv2.GaussianBlur(cv2.resize(gray, (width, height)), (0, 0), width / 900)
    shade = (1 - share * (1 - soft.astype(np.float32) / 255)).astype(np.float32)
    return _clipped(image * shade[:, :, None])


def light_unevenly(image: Pixels, depth: float, seed: int) -> Pixels:
    """A shadow that falls off across the page; `depth` (0 to 1) is how dark it gets in the far corner."""
    height, width = image.shape[:2]
    angle = np.random.default_rng(seed).uniform(0, 2 * np.pi)
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    slope = across * np.float32(np.cos(angle)) + down * np.float32(np.sin(angle))
    slope = (slope - slope.min()) / (slope.max() - slope.min())
    return _clipped(image * (1 - np.float32(depth) * slope**2)[:, :, None])


def fade(image: Pixels, share: float) -> Pixels:
    """Ink gone pale: `share` (0 to 1) of the way to the paper's own colour."""
    paper = np.percentile(image.reshape(-1, 3)[::97], 90, axis=0).astype(np.float32)
    pale = image + np.float32(share) * (paper - image)
    return _clipped(np.where(image < paper, pale, image.astype(np.float32)))


def blur(image: Pixels, sigma_px: float) -> Pixels:
    """Out of focus by a Gaussian of that width."""
    return cast(Pixels, cv2.GaussianBlur(image, (0, 0), sigma_px)) if sigma_px > 0 else image.copy()


def press_stamp(image: Pixels, strength: float, seed: int) -> Pixels:
    """A red ring with bars over some place of the text; `strength` (0 to 1) is how much ink it carries."""
    height, width = image.shape[:2]
    rng = np.random.default_rng(seed)
    radius = int(width * 36 / 210 / 2)
    centre = (int(rng.uniform(0.3, 0.7) * width), int(rng.uniform(0.25, 0.75) * height))
    mask = np.zeros((height, width), dtype=np.uint8)
    thick = max(2, radius // 22)
    cv2.circle(mask, centre, radius, 255, thick, cv2.LINE_AA)
    cv2.circle(mask, centre, int(radius * 0.55), 255, max(1, thick // 2), cv2.LINE_AA)
    corners = [
        (
            centre[0] + radius * (0.42 if number % 2 == 0 else 0.16) * np.sin(np.pi * number / 5),
            centre[1] - radius * (0.42 if number % 2 == 0 else 0.16) * np.cos(np.pi * number / 5),
        )
        for number in range(10)
    ]
    cv2.fillPoly(mask, [np.array(corners).round().astype(np.int32)], (255,), cv2.LINE_AA)
    for spoke in range(24):
        angle = 2 * np.pi * spoke / 24 + rng.uniform(0, 0.1)
        direction = np.array([np.cos(angle), np.sin(angle)])
        inner, outer = (np.array(centre) + direction * radius * part for part in (0.66, 0.86))
        ends = [tuple(int(value) for value in end) for end in (inner, outer)]
        cv2.line(mask, ends[0], ends[1], 255, thick, cv2.LINE_AA)
    lost = 1 - np.array(STAMP_RED, dtype=np.float32) / 255
    left = 1 - strength * (mask.astype(np.float32) / 255)[:, :, None] * lost
    return _clipped((image * left).astype(np.float32))


def apply_effect(image: Pixels, effect: Effect, strength: float, seed: int = 0) -> Pixels:
    """Any effect by its name; the back side of a bleed-through is the page itself."""
    match effect:
        case Effect.SKEW:
            return skew(image, strength)
        case Effect.TURN:
            return turn(image, round(strength))
        case Effect.NOISE:
            return add_noise(image, strength, seed)
        case Effect.JPEG:
            return compress(image, round(strength))
        case Effect.BLEED_THROUGH:
            return bleed_through(image, strength, image)
        case Effect.LIGHTING:
            return light_unevenly(image, strength, seed)
        case Effect.STAMP:
            return press_stamp(image, strength, seed)
        case Effect.FADING:
            return fade(image, strength)
        case Effect.BLUR:
            return blur(image, strength)
