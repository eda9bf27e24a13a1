"""What becomes of the pictures in the archive file under each policy."""

from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from actions.audit import Auditor, audit
from domain.actor import EVERY_UNIT
from domain.ledger import Change, DocumentChange, PageState
from domain.lifecycle import State
from tests.office import Office, open_office
from tests.sheets import NUMBER, draw_sheet, write_jpeg, write_pages


def composed(office: Office, scan: Path, tmp_path: Path) -> Path:
    (row,) = office.digitise(scan)
    assert row.state is State.WAITING_SIGNATURE
    assert row.document.pdf is not None
    (tmp_path / "composed.pdf").write_bytes(office.holdings.store.read(row.document.pdf))
    return tmp_path / "composed.pdf"


def office_with(tmp_path: Path, pictures: str) -> Office:
    profile = tmp_path / "ho-so.toml"
    profile.write_text(f'[stages.compose]\npictures = "{pictures}"\n')
    return open_office(tmp_path / "home", str(profile))


@pytest.mark.parametrize(("pictures", "kept"), [("keep", True), ("straighten", False)])
def test_scanners_jpeg_is_carried_unaltered_unless_straightened(
    tmp_path: Path, pictures: str, kept: bool
) -> None:
    tilted = draw_sheet(code=NUMBER).rotate(1.5, fillcolor=(255, 255, 255), resample=Image.Resampling.BICUBIC)
    scan = write_jpeg(tmp_path / "don.jpg", tilted)
    office = office_with(tmp_path, pictures)
    with pikepdf.open(composed(office, scan, tmp_path)) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        carried = image.read_raw_bytes()
    frame = scan.read_bytes().find(b"\xff\xdb")
    assert (scan.read_bytes()[frame:] in carried) is kept
    office.ledger.close()


def test_metadata_names_dossier_type_and_date_of_receipt(tmp_path: Path) -> None:
    office = open_office(tmp_path / "home")
    scan = write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER))
    with pikepdf.open(composed(office, scan, tmp_path)) as pdf:
        xmp = pdf.Root.Metadata.read_bytes().decode()
    assert NUMBER in xmp
    assert "TKKS" in xmp
    assert office.clock.at.isoformat()[:10] in xmp
    office.ledger.close()


def test_blank_sides_are_left_out_when_the_profile_says_so(tmp_path: Path) -> None:
    profile = tmp_path / "ho-so.toml"
    profile.write_text("[stages.compose]\nleave_out_blank = true\n")
    office = open_office(tmp_path / "home", str(profile))
    scan = write_pages(
        tmp_path / "don.pdf", draw_sheet(code=NUMBER), draw_sheet(white=True), draw_sheet("ba")
    )
    with pikepdf.open(composed(office, scan, tmp_path)) as pdf:
        assert len(pdf.pages) == 2
    (row,) = office.rows()
    assert row.document.left_out == (1,)
    assert [page.state for page in office.ledger.pages(row.document.id, EVERY_UNIT)] == [PageState.READ] * 3
    auditor = Auditor(ledger=office.ledger, holdings=office.holdings)
    assert not [fault for result in audit(office.actor, auditor) for fault in result.faults]
    office.ledger.close()


def test_a_left_out_page_that_is_not_blank_is_a_fault(tmp_path: Path) -> None:
    office = open_office(tmp_path / "home")
    composed(office, write_pages(tmp_path / "don.pdf", draw_sheet(code=NUMBER), draw_sheet("hai")), tmp_path)
    (row,) = office.rows()
    short = DocumentChange(row=row, document=replace(row.document, left_out=(1,)), state=row.state)
    office.ledger.commit(
        Change(batch=row.document.batch, actor="thử", at=office.clock.now(), documents=(short,))
    )
    auditor = Auditor(ledger=office.ledger, holdings=office.holdings)
    faults = [fault.what for result in audit(office.actor, auditor) for fault in result.faults]
    assert any("not blank" in fault for fault in faults)
    office.ledger.close()


def test_a_paper_of_blank_sides_alone_keeps_them(tmp_path: Path) -> None:
    profile = tmp_path / "ho-so.toml"
    profile.write_text("[rules]\nunknown_type_asks = false\n[stages.compose]\nleave_out_blank = true\n")
    office = open_office(tmp_path / "home", str(profile))
    (row,) = office.digitise(write_pages(tmp_path / "trang.pdf", draw_sheet(white=True)), given=NUMBER)
    assert row.document.left_out == ()
    assert row.document.pdf is not None
    office.ledger.close()
