"""Tells words from what an engine reads into stamps, signatures and handwriting."""

import re
from collections.abc import Sequence
from dataclasses import replace

from domain.geometry import Box
from domain.layout import Region, RegionKind
from domain.text import Line, Word
from pipeline.reading.rows import line_of

_INSIDE = 0.6
"""Share of a word's box that lies in a region when the word was read into it."""
_TOUCHING = 0.1
_UNSURE = 0.6
_FEWEST_SIGNS = 2
_PRINT = re.compile(r"""[\w.,:;!?()\[\]/\\"'“”‘’%&+*=<>°²³½\u2044@#№•…–—-]+""")
_NO_PRINT = re.compile(r"[‡†ƒŸßØ_]")
_OUTER_SCRAWL = re.compile(r"""^[^\w"“‘'(.,:-]+|[‡†ƒŸßØ_{}~^|]+$""")
_NUMBER = re.compile(r"\d\d|^\d$|\d[.,]\d")
"""A number may be what the paper is about: however it was read, a person sees it."""
_SYLLABLE = re.compile(r"""[\W]*(?:(?![fjwzFJWZ\d_])\w){2,}[\W]*""")


def without_rubbish(lines: Sequence[Line], regions: Sequence[Region]) -> list[Line]:
    """The lines without what was read into the regions and is no word; print under a stamp stays."""
    if not regions:
        return list(lines)
    cleaned = (_cleaned(line, regions) for line in lines)
    return [line for line in cleaned if line is not None]


def _cleaned(line: Line, regions: Sequence[Region]) -> Line | None:
    near = [region for region in regions if line.box.shared_area(region.box)]
    if not near:
        return line
    kept = tuple(_bare(word, near) for word in line.words if not _is_rubbish(word, line, near))
    if kept == line.words:
        return line
    return line_of(kept, line.block) if kept else None


def _bare(word: Word, regions: Sequence[Region]) -> Word:
    """A printed word without the signs that handwriting against it was read as."""
    written = any(
        region.kind is RegionKind.HANDWRITING and _share(word.box, region.box) >= _TOUCHING
        for region in regions
    )
    bare = _OUTER_SCRAWL.sub("", word.text) if written or _NUMBER.search(word.text) else word.text
    return replace(word, text=bare) if bare != word.text and _is_worth_it(bare) else word


def _is_worth_it(bare: str) -> bool:
    return bool(_SYLLABLE.fullmatch(bare) or _NUMBER.search(bare))


def _is_rubbish(word: Word, line: Line, regions: Sequence[Region]) -> bool:
    covering = [region for region in regions if _share(word.box, region.box) >= _INSIDE]
    if not covering or _NUMBER.search(word.text):
        return False
    if not looks_printed(word.text):
        return not _SYLLABLE.fullmatch(_OUTER_SCRAWL.sub("", word.text))
    if word.confidence >= _UNSURE:
        return False
    if any(region.kind is RegionKind.HANDWRITING for region in covering):
        return _mixed(word.text)
    # A word of print that a seal makes hard to read has neighbours outside the seal.
    alone = not any(other.confidence >= _UNSURE and looks_printed(other.text) for other in line.words)
    return alone or sum(map(str.isalnum, word.text)) < _FEWEST_SIGNS


def _mixed(text: str) -> bool:
    """Digits and letters in one: neither a number nor a word."""
    return any(map(str.isdigit, text)) and any(map(str.isalpha, text))


def looks_printed(text: str) -> bool:
    """Whether the text holds a letter or digit and no sign that Vietnamese print lacks."""
    return bool(_PRINT.fullmatch(text)) and not _NO_PRINT.search(text) and any(map(str.isalnum, text))


def _share(word: Box, region: Box) -> float:
    return word.shared_area(region) / word.area if word.area else 0.0
