"""Small invented lists of procedures for tests, in the shape of the national one."""

import json
from datetime import date
from typing import Any

from domain.procedure import Component, Procedure, ProcedureResult, ProcedureVersion

BIRTH = Procedure(
    code="1.001193",
    name="Đăng ký khai sinh",
    field="Hộ tịch",
    level="Cấp Xã",
    components=(
        Component(code="tp01", name="Tờ khai đăng ký khai sinh theo mẫu", originals=1, copies=0),
        Component(code="tp02", name="Giấy chứng sinh", originals=1, copies=0),
        Component(code="tp03", name="Bản sao giấy chứng nhận kết hôn của cha, mẹ", originals=0, copies=1),
        Component(code="tp04", name="Giấy tờ tùy thân: Hộ chiếu hoặc thẻ Căn cước công dân"),
    ),
    results=(ProcedureResult(code="KQ.G07.000122", name="Giấy khai sinh"),),
)


def version(procedure: Procedure, since: date | None = None, *, ended: bool = False) -> ProcedureVersion:
    return ProcedureVersion(procedure=procedure, valid_from=since, source="thử", ended=ended)


def exported(code: str = "9.000001", **changes: Any) -> dict[str, Any]:
    """A procedure as the national list exports it; `changes` replace parts of it."""
    return {
        "thu_tuc_id": code,
        "source_file": f"ChiTiet_{code}.doc",
        "metadata": {
            "mã_thủ_tục": code,
            "tên_thủ_tục": "Thủ tục cấp giấy phép thả diều",
            "cấp_thực_hiện": "Cấp Xã",
            "lĩnh_vực": "Trò chơi",
        },
        "content": {"kết_quả_thực_hiện": "Giấy phép thả diều (KQ.G07.000999); Văn bản từ chối"},
        "tables": {
            "thanh_phan_ho_so": [
                {
                    "ten_giay_to": "- 01 đơn đề nghị thả diều",
                    "so_luong": "",
                    "ghi_chu": "Bản chính: 1\nBản sao: 0",
                },
                {
                    "ten_giay_to": "Bản sao giấy khai sinh",
                    "so_luong": "",
                    "ghi_chu": "Bản chính: 0\nBản sao: 2",
                },
            ]
        },
    } | changes


def as_bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
