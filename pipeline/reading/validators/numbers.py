"""Numbers of papers: số và ký hiệu (NĐ 30/2020), civil status, procedures, results, land certificates."""

import re
import unicodedata
from dataclasses import dataclass

from pipeline.reading.near_match import fold
from pipeline.reading.validators.checked import DASHES, DIGIT, Checked, digits_of

_ABBREVIATIONS = """
    NQ QĐ CT QC QyĐ TC TB HD CTr KH PA ĐA DA BC BB TTr HĐ CĐ BGN BTT GUQ GM GGT GNP PG PC PB SY TrS SL
    NĐ TT TTLT PL L
"""
KINDS = tuple(_ABBREVIATIONS.split())
"""Abbreviations of NĐ 30/2020, appendix III, of copies, and of legal documents."""

_KIND_BY_LETTERS = {fold(kind): kind for kind in KINDS} | {"OD": "QĐ", "0D": "QĐ"}
_TOKEN = re.compile(r"[A-ZĐĂÂÊÔƠƯ][A-Za-zĐđĂÂÊÔƠƯăâêôơư0-9&.]*")
# Resolutions of one series are numbered within it: 66.15/2026/NQ-CP.
_NUMBER = re.compile(rf"{DIGIT}{{1,5}}(?:\.{DIGIT}{{1,3}})?[a-z]?")
_CIVIL = re.compile(r"(?:TL[A-ZĐ]{2,6}-BS|(?:UBND-)?XNTTHN|TL[A-ZĐ]{2,6})")
_PARTY = re.compile(rf"(?P<number>{DIGIT}{{1,5}})-(?P<kind>[A-ZĐy]{{2,4}})/(?P<issuer>[A-ZĐ]{{2,8}})")
# With a year before it the notation is that of an act of law, which has kind and issuer: TTBQP lost a dash.
_GROWN_TOGETHER = re.compile(r"(?P<kind>TTLT|TT|NĐ|QĐ|NQ)(?P<issuer>[A-ZĐ]{2}[A-Za-zĐ]{0,10})")
# Sound issuers whose last letters readers confuse.
_ISSUERS = {fold(name): name for name in ("UBND", "HĐND", "BCĐ", "UBMTTQ", "VPCP", "VPUBND", "HĐTĐKT")}

