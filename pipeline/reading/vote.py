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
_FAIRLY = 0.3
"""A chance that makes it worth a person's look."""
_RESTORED = 0.9
"""The most that a word has which nobody could read as it is printed."""
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
    is_disputed: bool
    """A reader that was shown the place saw nothing there."""
    overruled: tuple[Candidate, ...]
    """What those readers have for the whole place."""

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
        is_disputed = self.is_disputed or bool(self.overruled)
        is_alone = len(read) == 1 and not is_disputed and choice.reason is not Reason.RESTORED
        stands = not is_disputed and all(one.text == choice.text for one in read)
        return replace(
            shown,
            text=choice.text,
            confidence=_chance(choice),
            reason=choice.reason if not is_alone else None,
            readings=() if is_alone or stands else (*read, *self.overruled),
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
    if choice.reason is Reason.RESTORED:
        return min(max(chances.values()), _RESTORED)
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
    opinions = tuple(opinions)
    pieces = [piece for opinion in opinions for piece in _pieces(first, opinion)]
    inside = {at for piece in pieces for at in range(piece.start + 1, piece.stop)}
    cuts = [at for at in range(len(first) + 1) if at not in inside]
    places: list[_Place] = []
    for start, stop in pairwise(cuts):
        places += _in_gap(start, reader, opinions, pieces)
        held = [piece for piece in pieces if _lies_in(piece, start, stop)]
        places.append([_Version(tuple(first[start:stop]), reader), *_whole(held, stop - start)])
    return places


def _lies_in(piece: _Piece, start: int, stop: int) -> bool:
    if piece.start == piece.stop:
        return start < piece.start < stop
    return start <= piece.start and piece.stop <= stop


def _in_gap(at: int, reader: str, opinions: Sequence[Opinion], pieces: list[_Piece]) -> list[_Place]:
    """The place of words that the first reader has not between two of its own; none where nobody has any."""
    found = [piece.version for piece in pieces if piece.start == piece.stop == at]
    if not found:
        return []
    seen = {version.reader for version in found}
    shown = dict.fromkeys(one.reader for one in opinions if one.start < at < one.stop)
    unseen = [_Version((), name) for name in (reader, *shown) if name not in seen]
    return [[*unseen, *found]]


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
    whole = [version for version in seen if not any(_loses_digits(version, other) for other in seen)]
    counts = dict.fromkeys(len(version.words) for version in whole)
    best = max(counts, key=lambda count: _certainty(whole, count))
    alike = [version for version in whole if len(version.words) == best]
    others = tuple(version for version in seen if version not in alike)
    is_disputed = len(seen) < len(place)
    doubt = _UNSEEN if is_disputed else 1.0
    if others:
        doubt *= sum(map(_least, alike)) / max(sum(map(_least, seen)), 1e-9)
    overruled = tuple(
        Candidate(" ".join(word.text for word in one.words), _least(one), one.reader) for one in others
    )
    return [
        _Position(
            tuple((version.words[at], version.reader) for version in alike), doubt, is_disputed, overruled
        )
        for at in range(best)
    ]


def _loses_digits(version: _Version, other: _Version) -> bool:
    """Whoever divides a place so that a number is lost, which another has fairly read, has not read it."""
    if len(version.words) == len(other.words) or _least(other) < _FAIRLY:
        return False
    return _digits(version) < _digits(other)


def _digits(version: _Version) -> int:
    return sum(sign.isdigit() for word in version.words for sign in word.text)


def _least(version: _Version) -> float:
    return min(word.confidence for word in version.words)


def _certainty(versions: list[_Version], count: int) -> float:
    """How sure the readers are that divide the place into `count` words, by their least sure word."""
    return sum(_least(version) for version in versions if len(version.words) == count)
