"""Pages that the project's generator draws for a run: papers of today with a damage each, and old letters."""

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image

from bench.page_sides import Side, Sides
from bench.reading_order import orders_of
from samples.effects import (
    Pixels,
    add_noise,
    bleed_through,
    blur,
    compress,
    fade,
    light_unevenly,
    skew,
    tint,
    turn,
)
from samples.old_letters import old_letter
from samples.old_paper import brown_with_age, carbon_copy, print_with_pins, stencil
from samples.papers import draw_paper
from samples.seals import BLUE, RED, VIOLET, press_seal
from samples.sheet import DrawnPage
from samples.sheet_shape import bow, photograph
from samples.typewriter import type_page

GENERATED, OLD_PAPER = "generated", "old-paper"
PAGES_A_DAMAGE = 2
"""On each side."""
_LETTER = "letter"
_JPEG_QUALITY = 80
_GRAIN = 1.3

_Effect = Callable[[Pixels, int], Pixels]


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """What happens to a page; the second page of a side may get another form of it."""

    name: str
    forms: tuple[_Effect, ...]
    """Each takes the page and a seed."""
    dpi: int = 200
    names_dpi: bool = True
    missing_tones: float = 0.0
    """Old letters alone: share of the tone marks that were not struck."""


DAMAGES = (
    Damage(name="clean", forms=(lambda page, _seed: page,)),
    Damage(name="100 dpi", forms=(lambda page, _seed: page,), dpi=100),
    Damage(name="skew 10°", forms=(lambda page, _seed: skew(page, 10), lambda page, _seed: skew(page, -10))),
    Damage(name="upside down", forms=(lambda page, _seed: turn(page, 2),)),
    Damage(name="on its side", forms=(lambda page, _seed: turn(page, 1), lambda page, _seed: turn(page, -1))),
    Damage(name="noise", forms=(lambda page, seed: add_noise(page, 14, seed),)),
    Damage(name="jpeg", forms=(lambda page, _seed: compress(page, 18),)),
    Damage(name="bleed-through", forms=(lambda page, _seed: bleed_through(page, 0.3, turn(page, 2)),)),
    Damage(name="lighting", forms=(lambda page, seed: light_unevenly(page, 0.5, seed),)),
    Damage(name="fading", forms=(lambda page, _seed: fade(page, 0.65),)),
    Damage(name="blur", forms=(lambda page, _seed: blur(page, 1.6),)),
    Damage(name="bow 2 %", forms=(lambda page, _seed: bow(page, 0.02), lambda page, _seed: bow(page, -0.02))),
    Damage(name="red stamp", forms=(lambda page, seed: press_seal(page, RED, 0.9, seed),)),
    Damage(
        name="blue or violet stamp",
        forms=(
            lambda page, seed: press_seal(page, BLUE, 0.9, seed),
            lambda page, seed: press_seal(page, VIOLET, 0.9, seed),
        ),
    ),
    Damage(name="photograph", forms=(lambda page, seed: photograph(page, 0.08, seed),), names_dpi=False),
)
OLD_DAMAGES = (
    Damage(name="typewriter", forms=(lambda page, _seed: page,), missing_tones=0.08),
    Damage(name="carbon copy", forms=(lambda page, seed: carbon_copy(page, 0.7, seed),)),
    Damage(name="dot matrix", forms=(lambda page, _seed: print_with_pins(page, 96),), dpi=300),
    Damage(name="brown paper", forms=(lambda page, seed: brown_with_age(page, 0.9, seed),)),
    Damage(name="stencil", forms=(lambda page, seed: stencil(page, 0.5, seed),)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedPage:
    """A drawn page and what stands on it."""

    document: str
    damage: str
    side: Side
    picture: Path
    lines: tuple[str, ...]
    orders: tuple[str, ...]


def generate(
    corpus: str, sides: Sides, wanted: frozenset[Side], folder: Path, share_of_dpi: float = 1.0
) -> Iterator[GeneratedPage]:
    """Draws into `folder` the pages of GENERATED or OLD_PAPER on the wanted sides; always the same ones.

    A smaller share of the dpi is quicker, for tests.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for side in (one for one in Side if one in wanted):
        documents = [name for (own, name), stands in sides.items() if own == corpus and stands is side]
        for document, damage, form in plan(corpus, documents):
            coarser = replace(damage, dpi=round(damage.dpi * share_of_dpi))
            yield _draw(document, coarser, form, (side, folder))


def plan(corpus: str, documents: Sequence[str]) -> Iterator[tuple[str, Damage, int]]:
    """Which document meets which damage in which form: they take turns, so that kinds of paper are mixed."""
    damages = OLD_DAMAGES if corpus == OLD_PAPER else DAMAGES
    step = len(damages) if corpus == OLD_PAPER else PAGES_A_DAMAGE + 1
    for number, damage in enumerate(damages if documents else ()):
        for page in range(PAGES_A_DAMAGE):
            yield documents[(number + step * page) % len(documents)], damage, page


def _draw(document: str, damage: Damage, form: int, way: tuple[Side, Path]) -> GeneratedPage:
    side, folder = way
    clean = _clean_page(document, damage)
    seed = zlib.crc32(f"{document} {damage.name}".encode())
    damaged = damage.forms[form % len(damage.forms)](np.array(clean.image), seed)
    scanned = Image.fromarray(add_noise(blur(damaged, clean.dpi / 400), _GRAIN, seed))
    picture = folder / f"{document} {damage.name}.jpg"
    if damage.names_dpi:
        scanned.save(picture, quality=_JPEG_QUALITY, dpi=(clean.dpi, clean.dpi))
    else:
        scanned.save(picture, quality=_JPEG_QUALITY)
    return GeneratedPage(
        document=document,
        damage=damage.name,
        side=side,
        picture=picture,
        lines=tuple(line.text for line in clean.lines),
        orders=orders_of([(line.text, line.box) for line in clean.lines]),
    )


def _clean_page(document: str, damage: Damage) -> DrawnPage:
    """The first page of the paper; `document` is a kind and a seed."""
    kind, _, number = document.rpartition("-")
    if kind == _LETTER:
        return type_page(old_letter(int(number)), damage.dpi, int(number), damage.missing_tones)
    drawn = draw_paper(kind, int(number), damage.dpi)[0]
    return replace(drawn, image=Image.fromarray(tint(np.array(drawn.image))))
