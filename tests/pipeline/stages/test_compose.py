"""What becomes of the pictures in the archive file under each policy."""

from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from domain.lifecycle import State
from tests.office import Office, open_office
from tests.sheets import NUMBER, draw_sheet, write_jpeg


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
