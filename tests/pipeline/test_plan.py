"""The signing rule: every key, rule and state of review it decides on."""

from dataclasses import replace
from itertools import product

import pytest

from domain.artifact import Artifact, MediaType
from domain.document import (
    UNKNOWN_TYPE,
    Candidate,
    Document,
    PaperType,
    Place,
    Question,
    QuestionKind,
    SourceFile,
)
from domain.geometry import Box
from domain.ids import BatchId, DocumentId, Sha256, UnitCode
from domain.page import Flag, Quality
from domain.task import PageSummary
from pipeline.plan import KeyKind, KeyRole, Sign, Wait, may_sign, questions_about
from pipeline.profile import Rules, SigningRule
from tests.pki import AT

OWNER, COLLEAGUE = "Trần Thị Mẫu", "Lê Văn Thử"


def paper(
    *,
    questions: tuple[Question, ...] = (),
    accepted_by: str | None = None,
    code: str | None = "GKS",
    confidence: float | None = 0.9,
    signatures: int = 0,
) -> Document:
    named = None if code is None else PaperType(code=code, name="Giấy", confidence=0.9, rule="thử")
    source = Artifact(Sha256("0" * 64), 1, MediaType.PDF)
    return Document(
        id=DocumentId("d1"),
        batch=BatchId("b1"),
        unit=UnitCode("H13"),
        profile="office",
        name="giay",
        received_at=AT,
        files=(SourceFile(artifact=source, name="giay.pdf", page_count=1, signatures=signatures),),
        paper=named,
        mean_confidence=confidence,
        questions=questions,
        accepted_by=accepted_by,
    )


def page(*flags: Flag, quality: Quality | None = None, confidence: float | None = 0.9) -> PageSummary:
    return PageSummary(flags=flags, codes=(), letters=100, mean_confidence=confidence, quality=quality)


def quality(*, sharpness: float = 0.9, contrast: float = 0.9, letter_dpi: float | None = 300.0) -> Quality:
    return Quality(sharpness=sharpness, contrast=contrast, noise=0.01, ink=0.05, letter_dpi=letter_dpi)


def key(kind: KeyKind, *, is_test: bool = False) -> KeyRole:
    return KeyRole(kind=kind, owner=OWNER, is_test=is_test)


ACCEPTED = (None, OWNER, COLLEAGUE)


@pytest.mark.parametrize(("rule", "kind", "accepted_by"), list(product(SigningRule, KeyKind, ACCEPTED)))
def test_rule_and_key_kind_decide_who_signs(
    rule: SigningRule, kind: KeyKind, accepted_by: str | None
) -> None:
    verdict = may_sign(paper(accepted_by=accepted_by), Rules(signing=rule), key(kind))
    by_itself = kind is not KeyKind.PERSONAL
    by_owner = rule is SigningRule.AFTER_REVIEW and accepted_by == OWNER
    assert isinstance(verdict, Sign) is (by_itself or by_owner)


@pytest.mark.parametrize(
    ("rule", "kind", "question", "test_keys"),
    list(product(SigningRule, KeyKind, QuestionKind, (False, True))),
)
def test_open_question_is_never_signed_over(
    rule: SigningRule, kind: KeyKind, question: QuestionKind, test_keys: bool
) -> None:
    asked = paper(questions=(Question(kind=question, text="?"),), accepted_by=OWNER)
    rules = Rules(signing=rule, test_keys=test_keys)
    assert isinstance(may_sign(asked, rules, key(kind, is_test=test_keys)), Wait)


@pytest.mark.parametrize(("rule", "kind"), list(product(SigningRule, KeyKind)))
def test_test_key_signs_only_where_the_profile_says_so(rule: SigningRule, kind: KeyKind) -> None:
    accepted = paper(accepted_by=OWNER)
    trial = key(kind, is_test=True)
    assert isinstance(may_sign(accepted, Rules(signing=rule), trial), Wait)
    allowed = may_sign(accepted, Rules(signing=rule, test_keys=True), trial)
    real = may_sign(accepted, Rules(signing=rule), key(kind))
    assert allowed == real


@pytest.mark.parametrize("rule", SigningRule)
def test_without_a_key_a_paper_waits_and_says_so(rule: SigningRule) -> None:
    assert may_sign(paper(accepted_by=OWNER), Rules(signing=rule), None) == Wait(
        "chưa có khóa ký (sohoa init --replace)"
    )


def test_personal_key_waits_for_its_owner_by_name() -> None:
    verdict = may_sign(paper(accepted_by=COLLEAGUE), Rules(), key(KeyKind.PERSONAL))
    assert isinstance(verdict, Wait)
    assert OWNER in verdict.reason


