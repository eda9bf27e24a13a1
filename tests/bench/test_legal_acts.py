"""Acts of law as truth for the bench of recognition."""

from pathlib import Path

from bench.field_outcomes import Outcome
from bench.legal_acts import legal_acts, side_of_act
from bench.legal_pages import set_first_page
from bench.legal_recognition import ActOutcome, count_acts
from bench.page_sides import Side

_HEAD = """CHÍNH PHỦ \tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 12 /2025/{notation} \tHà Nội, ngày 19 tháng 9 năm 2025
NGHỊ ĐỊNH
Quy định về thử nghiệm
số hóa hồ sơ
__________
Căn cứ Luật Tổ chức Chính phủ số 63/2025/QH15;
Điều 1. Phạm vi
"""


def corpus(folder: Path, notation: str = "NĐ-CP", kind: str = "nghi-dinh") -> Path:
    """A set of one act."""
    (folder / "txt").mkdir()
    (folder / "labels.csv").write_text(f"id,type_from_url\ndoc_1,{kind}\n", encoding="utf-8")
    (folder / "txt" / "doc_1.txt").write_text(_HEAD.format(notation=notation), encoding="utf-8")
    return folder


def test_head_of_an_act_falls_into_its_parts(tmp_path: Path) -> None:
    (act,) = legal_acts(corpus(tmp_path))
    assert (act.code, act.number, act.kind) == ("ND", "12/2025/NĐ-CP", "NGHỊ ĐỊNH")
    assert (act.issuer, act.dated) == (("CHÍNH PHỦ",), "Hà Nội, ngày 19 tháng 9 năm 2025")
    assert act.subject == "Quy định về thử nghiệm số hóa hồ sơ"
    assert act.body[0].startswith("Căn cứ Luật")


def test_act_that_contradicts_itself_or_has_no_head_is_left_out(tmp_path: Path) -> None:
    assert list(legal_acts(corpus(tmp_path, notation="TT-BCA"))) == []
    (tmp_path / "other").mkdir()
    assert list(legal_acts(corpus(tmp_path / "other", kind="van-ban-hop-nhat"))) == []


def test_act_stays_on_its_side() -> None:
    sides = [side_of_act(f"doc_{number:06}") for number in range(200)]
    assert 80 < sides.count(Side.REPORTING) < 120
    assert side_of_act("doc_000001") is side_of_act("doc_000001")


def test_number_too_long_for_its_column_goes_on_below(tmp_path: Path) -> None:
    notation = "NĐ-CP-BTP-BCA-BQP-BTC-TANDTC-VKSNDTC"
    (act,) = legal_acts(corpus(tmp_path, notation=notation))
    page = set_first_page(act)
    rows = [line for line in page.lines if line.text.startswith("Số:") or line.text.endswith("VKSNDTC")]
    assert len(rows) == 2
    assert all(line.left >= 10 for line in rows)


def test_counts_tell_right_types_from_right_numbers() -> None:
    def outcome(typed: str, number: Outcome) -> ActOutcome:
        return ActOutcome(act="a", side=Side.TUNING, code="ND", typed=typed, number=number)

    (counts,) = count_acts([outcome("ND", Outcome.EXACT), outcome("TT", Outcome.WRONG_UNFLAGGED)])
    assert (counts.acts, counts.types_right, counts.numbers_right, counts.both_right) == (2, 1, 1, 1)
    assert counts.numbers_wrong_unflagged == 1
