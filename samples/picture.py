"""Draws README's picture: a sample as scanned, and straightened with what was read marked on it."""

import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from app import dry_worker
from config import load_settings
from domain.page import Page
from domain.text import Word
from engine.perform import read_page
from pipeline.frame import PageFrame
from pipeline.sources.sniff import sniff
from pipeline.stage import Ask

HEIGHT = 1100
GAP = 24
SURE, UNSURE, CODE = (60, 150, 60), (210, 120, 20), (170, 40, 170)


def _color_of(word: Word) -> tuple[int, int, int]:
    return SURE if word.confidence >= 0.8 else UNSURE


def draw(source_file: Path, target: Path) -> None:
    """Writes the picture of page 1 of a file: words green (sure) or orange (unsure), codes violet."""
    with tempfile.TemporaryDirectory() as scratch:
        worker = dry_worker(load_settings(), Path(scratch))
        media_type = sniff(source_file.read_bytes()[:4096])
        source = Page(source=worker.holdings.spool.put_file(source_file, media_type), index=0)
        page = read_page(source, worker, "plain").result
        if isinstance(page, Ask):
            raise SystemExit(f"{source_file}: {page.question.text}")
        with worker.source(page) as opened:
            frame = PageFrame(opened)
            before, after = _rgb(frame.pixels()), _rgb(frame.color(page))
        worker.close()
    for word in page.text.words if page.text else ():
        box = word.box
        corner, opposite = (round(box.left), round(box.top)), (round(box.right), round(box.bottom))
        cv2.rectangle(after, corner, opposite, _color_of(word), 3)
    for code in page.codes:
        corners = np.array([(point.x, point.y) for point in code.corners], np.int32)
        cv2.polylines(after, [corners], True, CODE, 10)
    halves = [_to_height(before), np.full((HEIGHT, GAP, 3), 255, np.uint8), _to_height(after)]
    cv2.imwrite(str(target), cv2.cvtColor(np.hstack(halves), cv2.COLOR_RGB2BGR))


def _rgb(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    if pixels.ndim == 2:
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB), np.uint8)
    return pixels.copy()


def _to_height(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    width = round(pixels.shape[1] * HEIGHT / pixels.shape[0])
    return np.asarray(cv2.resize(pixels, (width, HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)


if __name__ == "__main__":
    draw(Path(sys.argv[1]), Path(sys.argv[2]))
