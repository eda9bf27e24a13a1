"""Round seals with letters pressed anywhere on a page, in any ink."""

import numpy as np

from samples.effects import Pixels
from samples.pens import STAMP_RED, draw_round_stamp

RED, BLUE, VIOLET = STAMP_RED, (38, 58, 158), (104, 52, 140)
_A4_INCHES = 210 / 25.4
_ABOVE, _BELOW = "ỦY BAN NHÂN DÂN XÃ VÀM LÚA", "T.P CẦN THƠ"


def press_seal(image: Pixels, ink: tuple[int, int, int], strength: float, seed: int) -> Pixels:
    """A seal of 36 mm over the text of an A4 page; `strength` (0 to 1) is how much ink it carries."""
    height, width = image.shape[:2]
    rng = np.random.default_rng(seed)
    mask = np.asarray(draw_round_stamp(_ABOVE, _BELOW, seed, round(width / _A4_INCHES)), np.float32) / 255
    size = mask.shape[0]
    left = int(rng.uniform(0.2, 0.8) * (width - size))
    top = int(rng.uniform(0.25, 0.75) * (height - size))
    lost = 1 - np.array(ink, dtype=np.float32) / 255
    pressed = image.copy()
    under = pressed[top : top + size, left : left + size]
    under[:] = (under * (1 - np.float32(strength) * mask[:, :, None] * lost) + 0.5).astype(np.uint8)
    return pressed
