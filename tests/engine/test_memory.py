"""Work that was done once is not done again: steps are remembered by what decides their result."""

from pathlib import Path

from domain.actor import EVERY_UNIT
from domain.lifecycle import State
from tests.office import Office, open_office
from tests.sheets import NUMBER, OTHER_NUMBER, draw_sheet, write_jpeg, write_pages


def test_same_page_in_another_dossier_is_not_read_again(office: Office, tmp_path: Path) -> None:
    scan = write_pages(tmp_path / "don.pdf", draw_sheet("một"), draw_sheet("hai"))
    (first,) = office.digitise(scan, given=NUMBER)
    assert office.reader.pages_read == 2
    (second,) = office.digitise(scan, given=OTHER_NUMBER)
    assert office.reader.pages_read == 2
    assert second.document.id != first.document.id
    assert second.state is State.WAITING_SIGNATURE
    assert list(office.page_values(first)) == list(office.page_values(second))


def test_page_of_an_uncleared_paper_is_remembered_by_nobody(office: Office, tmp_path: Path) -> None:
    """Steps become known once the whole paper is cleared, never before."""
    office.reader.stamp = "MẬT"
    page = write_jpeg(tmp_path / "a-p1.jpg", draw_sheet("một"))
    write_jpeg(tmp_path / "a-p2.jpg", draw_sheet("hai", stamp="MẬT"))
    office.digitise(page, tmp_path / "a-p2.jpg")
    assert office.reader.pages_read == 1
    office.digitise(page.rename(tmp_path / "b.jpg"), given=NUMBER)
    assert office.reader.pages_read == 2


def test_other_engine_version_reads_again(office: Office, tmp_path: Path) -> None:
    scan = write_jpeg(tmp_path / "don.jpg", draw_sheet())
    office.digitise(scan, given=NUMBER)
    office.reader.version = "fake 2"
    office.digitise(scan, given=OTHER_NUMBER)
    assert office.reader.pages_read == 2


def test_other_option_of_one_stage_reads_codes_again_but_not_the_words(tmp_path: Path) -> None:
    office = open_office(tmp_path / "home")
    scan = write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER))
    (first,) = office.digitise(scan)
    narrow = tmp_path / "hep.toml"
    narrow.write_text('[stages.codes]\nsymbologies = ["Code 128"]\n')
    office.settings = office.settings.model_copy(update={"profile": str(narrow)})
    (second,) = office.digitise(scan, given=OTHER_NUMBER)
    assert office.reader.pages_read == 1
    before, after = next(office.page_values(first)), next(office.page_values(second))
    assert [code.payload for code in before.codes] == [NUMBER]
    assert after.codes == ()
    assert after.text == before.text
    office.ledger.close()


def test_lost_bytes_of_a_known_page_are_made_anew(office: Office, tmp_path: Path) -> None:
    scan = write_jpeg(tmp_path / "don.jpg", draw_sheet())
    (first,) = office.digitise(scan, given=NUMBER)
    (page,) = office.ledger.pages(first.document.id, EVERY_UNIT)
    assert page.value is not None
    office.holdings.store.delete(page.value.sha256)
    (second,) = office.digitise(scan, given=OTHER_NUMBER)
    assert second.state is State.WAITING_SIGNATURE
    assert office.holdings.store.has(page.value.sha256)
