from domain.geometry import Box, Size
from domain.text import Line, PageText, Word
from pipeline.reading.heading import box_around, capital_share, headings, segments

PAGE = Size(1000, 1400)


def line(text: str, left: float, top: float, gap: float = 10) -> Line:
    words = []
    for part in text.split():
        words.append(Word(part, Box(left, top, left + 10 * len(part), top + 20), 0.9))
        left += 10 * len(part) + gap
    return Line(tuple(words), box_around(words), 0)


def page(*lines: Line) -> PageText:
    return PageText(lines, "test", 200)


def starts(*lines: Line) -> list[str]:
    return [heading.letters for heading in headings(segments(page(*lines), PAGE), PAGE)]


def test_columns_read_as_one_line_part_at_the_wide_gap() -> None:
    left, right = line("UBND PHƯỜNG", 50, 100), line("CỘNG HÒA", 600, 100)
    both = Line(left.words + right.words, Box(50, 100, 690, 120), 0)
    assert [segment.text for segment in segments(page(both), PAGE)] == ["UBND PHƯỜNG", "CỘNG HÒA"]


def test_letter_spaced_title_stays_one_segment() -> None:
    spaced = line("Q U Y Ế T Đ Ị N H", 300, 200, gap=30)
    assert [segment.text for segment in segments(page(spaced), PAGE)] == ["Q U Y Ế T Đ Ị N H"]


def test_words_without_letters_are_left_out() -> None:
    assert [s.text for s in segments(page(line("— QUYẾT ĐỊNH |", 300, 200)), PAGE)] == ["QUYẾT ĐỊNH"]
    assert segments(page(line("— | ~", 300, 200)), PAGE) == ()


def test_lower_part_of_the_page_is_not_looked_at() -> None:
    assert segments(page(line("QUYẾT ĐỊNH", 400, 700)), PAGE) == ()


def test_texture_read_as_thousands_of_lines_is_bounded() -> None:
    assert len(segments(page(*(line("ABC", 10, top % 500) for top in range(5000))), PAGE)) == 200


def test_title_over_three_lines_is_joined() -> None:
    found = starts(line("GIẤY CHỨNG", 450, 200), line("NHẬN QUYỀN", 450, 230), line("SỬ DỤNG ĐẤT", 445, 260))
    assert found[0] == "GIAYCHUNGNHANQUYENSUDUNGDAT"


def test_lines_far_apart_or_beside_are_not_joined() -> None:
    assert starts(line("BÁO CÁO", 450, 200), line("TÌNH HÌNH", 450, 300))[0] == "BAOCAO"
    assert starts(line("BÁO CÁO", 450, 200), line("MẬT", 50, 225))[0] == "BAOCAO"


def test_running_text_begins_no_heading() -> None:
    assert starts(line("Căn cứ Quyết định số 15", 100, 200)) == []


def test_numbered_line_begins_no_heading() -> None:
    assert starts(line("I. BÁO CÁO", 450, 200)) == []
    assert starts(line("2.KẾ HOẠCH NĂM", 450, 200)) == []


def test_name_of_a_chapter_begins_no_heading() -> None:
    assert starts(line("Chương I", 450, 200), line("QUY ĐỊNH CHUNG", 430, 230)) == []


def test_words_and_line_rest_of_a_heading() -> None:
    (heading,) = headings(segments(page(line("BÁO CÁO TÓM TẮT", 400, 200)), PAGE), PAGE)
    assert [word.text for word in heading.words_of(6)] == ["BÁO", "CÁO"]
    assert [word.text for word in heading.line_rest(2)] == ["TÓM", "TẮT"]
    assert heading.line_rest(4) == ()


def test_capital_share_counts_letters_alone() -> None:
    assert capital_share(line("SỐ 12 ab", 0, 0).words) == 0.5
    assert capital_share(line("12", 0, 0).words) == 0.0
