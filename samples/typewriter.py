"""Types a page as a typewriter did: one pitch, strokes of uneven force, tone marks that were never struck."""

import random
import unicodedata
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from domain.geometry import Box
from samples.fonts import Face, load_font
from samples.sheet import DrawnPage, TextLine

PITCH_PT, LINE_PT, SIZE_PT = 7.2, 19.0, 12.0
LEFT_PT, TOP_PT = 75.0, 80.0
RIBBON = (38, 36, 44)
_A4_PT = (595.28, 841.89)
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def strike_tones(text: str, missing: float, rng: random.Random) -> str:
    """The text in NFC, each tone mark left out with the chance `missing`: it was a stroke of its own."""
    parts = unicodedata.normalize("NFD", text)
    struck = "".join(mark for mark in parts if mark not in _TONES or rng.random() >= missing)
    return unicodedata.normalize("NFC", struck)


def type_page(lines: Sequence[str], dpi: int, seed: int, missing_tones: float = 0.0) -> DrawnPage:
    """Types lines on white A4; the truth has what was struck, without the tone marks that were not."""
    rng = random.Random(f"typed {seed}")
    scale = dpi / 72
    size = (round(_A4_PT[0] * scale), round(_A4_PT[1] * scale))
    force = Image.new("L", size)
    draw = ImageDraw.Draw(force)
    font = load_font(Face.TYPEWRITER, SIZE_PT * scale)
    # Some types of a machine sit a little too high or low, always the same.
    sits = {letter: rng.gauss(0, 0.25) for letter in sorted(set("".join(lines)))}
    typed = []
    for number, line in enumerate(lines):
        text = strike_tones(line, missing_tones, rng)
        if not text.strip():
            continue
        y = TOP_PT + number * LINE_PT
        for column, letter in enumerate(text):
            x = LEFT_PT + column * PITCH_PT + rng.gauss(0, 0.15)
            at = (x * scale, (y + sits.get(letter, 0.0)) * scale)
            draw.text(at, letter, fill=round(255 * rng.uniform(0.55, 1.0)), font=font, anchor="ls")
        start = len(text) - len(text.lstrip())
        typed.append(TextLine(text.strip(), _box(start, len(text), y, scale)))
    return DrawnPage(image=_inked(force, seed), dpi=dpi, lines=tuple(typed), codes=())


def _box(start: int, end: int, y: float, scale: float) -> Box:
    left, right = (LEFT_PT + column * PITCH_PT for column in (start, end))
    return Box(left * scale, (y - SIZE_PT * 0.8) * scale, right * scale, (y + SIZE_PT * 0.25) * scale)


def _inked(force: Image.Image, seed: int) -> Image.Image:
    """The page as the ribbon's cloth left it: speckled where the type struck."""
    cloth = np.random.default_rng(seed).uniform(0.7, 1.0, (force.height, force.width)).astype(np.float32)
    ink = np.asarray(force, np.float32) / 255 * cloth
    page = 255 - ink[:, :, None] * (255 - np.array(RIBBON, dtype=np.float32))
    return Image.fromarray(page.round().astype(np.uint8))
