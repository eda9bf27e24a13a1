"""Land certificates (TT 10/2024/TT-BTNMT, article 14): what stands on the paper, as `Label: value.`"""

import re
import unicodedata
from datetime import date

from domain.barcode import PayloadKind
from pipeline.reading.payloads.grammar import Payload, PayloadField, PayloadGrammar

_LABELS = {
    "số phát hành giấy chứng nhận": "certificate_number",
    "số vào sổ cấp giấy chứng nhận": "register_number",
    "thửa đất số": "parcel",
    "tờ bản đồ số": "map_sheet",
    "diện tích": "area",
    "loại đất": "land_use",
    "hình thức sử dụng": "use_form",
    "địa chỉ": "address",
    "thời hạn": "term",
    "nguồn gốc sử dụng": "origin",
}
# Whose land it is stands in the payload too: no field, for a parcel is not looked up by its people.
_OTHERS = (
    "người sử dụng đất[^:.]{0,60}",
    "thời điểm đăng ký vào sổ địa chính",
    "thời điểm đăng ký",
    "ghi chú",
)
_LABEL = re.compile(
    rf"(?:^|(?<=[.;|\n])|(?<=[.;|\n] ))({'|'.join((*map(re.escape, _LABELS), *_OTHERS))})\s*:"
)
_TELLING = frozenset({"certificate_number", "register_number", "parcel"})
_LEAST_LABELS = 2
_ETH = str.maketrans("\u00d0\u00f0", "Đđ")  # a letter of Icelandic that old fonts print for Đ
CERTIFICATE_NUMBER = re.compile(r"[A-ZĐ]{1,2} ?[0-9]{6}|[A-Z]{2} ?[0-9]{8}")
"""Serial number of a certificate: AM 143443 before the form of 2024, AA 01695788 since."""


def _values(text: str) -> dict[str, str]:
    """Values by their label; the first of a label that stands twice."""
    found = list(_LABEL.finditer(text.lower()))
    ends = [*(label.start() for label in found), len(text)][1:]
    values: dict[str, str] = {}
    for label, end in zip(found, ends, strict=True):
        values.setdefault(label[1], text[label.end() : end].strip().rstrip(".;|").strip())
    return values


def _read(text: str, _today: date) -> Payload | None:
    plain = unicodedata.normalize("NFC", text).translate(_ETH)
    if len(plain.lower()) != len(plain):
        return None  # letters of a script no certificate has: places would not fit
    values = _values(plain)
    fields = {name: values[label] for label, name in _LABELS.items() if values.get(label)}
    if len(values) < _LEAST_LABELS or _TELLING.isdisjoint(fields):
        return None
    if not CERTIFICATE_NUMBER.fullmatch(fields.get("certificate_number", "")):
        fields.pop("certificate_number", None)
    return Payload(
        PayloadKind.LAND, fields=tuple(PayloadField(name, value) for name, value in fields.items())
    )


GRAMMAR = PayloadGrammar(read=_read)
