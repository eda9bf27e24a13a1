"""Lists the words that a model of paper types may remember: the same for the same texts.

`python -m bench.build_title_words ../shared/data/vn-text` remakes `pipeline/reading/type_model/words.txt`.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from pipeline.reading.near_match import fold
from pipeline.reading.type_model.lexicon import SURNAMES, WORDS, is_unit_name

_DOCUMENTS = 5
"""A word of fewer public texts may tell of one case."""
_MIDDLE = "văn thị hữu đức công đình ngọc xuân minh thanh quốc gia bá như diệu mỹ kim thu bảo hoàng"
_HEAD = """\
# Words of Vietnamese administration, in capitals without marks: singly, and two that stand side by side.
# Made by bench/build_title_words.py from texts of law and procedures (outside copyright, Luật Sở hữu trí
# tuệ, article 15.2); whatever may be a part of a person's name or of a place's is left out.
"""


def _texts(vn_text: Path) -> Iterator[str]:
    for path in sorted((vn_text / "vbpl-docs" / "txt").glob("*.txt")):
        yield path.read_text(encoding="utf-8")
    for path in sorted((vn_text / "tthc").glob("*.json")):
        one = json.loads(path.read_text(encoding="utf-8"))
        parts = [one["metadata"]["tên_thủ_tục"], *map(str, one["content"].values())]
        parts += [part["ten_giay_to"] or "" for part in one["tables"]["thanh_phan_ho_so"]]
        yield "\n".join(parts)


def _runs(text: str) -> Iterator[list[str]]:
    """Words in small letters that follow one another: a name has a capital."""
    for part in re.split(r"[^\w \t]+|\n", text):
        run: list[str] = []
        for word in [*part.split(), "."]:
            if word.isalpha() and word.islower():
                run.append(fold(word))
            elif run:
                yield run
                run = []


class Names:
    """What may be a part of a person's name, in capitals without marks."""

    def __init__(self, folder: Path) -> None:
        given = [
            fold(line).split()
            for file in ("boy.txt", "girl.txt")
            for line in (folder / file).read_text(encoding="utf-8").splitlines()
        ]
        before = set(map(fold, (*SURNAMES, *_MIDDLE.split())))
        self._before = before
        self._pairs = {pair for name in given for pair in pairwise(name)}
        self.parts = before | {part for name in given for part in name}

    def may_be(self, first: str, second: str) -> bool:
        """Two parts of a given name, or a surname or middle name with what may follow it."""
        return (first, second) in self._pairs or (first in self._before and second in self.parts)


def title_words(vn_text: Path) -> list[str]:
    """The lines of the list, sorted."""
    single: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in _texts(vn_text):
        runs = list(_runs(text))
        single.update({word for run in runs for word in run})
        pairs.update({pair for run in runs for pair in pairwise(run)})
    names = Names(vn_text / "names")
    kept = [
        word
        for word, count in single.items()
        if count >= _DOCUMENTS and len(word) > 1 and word not in names.parts
    ]
    kept += [
        " ".join(pair)
        for pair, count in pairs.items()
        if count >= _DOCUMENTS and not names.may_be(*pair) and not is_unit_name(" ".join(pair))
    ]
    return sorted(kept)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("vn_text", type=Path, help="folder with vbpl-docs, tthc and names")
    words = title_words(parser.parse_args().vn_text)
    WORDS.write_text(_HEAD + "\n".join(words) + "\n", encoding="utf-8")
    print(f"{WORDS}: {len(words)} words and pairs")


if __name__ == "__main__":
    main()
