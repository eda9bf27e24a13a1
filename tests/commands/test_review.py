"""`sohoa review`, `show`, `status`, `retry` and `export` on a small office."""

from pathlib import Path

import pytest

from pipeline.pdf.keys import SigningKey
from tests.alto_rules import NS, parsed
from tests.conftest import CommandLine
from tests.office import CLERK
from tests.pki import PASSPHRASE, sign_paper
from tests.sheets import NUMBER, draw_sheet, write_jpeg


@pytest.fixture
def waiting(sohoa: CommandLine, key_file: Path, tmp_path: Path) -> str:
    """The name of a paper that waits for its dossier; the clerk has a personal key."""
    sohoa.set(key_path=key_file, key_passphrase=PASSPHRASE.decode(), key_owner=CLERK)
    (paper,) = sohoa.json("ingest", write_jpeg(tmp_path / "don.jpg", draw_sheet()))
    name: str = paper["id"]
    return name


def state_of(sohoa: CommandLine, name: str) -> str:
    (paper,) = sohoa.json("show", name)
    state: str = paper["state"]
    return state


def test_paper_is_answered_accepted_filed_mirrored_and_exported(
    sohoa: CommandLine, waiting: str, tmp_path: Path
) -> None:
    sohoa.set(out_folder=tmp_path / "out")
    assert sohoa("review", "list") == 0
    assert waiting in sohoa.out
    assert sohoa("review", "correct", waiting, "--dossier", NUMBER) == 0
    assert "chờ ký" in sohoa.err
    assert sohoa("review", "accept", waiting) == 0
    assert "đã lưu" in sohoa.err
    assert (tmp_path / "out" / NUMBER / f"{NUMBER}.001.pdf").is_file()
    assert sohoa("export", NUMBER, "--out", tmp_path / "usb") == 0
    assert (tmp_path / "usb" / NUMBER / f"{NUMBER}.001.pdf").is_file()
    assert sohoa("review", "list") == 0
    assert waiting not in sohoa.out


def test_export_twice_gives_one_file(sohoa: CommandLine, waiting: str, tmp_path: Path) -> None:
    sohoa("review", "correct", waiting, "--no-dossier")
    sohoa("review", "accept", waiting)
    for _ in range(2):
        assert sohoa("export", waiting, "--out", tmp_path / "usb") == 0
    (only,) = (path for path in (tmp_path / "usb").rglob("*") if path.is_file())
    assert only.parent.name == "khong-ho-so"
    assert only.name == f"don.{waiting}.pdf"


def test_export_writes_the_text_layer_beside_the_pdf_once(
    sohoa: CommandLine, waiting: str, tmp_path: Path
) -> None:
    sohoa("review", "correct", waiting, "--dossier", NUMBER)
    sohoa("review", "accept", waiting)
    for _ in range(2):
        assert sohoa("export", NUMBER, "--out", tmp_path / "usb", "--alto") == 0
    folder = tmp_path / "usb" / NUMBER
    assert sorted(path.name for path in folder.iterdir()) == [f"{NUMBER}.001.alto.xml", f"{NUMBER}.001.pdf"]
    root = parsed((folder / f"{NUMBER}.001.alto.xml").read_bytes())
    assert root.findtext(f".//{NS}fileName") == f"{NUMBER}.001.pdf"
    assert [word.get("CONTENT") for word in root.iter(f"{NS}String")][:2] == ["CỘNG", "HÒA"]
    rows = sohoa.json("export", NUMBER, "--out", tmp_path / "usb", "--alto")
    assert [Path(path).suffixes[-2:] for _, path in rows] == [[".001", ".pdf"], [".alto", ".xml"]]


def test_another_alto_file_in_the_way_is_left_alone(sohoa: CommandLine, waiting: str, tmp_path: Path) -> None:
    sohoa("review", "correct", waiting, "--dossier", NUMBER)
    sohoa("review", "accept", waiting)
    theirs = tmp_path / "usb" / NUMBER / f"{NUMBER}.001.alto.xml"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("theirs")
    assert sohoa("export", NUMBER, "--out", tmp_path / "usb", "--alto") == 0
    assert theirs.read_text() == "theirs"
    assert len(list(theirs.parent.iterdir())) == 3


def test_paper_without_text_or_signed_elsewhere_is_said_to_have_no_alto(
    sohoa: CommandLine, key_file: Path, signing_key: SigningKey, tmp_path: Path
) -> None:
    sohoa.set(key_path=key_file, key_passphrase=PASSPHRASE.decode(), key_kind="agency")
    sohoa.set(profile="plain")
    signed = sign_paper(tmp_path, signing_key)
    write_jpeg(tmp_path / "trang.jpg", draw_sheet(white=True))
    papers = sohoa.json("ingest", signed, tmp_path / "trang.jpg", "--no-dossier")
    for paper, told in zip(papers, ("came in signed", "has no text"), strict=True):
        assert sohoa("export", paper["id"], "--out", tmp_path / "usb", "--alto") == 0
        assert told in sohoa.err
    assert list((tmp_path / "usb").rglob("*.xml")) == []