_TTHC = re.compile(r"\d\.\d{6}(?:\.(?:\d{3}\.\d{2}\.\d{2}\.)?[A-Z]\d{2})?")
_RESULT = re.compile(r"(?:(?:\d{3}\.\d{2}\.\d{2}\.)?[A-Z]\d{2}-)?KQ(?:\.[A-Z]\d{2}\.)?\d{4,6}")
_REGISTER = re.compile(rf"(?<![\w])({DIGIT}{{1,5}})\s?/\s?({DIGIT}{{4}})(?![\w])")
_LAND = re.compile(r"(?<![\w])([A-ZĐ]{1,2})\s?(\d{8}|\d{6})(?![\w])")
_LAND_BOOK = re.compile(
    r"(?<![\w])(?:C[HNST]|H|VP|QSDĐ)\s?[\d./]{2,12}(?:/[A-ZĐa-z0-9\-./]{2,20})?|\d{3,6}\s?QSDĐ[/\w.\-]*"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notation:
    """A paper's number and notation: 574 and UBND-KTTH, 15 and QĐ-UBND, 30 of 2020 and NĐ-CP."""

    number: str
    """"" where none was read: it is due to be written in by hand."""
    year: str = ""
    notation: str
    kind: str = ""
    """QĐ, TB...; "" for a công văn, which has none."""
    issuer: str
    is_party: bool = False
    mended: bool = False
    fault: str = ""

    @property
    def text(self) -> str:
        """As NĐ 30 prints it."""
        if self.is_party:
            return f"{self.number}-{self.notation}"
        return "/".join(part for part in (self.number, self.year, self.notation) if part)


def read_notation(text: str) -> Notation | None:
    """What stands behind "Số:"; None when there is no notation in it."""
    plain = unicodedata.normalize("NFC", text).translate(DASHES).replace("Ð", "Đ").strip(" .,:;'_|")
    plain = re.sub(r"\s*([/-])\s*", r"\1", plain)
    if (party := _PARTY.fullmatch(plain)) is not None and (kind := _kind_of(party["kind"])) is not None:
        number, mended = digits_of(party["number"])
        return Notation(
            number=number, notation=f"{kind}/{party['issuer']}", kind=kind, issuer=party["issuer"],
            is_party=True, mended=mended,
        )  # fmt: skip
    head, *parts = plain.split("/")
    year, year_mended = "", False
    if len(parts) > 1 and re.fullmatch(rf"{DIGIT}{{4}}", parts[0].strip()):
        year, year_mended = digits_of(parts[0].strip())
        parts = parts[1:]
    rest = "/".join(parts).strip(" .,:;")
    if not rest:
        return None
    number, mended = _number_of(head)
    return _with_notation(number, year, rest, mended or year_mended)


def _number_of(head: str) -> tuple[str, bool]:
    head = head.replace(" ", "")
    if not _NUMBER.fullmatch(head) or not any(map(str.isdigit, head)):
        return "", False
    return digits_of(head)


def _with_notation(number: str, year: str, rest: str, mended: bool) -> Notation | None:
    if _CIVIL.fullmatch(rest):
        return Notation(number=number, year=year, notation=rest, issuer="", mended=mended)
    tokens = [token for token in re.split(r"-", rest.replace(" ", "")) if token]
    if year and len(tokens) == 1 and (grown := _GROWN_TOGETHER.fullmatch(tokens[0])) is not None:
        tokens, mended = [grown["kind"], grown["issuer"]], True
    if not tokens or not all(_TOKEN.fullmatch(token) for token in tokens):
        return None
    kind = _kind_of(tokens[0]) if len(tokens) > 1 else None
    issuers = [_ISSUERS.get(fold(token), token) for token in (tokens[1:] if kind else tokens)]
    whole = "-".join(([kind] if kind else []) + issuers)
    fault = "" if all(len(token) <= 12 for token in tokens) else "ký hiệu dài bất thường"
    return Notation(
        number=number, year=year, notation=whole, kind=kind or "", issuer=issuers[0],
        mended=mended or whole != "-".join(tokens), fault=fault,
    )  # fmt: skip


def _kind_of(token: str) -> str | None:
    return token if token in KINDS else _KIND_BY_LETTERS.get(fold(token))


def read_procedure_code(text: str) -> Checked | None:
    """Mã thủ tục hành chính: 1.001193, with or without the province's suffix."""
    return _whole_of(_TTHC, text)


def read_result_code(text: str) -> Checked | None:
    """Mã kết quả: KQ.G07.000122."""
    return _whole_of(_RESULT, text)


def _whole_of(pattern: re.Pattern[str], text: str) -> Checked | None:
    found = re.search(rf"(?<![\w.]){pattern.pattern}(?![\w]|\.\w)", text.translate(DASHES))
    return None if found is None else Checked(found[0])


def read_register_number(text: str, latest_year: int | None = None) -> Checked | None:
    """Number of a civil status entry, 61/2025: its year cannot lie behind that of the registration."""
    found = _REGISTER.search(text)
    if found is None:
        return None
    (number, one), (year, other) = digits_of(found[1]), digits_of(found[2])
    sound = 1900 <= int(year) <= (latest_year or 2100)
    return Checked(f"{number}/{year}", one or other, "" if sound else "năm của số không hợp lý")


def read_land_serial(text: str) -> Checked | None:
    """Số phát hành of a land certificate: AM 143443 before 2024, AA 01695788 since."""
    found = _LAND.search(unicodedata.normalize("NFC", text).replace("Ð", "Đ"))
    if found is None or (len(found[2]) == 8 and len(found[1]) != 2):
        return None
    return Checked(f"{found[1]} {found[2]}")


def read_land_book(text: str) -> Checked | None:
    """Số vào sổ cấp giấy chứng nhận: CH 00123, CN 653, H 0123."""
    found = _LAND_BOOK.search(text)
    return None if found is None else Checked(" ".join(found[0].split()))
