"""The texts the language model is counted from: what may be used, split into lines, a tenth held out."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ocr_models.language.model import NUMBER, UNKNOWN, core_of
from ocr_models.language.people import find_people
from ocr_models.language.syllable import is_syllable, key_of

HELD_OUT_PERCENT = 10
_CAPITALS = re.compile(r"[A-ZĐÂĂÊÔƠƯ]{2,8}")
_MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Document:
    """One text: its lines as they were written, NFC, and whether counting may see it."""

    name: str
    lines: tuple[str, ...]
    listed: bool = False
    """True for public lists of names: what stands there is kept however rare it is."""

    @property
    def is_held_out(self) -> bool:
        digest = hashlib.sha256(self.name.encode()).digest()
        return not self.listed and int.from_bytes(digest[:4], "big") % 100 < HELD_OUT_PERCENT

    @property
    def is_for_tuning(self) -> bool:
        """Which half of what is held out a document is in: knobs are set on one, reported on the other."""
        return hashlib.sha256(self.name.encode()).digest()[4] % 2 == 0


def _document(name: str, text: str, *, listed: bool = False) -> Document:
    lines = (line.strip() for line in unicodedata.normalize("NFC", text).splitlines())
    return Document(name, tuple(line for line in lines if line), listed)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _texts(folder: Path) -> Iterator[Document]:
    """Laws, decrees and descriptions of procedures: outside copyright."""
    for path in sorted(folder.glob("vbpl-docs/txt/*.txt")):
        yield _document(f"vbpl/{path.stem}", path.read_text(encoding="utf-8"))
    for path in sorted(folder.glob("tthc/*.json")):
        strings = _strings(json.loads(path.read_text(encoding="utf-8")))
        yield _document(f"tthc/{path.stem}", "\n".join(strings))
    decree = folder / "nd30-annexes" / "30-2020-ND-CP"
    for path in (decree / "noi-dung.md", *sorted(decree.glob("phu-luc/*.md"))):
        if path.is_file():
            yield _document(f"nd30/{path.stem}", path.read_text(encoding="utf-8"))


def _lists(folder: Path) -> Iterator[Document]:
    """Names of units and of people, and the word list of tesseract's own training data."""
    for path in sorted(folder.glob("admin-units-2025/thanglequoc/json/vn_only_simplified*.json")):
        names = (text for text in _strings(json.loads(path.read_text(encoding="utf-8"))) if " " in text)
        yield _document(f"units/{path.stem}", "\n".join(names), listed=True)
    for name in ("boy_one_word", "girl_one_word"):
        path = folder / "names" / f"{name}.txt"
        if path.is_file():
            yield _document(f"names/{name}", path.read_text(encoding="utf-8"), listed=True)
    path = folder / "tesseract-vie" / "vie.wordlist"
    if path.is_file():
        words = unicodedata.normalize("NFC", path.read_text(encoding="utf-8")).split()
        syllables = sorted({word for word in words if is_syllable(word)})
        yield _document("tesseract/wordlist", "\n".join(syllables), listed=True)


def documents(folder: Path) -> tuple[Document, ...]:
    """All usable documents under `folder`, always in the same order.

    Left out: wordlist (GPL), admin-7types, nd30-templates and vanducng (no licence stated).
    """
    return (*_texts(folder), *_lists(folder))


def tokens_of(line: str) -> tuple[str, ...]:
    """The keys of a line's words, people's names as unknown words; none where most is not Vietnamese."""
    words = [core for core in (core_of(word)[1] for word in line.split()) if core]
    tokens = [_token(word) for word in words]
    for start, stop in find_people(words):
        tokens[start:stop] = [UNKNOWN] * (stop - start)
    if tokens.count(UNKNOWN) > _MOSTLY * len(tokens):
        return ()
    return tuple(tokens)


def _token(core: str) -> str:
    if any(sign.isdigit() for sign in core):
        return NUMBER
    return key_of(core) if is_syllable(core) or _CAPITALS.fullmatch(core) else UNKNOWN
