import inspect
import os
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import UsageError
from scanners.folder import (
    Found,
    FoundBatch,
    find_batches,
    group_pages,
    is_taken,
    look_through,
    natural_order,
    readable,
)
from scanners.passed_over import PassedOver, Why


def _touch(folder: Path, *names: str) -> list[Path]:
    files = [folder / name for name in names]
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
    return files


def _names(batches: tuple[FoundBatch, ...]) -> list[tuple[str | None, list[tuple[str, list[str]]]]]:
    return [
        (batch.folder, [(paper.name, [file.name for file in paper.files]) for paper in batch.papers])
        for batch in batches
    ]


def test_pages_of_one_paper_are_joined_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    pages = [f"to-khai-p{number}.jpg" for number in range(1, 13)]
    _touch(tmp_path / "ho-so", *sorted(pages), "don.pdf")
    assert _names(find_batches([tmp_path / "ho-so"])) == [
        ("ho-so", [("don", ["don.pdf"]), ("to-khai", pages)])
    ]


def test_pages_given_in_any_order_are_put_in_order(tmp_path: Path) -> None:
    files = _touch(tmp_path, "a-p10.jpg", "a-p2.jpg", "a-p1.jpg")
    assert _names(find_batches(files)) == [(None, [("a", ["a-p1.jpg", "a-p2.jpg", "a-p10.jpg"])])]


def test_pages_may_be_files_of_different_kinds_and_written_in_capitals(tmp_path: Path) -> None:
    files = _touch(tmp_path, "a-P2.TIF", "a-p1.jpg")
    assert _names(find_batches(files)) == [(None, [("a", ["a-p1.jpg", "a-P2.TIF"])])]


def test_two_files_with_the_same_page_number_are_both_kept(tmp_path: Path) -> None:
    _touch(tmp_path / "f", "a-p1.jpg", "a-p1.pdf", "a-p01.png")
    ((_, ((_, files),)),) = _names(find_batches([tmp_path / "f"]))
    assert sorted(files) == ["a-p01.png", "a-p1.jpg", "a-p1.pdf"]


def test_files_of_one_name_and_other_kinds_are_papers_of_their_own(tmp_path: Path) -> None:
    _touch(tmp_path / "f", "a.jpg", "a.pdf")
    assert _names(find_batches([tmp_path / "f"])) == [("f", [("a", ["a.jpg"]), ("a", ["a.pdf"])])]


@pytest.mark.parametrize(
    "name", ["bien-ban.jpg", "a-p.jpg", "a-p12345.jpg", "ap1.jpg", "-p1.jpg", "a-p1x.jpg"]
)
def test_name_without_a_page_number_is_a_paper(tmp_path: Path, name: str) -> None:
    _touch(tmp_path, name)
    assert _names(find_batches([tmp_path / name])) == [(None, [(Path(name).stem, [name])])]


def test_loose_files_are_batches_of_their_own(tmp_path: Path) -> None:
    files = _touch(tmp_path, "b.jpg", "a.jpg")
    assert _names(find_batches(files)) == [(None, [("b", ["b.jpg"])]), (None, [("a", ["a.jpg"])])]


def test_pages_of_one_name_in_two_folders_are_two_papers(tmp_path: Path) -> None:
    files = _touch(tmp_path, "x/a-p1.jpg", "y/a-p2.jpg")
    assert _names(find_batches(files)) == [(None, [("a", ["a-p1.jpg"])]), (None, [("a", ["a-p2.jpg"])])]


def test_path_given_twice_counts_once(tmp_path: Path) -> None:
    (page,) = _touch(tmp_path / "f", "a-p1.jpg")
    assert _names(find_batches([page, page])) == [(None, [("a", ["a-p1.jpg"])])]
    assert len(find_batches([tmp_path / "f", tmp_path / "f"])) == 1


def test_nested_folders_are_dossiers_of_their_own(tmp_path: Path) -> None:
    _touch(tmp_path / "f", "a.jpg", "ho-so-10/b.jpg", "ho-so-2/c.jpg", "ho-so-2/phu-luc/d.jpg")
    (tmp_path / "f" / "trong").mkdir()
    assert _names(find_batches([tmp_path / "f"])) == [
        ("f", [("a", ["a.jpg"])]),
        ("ho-so-2", [("c", ["c.jpg"])]),
        ("phu-luc", [("d", ["d.jpg"])]),
        ("ho-so-10", [("b", ["b.jpg"])]),
    ]


