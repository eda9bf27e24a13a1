"""What a page makes a reader unpack is bounded before it is drawn, and honest pages are left alone."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from domain.errors import TooLarge, UnreadablePdf
from pipeline.sources.source import Limits
from samples.pdf_layout import packed, page, stream
from tests.pipeline.sources.conftest import FirstPage

FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]"
SMALL = Limits(max_drawing_bytes=100_000, max_resource_bytes=100_000)
BLACK = b"0 0 595 842 re f"

Draw = Callable[..., int]


@pytest.fixture
def draw(first_page: FirstPage, tmp_path: Path) -> Draw:
    """Gives a function that draws the one page of a PDF and tells its mean gray."""

    def drawn(data: bytes, limits: Limits = SMALL) -> int:
        (tmp_path / "a.pdf").write_bytes(data)
        return round(float(first_page(tmp_path / "a.pdf", limits).pixels().mean()))

    return drawn


def form(content: bytes, resources: bytes = b"") -> bytes:
    return stream(content, FORM + (b"/Resources<<%s>>" % resources if resources else b""))


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_commands_that_unpack_to_too_much_are_refused(draw: Draw, layers: int) -> None:
    with pytest.raises(TooLarge, match="commands"):
        draw(page(packed(BLACK + b" " * 200_000, times=layers)))


def test_commands_within_the_bound_are_drawn(draw: Draw) -> None:
    assert draw(page(packed(BLACK + b" " * 50_000, times=2))) < 10


def test_damaged_packing_is_drawn_as_far_as_it_goes(draw: Draw) -> None:
    whole = packed(BLACK + b"\n" + b" " * 50_000)
    assert draw(page(whole.replace(b"\nendstream", b"\xff\xff\nendstream"))) < 10


@pytest.mark.parametrize(
    ("times", "refused"),
    [(20, False), (200, True)],
)
def test_a_form_counts_as_often_as_it_is_shown(draw: Draw, times: int, refused: bool) -> None:
    data = page(stream(b"/F Do " * times), b"/XObject<</F 5 0 R>>", form(BLACK))
    if refused:
        with pytest.raises(TooLarge, match="commands"):
            draw(data)
    else:
        assert draw(data) < 10


def test_forms_that_show_one_another_are_refused(draw: Draw) -> None:
    first = form(b"/G Do", b"/XObject<</G 6 0 R>>")
    second = form(b"/F Do", b"/XObject<</F 5 0 R>>")
    with pytest.raises(UnreadablePdf, match="shows itself"):
        draw(page(stream(b"/F Do"), b"/XObject<</F 5 0 R>>", first, second))


def test_name_may_be_written_with_escapes(draw: Draw) -> None:
    with pytest.raises(TooLarge):
        draw(page(stream(b"/#46 Do " * 200), b"/XObject<</F 5 0 R>>", form(BLACK)))


def test_one_table_of_resources_for_all_is_no_loop(draw: Draw) -> None:
    """Many programs write one table, and name it from the page, its forms and its patterns alike."""
    shared = (
        b"<</XObject<</F 6 0 R/G 7 0 R>>/Pattern<</P 8 0 R>>"
        b"/ExtGState<</S<</SMask<</S/Luminosity/G 9 0 R>>>>>>>>"
    )
    pattern = stream(
        b"0 0 9 9 re f", FORM + b"/PatternType 1/PaintType 1/TilingType 1/XStep 9/YStep 9/Resources 5 0 R"
    )
    forms = [stream(content, FORM + b"/Resources 5 0 R") for content in (b"/G Do", BLACK)]
    mask = stream(BLACK, FORM + b"/Group<</S/Transparency/CS/DeviceGray>>/Resources 5 0 R")
    data = page(stream(b"/F Do"), b"", shared, *forms, pattern, mask)
    assert draw(data.replace(b"/Resources<<>>", b"/Resources 5 0 R ")) < 10


def test_swollen_font_is_refused_and_a_sound_one_read(draw: Draw) -> None:
    def lettered(size: int) -> bytes:
        font = b"<</Type/Font/Subtype/TrueType/BaseFont/A/FontDescriptor 6 0 R>>"
        descriptor = b"<</Type/FontDescriptor/FontName/A/Flags 4/FontFile2 7 0 R>>"
        letters = stream(b"BT /F 12 Tf (A) Tj ET")
        return page(letters, b"/Font<</F 5 0 R>>", font, descriptor, packed(bytes(size)))

    assert draw(lettered(50_000)) > 240
    with pytest.raises(TooLarge, match="font"):
        draw(lettered(200_000))


def test_what_annotations_draw_counts_too(draw: Draw) -> None:
    look = form(BLACK + b" " * 200_000)
    mark = b"<</Type/Annot/Subtype/Stamp/Rect[0 0 99 99]/AP<</N 6 0 R>>>>"
    data = page(stream(b""), b"", mark, look)
    with pytest.raises(TooLarge):
        draw(data.replace(b"/Contents 4 0 R", b"/Contents 4 0 R/Annots[5 0 R]"))


def test_drawing_that_takes_too_long_is_given_up(draw: Draw) -> None:
    lines = b"".join(b"0 %d m 595 %d l S\n" % (n % 842, n * 7 % 842) for n in range(4_000))
    with pytest.raises(TooLarge, match="to draw"):
        draw(page(stream(lines)), replace(SMALL, max_drawing_s=0.0))
    assert draw(page(stream(lines))) < 250
