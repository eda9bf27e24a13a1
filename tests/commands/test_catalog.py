"""`sohoa catalog` and the component of a paper on the command line, in a small office."""

import json
from pathlib import Path

import pytest

from pipeline.pdf.keys import SigningKey
from tests.conftest import CommandLine
from tests.office import CLERK
from tests.pipeline.dossiers.lists import exported
from tests.pki import PASSPHRASE, sign_paper
from tests.sheets import NUMBER, draw_sheet, write_jpeg

CODE = "9.000001"
SINCE = "2025-05-01"
"""Before the dossier of the tests came in."""


def listed(folder: Path, *names: str) -> Path:
    """A list with one procedure of these components."""
    parts = [{"ten_giay_to": name, "ghi_chu": "Bản chính: 1\nBản sao: 0"} for name in names]
    file = folder / "ds.json"
    file.write_text(json.dumps(exported(CODE, tables={"thanh_phan_ho_so": parts})), encoding="utf-8")
    return file


@pytest.fixture
def papers(sohoa: CommandLine, key_file: Path, tmp_path: Path) -> CommandLine:
    """An office that knows one procedure; the clerk has a personal key."""
    sohoa.set(key_path=key_file, key_passphrase=PASSPHRASE.decode(), key_owner=CLERK)
    names = ("Tờ khai đăng ký khai sinh", "Giấy chứng sinh")
    assert (
        sohoa(
            "catalog",
            "import",
            listed(tmp_path, *names),
            "--source",
            "danh mục thử",
            "--valid-from",
            "2025-01-01",
        )
        == 0
    )
    assert "1 procedures new" in sohoa.err
    return sohoa


def brought(sohoa: CommandLine, file: Path, *words: str) -> dict[str, object]:
    (paper,) = sohoa.json("ingest", file, "--dossier", NUMBER, *words)
    assert isinstance(paper, dict)
    return paper


def shown(sohoa: CommandLine, paper: dict[str, object]) -> dict[str, object]:
    (view,) = sohoa.json("show", str(paper["id"]))
    assert isinstance(view, dict)
    return view


