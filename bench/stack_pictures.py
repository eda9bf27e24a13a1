"""Draws test stacks and reads them with sohoa's page job: python -m bench.stack_pictures [--stacks N]."""

import argparse
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from app import dry_worker
from bench.ours_pages import profile_with
from bench.stacks.sheet import MM_A_POINT, PlacedLine, PlainPage, PrintKind
from bench.stacks.stack import SEEDS, Stack, make_stack
from bench.stacks.wording import Side, load_wording
from bench.stacks_bench import measure, report
from config import load_settings
from domain.artifact import MediaType
from domain.errors import MissingTool, SohoaError
from domain.ocr import Effort
from domain.page import Page
from engine.perform import read_page
from engine.worker import Worker
from pipeline.stage import Ask
from samples.codes import draw_code
from samples.effects import add_noise, blur

DPI = 200
_PX_A_MM = DPI / 25.4
_FACES = {False: "DejaVuSerif.ttf", True: "DejaVuSerif-Bold.ttf"}
"""No face of the samples."""
_PAPER, _INK, _RED, _BLUE = (250, 249, 245), (30, 30, 34), (196, 40, 44), (40, 60, 150)
_FLAT = 0.35


def draw(page: PlainPage, seed: int) -> Image.Image:
    """The page as a scanner sees it: ink, codes, stamps and strokes on paper, with a little noise."""
    size = round(page.width_mm * _PX_A_MM), round(page.height_mm * _PX_A_MM)
    image = Image.new("RGB", size, _PAPER)
    pen = ImageDraw.Draw(image)
    for line in page.lines:
        pen.text((line.left * _PX_A_MM, line.top * _PX_A_MM), line.text, font=_font(line), fill=_INK)
    for code in page.codes:
        side = round(code.side * _PX_A_MM)
        box = round(code.left * _PX_A_MM), round(code.top * _PX_A_MM)
        image.paste(draw_code(code.symbology, code.payload, (side, side)).convert("RGB"), box)
    for one in page.prints:
        x, y, half = one.x * _PX_A_MM, one.y * _PX_A_MM, one.width * _PX_A_MM / 2
        if one.kind is PrintKind.STAMP:
            for radius in (half, half * 0.9, half * 0.5):
                pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=_RED, width=4)
        else:
            heights = [y + half * _FLAT * ((-1) ** step) * (1 - step / 12) for step in range(10)]
            strokes = [(x - half + step * half / 5, height) for step, height in enumerate(heights)]
            pen.line(strokes, fill=_BLUE, width=3)
    return Image.fromarray(add_noise(blur(np.array(image), 0.6), 1.5, seed))


def _font(line: PlacedLine) -> ImageFont.FreeTypeFont:
    """The face at the size at which the line is as wide as it was set."""
    name = _FACES[line.bold]
    try:
        font = ImageFont.truetype(name, line.points * MM_A_POINT * _PX_A_MM)
    except OSError as error:
        raise MissingTool(
            f"the font {name} is not installed; install the Debian package fonts-dejavu"
        ) from error
    width = font.getlength(line.text)
    return font.font_variant(size=font.size * min(1.0, line.width * _PX_A_MM / width)) if width else font


def read_stack(stack: Stack, worker: Worker, profile: str, scratch: Path) -> Stack:
    """The stack with its pages as the page job reads their pictures."""
    read = tuple(_read(stack, worker, profile, scratch))
    return replace(stack, pages=read)


def _read(stack: Stack, worker: Worker, profile: str, scratch: Path) -> Iterator[Page]:
    for number, page in enumerate(stack.printed):
        path = scratch / f"{number}.png"
        draw(page, number).save(path, dpi=(DPI, DPI))
        source = Page(source=worker.holdings.spool.put_file(path, MediaType.PNG), index=0)
        result = read_page(source, worker, profile).result
        path.unlink()
        if isinstance(result, Ask):
            raise SohoaError(f"page {number} of {stack.name} asks for a person: {result.question.text}")
        yield result


def read_stacks(stacks: Sequence[Stack], scratch: Path) -> tuple[Stack, ...]:
    """Every stack read with one worker."""
    worker = dry_worker(load_settings(), scratch)
    try:
        profile = profile_with(Effort.FAST, scratch)
        return tuple(read_stack(stack, worker, profile, scratch) for stack in stacks)
    finally:
        worker.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared/data"), help="holds vn-text")
    parser.add_argument("--stacks", type=int, default=3, help="a page takes a second or two")
    words = parser.parse_args()
    side = Side.REPORT
    try:
        wording = load_wording(words.shared / "vn-text", side)
        stacks = [
            make_stack(f"drawn-{number}", random.Random(SEEDS[side] - 1 - number), wording)
            for number in range(words.stacks)
        ]
        with tempfile.TemporaryDirectory() as scratch:
            print(report(measure(read_stacks(stacks, Path(scratch)), side)))
    except SohoaError as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    main()
