from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from pipeline.reading.near_match import HeadMatch, fold, fold_letters, match_head, ready_phrase

FIXED = settings(derandomize=True, deadline=None, max_examples=300)


def match(title: str, text: str) -> HeadMatch | None:
    words = [fold_letters(word) for word in text.split()]
    ends = frozenset(sum(map(len, words[: count + 1])) for count in range(len(words)))
    return match_head(ready_phrase(title), "".join(words), ends)


def test_fold_takes_diacritics_and_every_d_with_stroke() -> None:
    assert fold("Quyết định Đơn \u00d0ơn \u00f0ất") == "QUYET DINH DON DON DAT"


def test_fold_is_the_same_for_composed_and_decomposed_text() -> None:
    assert fold("Qu\u1ef5ết") == fold("Quy\u0303\u0065\u0302\u0301t")


def test_letters_leave_signs_and_spaces_out() -> None:
    assert fold_letters("~ 03/BĐS-TNCN:") == "03BDSTNCN"


def test_exact_head_has_no_errors() -> None:
    assert match("GIẤY KHAI SINH", "GIẤY KHAI SINH BẢN SAO") == HeadMatch(12, 0)


def test_letter_spaced_text_is_read() -> None:
    assert match("QUYẾT ĐỊNH", "Q U Y Ế T Đ Ị N H") == HeadMatch(9, 0)


def test_misread_letters_are_counted() -> None:
    assert match("GIẤY KHAI SINH", "GIÂY KHAl SlNH") == HeadMatch(12, 2)


def test_lost_and_added_letters_are_counted() -> None:
    assert match("TRÍCH LỤC KHAI SINH", "TRCH LỤC KHAII SINH") == HeadMatch(16, 2)


def test_head_must_end_with_a_word() -> None:
    assert match("DỰ ÁN", "DUANH NGHIỆP") is None


def test_another_last_word_is_not_a_misread_one() -> None:
    assert match("TỜ KHAI ĐĂNG KÝ KHAI SINH", "TỜ KHAI ĐĂNG KÝ KHAI TỬ") is None


def test_inserted_word_is_not_a_misreading() -> None:
    assert match("TỜ KHAI ĐĂNG KÝ KHAI SINH", "TỜ KHAI ĐĂNG KÝ LẠI KHAI SINH") is None


def test_phrase_of_four_letters_must_be_exact() -> None:
    assert match("ĐỀ ÁN", "ĐỀ ÁM") is None
    assert match("ĐỀ ÁN", "ĐỀ ÁN") == HeadMatch(4, 0)


def test_empty_text_matches_nothing() -> None:
    assert match("QUYẾT ĐỊNH", "") is None


@FIXED
@given(st.text("ABCDE ", min_size=1, max_size=30), st.text("ABCDE ", max_size=40))
def test_match_is_a_true_distance_within_the_budget(title: str, text: str) -> None:
    phrase = ready_phrase(title)
    found = match(title, text)
    if found is not None:
        head = fold_letters(text)[: found.length]
        assert found.errors == Levenshtein.distance(phrase.letters, head) <= phrase.budget


@FIXED
@given(st.permutations("GHIKLMNOPQRSTUVXY"), st.data())
def test_one_error_in_each_of_two_words_is_always_forgiven(letters: list[str], data: st.DataObject) -> None:
    title = "".join(letters[:8]) + " " + "".join(letters[8:16])
    first = data.draw(st.integers(0, 7))
    second = data.draw(st.integers(9, 16))
    text = title[:first] + "Z" + title[first + 1 : second] + title[second + 1 :]
    found = match(title, text)
    assert found is not None
    assert found.errors <= 2
