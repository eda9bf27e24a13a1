import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from domain.geometry import Box, Size
from domain.text import Line, PageText, Word
from pipeline.papers.catalog import load_papers
from pipeline.reading.heading import box_around
from pipeline.reading.titles import CERTAIN_ENOUGH, TypeGuess, classify_by_title

PAGE = Size(1654, 2339)
CATALOG = load_papers()
SYNTHETIC = Path(__file__).parents[4] / "shared" / "data" / "vn-synthetic" / "gt"

STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
LETTER_PITCH = 16


def printed(text: str, top: float, centre: float = 860, block: int = 0) -> Line:
    left = centre - LETTER_PITCH * len(text) / 2
    words = []
    for part in text.split():
        right = left + LETTER_PITCH * len(part)
        words.append(Word(part, Box(left, top, right, top + 36), 0.9))
        left = right + LETTER_PITCH
    return Line(tuple(words), box_around(words), block)


def paper(*title: str, number: str = "", below: Sequence[str] = (), top: float = 330) -> PageText:
    """A page: the state's name, a number at the left, the title's lines, text below them."""
    lines = [printed(text, 150 + 50 * row) for row, text in enumerate(STATE)]
    if number:
        lines.append(printed(number, 280, centre=400))
    lines += [printed(text, top + 48 * row) for row, text in enumerate(title)]
    lines += [printed(text, top + 48 * len(title) + 60 + 48 * row) for row, text in enumerate(below)]
    return PageText(tuple(lines), "test", 200)


def guess(text: PageText, size: Size = PAGE) -> TypeGuess | None:
    return classify_by_title(text, size, CATALOG)


def code(text: PageText) -> str | None:
    found = guess(text)
    return None if found is None else found.code


@pytest.mark.parametrize(
    ("title", "expected"), [(title, paper.code) for paper in CATALOG.papers for title in paper.titles]
)
def test_every_title_of_the_catalog_is_known_however_it_is_set(title: str, expected: str) -> None:
    words = title.split()
    middle = (len(words) + 1) // 2
    assert code(paper(title)) == expected
    assert code(paper(" ".join(words[:middle]), " ".join(words[middle:]) or "(BẢN SAO)")) == expected
    assert code(paper(" ".join(title.replace(" ", "")))) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("QUYÉT ĐINH", "QD"),
        ("GIÂY KHAl SlNH", "GKS"),
        ("GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐÁT, QUYEN SỎ HỮU NHÀ Ở VÀ TÀI SÀN KHÁC GẮN LIÊN VỚI ĐẤT", "GCN"),
        ("\u00d0ƠN \u00d0ĂNG KÝ BIẾN \u00d0ỘNG \u00d0ẤT \u00d0AI", "DDKBD"),
        ("GIẤY TIẾP NHẬN HÔ SƠ VA HEN TRÁ KẾT QUÁ", "GTN"),
    ],
)
def test_title_is_known_when_letters_are_misread(title: str, expected: str) -> None:
    assert code(paper(title)) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("GIẤY CHỨNG NHẬN KẾT HÔN", "GCNKH"),
        ("TRÍCH LỤC KHAI SINH", "TLKS"),
        ("TỜ KHAI ĐĂNG KÝ KHAI SINH", "TKKS"),
        ("ĐƠN ĐĂNG KÝ ĐẤT ĐAI, TÀI SẢN GẮN LIỀN VỚI ĐẤT", "DDK"),
        ("CĂN CƯỚC CÔNG DÂN", "CCCD"),
        ("ĐƠN ĐỀ NGHỊ XÁC NHẬN TÌNH TRẠNG HÔN NHÂN", "DTDV"),
    ],
)
def test_longer_title_wins_over_one_it_holds(title: str, expected: str) -> None:
    assert code(paper(title)) == expected


def test_longer_title_that_cannot_be_read_is_not_taken_for_the_shorter() -> None:
    assert code(paper("HỢP ĐỒNG")) == "HDONG"
    assert guess(paper("HỢP ĐỒNG TẶRBGX CƯ")) is None


def test_unknown_title_is_no_guess() -> None:
    assert guess(paper("GIẤY CHỨNG NHẬN")) is None
    assert guess(paper("HÓA ĐƠN GIÁ TRỊ GIA TĂNG")) is None
    assert guess(paper()) is None
    assert guess(PageText((), "test", 200)) is None


