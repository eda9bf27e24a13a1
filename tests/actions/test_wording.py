"""The words for officers: every code that can end an item has some, in Vietnamese, with what to do."""

import re
from pathlib import Path

import pytest

from actions.wording import WORDS, in_words, view_failure
from domain.artifact import Artifact, MediaType
from domain.document import Document, SourceFile
from domain.errors import Disposition, InputError, SohoaError, StageError, TransientError
from domain.failure import Failed
from domain.ids import BatchId, DocumentId, Sha256, UnitCode
from tests.pki import AT

ERRORS_PAGE = Path(__file__).parents[2] / "docs" / "errors.md"


def leaves(kind: type[SohoaError]) -> set[str]:
    below = kind.__subclasses__()
    return set().union(*map(leaves, below)) if below else {kind.code}


def document(*names: str) -> Document:
    return Document(
        id=DocumentId("d1"),
        batch=BatchId("b1"),
        unit=UnitCode("H13.16"),
        profile="office",
        name="don",
        received_at=AT,
        files=tuple(
            SourceFile(artifact=Artifact(Sha256("a" * 64), 1, MediaType.OTHER), name=name) for name in names
        ),
    )


def failed(message: str, code: str = "unreadable-image") -> Failed:
    return Failed(stage="read", code=code, disposition=Disposition.REJECT, message=message)


def test_every_code_that_ends_an_item_has_words_and_no_other() -> None:
    ends = leaves(InputError) | leaves(StageError) | leaves(TransientError)
    assert set(WORDS) == ends | {"crash"}


@pytest.mark.parametrize("code", sorted(WORDS))
def test_words_are_one_line_of_vietnamese_that_say_what_to_do(code: str) -> None:
    line = in_words(code, "Tệp don.jpg")
    assert line.startswith("Tệp don.jpg: ")
    assert "\n" not in line
    assert re.search(r"[Hh]ãy ", line), "it says what to do"
    assert line.endswith(".")
    assert re.search(r"[ạảãàáâậầấẩẫăắằặẳẵóòọõỏôộổỗồốơờớợởỡéèẻẹẽêếềệểễúùụủũưựữửừứíìịỉĩýỳỷỵỹđ]", line)


def test_code_that_nobody_knows_still_has_words() -> None:
    assert "bản gốc vẫn được giữ" in in_words("moi", "Tệp a.jpg")


@pytest.mark.parametrize(
    ("names", "message", "thing"),
    [
        (("don.jpg",), "the picture is damaged", "Tệp don.jpg"),
        (("don.pdf",), "page 3 of don.pdf has no size", "Trang 3 của tệp don.pdf"),
        (("a-p1.jpg", "a-p2.jpg"), "a-p2.jpg is a damaged JPEG", "Tệp a-p2.jpg"),
        (("n.jpg", "don.jpg"), "don.jpg is a damaged JPEG", "Tệp don.jpg"),
        (("a-p1.jpg", "a-p2.jpg"), "the work took too long", "Giấy tờ don"),
    ],
)
def test_words_name_the_file_or_page_that_is_meant(names: tuple[str, ...], message: str, thing: str) -> None:
    view = view_failure(failed(message), document(*names))
    assert view.words == in_words("unreadable-image", thing)
    assert (view.code, view.message) == ("unreadable-image", message)


def test_words_of_a_page_count_it_from_one() -> None:
    view = view_failure(failed("it is damaged"), document("a.pdf"), 2)
    assert view.words.startswith("Trang 3 của giấy tờ don: ")


def test_page_of_codes_gives_the_same_words() -> None:
    rows = re.findall(
        r"^\| `([^`]+)` \|.*\| ([^|]*) \|$", ERRORS_PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    shown = {code: words.strip() for code, words in rows if words.strip() != "-"}
    assert shown == {code: words[0].upper() + words[1:] for code, words in WORDS.items()}