def test_an_import_is_listed_and_shown_with_its_source(papers: CommandLine) -> None:
    assert papers("catalog", "list") == 0
    assert CODE in papers.out
    assert "1.001193" in papers.out
    assert papers("catalog", "show", f"{CODE}.H13") == 0
    assert "tp01\tTờ khai đăng ký khai sinh\t1\t0" in papers.out
    assert "danh mục thử" in papers.out
    (one,) = papers.json("catalog", "show", CODE)
    assert one["components"][1]["name"] == "Giấy chứng sinh"
    assert (one["valid_from"], one["valid_to"]) == ("2025-01-01", None)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("catalog", "show", "9.999999"), 4, "9.999999"),
        (("catalog", "import", "nowhere.json"), 75, "nowhere.json"),
        (("catalog", "import", ".", "--valid-from", "mai"), 2, "mai"),
        (("ingest", "don.jpg", "--procedure", "1.00119"), 2, "1.00119"),
    ],
)
def test_what_cannot_be_done_is_refused(
    papers: CommandLine, tmp_path: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    write_jpeg(tmp_path / "don.jpg", draw_sheet())
    assert papers(*words) == code
    assert told in papers.err


def test_a_paper_of_a_known_procedure_finds_its_component(papers: CommandLine, tmp_path: Path) -> None:
    paper = brought(papers, write_jpeg(tmp_path / "don.jpg", draw_sheet()), "--procedure", f"{CODE}.H13")
    view = shown(papers, paper)
    assert view["state"] == "waiting-signature"
    assert view["procedure"] == {"code": CODE, "name": "Thủ tục cấp giấy phép thả diều", "origin": "given"}
    component = view["component"]
    assert isinstance(component, dict)
    assert (component["code"], component["is_result"]) == ("tp01", False)
    assert (view["unit"], view["solving_unit"]) == ("H13.16", "H13.16")
    assert papers("show", str(paper["id"])) == 0
    assert "component  tp01" in papers.out
    assert "LƯU ẢNH" in papers.out


def test_a_paper_of_no_component_is_asked_about_and_answered(papers: CommandLine, tmp_path: Path) -> None:
    papers("catalog", "import", listed(tmp_path, "Ảnh của diều", "Giấy chứng sinh"), "--valid-from", SINCE)
    paper = brought(papers, write_jpeg(tmp_path / "don.jpg", draw_sheet()), "--procedure", CODE)
    view = shown(papers, paper)
    assert [question["kind"] for question in view["questions"]] == ["component"]  # type: ignore[attr-defined]
    name = str(paper["id"])
    assert papers("review", "correct", name, "--component", "tp09") == 2
    assert "tp01, tp02" in papers.err
    assert papers("review", "correct", name, "--component", "tp02") == 0
    view = shown(papers, paper)
    assert view["component"] == {
        "code": "tp02",
        "name": "Giấy chứng sinh",
        "probability": 1,
        "rule": f"do {CLERK} chọn",
        "is_result": False,
    }
    assert view["state"] == "waiting-signature"
    assert papers("show", name) == 0
    assert "component=tp02" in papers.out


def test_a_paper_may_be_none_of_the_components(papers: CommandLine, tmp_path: Path) -> None:
    papers("catalog", "import", listed(tmp_path, "Ảnh của diều"), "--valid-from", SINCE)
    paper = brought(papers, write_jpeg(tmp_path / "don.jpg", draw_sheet()), "--procedure", CODE)
    assert papers("review", "correct", str(paper["id"]), "--no-component") == 0
    view = shown(papers, paper)
    assert (view["state"], view["component"]["code"]) == ("waiting-signature", None)  # type: ignore[index]
    assert papers("show", str(paper["id"])) == 0
    assert "không thuộc thành phần nào" in papers.out


def test_an_old_dossier_is_held_against_the_list_of_its_day(papers: CommandLine, tmp_path: Path) -> None:
    papers("catalog", "import", listed(tmp_path, "Ảnh của diều"), "--valid-from", "2025-05-16")
    paper = brought(papers, write_jpeg(tmp_path / "don.jpg", draw_sheet()), "--procedure", CODE)
    assert shown(papers, paper)["component"]["code"] == "tp01"  # type: ignore[index]


def test_a_type_that_a_person_says_places_the_paper(papers: CommandLine, tmp_path: Path) -> None:
    papers.reader.lines = ("Giấy viết tay không có tiêu đề", "Nội dung của giấy viết tay", "Người viết")
    paper = brought(papers, write_jpeg(tmp_path / "don.jpg", draw_sheet()), "--procedure", CODE)
    asked = [question["kind"] for question in shown(papers, paper)["questions"]]  # type: ignore[attr-defined]
    assert asked == ["type", "component"]
    assert papers("review", "correct", str(paper["id"]), "--type", "GCS") == 0
    view = shown(papers, paper)
    assert (view["state"], view["questions"]) == ("waiting-signature", [])
    assert view["component"]["code"] == "tp02"  # type: ignore[index]


def test_a_procedure_said_later_asks_for_the_component_at_once(papers: CommandLine, tmp_path: Path) -> None:
    papers("catalog", "import", listed(tmp_path, "Ảnh của diều"), "--valid-from", SINCE)
    (paper,) = papers.json("ingest", write_jpeg(tmp_path / "don.jpg", draw_sheet()))
    name = paper["id"]
    assert papers("review", "correct", name, "--dossier", NUMBER, "--procedure", CODE) == 0
    assert "sohoa review correct" in papers.err
    assert [one["kind"] for one in shown(papers, paper)["questions"]] == ["component"]  # type: ignore[attr-defined]
    assert papers("review", "accept", name) == 5
    assert papers("review", "correct", name, "--component", "tp01", "--no-component") == 2


def test_no_procedure_no_question(papers: CommandLine, tmp_path: Path) -> None:
    view = shown(papers, brought(papers, write_jpeg(tmp_path / "don.jpg", draw_sheet())))
    assert (view["state"], view["procedure"], view["component"]) == ("waiting-signature", None, None)


def test_the_plain_profile_asks_for_no_component(papers: CommandLine, tmp_path: Path) -> None:
    papers.set(profile="plain")
    papers("catalog", "import", listed(tmp_path, "Ảnh của diều"), "--valid-from", SINCE)
    paper = brought(papers, write_jpeg(tmp_path / "don.jpg", draw_sheet()), "--procedure", CODE)
    assert shown(papers, paper)["state"] == "waiting-signature"


def test_a_receipt_names_the_procedure_of_its_whole_dossier(papers: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "quầy 3"
    folder.mkdir()
    write_jpeg(folder / "a.jpg", draw_sheet("a", code=f"{NUMBER};{CODE}.000.00.00.H13"))
    write_jpeg(folder / "b.jpg", draw_sheet("b"))
    found = papers.json("ingest", folder)
    assert [one["procedure"]["code"] for one in found] == [CODE, CODE]
    assert [one["procedure"]["origin"] for one in found] == ["paper", "paper"]
    assert [one["component"]["code"] for one in found] == ["tp01", "tp01"]


def test_a_dossier_given_later_brings_its_procedure(papers: CommandLine, tmp_path: Path) -> None:
    brought(papers, write_jpeg(tmp_path / "a.jpg", draw_sheet("a")), "--procedure", CODE)
    (late,) = papers.json("ingest", write_jpeg(tmp_path / "b.jpg", draw_sheet("b")))
    assert papers("review", "correct", late["id"], "--dossier", NUMBER) == 0
    view = shown(papers, late)
    assert view["component"]["code"] == "tp01"  # type: ignore[index]
    assert view["state"] == "waiting-signature"


def test_the_kind_of_copy_can_be_said_of_a_finished_paper(papers: CommandLine, tmp_path: Path) -> None:
    paper = brought(papers, write_jpeg(tmp_path / "don.jpg", draw_sheet()))
    name = str(paper["id"])
    assert papers("review", "accept", name) == 0
    assert shown(papers, paper)["state"] == "filed"
    assert papers("review", "correct", name, "--copy-kind", "ban_sao_giay") == 0
    view = shown(papers, paper)
    assert view["state"] == "filed"
    assert view["copy"]["kind"] == "ban_sao_giay"  # type: ignore[index]
    state = view["digitisation"]["verdict"]  # type: ignore[index]
    assert (state["state"], state["is_due"]) == ("luu_anh", False)
    assert papers("review", "correct", name, "--copy-kind", "ban_gi_do") == 2
    assert "ban_chinh" in papers.err
    assert papers("review", "correct", name, "--type", "GKS") == 5, "its file is finished"


def test_a_file_that_came_signed_is_an_original(
    papers: CommandLine, signing_key: SigningKey, tmp_path: Path
) -> None:
    paper = brought(papers, sign_paper(tmp_path, signing_key))
    assert shown(papers, paper)["copy"]["kind"] == "ban_chinh"  # type: ignore[index]


def test_an_enclosure_is_kept_and_never_asked_for_a_component(papers: CommandLine, tmp_path: Path) -> None:
    papers.reader.lines = (
        "BIÊN LAI THU TIỀN PHÍ, LỆ PHÍ",
        "Họ tên người nộp: Trần Thị Mẫu",
        "Số tiền: 8.000 đồng",
    )
    paper = brought(papers, write_jpeg(tmp_path / "bl.jpg", draw_sheet()), "--procedure", CODE)
    view = shown(papers, paper)
    assert view["state"] == "waiting-signature"
    assert view["enclosure"]["kind"] == "bien_lai"  # type: ignore[index]
    state = view["digitisation"]["verdict"]  # type: ignore[index]
    assert state["state"] == "giay_to_kem_theo"
    assert papers("show", str(paper["id"])) == 0
    assert "GIẤY TỜ KÈM THEO" in papers.out


def test_an_envelope_without_a_title_is_typed_and_gives_its_parcel_number(
    papers: CommandLine, tmp_path: Path
) -> None:
    papers.reader.lines = (
        "Người gửi: Trần Thị Mẫu",
        "Người nhận: Ủy ban nhân dân phường Thử",
        "Mã vận đơn: EB473124829VN",
    )
    paper = brought(papers, write_jpeg(tmp_path / "phong-bi.jpg", draw_sheet()), "--procedure", CODE)
    view = shown(papers, paper)
    assert view["type_code"] == "PBI"
    fields = {one["name"]: one["value"] for one in view["fields"]}  # type: ignore[attr-defined]
    assert fields["ma_van_don"] == "EB473124829VN"
    assert view["enclosure"]["kind"] == "phong_bi"  # type: ignore[index]


def test_unit_that_receives_may_differ_from_the_one_that_solves(papers: CommandLine, tmp_path: Path) -> None:
    file = write_jpeg(tmp_path / "don.jpg", draw_sheet())
    (paper,) = papers.json("ingest", file, "--dossier", "000.00.04.H51-200221-0001")
    assert (paper["unit"], paper["solving_unit"]) == ("H13.16", "000.00.04.H51")
