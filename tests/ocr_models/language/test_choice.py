"""Holds how readings are chosen between, rule by rule."""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.choice import Candidate, Choice, Reason
from ocr_models.language.choice import Chooser, Rules
from ocr_models.language.model import LanguageModel
from ocr_models.language.syllable import skeleton
from ocr_models.language.variants import variants_of

ALL = Rules(variants=True, restore=True, variant_cost=2.0)
_WORDS = st.sampled_from(
    [
        "Ủy",
        "uỷ",
        "ban",
        "bàn",
        "nhân",
        "dân",
        "tinh",
        "tỉnh",
        "quyết",
        "QUYÉT",
        "thâm",
        "thẩm,",
        "quyền",
        "đông",
        "đồng",
        "(hợp",
        "hộ",
        "họ",
        "12",
        "5.",
        "QĐ-UBND",
        "m?",
        "kỳ",
        "-",
        "…",
        "a",
        "Ðiều",
        "Nguyễn",
        "Văn",
        "Hung",
        "e\u0302",
        "xyz",
        "ở",
        "ó",
    ]
)
_CANDIDATES = st.lists(st.builds(Candidate, _WORDS, st.floats(0, 1)), min_size=1, max_size=3)
_LINES = st.lists(_CANDIDATES, max_size=7)


def chosen(model: LanguageModel, line: str, rules: Rules = ALL, confidence: float = 0.7) -> list[str]:
    return [choice.text for choice in alone(model, line, rules, confidence)]


def alone(model: LanguageModel, line: str, rules: Rules = ALL, confidence: float = 0.7) -> tuple[Choice, ...]:
    return Chooser(model, rules).choose([[Candidate(word, confidence)] for word in line.split()])


def test_neighbours_choose_between_two_readings(model: LanguageModel) -> None:
    line = [
        [Candidate("thâm", 0.9), Candidate("thẩm", 0.8)],
        [Candidate("quyền", 0.9)],
    ]
    first, second = Chooser(model).choose(line)
    assert (first.text, first.reason, first.is_changed) == ("thẩm", Reason.CHOSEN, True)
    assert first.readings == tuple(line[0])
    assert first.margin is not None
    assert first.margin > 0
    assert (second.text, second.reason, second.margin) == ("quyền", Reason.AGREED, None)


def test_the_other_word_wins_beside_other_neighbours(model: LanguageModel) -> None:
    line = [[Candidate("thẩm", 0.8), Candidate("thâm", 0.75)], [Candidate("nhập", 0.9)]]
    assert Chooser(model).choose(line)[0].text == "thâm"


def test_the_surest_reading_stays_where_nothing_speaks_against_it(model: LanguageModel) -> None:
    line = [[Candidate("đồng", 0.2), Candidate("đông", 0.9)], [Candidate("của", 0.9)]]
    (first, _) = Chooser(model).choose(line)
    assert (first.text, first.reason, first.is_changed) == ("đông", Reason.KEPT, False)


def test_agreed_words_stay_unless_variants_are_asked_for(model: LanguageModel) -> None:
    line = "thâm quyên phê duyệt hợp đông lao động"
    assert chosen(model, line, Rules()) == line.split()
    assert chosen(model, line) == ["thẩm", "quyền", "phê", "duyệt", "hợp", "đồng", "lao", "động"]


def test_a_variant_keeps_case_and_punctuation(model: LanguageModel) -> None:
    assert chosen(model, "(QUYÉT ĐỊNH) sửa đôi, bô sung.") == [
        "(QUYẾT",
        "ĐỊNH)",
        "sửa",
        "đổi,",
        "bổ",
        "sung.",
    ]


def test_old_and_new_places_of_the_tone_are_kept_as_printed(model: LanguageModel) -> None:
    assert chosen(model, "hợp đồng thuỷ lợi, Uỷ ban") == ["hợp", "đồng", "thuỷ", "lợi,", "Uỷ", "ban"]
    assert chosen(model, "hợp đồng thúy lợi") == ["hợp", "đồng", "thủy", "lợi"]
    assert chosen(model, "hợp đồng thuý lợi") == ["hợp", "đồng", "thuỷ", "lợi"]


@pytest.mark.parametrize("word", ["12", "5/QĐ-UBND", "QĐ-UBND", "quyét1", "hộ/đông", "-", "d)", "a"])
def test_numbers_codes_and_single_letters_are_never_touched(word: str, model: LanguageModel) -> None:
    assert chosen(model, f"hợp {word} lao động")[1] == word


