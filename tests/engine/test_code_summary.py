"""What the ledger keeps of the codes on a page: their kind and a dossier's number, never what they say."""

from datetime import date

import pytest

from domain.artifact import Artifact, MediaType
from domain.barcode import Barcode, Decoder, PayloadKind, Symbology
from domain.codec import canonical
from domain.geometry import Box, Point
from domain.ids import DossierNumber, Sha256
from domain.page import Page
from domain.task import CodeFound
from engine.perform import summarise
from tests.packaged import NUMBERS

TODAY = date(2026, 11, 21)
NUMBER = "H13.16-250715-0001"
CORNERS = (Point(5, 0), Point(9, 4), Point(5, 9), Point(0, 4))
AROUND = Box(0, 0, 9, 9)
CARD = "092085000017||Trần Văn Mẫu|05031985|Nam|Ấp Mẫu, xã Ví Dụ|12082021|Trần Văn Cha|Nguyễn Thị Mẹ"


def _page(payload: str, withheld: PayloadKind | None = None) -> Page:
    code = Barcode(
        symbology=Symbology.QR, payload=payload, corners=CORNERS, decoder=Decoder.ZXING, withheld=withheld
    )
    return Page(source=Artifact(Sha256("0" * 64), 1, MediaType.PNG), index=0, codes=(code,))


@pytest.mark.parametrize(
    ("payload", "kind", "dossier"),
    [
        (NUMBER, "dossier", NUMBER),
        ("H13.16-270715-0001", "refused-dossier", None),
        (f"{NUMBER};H13.16-250715-0002", "refused-dossier", None),
        ("PATCHT", "separator", None),
        ("PATCH3/PATCHT", "unknown", None),
    ],
)
def test_only_a_number_that_can_be_right_and_is_alone_is_a_key(
    payload: str, kind: str, dossier: str | None
) -> None:
    expected = None if dossier is None else DossierNumber(dossier)
    assert summarise(_page(payload), TODAY, NUMBERS).codes == (
        CodeFound(Symbology.QR, kind, expected, AROUND),
    )


def test_of_a_citizen_card_the_ledger_keeps_its_kind() -> None:
    summary = summarise(_page(CARD), TODAY, NUMBERS)

    assert summary.codes == (CodeFound(Symbology.QR, "cccd", None, AROUND),)
    assert not any(part.encode() in canonical(summary) for part in CARD.split("|") if part)


def test_a_code_whose_payload_was_not_kept_is_still_told() -> None:
    summary = summarise(_page("", PayloadKind.PAYMENT), TODAY, NUMBERS)

    assert summary.codes == (CodeFound(Symbology.QR, "payment", None, AROUND),)