def test_unsigned_paper_is_not_exported(sohoa: CommandLine, waiting: str, tmp_path: Path) -> None:
    assert sohoa("export", waiting, "--out", tmp_path / "usb") == 5
    sohoa("review", "correct", waiting, "--dossier", NUMBER)
    assert state_of(sohoa, waiting) == "waiting-signature"
    assert sohoa("export", NUMBER, "--out", tmp_path / "usb") == 5
    assert not (tmp_path / "usb").exists()


REFUSED = (
    (("review", "accept", "{id}"), 5, "dossier"),
    (("review", "correct", "{id}"), 2, "nothing to correct"),
    (("review", "correct", "{id}", "--type", "XYZ"), 2, "no paper type"),
    (("review", "correct", "{id}", "--dossier", "7"), 2, "no dossier number"),
    (("review", "correct", "{id}", "--not-secret"), 5, "secrecy"),
    (("review", "correct", "dkhongco", "--type", "GKS"), 4, "no document"),
    (("retry", "{id}"), 5, "only papers or pages in quarantine"),
    (("retry", "dkhongco"), 4, "no document"),
    (("show", NUMBER), 4, NUMBER),
    (("verify", "bkhongco"), 4, "bkhongco"),
    (("export", "dkhongco", "--out", "usb"), 4, "no document"),
)


def test_what_cannot_be_done_is_refused_with_its_exit_code(sohoa: CommandLine, waiting: str) -> None:
    before = sohoa.json("status")
    for words, code, told in REFUSED:
        assert sohoa(*(word.format(id=waiting) for word in words)) == code, words
        assert told in sohoa.err
    assert sohoa.json("status") == before


def test_show_names_who_did_what(sohoa: CommandLine, waiting: str) -> None:
    sohoa("review", "correct", waiting, "--dossier", NUMBER)
    sohoa("review", "accept", waiting)
    assert sohoa("show", waiting) == 0
    (accepted,) = (line for line in sohoa.out.splitlines() if "\taccepted" in line)
    assert CLERK in accepted
    assert f"dossier    {NUMBER} (person)" in sohoa.out


def test_retry_of_a_mended_cause_ends_well(sohoa: CommandLine, tmp_path: Path) -> None:
    def broken(_raster: object) -> None:
        raise ValueError("a defect")

    sohoa.reader.fault = broken
    (paper,) = sohoa.json("ingest", write_jpeg(tmp_path / "don.jpg", draw_sheet(code=NUMBER)))
    assert paper["state"] == "quarantined"
    assert paper["failure"]["code"] == "crash"
    assert sohoa("retry", paper["id"]) == 1
    sohoa.reader.fault = None
    assert sohoa("retry", paper["id"]) == 0
    assert state_of(sohoa, paper["id"]) == "waiting-signature"


def test_status_counts_by_state(sohoa: CommandLine, waiting: str) -> None:
    assert sohoa("status") == 0
    assert sohoa.out.startswith("1 papers: chờ trả lời 1\n")
    assert waiting in sohoa.out


def test_empty_office_says_so(sohoa: CommandLine) -> None:
    assert sohoa("status") == 0
    assert sohoa.out.startswith("no papers yet\n")


def test_paper_with_a_secrecy_stamp_is_withdrawn_once_and_its_scan_is_gone(
    sohoa: CommandLine, tmp_path: Path
) -> None:
    sohoa.reader.stamp = "MẬT"
    (paper,) = sohoa.json("ingest", write_jpeg(tmp_path / "mat.jpg", draw_sheet(stamp="MẬT")))
    name = paper["id"]
    assert f"sohoa review withdraw {name}" in sohoa.err
    assert sohoa("review", "withdraw", name) == 0
    assert "đã rút, đã xóa 1 tệp" in sohoa.err
    assert state_of(sohoa, name) == "withdrawn"
    assert sohoa("review", "withdraw", name) == 0
    assert "đã xóa 0 tệp" in sohoa.err
    assert sohoa("audit") == 0
    assert sohoa("review", "list") == 0
    assert name not in sohoa.out


def test_paper_without_a_secrecy_stamp_is_not_withdrawn(sohoa: CommandLine, waiting: str) -> None:
    assert sohoa("review", "withdraw", waiting) == 5
    assert "not stopped by the secrecy gate" in sohoa.err
