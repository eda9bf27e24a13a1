"""The facts that are kept with a digitised paper, made of fields that are sure; what is missing is told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from string import Formatter

from domain.document import UNKNOWN_TYPE, Document
from domain.dossier import DigitisedMetadata, MetadataEntry, MissingEntry
from domain.errors import ConfigError
from domain.fields import Field, FieldSheet
from pipeline.data_table import DataFact, DataTable, laid_over, read_data_table
from pipeline.overlay import PACKAGED, PACKAGED_ONLY, DataFile, DataFolder

METADATA_FILE = "metadata.toml"
_DATA = Path(__file__).with_name(METADATA_FILE)
_VALIDITY = frozenset({"valid_from", "valid_to", "source"})
_KINDS = ("text", "day", "past-day")
_OWNER = frozenset(
    {
        "person_ids", "person_names", "birth_days",
        "organisation_ids", "organisation_names", "founding_days", "organisations",
    }
)  # fmt: skip
_PARTS = frozenset({"owner", "type", "number", "seq"})

_Lists = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntrySpec:
    """One fact and the fields it may be taken from."""

    key: str
    label: str
    fields: tuple[str, ...]
    kind: str = "text"
    longest: int | None = None
    composed: bool = False
    """Made of the paper's name and its owner where no field has it."""
    default: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataRules:
    """What the data file says."""

    entries: tuple[EntrySpec, ...]
    owner: _Lists
    permanent: frozenset[str]
    permanent_value: str
    code_template: str
    replaced: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[DataFact, ...] = ()


def load_metadata_rules(path: Path = _DATA, own: DataFolder = PACKAGED_ONLY) -> MetadataRules:
    """The rules of `path` and over them the office's own: an entry of a key and a table of a name stand in
    place of the packaged ones. ConfigError when they do not fit.
    """
    file = own.file(METADATA_FILE)
    layers = [_layer(one) for one in (DataFile(path), *(() if file is None else (file,)))]
    entries = tuple(table for tables in laid_over(layers, "entry", "key").values() for table in tables)
    owner, permanent, code = (_last(layers, name) for name in ("owner", "permanent", "result_code"))
    owner.refuse_unknown(_OWNER)
    permanent.refuse_unknown(_VALIDITY | {"types", "value"})
    code.refuse_unknown(_VALIDITY | {"template", "replaced"})
    replaced = code.table("replaced")
    return MetadataRules(
        entries=tuple(map(_spec, entries)),
        owner={name: owner.texts(name) for name in sorted(_OWNER)},
        permanent=frozenset(permanent.texts("types")),
        permanent_value=permanent.text("value"),
        code_template=_template(code),
        replaced={} if replaced is None else {old: str(new) for old, new in replaced.values.items()},
        facts=(
            permanent.fact("permanent"),
            code.fact("result_code"),
            *(table.fact(table.text("key")) for table in entries if table.origin != PACKAGED),
        ),
    )


def _layer(file: DataFile) -> DataTable:
    table = read_data_table(file, "the file of rules of metadata")
    table.refuse_unknown(frozenset({"entry", "owner", "permanent", "result_code"}))
    if not table.values:
        raise ConfigError(f"{table.where} is empty; write an [[entry]] or a table, or remove the file")
    return table


def _last(layers: Sequence[DataTable], name: str) -> DataTable:
    tables = [table for layer in layers if (table := layer.table(name)) is not None]
    if not tables:
        raise ConfigError(f"{layers[0].where} lacks the table [{name}]; write it")
    return tables[-1]