def test_title_between_two_types_is_no_guess() -> None:
    assert guess(paper("THÔNG DÁO")) is None


@pytest.mark.parametrize(
    "text",
    [
        "Căn cứ Quyết định số 15/QĐ-UBND ngày 02 tháng 3 năm 2020 của Ủy ban nhân dân",
        "Kính gửi: Ủy ban nhân dân phường Cái Khế",
        "giấy khai sinh và giấy chứng nhận kết hôn của hai bên",
        "I. BÁO CÁO TÀI CHÍNH",
        "QUYẾT ĐỊNH:",
        "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH",
    ],
)
def test_title_in_running_text_is_no_guess(text: str) -> None:
    assert guess(paper(text)) is None


def test_title_named_inside_another_paper_does_not_change_its_type() -> None:
    below = ["Kính gửi: Ủy ban nhân dân phường", "QUYẾT ĐỊNH", "Số: 15/QĐ-UBND"]
    assert code(paper("GIẤY KHAI SINH", below=below)) == "GKS"


def test_certification_stamp_does_not_change_the_type() -> None:
    stamp = ["CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH", "Số chứng thực: 12 Quyển số: 01-SCT/BS"]
    assert code(paper("GIẤY KHAI SINH", below=stamp)) == "GKS"


def test_title_in_a_corner_or_low_on_the_page_is_not_enough() -> None:
    aside = PageText((printed("BÁO CÁO", 60, centre=200),), "test", 200)
    assert guess(aside) is None
    assert guess(paper("BÁO CÁO", top=1500)) is None


def test_title_on_the_right_half_of_an_open_sheet_is_known() -> None:
    open_sheet = PageText((printed("GIẤY CHỨNG MINH NHÂN DÂN", 300, centre=2500),), "test", 200)
    found = guess(open_sheet, Size(3308, 2339))
    assert found is not None
    assert (found.code, found.confidence) == ("CMND", 0.99)


def test_number_that_agrees_lends_certainty() -> None:
    plain, numbered = guess(paper("QUYÉT ĐINX")), guess(paper("QUYÉT ĐINX", number="Số: 15/QĐ-UBND"))
    assert plain is not None
    assert numbered is not None
    assert numbered.confidence > plain.confidence
    assert numbered.rule == "tiêu đề “QUYẾT ĐỊNH”, 1 chữ đọc lệch; khớp ký hiệu QD-UBND"


def test_number_of_another_type_leaves_it_to_a_person() -> None:
    assert guess(paper("BÁO CÁO", number="Số: 15/QĐ-UBND")) is None


def test_number_of_the_general_type_does_not_contradict_a_special_title() -> None:
    assert code(paper("THÔNG BÁO NỘP TIỀN", number="Số: 7/TB-UBND")) == "TBNVTC"


def test_number_alone_tells_a_type_when_an_issuer_follows() -> None:
    found = guess(paper(number="Số: 15/QĐ-UBND"))
    assert found is not None
    assert (found.code, found.rule) == ("QD", "ký hiệu QD-UBND, không đọc được tiêu đề")
    assert guess(paper(number="Số: 1234/CT-TTHT")) is None


@pytest.mark.parametrize(
    ("number", "below", "sure"),
    [
        ("Số: 05/BNV-VP", ["Kính gửi: Sở Nội vụ"], 0.88),
        ("Số: 1234/CT-TTHT", ["V/v kê khai", "Kính gửi: Sở Nội vụ"], 0.7),
        ("Số: 05/BNV-VP", ["V/v góp ý", "Kính gửi: Sở Nội vụ"], 0.95),
    ],
)
def test_letter_is_known_without_a_title(number: str, below: list[str], sure: float) -> None:
    text = paper(number=number)
    lines = [printed(line, 400 + 50 * row, centre=500) for row, line in enumerate(below)]
    found = guess(PageText(text.lines + tuple(lines), "test", 200))
    assert found is not None
    assert (found.code, found.confidence) == ("CV", sure)


def test_one_sign_of_a_letter_is_not_enough() -> None:
    assert guess(paper(number="Số: 05/BNV-VP")) is None
    assert guess(paper(below=["Kính gửi: Sở Nội vụ"])) is None


