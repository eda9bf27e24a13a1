"""What came in and what was read lies sealed on the disk, before the secrecy gate and after it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.review import Correction
from domain.lifecycle import State
from pipeline.pdf.keys import SigningKey
from pipeline.plan import KeyKind
from storage.keyring import RingFile
from tests.home import kept_in_plain
from tests.office import Office, open_office
from tests.pki import AT
from tests.sheets import HIDDEN, NUMBER, draw_sheet, write_jpeg


@pytest.fixture
def sealed_office(tmp_path: Path) -> Iterator[Office]:
    RingFile(tmp_path / "store.keys").create(AT)
    made = open_office(tmp_path / "home", store_keys=tmp_path / "store.keys")
    yield made
    made.ledger.close()


def test_nothing_that_came_in_or_was_read_lies_in_plain(
    sealed_office: Office, tmp_path: Path, signing_key: SigningKey
) -> None:
    office = sealed_office
    office.use_key(signing_key, KeyKind.PERSONAL)
    scan = write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER))
    pixels = scan.read_bytes()[700:760]
    marks = (HIDDEN.encode(), pixels, b"%PDF-", b"\xff\xd8\xff")
    (received,) = office.receive(scan)
    assert len(list(office.holdings.spool.digests())) == 1
    assert kept_in_plain(office.settings.home, *marks) == []
    office.run()
    row = office.row(received.document)
    assert row.state is State.WAITING_SIGNATURE
    assert kept_in_plain(office.settings.home, *marks) == []
    office.accept(row)
    office.run()
    row = office.row(received.document)
    assert row.state is State.FILED
    assert kept_in_plain(office.settings.home, *marks) == []
    assert row.document.final_pdf is not None
    final = office.holdings.store.read(row.document.final_pdf)
    assert final.startswith(b"%PDF-")
    assert pixels in final
    (page,) = office.page_values(row)
    assert page.text is not None
    assert HIDDEN in page.text.text


def test_same_search_finds_the_content_of_a_store_without_keys(office: Office, tmp_path: Path) -> None:
    office.digitise(write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER)))
    assert kept_in_plain(office.settings.home, HIDDEN.encode(), b"%PDF-") == [HIDDEN.encode(), b"%PDF-"]


def test_paper_stopped_by_the_secrecy_gate_lies_sealed_in_the_spool(office: Office, tmp_path: Path) -> None:
    office.reader.stamp = "MẬT"
    (row,) = office.digitise(write_jpeg(tmp_path / "mat.jpg", draw_sheet(stamp="MẬT", code=NUMBER)))
    assert row.state is State.QUESTION
    assert kept_in_plain(office.settings.home, b"\xff\xd8\xff", HIDDEN.encode()) == []
    office.correct(row, Correction(not_secret=True))
    office.run()
    assert office.row(row.document.id).state is State.WAITING_SIGNATURE