def test_empty_folder_is_no_batch(tmp_path: Path) -> None:
    assert find_batches([tmp_path]) == ()
    assert find_batches([]) == ()


def test_decomposed_names_are_composed(tmp_path: Path) -> None:
    folder = unicodedata.normalize("NFD", "Hồ sơ đất")
    page = unicodedata.normalize("NFD", "Quyết định-p1.jpg")
    _touch(tmp_path, f"{folder}/{page}", f"{folder}/Quyết định-p2.jpg")
    ((name, ((paper, files),)),) = _names(find_batches([tmp_path / folder]))
    assert (name, paper) == ("Hồ sơ đất", "Quyết định")
    assert len(files) == 2


def test_folder_given_as_a_point_bears_its_real_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _touch(tmp_path / "H13", "a.jpg")
    monkeypatch.chdir(tmp_path / "H13")
    assert find_batches([Path()])[0].folder == "H13"


def test_name_that_is_no_utf_8_can_be_written_down(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"h\xf3 s\xf9")
    try:
        _touch(folder, os.fsdecode(b"gi\xe2y-p1.jpg"), os.fsdecode(b"gi\xe2y-p2.jpg"))
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    ((name, ((paper, files),)),) = _names(find_batches([folder]))
    assert (name, paper, len(files)) == ("h\\xf3 s\\xf9", "gi\\xe2y", 2)
    assert f"{name}{paper}".encode()


@pytest.mark.parametrize(
    "name", [".DS_Store", "._a.jpg", "~$don.docx", "a.tmp", "a.PART", "a.jpg.crdownload", ".git/config"]
)
def test_hidden_and_temporary_files_are_passed_over(tmp_path: Path, name: str) -> None:
    _touch(tmp_path / "f", name, "a.jpg")
    assert _names(find_batches([tmp_path / "f"])) == [("f", [("a", ["a.jpg"])])]


def test_links_are_passed_over(tmp_path: Path) -> None:
    _touch(tmp_path, "f/a.jpg", "outside/secret.jpg")
    (tmp_path / "f" / "b.jpg").symlink_to(tmp_path / "outside" / "secret.jpg")
    (tmp_path / "f" / "c").symlink_to(tmp_path / "outside")
    (tmp_path / "f" / "d.jpg").symlink_to(tmp_path / "nowhere")
    assert _names(find_batches([tmp_path / "f"])) == [("f", [("a", ["a.jpg"])])]


def test_loop_of_links_does_not_hang(tmp_path: Path) -> None:
    _touch(tmp_path, "f/g/a.jpg")
    (tmp_path / "f" / "g" / "up").symlink_to(tmp_path / "f")
    (tmp_path / "f" / "self").symlink_to("self")
    assert _names(find_batches([tmp_path / "f"])) == [("g", [("a", ["a.jpg"])])]
    given = tmp_path / "f" / "self"
    assert look_through([given]) == Found((), (PassedOver(given, Why.LINK),))


def test_pipe_in_a_folder_is_passed_over(tmp_path: Path) -> None:
    _touch(tmp_path, "a.jpg")
    os.mkfifo(tmp_path / "pipe.jpg")
    assert not is_taken(tmp_path / "pipe.jpg")
    assert len(find_batches([tmp_path])[0].papers) == 1


@pytest.fixture
def deep_folder(tmp_path: Path) -> Iterator[Path]:
    """A tree that a walk by recursion would not come to the end of."""
    folder = tmp_path / "f"
    for _ in range(150):
        folder.mkdir()
        folder /= "d"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(b"x")
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 100)
    yield tmp_path / "f"
    sys.setrecursionlimit(limit)


def test_folders_may_lie_deeper_than_the_stack(deep_folder: Path) -> None:
    assert _names(find_batches([deep_folder])) == [("d", [("a", ["a.jpg"])])]


def test_path_that_does_not_exist_is_named(tmp_path: Path) -> None:
    _touch(tmp_path, "a.jpg")
    with pytest.raises(UsageError, match=r"b\.jpg does not exist"):
        find_batches([tmp_path / "a.jpg", tmp_path / "b.jpg"])