@pytest.mark.parametrize("code", [None, UNKNOWN_TYPE])
def test_unknown_type_is_asked_unless_the_profile_says_no(code: str | None) -> None:
    (asked,) = questions_about(paper(code=code), (page(),), Rules())
    assert asked.kind is QuestionKind.TYPE
    assert questions_about(paper(code=code), (page(),), Rules(unknown_type_asks=False)) == ()


def test_question_about_the_type_offers_what_it_may_be_and_where_to_look() -> None:
    likely = Candidate(value="GKS", name="Giấy khai sinh", probability=0.5, rule="theo tiêu đề in trên giấy")
    place = Place(0, Box(0, 0, 100, 45))
    unsure = replace(paper(code=UNKNOWN_TYPE), type_candidates=(likely,), type_place=place)
    (asked,) = questions_about(unsure, (page(),), Rules())
    assert (asked.candidates, asked.places) == ((likely,), (place,))


@pytest.mark.parametrize("flag", [Flag.UNREADABLE, Flag.ORIENTATION_UNSURE])
def test_unreadable_pages_are_named_as_people_count(flag: Flag) -> None:
    (asked,) = questions_about(paper(), (page(), page(flag), page(flag)), Rules())
    assert asked.kind is QuestionKind.QUALITY
    assert "2, 3" in asked.text
    assert questions_about(paper(), (page(flag),), Rules(low_quality_asks=False)) == ()


SMALL, BLUR, FAINT = quality(letter_dpi=52.4), quality(sharpness=0.183), quality(contrast=0.11)


@pytest.mark.parametrize(
    ("summary", "told"),
    [
        (
            page(Flag.TOO_SMALL, quality=SMALL, confidence=0.8),
            "có chữ quá nhỏ (như chữ quét ở 52 dpi; cần từ 200 dpi).",
        ),
        (page(Flag.UNREADABLE, quality=SMALL), "có chữ quá nhỏ (như chữ quét ở 52 dpi; cần từ 200 dpi)."),
        (page(Flag.BLURRED, quality=BLUR), "quá mờ (độ nét 0,18; cần từ 0,28)."),
        (page(Flag.UNREADABLE, quality=FAINT), "có chữ quá nhạt (độ tương phản 0,11; cần từ 0,30)."),
        (
            page(Flag.UNREADABLE, quality=quality(), confidence=0.41),
            "khó đọc (độ tin cậy 41%): có thể ảnh bị",
        ),
        (page(Flag.UNREADABLE, quality=quality(), confidence=None), "không có chữ nào đọc được: có thể ảnh"),
        (page(Flag.ORIENTATION_UNSURE, quality=quality()), "không rõ chiều trên dưới."),
    ],
)
def test_unreadable_page_is_told_with_the_measure_that_says_why(summary: PageSummary, told: str) -> None:
    (asked,) = questions_about(paper(), (page(), summary), Rules())
    assert asked.text.startswith(f"Trang 2 {told}")
    assert asked.text.endswith("Hãy lau kính, quét lại ở 300 dpi, hoặc chấp nhận như hiện có.")


def test_pages_with_the_same_thing_wrong_are_named_together_and_not_without_end() -> None:
    blurred = page(Flag.BLURRED, quality=BLUR)
    small = page(Flag.TOO_SMALL, quality=SMALL, confidence=None)
    (asked,) = questions_about(paper(), (blurred, small, *[blurred] * 11), Rules())
    assert asked.text.startswith("Trang 1, 3, 4, 5, 6, 7, 8, 9, 10, 11 và 2 trang khác quá mờ (")
    assert ". Trang 2 có chữ quá nhỏ (" in asked.text


@pytest.mark.parametrize("flag", [Flag.LOW_DPI, Flag.FAINT, Flag.BITONAL, Flag.DPI_UNKNOWN, Flag.TOO_SMALL])
def test_page_that_can_be_read_is_not_asked_about(flag: Flag) -> None:
    assert questions_about(paper(), (page(flag, quality=quality(contrast=0.1)),), Rules()) == ()


def test_blank_back_side_is_no_question() -> None:
    assert questions_about(paper(), (page(), page(Flag.BLANK, Flag.ORIENTATION_UNSURE)), Rules()) == ()


@pytest.mark.parametrize(("confidence", "asked"), [(0.59, True), (0.6, False), (None, False)])
def test_unsure_words_are_asked_below_the_threshold(confidence: float | None, asked: bool) -> None:
    assert bool(questions_about(paper(confidence=confidence), (page(),), Rules())) is asked


def test_signed_file_is_not_asked_about_its_quality() -> None:
    signed = paper(confidence=0.1, signatures=1)
    assert questions_about(signed, (page(Flag.UNREADABLE),), Rules()) == ()
