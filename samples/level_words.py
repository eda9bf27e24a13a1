"""Draws the words that what may be a secrecy stamp is held against: python -m samples.level_words FOLDER."""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from samples.effects import Pixels
from samples.fonts import Face, load_font

WORDS = {"mat": "MẬT", "toi-mat": "TỐI MẬT", "tuyet-mat": "TUYỆT MẬT", "khan": "KHẨN"}
FACES = {"serif": Face.SERIF_BOLD, "sans": Face.SANS_BOLD}
_SIZE_PX = 100


def draw_word(words: str, face: Face) -> Pixels:
    """Each pixel of a letter holds the letter's number, counted from 1; paper is 0."""
    font = load_font(face, _SIZE_PX)
    left, top, right, bottom = (round(edge) for edge in font.getbbox(words))
    drawn = np.zeros((bottom - top, right - left), np.uint8)
    number = 0
    for place, letter in enumerate(words):
        if letter.isspace():
            continue
        number += 1
        picture = Image.new("L", (right - left, bottom - top))
        start = font.getlength(words[:place]) - left
        ImageDraw.Draw(picture).text((start, -top), letter, fill=255, font=font)
        drawn[np.asarray(picture) > 127] = number
    return drawn


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    for face_name, face in FACES.items():
        for name, words in WORDS.items():
            Image.fromarray(draw_word(words, face)).save(folder / f"{face_name}-{name}.png", optimize=True)


if __name__ == "__main__":
    main()
