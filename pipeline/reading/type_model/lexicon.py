"""The words that a model of paper types may remember: a closed list, made before it sees any paper."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from domain.errors import ConfigError
from pipeline.papers.catalog import PaperCatalog
from pipeline.reading.near_match import fold, fold_letters
from pipeline.reading.units.table import load_units

WORDS = Path(__file__).with_name("words.txt")
_SURNAMES = """
nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh trịnh đoàn mai lương tô
phùng hà tạ cao chu châu triệu quách thái lâm đào vương trương tống tôn tăng thạch danh kiều sơn kim
la lục mạc ông phí quang từ văn thân thi mỵ lữ lưu lã lại khổng khúc kha khương giang giáp doãn diệp
đàm đậu điền đồng bạch bành cù cung hứa hàn lò lù lường ma mã mạch nghiêm nhan ninh nông ôn quan
quản quàng sầm tiêu trà trang tưởng ứng viên vi vòng xa y
"""
SURNAMES = frozenset(_SURNAMES.split())
_LARGEST_LIST = 2 << 20


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words in capitals without marks; a pair is two of them with a space between."""

    words: frozenset[str]

    def found_in(self, run: tuple[str, ...]) -> Iterator[str]:
        """The known words and pairs of a run of words that stand side by side."""
        for word in run:
            if word in self.words:
                yield word
        for first, second in pairwise(run):
            if f"{first} {second}" in self.words:
                yield f"{first} {second}"


@lru_cache(maxsize=4)
def lexicon_for(catalog: PaperCatalog, path: Path = WORDS) -> Lexicon:
    """The public words of the file and the pairs of words in the catalog's titles."""
    titles = (title for paper in catalog.papers for title in paper.titles)
    pairs = (pair for title in titles for pair in pairwise(folded_words(title)))
    named = {" ".join(pair) for pair in pairs}
    return Lexicon(_load_words(path) | {pair for pair in named if not is_unit_name(pair)})


def folded_words(text: str) -> tuple[str, ...]:
    """The words of the text in capitals without marks; one with a digit counts as none."""
    return tuple(word for word in (fold_letters(part) for part in text.split()) if word.isalpha())


def is_unit_name(words: str) -> bool:
    """Some province or commune, of today or merged, is called so."""
    return words.replace(" ", "") in _unit_letters()


@cache
def _unit_letters() -> frozenset[str]:
    units = load_units()
    communes = {letters for _province, letters in (*units.communes, *units.former)}
    return frozenset(communes | units.provinces.keys())


@cache
def _load_words(path: Path) -> frozenset[str]:
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST_LIST).decode()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"cannot read the words of paper types {path}: {error}; restore the file"
        ) from error
    words = frozenset(line for line in text.splitlines() if line and not line.startswith("#"))
    if wrong := next((word for word in words if word != fold(word)), None):
        raise ConfigError(f"{path} holds {wrong!r}; write words in capitals without marks")
    return words
