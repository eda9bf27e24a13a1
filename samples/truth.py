"""What is true of the sample files: their dossier, type, pages, text and codes; written and read as JSON."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from domain.barcode import Symbology
from domain.geometry import Box
from samples.sheet import DrawnCode, TextLine

EXPLAINED = (
    "All people, wards and numbers are invented. Boxes are [left, top, right, bottom] in pixels of the page "
    "upright and before it was skewed. skew_deg: positive means that the content was turned clockwise about "
    "the centre. quarter_turns: clockwise, after the skew. Undo both to read the page. Lines: columns are "
    "lines of their own; dotted leaders and the letters of round stamps are left out."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTruth:
    """One page of a file, from 0; the size is that of the upright page."""

    index: int
    dpi: int
    width: int
    height: int
    skew_deg: float
    quarter_turns: int
    codes: tuple[DrawnCode, ...]
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTruth:
    """One file; files of the same `folder` and `paper` are one paper, in the order of their names."""

    path: str
    folder: str
    paper: str
    type_code: str
    dossier_number: str
    number_from: tuple[str, ...]
    """Where the number can be read: "folder", "code"."""
    page_count: int
    people: tuple[str, ...]
    """Everyone of the dossier, by name."""
    pages: tuple[PageTruth, ...]


def _box_row(box: Box) -> list[float]:
    return [round(edge, 1) for edge in (box.left, box.top, box.right, box.bottom)]


def _file_row(file: FileTruth) -> dict[str, object]:
    row: dict[str, object] = {**asdict(file)}
    row["pages"] = [
        {
            **asdict(page),
            "codes": [
                {"symbology": code.symbology, "payload": code.payload, "box": _box_row(code.box)}
                for code in page.codes
            ],
            "lines": [{"text": line.text, "box": _box_row(line.box)} for line in page.lines],
        }
        for page in file.pages
    ]
    return row


def write_truth(files: tuple[FileTruth, ...], path: Path) -> None:
    """One line of JSON a file, so that a diff shows which file changed."""
    rows = ",\n".join(json.dumps(_file_row(file), ensure_ascii=False) for file in files)
    head = json.dumps(EXPLAINED, ensure_ascii=False)
    path.write_text(f'{{"explained": {head},\n"files": [\n{rows}\n]}}\n', encoding="utf-8")


def read_truth(path: Path) -> tuple[FileTruth, ...]:
    """The truth that `write_truth` wrote."""
    files = json.loads(path.read_text(encoding="utf-8"))["files"]
    return tuple(
        FileTruth(
            **{
                **file,
                "number_from": tuple(file["number_from"]),
                "people": tuple(file["people"]),
                "pages": tuple(
                    PageTruth(
                        **{
                            **page,
                            "codes": tuple(
                                DrawnCode(Symbology(code["symbology"]), code["payload"], Box(*code["box"]))
                                for code in page["codes"]
                            ),
                            "lines": tuple(
                                TextLine(line["text"], Box(*line["box"])) for line in page["lines"]
                            ),
                        }
                    )
                    for page in file["pages"]
                ),
            }
        )
        for file in files
    )
