from domain.geometry import Box
from domain.text import Word
from pipeline.reading.second_reading import PageOpinion


def row(text: str, top: float, left: float = 0) -> tuple[Word, ...]:
    return tuple(
        Word(part, Box(left + 100 * at, top, left + 100 * at + 80, top + 30), 0.9)
        for at, part in enumerate(text.split())
    )


def on(line: tuple[Word, ...], *rows: tuple[Word, ...]) -> list[str]:
    page = PageOpinion([word for one in rows for word in one], "other")
    return [word.text for opinion in page.on(line) for word in opinion.words]


def test_words_on_the_ink_of_a_line_are_found_from_left_to_right() -> None:
    other = row("tổ chức thực", 103)
    assert on(row("tô chức thực", 100), row("trên", 60), other[::-1], row("dưới", 145)) == [
        "tổ",
        "chức",
        "thực",
    ]


def test_words_beside_the_line_belong_to_another_column() -> None:
    assert on(row("tô chức", 100), row("tổ chức", 100), row("Độc lập", 100, left=400)) == ["tổ", "chức"]


def test_an_opinion_is_about_the_whole_line() -> None:
    (opinion,) = PageOpinion(row("tổ chức", 100), "other").on(row("tô chức", 100))
    assert (opinion.start, opinion.stop, opinion.reader) == (0, 2, "other")


def test_nothing_on_the_ink_is_no_opinion() -> None:
    assert PageOpinion(row("xa", 900), "other").on(row("tô", 100)) == ()
    assert PageOpinion((), "other").on(row("tô", 100)) == ()
    assert PageOpinion(row("tô", 100), "other").on(()) == ()


def test_a_swollen_word_does_not_make_the_line_taller() -> None:
    tall = (*row("tô chức thực", 100), Word("}", Box(300, 20, 310, 220), 0.3))
    assert on(tall, row("tổ chức thực", 100), row("khác", 150)) == ["tổ", "chức", "thực"]
