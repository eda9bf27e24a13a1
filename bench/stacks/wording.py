"""What stands on the papers of a test stack: text of real procedures and acts, invented people."""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import cycle
from pathlib import Path

from domain.errors import UsageError

_FAMILY = ("Đoàn", "Trịnh", "Quách", "Tăng", "Lâm", "Châu", "Thạch", "Danh", "Mai", "Tô", "Hà", "Kiều")
_MIDDLE = ("Thị", "Văn", "Ngọc", "Hoàng", "Thanh", "Quốc", "Mỹ", "Bảo", "Gia", "Kim")
_GIVEN = (
    "Diễm",
    "Khoa",
    "Thảo",
    "Nghĩa",
    "Trâm",
    "Lộc",
    "Hạnh",
    "Phước",
    "Yến",
    "Tâm",
    "Quân",
    "Như",
    "Sang",
)
_WARDS = (
    "AN BÌNH",
    "THỚI THUẬN",
    "LONG TUYỀN",
    "PHƯỚC THỚI",
    "VỊ TÂN",
    "MỸ XUYÊN",
    "TRƯỜNG KHÁNH",
    "ĐẠI HẢI",
)
_STREETS = ("Lý Thái Tổ", "Cách Mạng Tháng Tám", "Ba Tháng Hai", "Mậu Thân", "Trần Hưng Đạo")
_PARAGRAPH = re.compile(r"\s*\n\s*")
_END_OF_ACT = re.compile(r"Nơi nhận|PHỤ LỤC|Phụ lục [IVX]+$|Mẫu số|CỘNG HÒA")
_FEWEST_LETTERS = 40
_FEWEST_WORDS = 2500
"""A shorter act would stand twice on one paper."""
_HEAD_PARAGRAPHS = 10
"""An act's own heading, which is not its text."""


class Side(StrEnum):
    """Rules are written while looking at one side; figures are told from the other."""

    DEVELOPMENT = "development"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Wording:
    """Running text: whole acts as paragraphs, and steps and components of procedures."""

    acts: tuple[tuple[str, ...], ...]
    steps: tuple[str, ...]
    procedures: tuple[str, ...]
    components: tuple[str, ...]


def load_wording(vn_text: Path, side: Side) -> Wording:
    """The texts of one side, every second file; UsageError when the folder lacks them."""
    acts = sorted((vn_text / "vbpl-docs" / "txt").glob("*.txt"))[side is Side.REPORT :: 2]
    procedures = sorted((vn_text / "tthc").glob("*.json"))[side is Side.REPORT :: 2]
    if not acts or not procedures:
        raise UsageError(f"{vn_text} has no vbpl-docs/txt and tthc; name the folder that holds both")
    read = [json.loads(path.read_text(encoding="utf-8")) for path in procedures]
    bodies = [tuple(_paragraphs(path)) for path in acts]
    return Wording(
        acts=tuple(body for body in bodies if sum(map(_words, body)) > _FEWEST_WORDS),
        steps=tuple(
            step
            for one in read
            for step in re.split(r"(?=Bước \d)", one["content"]["trình_tự_thực_hiện"])
            if len(step) > _FEWEST_LETTERS
        ),
        procedures=tuple(one["metadata"]["tên_thủ_tục"] for one in read),
        components=tuple(
            part["ten_giay_to"]
            for one in read
            for part in one["tables"]["thanh_phan_ho_so"]
            if part["ten_giay_to"]
        ),
    )


def _paragraphs(path: Path) -> Iterator[str]:
    """The act itself, without its heading and without the forms that are annexed to it."""
    found = [line for line in _PARAGRAPH.split(path.read_text(encoding="utf-8")) if line]
    for line in found[_HEAD_PARAGRAPHS:]:
        if _END_OF_ACT.match(line):
            return
        yield line.replace("\t", " ")


def _words(text: str) -> int:
    return len(text.split())


@dataclass(frozen=True, slots=True)
class Writer:
    """Fills in papers; everything it makes up comes from `rng`."""

    rng: random.Random
    wording: Wording

    def person(self) -> str:
        return " ".join(map(self.rng.choice, (_FAMILY, _MIDDLE, _GIVEN)))

    def day(self) -> str:
        return f"{self.rng.randint(1, 28):02d}/{self.rng.randint(1, 12):02d}/{self.rng.randint(1950, 2026)}"

    def long_day(self) -> str:
        return (
            f"ngày {self.rng.randint(10, 28)} tháng {self.rng.randint(3, 12)} năm 202{self.rng.randint(0, 6)}"
        )

    def digits(self, count: int) -> str:
        return "".join(self.rng.choices("0123456789", k=count))

    def ward(self) -> str:
        return self.rng.choice(_WARDS)

    def address(self) -> str:
        return (
            f"số {self.rng.randint(1, 400)} đường {self.rng.choice(_STREETS)}, "
            f"phường {self.ward().title()}, thành phố Cần Thơ"
        )

    def act(self) -> Iterator[str]:
        """The paragraphs of one act, from some place in its first half on, round and round."""
        body = self.rng.choice(self.wording.acts)
        start = self.rng.randrange(len(body) // 2)
        return cycle(body[start:] + body[:start])

    def steps(self) -> Iterator[str]:
        while True:
            yield self.rng.choice(self.wording.steps)

    def subject(self) -> str:
        """What a paper is about, in few words."""
        words = self.rng.choice(self.wording.procedures).split()
        return " ".join(words[: self.rng.randint(6, 18)])

    def component(self) -> str:
        return self.rng.choice(self.wording.components)
