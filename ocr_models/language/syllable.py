"""How a Vietnamese syllable is built: onset, rime and tone, and the ways one is printed."""

import re
import unicodedata
from enum import Enum
from functools import lru_cache


class Tone(Enum):
    """The six tones; the value is the combining mark that writes one."""

    NGANG = ""
    HUYEN = "\u0300"
    SAC = "\u0301"
    HOI = "\u0309"
    NGA = "\u0303"
    NANG = "\u0323"


_OF_MARK = {tone.value: tone for tone in Tone if tone.value}
TONES = tuple(Tone)

_ONSETS = "b|ch|c|d|đ|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|qu|r|s|th|tr|t|v|x|p|"
# Rimes as they are spelt after an onset, without tone. What stands in _STOPPED ends in p, t, c or ch.
_OPEN = (
    "a ai am an ang anh ao au ay ăm ăn ăng âm ân âng âu ây e em en eng eo ê êm ên êng ênh êu i ia im in "
    "inh iu iêm iên iêng iêu o oa oai oam oan oang oanh oao oay oăm oăn oăng oe oen oeo oi om on ong "
    "oong ô ôi ôm ôn ông ôông ơ ơi ơm ơn u ua uân uâng uây uê uênh ui um un ung uôi uôm uôn uông uơ uy "
    "uya uyên uynh uyu uyn ư ưa ưi ưm ưn ưng ươi ươm ươn ương ươu ưu y yêm yên yêng yêu uêu uâu"
)
_STOPPED = (
    "ac ach ap at ăc ăp ăt âc âp ât ec ep et êch êp êt êc ic ich ip it iêc iêp iêt oac oach oap oat oăc "
    "oăt oc ooc oet op ot ôc ôp ôt ơp ơt uât uêch uyêt uych uyt uc up ut uôc uôp uôt ưc ưt ươc ươp ươt "
    "yêt"
)
_SPELLED = re.compile(f"(?P<onset>{_ONSETS})(?P<rime>{'|'.join((_OPEN + ' ' + _STOPPED).split())})")
_STOP_TONES = frozenset({Tone.SAC, Tone.NANG})
# After q the u belongs to the onset, so the rime that follows is one of these.
_AFTER_QU = frozenset(
    [
        "a",
        "ai",
        "an",
        "ang",
        "anh",
        "ao",
        "au",
        "ay",
        "ăm",
        "ăn",
        "ăng",
        "ân",
        "âng",
        "ây",
        "e",
        "en",
        "eo",
        "ê",
        "ên",
        "ênh",
        "êu",
        "it",
        "i",
        "y",
        "yên",
        "yêt",
        "ynh",
        "ych",
        "yt",
        "yu",
        "yn",
        "ơ",
        "ac",
        "ach",
        "ap",
        "at",
        "ăc",
        "ăp",
        "ăt",
        "ât",
        "et",
        "êt",
        "êch",
        "ôc",
        "uôc",
        "in",
    ]
)
_FRONT = "eêi"
_ONLY_BEFORE_FRONT = frozenset({"gh", "ngh"})
_NEVER_BEFORE_FRONT = frozenset({"c", "ng"})
_VOWELS = frozenset("aăâeêioôơuưy")
_MARKED = frozenset("ăâêôơư")
_NEW_STYLE = frozenset({"oa", "oe", "uy"})


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@lru_cache(maxsize=1 << 15)
def without_tone(text: str) -> str:
    """The text without tone marks, NFC: "quyết" gives "quyêt"."""
    return unicodedata.normalize("NFC", "".join(sign for sign in _decomposed(text) if sign not in _OF_MARK))


def tone_of(text: str) -> Tone | None:
    """The tone of one syllable; None when more than one mark is printed."""
    marks = [_OF_MARK[sign] for sign in _decomposed(text) if sign in _OF_MARK]
    if len(marks) > 1:
        return None
    return marks[0] if marks else Tone.NGANG


@lru_cache(maxsize=1 << 15)
def skeleton(text: str) -> str:
    """Small letters without any mark: "Đồng" gives "dong", as many letters as the NFC text has."""
    small = unicodedata.normalize("NFC", text).lower().replace("đ", "d")
    return "".join(_decomposed(sign)[0] for sign in small)


@lru_cache(maxsize=1 << 15)
def key_of(text: str) -> str:
    """What the lexicon calls this word: one key for hòa, hoà and HÒA, another for hóa."""
    tone = tone_of(text)
    if tone is None:
        return unicodedata.normalize("NFC", text).lower()
    return f"{without_tone(text.lower())}{TONES.index(tone) or ''}"


@lru_cache(maxsize=1 << 15)
def is_syllable(text: str) -> bool:
    """True for a syllable the spelling allows, in any case, with its tone in the old or the new place."""
    small = unicodedata.normalize("NFC", text).lower()
    tone, letters = tone_of(small), without_tone(small)
    if tone is None or not letters or not _is_spelled(letters, tone):
        return False
    return small in {place_tone(letters, tone), place_tone(letters, tone, new_style=True)}


def _is_spelled(letters: str, tone: Tone) -> bool:
    if letters.startswith("qu"):
        rime = letters[2:]
        return rime in _AFTER_QU and _is_pronounceable(rime, tone)
    if letters.startswith("gi") and letters != "gi" and letters[2] in "nêm":
        letters = "d" + letters[1:]  # gìn, giếng: the i is written once for onset and rime
    found = _SPELLED.fullmatch(letters)
    if found is None:
        return letters == "gi"
    onset, rime = found["onset"], found["rime"]
    if rime[0] in "y" and onset and rime != "y":
        return False
    if onset in _ONLY_BEFORE_FRONT and rime[0] not in _FRONT:
        return False
    if onset == "k" and rime[0] not in _FRONT + "y":
        return False
    if onset in _NEVER_BEFORE_FRONT and rime[0] in _FRONT:
        return False
    return _is_pronounceable(rime, tone)


def _is_pronounceable(rime: str, tone: Tone) -> bool:
    return not rime.endswith(("p", "t", "c", "ch")) or tone in _STOP_TONES


def place_tone(letters: str, tone: Tone, *, new_style: bool = False) -> str:
    """The toneless `letters` with `tone` on a vowel: the second of oa, oe and uy in the new style."""
    if tone is Tone.NGANG:
        return letters
    at = _place(letters.lower(), new_style)
    if at is None:
        return letters
    return unicodedata.normalize("NFC", letters[: at + 1] + tone.value + letters[at + 1 :])


def _place(small: str, new_style: bool) -> int | None:
    start = 2 if small.startswith(("qu", "gi")) and any(sign in _VOWELS for sign in small[2:]) else 0
    vowels = [index for index in range(start, len(small)) if small[index] in _VOWELS]
    if not vowels:
        return None
    marked = [index for index in vowels if small[index] in _MARKED]
    if marked:
        return marked[-1]
    if len(vowels) == 1:
        return vowels[0]
    if len(vowels) == 2 and vowels[-1] == len(small) - 1:
        cluster = small[vowels[0] : vowels[-1] + 1]
        return vowels[1] if new_style and cluster in _NEW_STYLE else vowels[0]
    return vowels[1]


def prints_new_style(text: str) -> bool:
    """True for hoà and thuỷ, where the old style has hòa and thủy."""
    tone, small = tone_of(text), unicodedata.normalize("NFC", text).lower()
    if tone is None or tone is Tone.NGANG:
        return False
    return small != place_tone(without_tone(small), tone)