def test_folder_that_cannot_be_listed_is_named_and_the_rest_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _touch(tmp_path, "f/closed/a.jpg", "f/b.jpg")
    real = Path.iterdir

    def refused(folder: Path) -> object:
        if folder.name == "closed":
            raise PermissionError(13, "Permission denied")
        return real(folder)

    monkeypatch.setattr(Path, "iterdir", refused)
    found = look_through([tmp_path / "f"])
    assert found.passed == (PassedOver(tmp_path / "f" / "closed", Why.UNREADABLE),)
    assert _names(found.batches) == [("f", [("b", ["b.jpg"])])]


def test_files_sort_as_people_count() -> None:
    names = ["scan10", "scan2", "scan1", "a", "10", "9", "scan2b", "²", "1²3", "x²"]
    ordered = [path.name for path in sorted(map(Path, names), key=natural_order)]
    assert ordered.index("scan1") < ordered.index("scan2") < ordered.index("scan10")
    assert ordered.index("9") < ordered.index("10")
    assert sorted(ordered) == sorted(names)


@settings(derandomize=True, deadline=None, database=None, max_examples=100)
@given(st.lists(st.text(st.characters(exclude_characters="/\0", codec="utf-8"), min_size=1, max_size=12)))
def test_any_names_can_be_put_in_order_and_none_is_lost(names: list[str]) -> None:
    files = [Path("f") / f"{name}.jpg" for name in dict.fromkeys(names)]
    assert sorted(sorted(files, key=natural_order)) == sorted(files)
    grouped = [file for paper in group_pages(files) for file in paper.files]
    assert sorted(grouped) == sorted(files)


@settings(derandomize=True, deadline=None, database=None, max_examples=50)
@given(st.binary(max_size=20))
def test_any_name_becomes_text(name: bytes) -> None:
    assert unicodedata.is_normalized("NFC", readable(os.fsdecode(name)))
    assert isinstance(readable(os.fsdecode(name)).encode(), bytes)


def _passed(found: Found) -> dict[str, Why]:
    return {one.path.name: one.why for one in found.passed}


def test_everything_that_is_passed_over_is_named_with_its_reason(tmp_path: Path) -> None:
    _touch(tmp_path, "f/a.jpg", "f/.DS_Store", "f/~$don.docx", "f/b.tmp", "outside/c.jpg")
    (tmp_path / "f" / "ra-ngoai").symlink_to(tmp_path / "outside")
    (tmp_path / "f" / "mat.jpg").symlink_to("nowhere")
    os.mkfifo(tmp_path / "f" / "ong.jpg")
    (tmp_path / "f" / "trong").mkdir()
    found = look_through([tmp_path / "f"])
    assert _names(found.batches) == [("f", [("a", ["a.jpg"])])]
    assert _passed(found) == {
        ".DS_Store": Why.HIDDEN,
        "~$don.docx": Why.HIDDEN,
        "b.tmp": Why.TEMPORARY,
        "ra-ngoai": Why.LINK,
        "mat.jpg": Why.LINK,
        "ong.jpg": Why.SPECIAL,
        "trong": Why.EMPTY_FOLDER,
    }


def test_link_given_by_a_person_is_passed_over_too(tmp_path: Path) -> None:
    (real,) = _touch(tmp_path, "a.jpg")
    (tmp_path / "b.jpg").symlink_to(real)
    found = look_through([tmp_path / "b.jpg", real])
    assert _passed(found) == {"b.jpg": Why.LINK}
    assert _names(found.batches) == [(None, [("a", ["a.jpg"])])]


def test_hidden_name_given_by_a_person_is_taken(tmp_path: Path) -> None:
    (file,) = _touch(tmp_path, ".an.jpg")
    assert _names(look_through([file]).batches) == [(None, [(".an", [".an.jpg"])])]


def test_ten_thousand_files_of_a_folder_are_found(tmp_path: Path) -> None:
    for number in range(10_000):
        (tmp_path / f"{number}.jpg").touch()
    (batch,) = look_through([tmp_path]).batches
    assert [paper.name for paper in batch.papers] == [str(number) for number in range(10_000)]
