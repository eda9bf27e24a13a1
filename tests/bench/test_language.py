"""Holds what the language model is counted from: names masked, rare n-grams cut, a tenth held out."""

import json
import random
from pathlib import Path

from bench.build_language import Recipe, count_model
from bench.language import Reader, Score, measure
from bench.language_corpus import Document, documents, tokens_of
from domain.choice import Candidate, Choice, Reason
from ocr_models.language.choice import Chooser
from ocr_models.language.model import NUMBER, UNKNOWN, LanguageModel
from ocr_models.language.syllable import skeleton
from ocr_models.language.table import pack


def test_people_numbers_and_foreign_words_are_masked() -> None:
    assert tokens_of("Người ký: Nguyễn Văn Hùng, ngày 12/5/2024 (website)") == (
        *("ngươi1", "ky2", UNKNOWN, UNKNOWN, UNKNOWN, "ngay1", NUMBER, UNKNOWN),
    )
    assert tokens_of("thành phố Hà Nội, tỉnh Cao Bằng") == (
        "thanh1",
        "phô2",
        "ha1",
        "nôi5",
        "tinh3",
        "cao",
        "băng1",
    )


def test_a_line_in_another_language_is_left_out() -> None:
    assert tokens_of("This law shall take effect") == ()


def test_what_stands_in_one_document_alone_is_cut_unless_listed() -> None:
    often = [Document(f"text/{number}", ("hợp đồng lao động",) * 2) for number in range(2)]
    once = Document("text/once", ("hồ sơ lao động",) * 5)
    unit = Document("units/all", ("xã Tân Hồ",), listed=True)
    counted = count_model([*often, once, unit], Recipe(documents=2))
    keys = [word.partition("\0")[2] for word in counted.words]
    pairs = {(keys[pair >> 16], keys[pair & 0xFFFF]) for pair in counted.pairs}
    assert {("hơp5", "đông1"), ("lao", "đông5"), ("tân", "hô1")} <= pairs
    assert not {("hô1", "sơ"), ("sơ", "lao")} & pairs


def test_about_a_tenth_is_held_out_always_the_same(tmp_path: Path) -> None:
    names = [Document(f"vbpl/doc_{number:06}", ()) for number in range(1000)]
    assert 70 < sum(document.is_held_out for document in names) < 130
    (tmp_path / "tthc").mkdir()
    text = json.dumps({"tên": "Thủ tục cấp phép", "bước": ["Nộp hồ sơ"]}, ensure_ascii=False)
    (tmp_path / "tthc" / "1.json").write_text(text, encoding="utf-8")
    assert documents(tmp_path) == (Document("tthc/1", ("Thủ tục cấp phép", "Nộp hồ sơ")),)


def test_a_simulated_reader_loses_marks_and_no_letters() -> None:
    reader, chance = Reader(3), random.Random(4)
    words = [chance.choice(["quyết", "ĐỒNG", "bổ", "2024", "an"]) for _ in range(3000)]
    read = [reader.read(word).text for word in words]
    wrong = [(one, other) for one, other in zip(words, read, strict=True) if one != other]
    assert 20 < len(wrong) < 150
    assert all(skeleton(one) == skeleton(other) for one, other in wrong)
    assert not any(one == "2024" for one, _ in wrong)


def test_a_score_counts_what_became_of_each_word() -> None:
    score = Score()
    for truth, read, text in (("bổ", "bô", "bổ"), ("bổ", "bổ", "bô"), ("bổ", "bổ", "bổ"), ("bổ", "bô", "bô")):
        readings = (Candidate(read, 0.9),)
        score.add(truth, Choice(text=text, reason=Reason.KEPT, readings=readings, margin=None))
    assert (score.words, score.wrong, score.mended, score.right, score.spoiled) == (4, 2, 1, 2, 1)


def test_two_readers_are_measured_over_every_word(tmp_path: Path) -> None:
    path = tmp_path / "some.lm"
    path.write_bytes(pack(count_model([Document(f"text/{n}", ("hợp đồng lao động",)) for n in range(2)])))
    score = measure([["hợp", "đồng"]] * 50, Chooser(LanguageModel(path)), [Reader(1), Reader(2)])
    assert score.words == 100
    assert score.right + score.wrong == 100