def form(mark: str, *title: str) -> PageText:
    text = paper(*title)
    return PageText((printed(mark, 60, centre=1200), *text.lines), "test", 200)


def test_form_code_tells_a_type_whose_title_is_lost() -> None:
    found = guess(form("Mẫu CT01 ban hành kèm theo Thông tư"))
    assert found is not None
    assert (found.code, found.rule) == ("CT01", "mẫu số CT01")


def test_form_code_is_stronger_than_a_title_that_two_forms_share() -> None:
    assert code(form("Mẫu CT02", "TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ")) == "CT02"


def test_form_code_against_a_clear_title_leaves_it_to_a_person() -> None:
    assert guess(form("Mẫu CT07", "GIẤY KHAI SINH")) is None


def test_form_code_of_two_types_only_supports_the_title() -> None:
    assert guess(form("Mẫu số 11/ĐK")) is None
    assert code(form("Mẫu số 11/ĐK", "ĐƠN ĐỀ NGHỊ TÁCH THỬA ĐẤT, HỢP THỬA ĐẤT")) == "DTHT"


def test_box_holds_the_title_alone() -> None:
    found = guess(paper("GIẤY KHAI", "SINH", below=["(BẢN SAO)"]))
    assert found is not None
    assert (found.box.top, found.box.bottom) == (330, 330 + 48 + 36)
    assert found.confidence >= CERTAIN_ENOUGH


def ground_truth(file: Path) -> tuple[PageText, Size]:
    page = json.loads(file.read_text(encoding="utf-8"))
    scale = 200 / 72
    lines = []
    for entry in page["lines"]:
        left, top, right, bottom = (value * scale for value in entry["bbox"])
        pitch = (right - left) / max(1, len(entry["text"]))
        words = []
        for part in entry["text"].split():
            words.append(Word(part, Box(left, top, left + pitch * len(part), bottom), 1.0))
            left += pitch * (len(part) + 1)
        if words:
            lines.append(Line(tuple(words), box_around(words), entry["col"]))
    width, height = (round(value * scale) for value in page["size_pt"])
    return PageText(tuple(lines), "ground truth", 200), Size(width, height)


@pytest.mark.skipif(not SYNTHETIC.is_dir(), reason="needs ../shared/data/vn-synthetic")
def test_synthetic_pages_get_their_types() -> None:
    kinds = {
        "congvan": "CV",
        "quyetdinh": "QD",
        "khaisinh": "GKS",
        "dat": "GCN",
        "don": "DTDV",
        "baocao": "BC",
    }
    files = sorted(SYNTHETIC.glob("*.json"))
    assert files
    for file in files:
        found = guess(*ground_truth(file))
        assert found is not None, file.name
        assert found.code == kinds[file.stem.split("_")[1]], file.name


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("GIẤY TIẾP HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "GTN"),
        ("TIẾP NHẬN HỒ SƠ HẸN TRẢ KẾT QUẢ", "GTN"),
        ("VĂN TỪ CHỐI NHẬN DI SẢN", "VBTCDS"),
        # What is left is a title of its own.
        ("TỜ KHAI ĐĂNG KÝ KHAI SINH", "TKKS"),
    ],
)
def test_a_long_title_is_known_without_a_word_or_two(title: str, expected: str) -> None:
    found = guess(paper(title))
    assert found is not None
    assert found.code == expected


def test_a_title_that_misses_words_is_less_sure_and_says_so() -> None:
    whole, less, least = (
        guess(paper(title))
        for title in (
            "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
            "GIẤY TIẾP HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
            "GIẤY TIẾP HỒ SƠ VÀ HẸN KẾT QUẢ",
        )
    )
    assert whole is not None
    assert less is not None
    assert least is not None
    assert whole.confidence > less.confidence > least.confidence
    assert "thiếu 1 từ" in less.rule
    assert "thiếu 2 từ" in least.rule


@pytest.mark.parametrize(
    "title", ["GIẤY CHỨNG NHẬN KẾT QUẢ HỌC TẬP", "ĐĂNG KÝ KHAI SINH", "TỜ KHAI ĐĂNG KÝ KHAI THÁC THỦY SẢN"]
)
def test_words_that_only_begin_like_a_title_are_none(title: str) -> None:
    assert guess(paper(title)) is None
