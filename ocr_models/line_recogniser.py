"""A second opinion on single lines: a small neural network that reads printed Vietnamese."""

from itertools import pairwise
from time import monotonic

import numpy as np

from domain.errors import OcrFailed, TimedOut, TooLarge, UsageError
from domain.geometry import Box, enclosing
from domain.ocr import Layout
from domain.raster import Raster
from domain.text import Line, PageText, Word
from ocr_models.bounds import check_raster
from ocr_models.line_model import (
    Network,
    line_models,
    load_network,
    model_file,
    parse_letters,
    runtime_version,
)
from ocr_models.line_picture import (
    HEIGHT,
    LEAST_HEIGHT,
    PIECE_WIDTH,
    Gray,
    Mask,
    bounds,
    cut_pieces,
    find_ink,
    find_rows,
    gray_of,
    tensor_of,
    widest_gap,
    with_margin,
)
from ocr_models.line_text import Reading, decode, group

MAX_LINE_PIXELS = 16_000_000
"""A line across an A0 sheet at 600 dpi, 20 mm high, is 13 million."""
MAX_PIECES = 64


class LineRecogniser:
    """Reads one line at a time; it finds no lines on a page and knows no way up."""

    name = "line"

    def __init__(self, *, timeout_s: float = 30.0) -> None:
        model, table = line_models()
        self.version: str = f"{runtime_version()} line:{model.sha256[:16]} letters:{table.sha256[:16]}"
        self._letters = parse_letters(model_file(table).read_bytes())
        self._network: Network | None = load_network(model_file(model))
        self._timeout_s = timeout_s

    def read(self, raster: Raster, dpi: float, layout: Layout = Layout.PAGE) -> PageText:
        """The words of one line; see OcrEngine.read. UsageError for any layout but a line.

        A page read as one line would give a row of invented words, with nothing to tell them by.
        """
        check_raster(raster)
        network = self._open_network()
        if layout is not Layout.LINE:
            raise UsageError(
                f"the line recogniser finds no lines in a {layout.value}; "
                "give it the lines another engine found, or set engine = tesseract for the stage ocr"
            )
        if raster.width * raster.height > MAX_LINE_PIXELS:
            raise TooLarge(
                f"a line of {raster.width} x {raster.height} pixels is more than OCR takes for one line "
                f"({MAX_LINE_PIXELS}); cut the line out of its page"
            )
        gray = gray_of(raster)
        ink = find_ink(gray)
        words = self._read_ink(network, gray, ink)
        return PageText((_line(words),) if words else (), self.name, dpi)

    def orientation(self, raster: Raster, dpi: float) -> tuple[int, float]:
        """Always upright and never sure: one line does not show which way is up."""
        del dpi  # no resolution shows which way is up
        check_raster(raster)
        self._open_network()
        return 0, 0.0

    def close(self) -> None:
        """Frees the network."""
        self._network = None

    def _open_network(self) -> Network:
        if self._network is None:
            raise OcrFailed("the line recogniser was closed before this line; open another one")
        return self._network

    def _read_ink(self, network: Network, gray: Gray, ink: Mask) -> tuple[Word, ...]:
        rows = find_rows(ink)
        if rows is None or rows[1] - rows[0] < LEAST_HEIGHT:
            return ()
        top, bottom = with_margin(rows, rows[1] - rows[0], gray.shape[0])
        pieces = cut_pieces(ink[top:bottom], max(PIECE_WIDTH * (bottom - top) // HEIGHT, 1))
        if len(pieces) > MAX_PIECES:
            raise TooLarge(
                f"a line in {len(pieces)} pieces is more than OCR takes for one line ({MAX_PIECES}); "
                "cut the line out of its page"
            )
        until = monotonic() + self._timeout_s
        words: list[Word] = []
        for piece in pieces:
            left, right = with_margin(piece, bottom - top, gray.shape[1])
            answer = network(tensor_of(gray[top:bottom, left:right]))
            readings = group(decode(answer, self._letters))
            words += _place(readings, ink[top:bottom], piece, (left, right), top, len(answer))
            if monotonic() > until:
                raise TimedOut(
                    f"the line recogniser did not read a line of {gray.shape[1]} x {gray.shape[0]} pixels "
                    f"in {self._timeout_s:g} s; read it again"
                )
        return tuple(words)


def _place(
    readings: tuple[Reading, ...],
    ink: Mask,
    piece: tuple[int, int],
    shown: tuple[int, int],
    top: int,
    steps: int,
) -> list[Word]:
    """The words of one piece with boxes: cut at the gap where the network saw a space, drawn to the ink."""
    scale = (shown[1] - shown[0]) / steps
    columns = np.asarray(ink.any(axis=0), np.bool_)
    cuts = [piece[0]]
    for before, after in pairwise(readings):
        low = max(round(shown[0] + before.stop * scale), cuts[-1] + 1)
        high = max(round(shown[0] + after.start * scale), low + 1)
        gap = widest_gap(columns, low, min(high, piece[1])) or (low, high)
        cuts.append((gap[0] + gap[1]) // 2)
    cuts.append(max(piece[1], cuts[-1] + 1))
    return [
        Word(reading.text, _box(ink, left, right, top), reading.confidence)
        for reading, left, right in zip(readings, cuts, cuts[1:], strict=False)
    ]


def _box(ink: Mask, left: int, right: int, top: int) -> Box:
    """The ink between two columns; all of it when there is none."""
    part = ink[:, left:right]
    across = bounds(np.asarray(part.any(axis=0), np.bool_)) or (0, right - left)
    down = bounds(np.asarray(part.any(axis=1), np.bool_)) or (0, ink.shape[0])
    return Box(left + across[0], top + down[0], left + across[1], top + down[1])


def _line(words: tuple[Word, ...]) -> Line:
    return Line(words, enclosing(word.box for word in words), 0)
