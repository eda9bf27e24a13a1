"""Decides by the rules of a data file whether a paper is digitised (SỐ HÓA) or stays an image (LƯU ẢNH)."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain.dossier import CopyKind, Digitisation, DigitisationFacts, DigitisationState
from domain.errors import ConfigError
from pipeline.data_table import DataFact, DataTable, read_data_table
from pipeline.overlay import PACKAGED_ONLY, DataFile, DataFolder

DIGITISATION_FILE = "digitisation.toml"
_DATA = Path(__file__).with_name(DIGITISATION_FILE)
_UNKNOWN_COPY = "unknown"
_LISTS = frozenset({"types", "procedures", "components", "copies"})
_CONDITIONS = _LISTS | {"enclosed", "expired", "result", "listed"}
_OTHERS = frozenset({"digitise", "reason", "valid_from", "valid_to", "source"})

COPY_NAMES = {
    CopyKind.ORIGINAL: "bản chính",
    CopyKind.REGISTER_COPY: "bản sao từ sổ gốc",
    CopyKind.CERTIFIED_E_COPY: "bản sao điện tử chứng thực",
    CopyKind.COMPARED_CAPTURE: "bản chụp có đối chiếu bản chính",
    CopyKind.PAPER_COPY: "bản sao giấy",
    CopyKind.SHOWN: "chỉ xuất trình",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitisationRule:
    """One rule; a condition that is None always holds."""

    digitise: bool
    reason: str
    source: str
    fact: DataFact
    types: frozenset[str] | None = None
    procedures: frozenset[str] | None = None
    components: frozenset[str] | None = None
    copies: frozenset[str] | None = None
    enclosed: bool | None = None
    expired: bool | None = None
    result: bool | None = None
    listed: bool | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, facts: DigitisationFacts) -> bool:
        """Every condition of the rule holds for the paper on its day."""
        component = facts.component
        return (
            (self.valid_from is None or self.valid_from <= facts.day)
            and (self.valid_to is None or facts.day <= self.valid_to)
            and _among(facts.type_code, self.types)
            and _among(facts.procedure, self.procedures)
            and _among(None if component is None else component.code, self.components)
            and _among(_UNKNOWN_COPY if facts.copy is None else facts.copy.kind.value, self.copies)
            and self.enclosed in (None, facts.enclosure is not None)
            and self.expired in (None, facts.expires is not None and facts.expires < facts.day)
            and self.result in (None, component is not None and component.is_result)
            and (self.listed is None or self.listed is facts.to_digitise)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitisationRules:
    """All rules in their order, and which kinds of copy are taken for digitising."""

    rules: tuple[DigitisationRule, ...]
    accepted: frozenset[CopyKind]
    least_sure: float


def load_digitisation_rules(path: Path = _DATA, own: DataFolder = PACKAGED_ONLY) -> DigitisationRules:
    """The office's rules, then those of `path`: the first that holds decides. ConfigError when they do not
    fit.
    """
    file = own.file(DIGITISATION_FILE)
    layers = [_layer(one) for one in (*(() if file is None else (file,)), DataFile(path))]
    accepted = next(layer for layer in layers if "accepted_copies" in layer.values or layer is layers[-1])
    sure = next(layer for layer in layers if "least_sure" in layer.values or layer is layers[-1])
    copies = accepted.texts("accepted_copies")
    if not copies or set(copies) - set(CopyKind):
        raise ConfigError(f"accepted_copies of {accepted.where} must be among {', '.join(CopyKind)}")
    return DigitisationRules(
        rules=tuple(_rule(row) for layer in layers for row in layer.tables("rule")),
        accepted=frozenset(map(CopyKind, copies)),
        least_sure=sure.share("least_sure"),
    )


def _layer(file: DataFile) -> DataTable:
    table = read_data_table(file, "the file of rules of digitising")
    table.refuse_unknown(frozenset({"accepted_copies", "least_sure", "rule"}))
    if not table.values:
        raise ConfigError(f"{table.where} is empty; write a [[rule]], or remove the file")
    return table


def _rule(row: DataTable) -> DigitisationRule:
    row.refuse_unknown(_CONDITIONS | _OTHERS)
    if wrong := sorted(set(row.texts("copies")) - {*CopyKind, _UNKNOWN_COPY}):
        raise ConfigError(f"{row.where} names {wrong[0]!r}, which is no kind of copy")
    if "digitise" not in row.values:
        raise ConfigError(f"{row.where} says neither that such papers are digitised nor that they are not")
    reason = row.text("reason")
    fact = row.fact(reason)
    lists = {name: frozenset(row.texts(name)) if name in row.values else None for name in sorted(_LISTS)}
    flags = {name: row.flag(name) if name in row.values else None for name in sorted(_CONDITIONS - _LISTS)}
    return DigitisationRule(
        digitise=row.flag("digitise"),
        reason=reason,
        source=fact.source,
        types=lists["types"],
        procedures=lists["procedures"],
        components=lists["components"],
        copies=lists["copies"],
        enclosed=flags["enclosed"],
        expired=flags["expired"],
        result=flags["result"],
        listed=flags["listed"],
        valid_from=fact.valid_from,
        valid_to=fact.valid_to,
        fact=fact,
    )


def _among(value: str | None, wanted: frozenset[str] | None) -> bool:
    return wanted is None or value in wanted


def digitisation_state(facts: DigitisationFacts, rules: DigitisationRules | None = None) -> Digitisation:
    """The paper's state with the reason, in words for an officer.

    SỐ HÓA is only what belongs into the repository, is surely of a kind that is taken, has all its facts
    and is signed. Whatever no rule speaks of stays an image.
    """
    known = load_digitisation_rules() if rules is None else rules
    rule = next((rule for rule in known.rules if rule.holds(facts)), None)
    if rule is None:
        return _image("không có quy tắc nào áp dụng cho giấy tờ này", "")
    if facts.enclosure is not None and not rule.digitise:
        return Digitisation(
            state=DigitisationState.ENCLOSED,
            is_due=False,
            reason=f"{facts.enclosure.name}: {rule.reason}",
            source=rule.source,
        )
    if not rule.digitise:
        return _image(rule.reason, rule.source)
    lacking = tuple(_lacking(facts, rule, known))
    if lacking:
        return Digitisation(
            state=DigitisationState.IMAGE,
            is_due=True,
            reason=f"thuộc diện số hóa ({rule.reason}), nhưng {'; '.join(lacking)}",
            source=rule.source,
        )
    return Digitisation(
        state=DigitisationState.DIGITISED, is_due=True, reason=rule.reason, source=rule.source
    )


def _image(reason: str, source: str) -> Digitisation:
    return Digitisation(state=DigitisationState.IMAGE, is_due=False, reason=reason, source=source)


def _lacking(facts: DigitisationFacts, rule: DigitisationRule, known: DigitisationRules) -> list[str]:
    """What stands between the paper and the repository."""
    lacking = []
    copy = facts.copy
    # A rule that names the kinds of copy has said that they are taken.
    if rule.copies is None:
        if copy is None:
            lacking.append("chưa rõ loại bản (bản chính hay bản sao)")
        elif copy.kind not in known.accepted:
            lacking.append(f"{COPY_NAMES[copy.kind]} không được số hóa")
        elif copy.confidence < known.least_sure:
            lacking.append(f"loại bản chưa chắc ({COPY_NAMES[copy.kind]}: {copy.rule})")
    if facts.missing:
        lacking.append(f"còn thiếu: {', '.join(facts.missing).lower()}")
    if not facts.is_signed:
        lacking.append("chưa ký số")
    return lacking