def _spec(row: DataTable) -> EntrySpec:
    row.refuse_unknown(
        _VALIDITY | {"key", "label", "fields", "kind", "longest", "composed", "default", "disabled"}
    )
    kind, longest = row.optional_text("kind") or "text", row.values.get("longest")
    if kind not in _KINDS:
        raise ConfigError(f"{row.where} has the unknown kind {kind!r}; known are {', '.join(_KINDS)}")
    if longest is not None and (type(longest) is not int or longest < 1):
        raise ConfigError(f"longest of {row.where} is no number of letters; write it as 1000")
    return EntrySpec(
        key=row.text("key"),
        label=row.text("label"),
        fields=row.texts("fields"),
        kind=kind,
        longest=longest,
        composed=row.flag("composed"),
        default=row.optional_text("default") or "",
    )


def _template(table: DataTable) -> str:
    text = table.text("template")
    try:
        named = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        if named - _PARTS:
            raise ValueError(f"it names {sorted(named - _PARTS)}; there are {sorted(_PARTS)}")
        text.format(owner="", type="", number="", seq=1)
    except (ValueError, LookupError) as error:
        raise ConfigError(
            f"the template {text!r} of {table.where} does not fit: {error}; correct it"
        ) from error
    return text


def build_metadata(
    document: Document, sheet: FieldSheet, today: date, rules: MetadataRules | None = None
) -> DigitisedMetadata:
    """The facts of a paper. What is unsure, written by hand or against a rule is missing: it is asked."""
    made = _Making(document, sheet, today, load_metadata_rules() if rules is None else rules)
    found = tuple(made.everything())
    return DigitisedMetadata(
        entries=tuple(one for one in found if isinstance(one, MetadataEntry)),
        missing=tuple(one for one in found if isinstance(one, MissingEntry)),
    )


def result_code(
    metadata: DigitisedMetadata, type_code: str, sequence: int, rules: MetadataRules | None = None
) -> str:
    """Mã kết quả số hóa: the owner's part is left empty where the owner is not known."""
    known = load_metadata_rules() if rules is None else rules

    def plain(text: str) -> str:
        for old, new in known.replaced.items():
            text = text.replace(old, new)
        return text

    return known.code_template.format(
        owner=plain(metadata.value("ma_dinh_danh_chu")),
        type=plain(metadata.value("ma_loai_giay_to") or type_code),
        number=plain(metadata.value("so_ky_hieu")),
        seq=sequence,
    )


def expiry_day(sheet: FieldSheet, rules: MetadataRules | None = None) -> date | None:
    """The last day of validity that is surely printed on the paper."""
    known = load_metadata_rules() if rules is None else rules
    names = [name for spec in known.entries if spec.key == "thoi_han_hieu_luc" for name in spec.fields]
    values = (one for name in names for one in sheet.fields if one.name == name and one.is_sure)
    return next((day for one in values if (day := _day(one.value)) is not None), None)


