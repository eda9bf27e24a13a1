"""The office's own data at the command line: in force at once, and refused before a paper is touched."""

from contextlib import closing
from pathlib import Path

import pytest

from domain.actor import EVERY_UNIT
from storage.sqlite import open_sqlite_ledger
from tests.conftest import CommandLine
from tests.office import Office
from tests.sheets import NUMBER, OTHER_NUMBER, TITLE, draw_sheet, write_jpeg

TYPE = (
    'code = "TKKS"\nname = "Tờ khai của phường Mẫu"\nfamily = "civil-status"\n'
    f'titles = ["{TITLE}"]\nsource = "thử"\n'
)
BROKEN = {
    "papers/tkks.toml": TYPE + "colour = 1\n",
    "dossier_numbers.toml": "pattern = 1\n",
    "splitting.toml": "cue = 1\n",
    "units.tsv": "x\n",
    "copies.toml": "mark = 1\n",
    "enclosures.toml": "enclosure = 1\n",
    "digitisation.toml": "rule = 1\n",
    "metadata.toml": "owner = 1\n",
    "profiles/kho.toml": "rulez = 1\n",
}


def lay(home: Path, name: str, text: str) -> Path:
    path = home / "data" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_paper_gets_the_type_as_the_office_has_it(sohoa: CommandLine, tmp_path: Path) -> None:
    lay(sohoa.home, "papers/tkks.toml", TYPE)
    scan = write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER))
    (paper,) = sohoa.json("ingest", scan)
    assert paper["type_name"] == "Tờ khai của phường Mẫu"
    (seen,) = sohoa.json("inspect", scan)
    assert seen["papers"][0]["paper"]["name"] == "Tờ khai của phường Mẫu"
    assert ["TKKS", "Tờ khai của phường Mẫu", "civil-status"] in sohoa.json("config", "--types")


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_stops_a_run_before_a_paper_is_touched(
    sohoa: CommandLine, tmp_path: Path, name: str
) -> None:
    path = lay(sohoa.home, name, BROKEN[name])
    scan = write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER))
    assert sohoa("ingest", scan) == 3
    assert str(path) in sohoa.err
    with closing(open_sqlite_ledger(sohoa.home / "ledger.sqlite3")) as ledger:
        assert ledger.documents(EVERY_UNIT) == ()
    path.unlink()
    assert sohoa("ingest", scan) == 0


def test_a_file_broken_later_leaves_papers_as_they_are(sohoa: CommandLine, tmp_path: Path) -> None:
    (paper,) = sohoa.json("ingest", write_jpeg(tmp_path / "don.jpg", draw_sheet()))
    lay(sohoa.home, "splitting.toml", BROKEN["splitting.toml"])
    assert sohoa("review", "correct", paper["id"], "--dossier", NUMBER) == 3
    (after,) = sohoa.json("status")
    assert after["state"] == paper["state"]


def test_the_profile_of_the_office_is_found_by_its_name(sohoa: CommandLine, tmp_path: Path) -> None:
    lay(sohoa.home, "profiles/kho.toml", 'title = "Kho"\n[rules]\nunknown_type_asks = false\n')
    sohoa.reader.lines = ("Giấy không có tiêu đề",)
    scan = write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER))
    (paper,) = sohoa.json("ingest", scan, "--profile", "kho")
    assert (paper["profile"], paper["questions"]) == ("kho", [])


def test_a_page_read_before_is_told_by_the_shapes_in_force_now(office: Office, tmp_path: Path) -> None:
    office.digitise(write_jpeg(tmp_path / "mot.jpg", draw_sheet(code=NUMBER)))
    read = office.reader.pages_read
    text = '[[pattern]]\nname = "{}"\ndisabled = true\n'
    names = ("qd-20-2020", "tt-03-2025")
    lay(office.settings.home, "dossier_numbers.toml", "".join(text.format(name) for name in names))
    later = tmp_path / "hai"
    later.mkdir()
    (row,) = office.digitise(write_jpeg(later / "hai.jpg", draw_sheet(code=NUMBER)), given=OTHER_NUMBER)
    assert office.reader.pages_read == read, "the page is not read again"
    (page,) = office.ledger.pages(row.document.id, EVERY_UNIT)
    assert page.summary is not None
    assert [code.dossier for code in page.summary.codes] == [None]