def test_a_number_is_the_surest_readers(model: LanguageModel) -> None:
    line = [[Candidate("hợp", 0.9)], [Candidate("15", 0.9), Candidate("đồng", 0.8)], [Candidate("lao", 0.9)]]
    found = Chooser(model, ALL).choose(line)[1]
    assert (found.text, found.reason) == ("15", Reason.PROTECTED)


def test_a_number_is_never_put_for_a_word(model: LanguageModel) -> None:
    line = [[Candidate("Điều", 0.9)], [Candidate("xyz", 0.5), Candidate("5.", 0.4)]]
    assert Chooser(model).choose(line)[1].text == "xyz"


@pytest.mark.parametrize(
    "line",
    ["ký hợp đồng với Nguyễn Văn Đông", "ông Đông", "bà Đổng ký", "ở tỉnh Đoong", "VŨ HỢP ĐÔNG ký"],
)
def test_names_of_people_stand_as_read(line: str, model: LanguageModel) -> None:
    rules = Rules(variants=True, variant_cost=0.0, leaving_cost=0.0)
    capitals = [word for word in line.split() if word[0].isupper()]
    assert [word for word in chosen(model, line, rules, 0.1) if word[0].isupper()] == capitals


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("năm Ất Ty", "năm Ất Tỵ"),
        ("tuổi Quý Tý,", "tuổi Quý Tỵ,"),
        ("ẤT TY", "ẤT TỴ"),
        ("kiêng ky", "kiêng kỵ"),
        ("kỳ binh", "kỵ binh"),
        ("tại huyện ly;", "tại huyện lỵ;"),
        ("120,5 m?", "120,5 m²"),
        ("(12 km”.", "(12 km²."),
    ],
)
def test_signs_tesseract_lacks_come_back_in_listed_places(
    read: str, printed: str, model: LanguageModel
) -> None:
    choices = alone(model, read, Rules(restore=True))
    assert [choice.text for choice in choices] == printed.split()
    assert choices[-1].reason is Reason.RESTORED or choices[0].reason is Reason.RESTORED
    assert [choice.text for choice in alone(model, read, Rules())] == read.split()
    assert [choice.text for choice in alone(model, printed, Rules(restore=True))] == printed.split()


@pytest.mark.parametrize(
    "line",
    ["Giáp Tý", "Công Ty", "quý ty", "học kỳ", "quản lý", "vì m?", "120 m2", "120 m", "công ty", "Bình Ly"],
)
def test_they_come_back_nowhere_else(line: str, model: LanguageModel) -> None:
    assert chosen(model, line, Rules(restore=True)) == line.split()


def test_the_icelandic_letter_is_mended_only_in_known_words(model: LanguageModel) -> None:
    assert chosen(model, "Ðiều hợp ðồng", Rules()) == ["Điều", "hợp", "đồng"]
    assert chosen(model, "QÐ-UBND Ðà", Rules()) == ["QÐ-UBND", "Ðà"]


def test_a_word_without_readings_is_an_error(model: LanguageModel) -> None:
    with pytest.raises(ValueError, match="without a reading"):
        Chooser(model).choose([[Candidate("hợp", 0.9)], []])


def test_an_empty_line_and_a_line_of_signs_pass(model: LanguageModel) -> None:
    assert Chooser(model).choose([]) == ()
    assert chosen(model, "- …") == ["-", "…"]


@given(_LINES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_only_readings_come_back_unless_more_is_asked_for(
    model: LanguageModel, line: list[list[Candidate]]
) -> None:
    for word, choice in zip(line, Chooser(model).choose(line), strict=True):
        composed = {unicodedata.normalize("NFC", reading.text) for reading in word}
        assert choice.text in composed | {text.replace("Ð", "Đ") for text in composed}


@given(_LINES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_variants_share_all_letters_with_a_reading(model: LanguageModel, line: list[list[Candidate]]) -> None:
    for word, choice in zip(line, Chooser(model, ALL).choose(line), strict=True):
        assert unicodedata.is_normalized("NFC", choice.text)
        if choice.reason is Reason.VARIANT:
            assert skeleton(choice.text) in {skeleton(reading.text) for reading in word}
            assert any(
                choice.text in variants_of(unicodedata.normalize("NFC", read.text), model) for read in word
            )


@given(_LINES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_choosing_again_changes_nothing(model: LanguageModel, line: list[list[Candidate]]) -> None:
    # Offered alone with the confidence of the surest reading, what was chosen stands.
    chooser = Chooser(model, ALL)
    once = chooser.choose(line)
    again = [[Candidate(choice.text, max(r.confidence for r in choice.readings))] for choice in once]
    assert [choice.text for choice in chooser.choose(again)] == [choice.text for choice in once]
