"""Acts of vn-text/vbpl-docs as they are printed, with the type and number they truly have."""

import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import takewhile
from pathlib import Path

from bench.page_sides import Side

CORPUS = Path("vn-text") / "vbpl-docs"

_CODES = {
    "luat": "LUAT",
    "nghi-dinh": "ND",
    "nghi-quyet": "NQ",
    "phap-lenh": "PL",
    "quyet-dinh": "QD",
    "thong-tu": "TT",
    "thong-tu-lien-tich": "TT",
}
"""The type of an act by how its address names it. Consolidated texts are there as portal pages only."""
_NOTATIONS = {
    "LUAT": ("QH",),
    "ND": ("NĐ",),
    "NQ": ("NQ", "QH", "UBTVQH"),
    "PL": ("UBTVQH",),
    "QD": ("QĐ",),
    "TT": ("TT",),
}
"""How the notation of each type begins. A head that names another was mistyped where the set comes from."""
_NUMBER = re.compile(r"(?:Luật |Nghị quyết |Pháp lệnh )?số\s*:\s*(?P<number>\d[^:]*)", re.IGNORECASE)
_DATED = re.compile(r"\bngày\b.*\btháng\b.*\bnăm\b", re.IGNORECASE)
_MOTTO = re.compile(r"CỘNG H[ÒO][ÀA] |Độc lập", re.IGNORECASE)
_TITLE = re.compile(
    r"(?P<kind>LUẬT|NGHỊ ĐỊNH|PHÁP LỆNH|QUYẾT ĐỊNH|(?:NGHỊ QUYẾT|THÔNG TƯ)(?: LIÊN TỊCH)?)"
    r"(?: (?P<rest>.*))?"
)
_BODY = re.compile(r"(?:Căn cứ|Theo |Xét |Chương |Điều \d|Thực hiện |Trên cơ sở |Để )")
_HEAD_LINES = 14
_LONGEST_SUBJECT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalAct:
    """One act; its text holds nothing private."""

    name: str
    side: Side
    code: str
    number: str
    """As NĐ 30 prints it, without the words before it."""
    issuer: tuple[str, ...]
    number_line: str
    dated: str
    """Place and day; "" where the head names none."""
    kind: str
    subject: str
    body: tuple[str, ...]


def legal_acts(folder: Path) -> Iterator[LegalAct]:
    """The acts whose text has a whole head that does not contradict itself, in the order of the set."""
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        code = _CODES.get(row["type_from_url"])
        text = (folder / "txt" / f"{row['id']}.txt").read_text(encoding="utf-8")
        act = None if code is None else _act(row["id"], code, text)
        if act is not None:
            yield act


def side_of_act(name: str) -> Side:
    """Half of the acts may be looked at, half are only counted: by a hash of the name."""
    return Side.REPORTING if sha256(name.encode()).digest()[0] % 2 else Side.TUNING


def _act(name: str, code: str, text: str) -> LegalAct | None:
    pieces = [
        " ".join(piece.split())
        for line in unicodedata.normalize("NFC", text).splitlines()
        for piece in line.split("\t")
    ]
    pieces = [piece for piece in pieces if piece]
    title = next((at for at, piece in enumerate(pieces[:_HEAD_LINES]) if _TITLE.fullmatch(piece)), None)
    if title is None or (named := _TITLE.fullmatch(pieces[title])) is None:
        return None
    head = pieces[:title]
    number_line = next((piece for piece in head if _NUMBER.fullmatch(piece)), "")
    number = _NUMBER.fullmatch(number_line)
    issuer = tuple(piece for piece in head if piece.isupper() and not _MOTTO.match(piece))
    if number is None or not issuer:
        return None
    printed = re.sub(r"\s+", "", number["number"]).rstrip(".,;")
    if not printed.rpartition("/")[2].startswith(_NOTATIONS[code]):
        return None
    rest = [piece for piece in pieces[title + 1 :] if any(map(str.isalnum, piece))]
    subject = list(takewhile(lambda piece: not _BODY.match(piece), rest[:_LONGEST_SUBJECT]))
    return LegalAct(
        name=name,
        side=side_of_act(name),
        code=code,
        number=printed,
        issuer=issuer,
        number_line=number_line,
        dated=next((piece for piece in head if _DATED.search(piece)), ""),
        kind=named["kind"],
        subject=" ".join((named["rest"] or "", *_without_issuer(subject, issuer))).strip(),
        body=tuple(rest[len(subject) :]),
    )


def _without_issuer(subject: Sequence[str], issuer: Sequence[str]) -> tuple[str, ...]:
    """The lines but the issuer's name, which a resolution repeats before its grounds."""
    return tuple(line for line in subject if line not in (*issuer, " ".join(issuer)))