class _Making:
    """The facts of one paper in the making."""

    def __init__(self, document: Document, sheet: FieldSheet, today: date, rules: MetadataRules) -> None:
        self.document, self.today, self.rules = document, today, rules
        self.by_name: dict[str, Field] = {}
        for one in sheet.fields:
            self.by_name.setdefault(one.name, one)

    def everything(self) -> Iterator[MetadataEntry | MissingEntry]:
        paper, component = self.document.paper, self.document.component
        known = paper is not None and paper.code != UNKNOWN_TYPE
        if component is not None and component.is_result and component.code is not None:
            yield _entry("ma_loai_giay_to", component.code, "kết quả của thủ tục")
        elif paper is not None and known:
            yield _entry("ma_loai_giay_to", paper.code, "loại giấy tờ")
        else:
            yield _missing("ma_loai_giay_to", "chưa rõ loại giấy tờ")
        yield from self._owner()
        if paper is not None and known:
            yield _entry("ten_giay_to", paper.name, "loại giấy tờ")
        else:
            yield _missing("ten_giay_to", "chưa rõ loại giấy tờ")
        for spec in self.rules.entries:
            yield self._of_fields(spec)

    def _owner(self) -> Iterator[MetadataEntry | MissingEntry]:
        """Whose paper it is: the number, or the name with a birth day or a founding year."""
        owner, paper = self.rules.owner, self.document.paper
        of_organisation = paper is not None and paper.code in owner["organisations"]
        kind = "organisation" if of_organisation else "person"
        number = self._sure(owner[f"{kind}_ids"])
        name = self._sure(owner[f"{kind}_names"])
        day = self._sure(owner["founding_days" if of_organisation else "birth_days"])
        if number is not None:
            yield _entry("ma_dinh_danh_chu", number.value, number.name)
        if name is not None:
            yield _entry("ten_to_chuc" if of_organisation else "ten_chu", name.value, name.name)
        if day is not None:
            key, value = ("nam_thanh_lap", day.value[:4]) if of_organisation else ("ngay_sinh", day.value)
            yield _entry(key, value, day.name)
        if number is None and (name is None or day is None):
            wanted = "tên và năm thành lập" if of_organisation else "họ tên và ngày sinh"
            yield _missing("ma_dinh_danh_chu", f"cần số định danh, hoặc {wanted}")

    def _of_fields(self, spec: EntrySpec) -> MetadataEntry | MissingEntry:
        why = "không có trên giấy, hoặc chưa đọc được"
        for name in spec.fields:
            one = self.by_name.get(name)
            if one is None or not one.value:
                continue
            fault = "đọc chưa chắc, cần người kiểm tra" if not one.is_sure else self._fault(spec, one.value)
            if not fault:
                return _entry(spec.key, one.value, name, spec.label)
            why = fault
        standing = self._standing(spec)
        return standing or _missing(spec.key, why, spec.label)

    def _standing(self, spec: EntrySpec) -> MetadataEntry | None:
        """What holds without a field."""
        paper = self.document.paper
        if spec.default:
            return _entry(spec.key, spec.default, "mặc định", spec.label)
        printed = any(name in self.by_name for name in spec.fields)
        permanent = paper is not None and paper.code in self.rules.permanent
        if spec.key == "thoi_han_hieu_luc" and permanent and not printed:
            return _entry(spec.key, self.rules.permanent_value, "loại giấy tờ", spec.label)
        owner = self._sure((*self.rules.owner["person_names"], *self.rules.owner["organisation_names"]))
        if spec.composed and paper is not None and paper.code != UNKNOWN_TYPE and owner is not None:
            text = f"{paper.name} của {owner.value}"[: spec.longest]
            return _entry(spec.key, text, f"ghép từ loại giấy tờ và {owner.name}", spec.label)
        return None

    def _sure(self, names: Sequence[str]) -> Field | None:
        found = (self.by_name[name] for name in names if name in self.by_name)
        return next((one for one in found if one.value and one.is_sure), None)

    def _fault(self, spec: EntrySpec, value: str) -> str:
        """Why the value cannot be the fact; "" when it can."""
        if spec.longest is not None and len(value) > spec.longest:
            return f"dài hơn {spec.longest} ký tự"
        if spec.kind == "text":
            return ""
        day = _day(value)
        if day is None:
            return "ngày không đủ ngày, tháng, năm"
        return "ngày chưa tới" if spec.kind == "past-day" and day > self.today else ""


_LABELS = {
    "ma_loai_giay_to": "Mã loại giấy tờ",
    "ma_dinh_danh_chu": "Mã định danh chủ giấy tờ",
    "ten_chu": "Tên chủ giấy tờ",
    "ngay_sinh": "Ngày sinh",
    "ten_to_chuc": "Tên tổ chức",
    "nam_thanh_lap": "Năm thành lập",
    "ten_giay_to": "Tên giấy tờ",
}


def _entry(key: str, value: str, taken_from: str, label: str = "") -> MetadataEntry:
    return MetadataEntry(key=key, label=label or _LABELS[key], value=value, taken_from=taken_from)


def _missing(key: str, why: str, label: str = "") -> MissingEntry:
    return MissingEntry(key=key, label=label or _LABELS[key], why=why)


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
