"""A paper type's file to be filled in, every key explained to the person in the office who does so."""

import json
from collections.abc import Iterable, Mapping

from pipeline.papers.catalog import Family
from pipeline.papers.field_specs import FieldKind

NO_SOURCE = "chưa ghi nguồn"
"""What the source says until somebody writes the right one."""

COPIED = "# Bản chép của loại có sẵn. Sửa ở đây: tệp này thay loại có sẵn cùng mã.\n"
"""Stands above a copy of a type that comes with sohoa."""

KIND_WORDS: Mapping[FieldKind, str] = {
    FieldKind.TEXT: "chữ bất kỳ; dùng khi không ghi kind",
    FieldKind.PERSON: "họ và tên người: Trần Thị Mẫu",
    FieldKind.DATE: "ngày đã qua: 15/7/2025, ngày 15 tháng 7 năm 2025",
    FieldKind.EXPIRY: "ngày có thể chưa tới, như ngày hết hạn",
    FieldKind.PERSONAL_ID: "số định danh cá nhân, CCCD (12 số) hoặc CMND (9 số)",
    FieldKind.TAX_CODE: "mã số thuế",
    FieldKind.PHONE: "số điện thoại",
    FieldKind.SEX: "Nam hoặc Nữ",
    FieldKind.PLACE: "địa chỉ; tên xã cũ được đổi sang xã mới ở một trường riêng",
    FieldKind.MONEY: "số tiền: 1.250.000 đồng",
    FieldKind.AREA: "diện tích: 120,5 m²",
    FieldKind.COUNT: "số đếm: 12",
    FieldKind.NOTATION: "số, ký hiệu văn bản: 15/QĐ-UBND",
    FieldKind.REGISTER_NUMBER: "số trong sổ đăng ký: 45/2025",
    FieldKind.LAND_SERIAL: "số phát hành giấy chứng nhận đất: AA 01695788",
    FieldKind.LAND_BOOK: "số vào sổ cấp giấy chứng nhận: CS 01234",
    FieldKind.PARCEL_NUMBER: "số thửa đất hoặc số tờ bản đồ: 123",
    FieldKind.PROCEDURE: "mã thủ tục hành chính: 1.001193",
    FieldKind.DOSSIER: "mã hồ sơ: H13.16-250715-0001",
}

_FAMILY_WORDS: Mapping[Family, str] = {
    Family.ND30: "văn bản hành chính (NĐ 30/2020)",
    Family.LEGAL: "văn bản quy phạm pháp luật",
    Family.ONE_STOP: "giấy của bộ phận một cửa",
    Family.CIVIL_STATUS: "hộ tịch",
    Family.IDENTITY: "giấy tờ tùy thân",
    Family.RESIDENCE: "cư trú",
    Family.JUSTICE: "tư pháp, chứng thực",
    Family.LAND: "đất đai, xây dựng",
    Family.WELFARE: "bảo trợ xã hội, bảo hiểm, người có công",
    Family.EDUCATION: "giáo dục",
    Family.HEALTH: "y tế",
    Family.BUSINESS: "kinh doanh",
    Family.GENERAL: "loại khác",
}

_TEMPLATE = """\
# Loại giấy tờ {code}. Dòng bắt đầu bằng # là lời giải thích; máy không đọc các dòng đó.
# Thử trước khi dùng: sohoa papers test TỆP-NÀY --on THƯ-MỤC-CÓ-BẢN-QUÉT

# Mã: 2 đến 12 chữ hoa không dấu và số. Tên tệp là mã viết thường. Trùng mã có sẵn thì thay loại có sẵn.
code = {code_text}

# Tên như cán bộ vẫn gọi.
name = {name}

# Lĩnh vực, một trong các từ sau:
{families}
family = "general"

# Tiêu đề in trên giấy, viết HOA, mỗi cách in một dòng. Máy nhận ra loại giấy nhờ tiêu đề.
titles = [
    {title},
]

# Mã mẫu in sau chữ "Mẫu" ở góc trên, nếu có: "CT01", "11/ĐK".
# form_codes = ["CT01"]

# Chữ viết tắt trong số, ký hiệu: BC trong 280/BC-UBND. Chỉ một loại giấy được mang chữ này.
# abbreviations = ["BC"]

# Chữ mở đầu phần trích yếu của giấy không có tiêu đề, như công văn.
# subject_mark = "V/v"

# Văn bản nào quy định mẫu giấy này. Bắt buộc ghi.
source = "{no_source}"

# Ngày đầu và ngày cuối giấy được cấp theo mẫu này, nếu biết; không có dấu nháy.
# valid_from = 2025-07-01
# valid_to = 2027-02-28

# Không dùng một loại có sẵn nữa: tệp chỉ ghi code và dòng sau.
# disabled = true

# Các trường cần đọc, mỗi trường một dòng. Bỏ dấu # ở đầu dòng rồi sửa.
#   name      tên trường: chữ thường không dấu, số và dấu _
#   labels    các cách in của nhãn, không có dấu hai chấm
#   kind      giá trị thuộc dạng nào (bảng dưới); sai dạng thì máy hỏi cán bộ
#   under     tên trường đứng trước mà trường này thuộc về: "Năm sinh" của mẹ đứng dưới me_ho_ten
#   pattern   biểu thức chính quy mà cả giá trị phải khớp
#   bare      true: sau nhãn không có dấu hai chấm (Thửa đất số 12)
#   own_line  true: giá trị nằm ở dòng dưới nhãn, như trên thẻ
# Các dạng (kind):
{kinds}
fields = [
#   {{ name = "ho_ten", labels = ["Họ và tên", "Họ, chữ đệm, tên"], kind = "person" }},
#   {{ name = "ngay_sinh", labels = ["Ngày, tháng, năm sinh", "Sinh ngày"], kind = "date" }},
#   {{ name = "noi_cu_tru", labels = ["Nơi cư trú"], kind = "place" }},
#   {{ name = "ly_do", labels = ["Lý do"] }},
]
"""


def type_template(code: str, name: str | None) -> str:
    """A file of that code that loads as it is; its title is the name in capitals until somebody mends it."""
    title = (name or f"Tiêu đề của {code}").upper()
    return _TEMPLATE.format(
        code=code,
        code_text=_quoted(code),
        name=_quoted(name or code),
        title=_quoted(title),
        no_source=NO_SOURCE,
        families=_listed((family.value, words) for family, words in _FAMILY_WORDS.items()),
        kinds=_listed((kind.value, words) for kind, words in KIND_WORDS.items()),
    )


def _listed(rows: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"#   {word:<16} {about}" for word, about in rows)


def _quoted(text: str) -> str:
    """A TOML string: its escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False)
