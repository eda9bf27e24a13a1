"""Makes one reading of a line out of several: agreement stands, a language model decides the rest."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import exp, prod

from domain.choice import Candidate, Choice, Reason, WordChooser
from domain.text import Word
from pipeline.reading.alignment import align

_INSERTED_FROM = 0.9
"""How sure a reader must be of a word that the first reader does not have at all."""
_UNSEEN = 0.7
"""Share of a word's certainty that is left when another reader saw no ink there."""


_FAR = 30.0
"""Nats; more make no difference."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """How one more reader read a stretch of a line."""

    start: int
    stop: int
    """The words of the first reading that it was shown."""
    words: tuple[Word, ...]
    """Confidence is the chance that the word is right."""
    reader: str


@dataclass(frozen=True, slots=True)
class _Version:
    """The words of one place in a line as one reader has them."""

    words: tuple[Word, ...]
    reader: str


_Place = list[_Version]
"""What the readers have for the same ink; the first reader's version comes first, if it has one."""


def vote(
    first: Sequence[Word], reader: str, opinions: Iterable[Opinion], chooser: WordChooser
) -> tuple[Word, ...]:
    """The words of a line; `first` is the reading all places are counted by.

    Confidences are chances that a word is right, those given and those of the answer.
    """
    places = _places(first, reader, opinions)
    found = [position for place in places for position in _positions(place)]
    choices = chooser.choose([tuple(position.weights()) for position in found])
    return tuple(position.word(choice) for position, choice in zip(found, choices, strict=True))


@dataclass(frozen=True, slots=True)
class _Position:
    """One word of the answer: how each reader that divides the place alike reads it."""

    versions: tuple[tuple[Word, str], ...]
    doubt: float
    """Share of the certainty that other readers, who divide the place otherwise, leave to it."""

    def weights(self) -> list[Candidate]:
        """Each text once, with the chance that it is the right one given all readers."""
        readings = [(word.text, _bounded(word.confidence), name) for word, name in self.versions]
        looks = Counter(_engine(name) for _, _, name in readings)
        texts = {text: name for text, _, name in reversed(readings)}
        # Engines err independently, and two wrong readings are seldom the same; looks of one engine at the
        # same ink err alike, so that together they count as one.
        scores = {
            text: prod(
                (chance if read == text else (1 - chance) / 2) ** (1 / looks[_engine(name)])
                for read, chance, name in readings
            )
            for text in texts
        }
        none_right = prod((1 - chance) ** (1 / looks[_engine(name)]) for _, chance, name in readings)
        total = sum(scores.values()) + none_right
        order = dict.fromkeys(read for read, _, _ in readings)
        return [Candidate(text, self.doubt * scores[text] / total, texts[text]) for text in order]

    def word(self, choice: Choice) -> Word:
        """The chosen text on the ink of the first reader that has it."""
        shown = next((word for word, _ in self.versions if word.text == choice.text), self.versions[0][0])
        read = tuple(Candidate(word.text, word.confidence, name) for word, name in self.versions)
        is_alone = len(read) == 1 and choice.reason is not Reason.RESTORED
        return replace(
            shown,
            text=choice.text,
            confidence=_chance(choice),
            reason=choice.reason if not is_alone else None,
            readings=() if is_alone or all(one.text == choice.text for one in read) else read,
        )


@dataclass(frozen=True, slots=True)
class _Piece:
    """What an opinion has for the words from `start` to `stop`: a gap between words when those are equal."""

    start: int
    stop: int
    version: _Version


def _chance(choice: Choice) -> float:
    """The chance that the chosen text is right, given the readers and the words beside."""
    chances = {one.text: one.confidence for one in choice.readings}
    own = chances.get(choice.text, max(chances.values()))
    if len(chances) == 1 or choice.margin is None:
        return own
    # The readers leave so much to all their texts together; the margin says how that is shared.
    return sum(chances.values()) / (1 + exp(-max(choice.margin, -_FAR)))


def _bounded(chance: float) -> float:
    return min(max(chance, 0.02), 0.998)


def _engine(reader: str) -> str:
    return reader.partition(" ")[0]


def _places(first: Sequence[Word], reader: str, opinions: Iterable[Opinion]) -> list[_Place]:
    """The line cut into places that every reader has as a whole."""
    pieces = [piece for opinion in opinions for piece in _pieces(first, opinion)]
    inside = {at for piece in pieces for at in range(piece.start + 1, piece.stop)}
    cuts = [at for at in range(len(first) + 1) if at not in inside]
    places: list[_Place] = []
    for start, stop in pairwise(cuts):
        places += [[piece.version] for piece in pieces if piece.start == piece.stop == start]
        held = [piece for piece in pieces if start <= piece.start < piece.stop <= stop]
        places.append([_Version(tuple(first[start:stop]), reader), *_whole(held, stop - start)])
    return places


def _pieces(first: Sequence[Word], opinion: Opinion) -> Iterator[_Piece]:
    base = first[opinion.start : opinion.stop]
    for pair in align([word.text for word in base], [word.text for word in opinion.words]):
        start, stop = (opinion.start + at for at in pair.first)
        words = opinion.words[slice(*pair.second)]
        # At the ends of a stretch a word too many may be a piece of a neighbour's ink.
        is_within = opinion.start < start and stop < opinion.stop
        if start < stop or (is_within and all(word.confidence >= _INSERTED_FROM for word in words)):
            yield _Piece(start, stop, _Version(words, opinion.reader))


def _whole(pieces: list[_Piece], count: int) -> Iterator[_Version]:
    """One version a reader, of those readers that were shown all `count` words of a place."""
    for name in dict.fromkeys(piece.version.reader for piece in pieces):
        own = [piece for piece in pieces if piece.version.reader == name]
        if sum(piece.stop - piece.start for piece in own) == count:
            yield _Version(tuple(word for piece in own for word in piece.version.words), name)


def _positions(place: _Place) -> list[_Position]:
    """The words of a place, divided as the readers that are surest of it divide it."""
    seen = [version for version in place if version.words]
    if not seen:
        return []
    counts = dict.fromkeys(len(version.words) for version in seen)
    best = max(counts, key=lambda count: _certainty(seen, count))
    alike = [version for version in seen if len(version.words) == best]
    doubt = _UNSEEN if len(seen) < len(place) else 1.0
    if len(counts) > 1:
        doubt *= _certainty(seen, best) / sum(_certainty(seen, count) for count in counts)
    return [
        _Position(tuple((version.words[at], version.reader) for version in alike), doubt)
        for at in range(best)
    ]


def _certainty(versions: list[_Version], count: int) -> float:
    """How sure the readers are that divide the place into `count` words, by their least sure word."""
    return sum(
        min(word.confidence for word in version.words) for version in versions if len(version.words) == count
    )
