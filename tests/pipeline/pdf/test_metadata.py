import io
from dataclasses import replace
from datetime import UTC, datetime
from xml.parsers.expat import ParserCreate

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.pdf.metadata import NAMESPACE, ArchiveMetadata, xmp_packet
from tests.pipeline.pdf.documents import METADATA, pdf_bytes, titled, white_page

_DC = "http://purl.org/dc/elements/1.1/"


def _title(metadata: ArchiveMetadata) -> str:
    """What stands in dc:title, by a parser that mends nothing."""
    parser = ParserCreate(namespace_separator=" ")
    path: list[str] = []
    title: list[str] = []

    def add(text: str) -> None:
        if f"{_DC} title" in path:
            title.append(text)

    parser.StartElementHandler = lambda name, _: path.append(name)
    parser.EndElementHandler = lambda _: path.pop()
    parser.CharacterDataHandler = add
    parser.Parse(xmp_packet(metadata), True)
    return "".join(title)


def test_information_dictionary_and_xmp_say_the_same() -> None:
    with pikepdf.open(io.BytesIO(pdf_bytes(white_page(None)))) as pdf, pdf.open_metadata() as xmp:
        assert str(pdf.docinfo["/Title"]) == xmp["dc:title"] == METADATA.title
        assert str(pdf.docinfo["/Creator"]) == xmp["xmp:CreatorTool"] == "sohoa 0.1"
        assert str(pdf.docinfo["/Producer"]) == xmp["pdf:Producer"] == "sohoa"
        assert str(pdf.docinfo["/CreationDate"]) == "D:20250102083015+07'00'"
        assert xmp["xmp:CreateDate"] == xmp["xmp:ModifyDate"] == "2025-01-02T08:30:15+07:00"
        assert xmp["dc:identifier"] == METADATA.identifier
        assert xmp.pdfa_status == "2U"


def test_dossier_and_paper_type_stand_in_their_own_namespace() -> None:
    with pikepdf.open(io.BytesIO(pdf_bytes(white_page(None)))) as pdf, pdf.open_metadata() as xmp:
        assert xmp[f"{{{NAMESPACE}}}dossierNumber"] == METADATA.dossier
        assert xmp[f"{{{NAMESPACE}}}paperType"] == METADATA.paper_type


def test_paper_without_dossier_names_no_namespace_of_its_own() -> None:
    assert NAMESPACE.encode() not in xmp_packet(replace(METADATA, dossier=None, paper_type=None))


def test_universal_time_is_written_with_its_offset() -> None:
    created = datetime(2025, 1, 2, 1, 30, 15, 999_999, tzinfo=UTC)
    with pikepdf.open(
        io.BytesIO(pdf_bytes(white_page(None), metadata=replace(METADATA, created=created)))
    ) as pdf:
        assert str(pdf.docinfo["/CreationDate"]) == "D:20250102013015+00'00'"


def test_date_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset from UTC"):
        replace(METADATA, created=datetime(2025, 1, 2, tzinfo=UTC).replace(tzinfo=None))


def test_identifier_that_is_no_sha256_is_refused() -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        replace(METADATA, identifier="> /Evil")


def test_very_long_title_is_cut_with_an_ellipsis() -> None:
    title = _title(titled("ậ" * 100_000))
    assert len(title) == 4000
    assert title.endswith("ậ…")


def test_markup_in_a_title_stays_text() -> None:
    title = "]]></rdf:li><x a='1'>&amp;{title} \"<!--"
    assert _title(titled(title)) == title


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.text(st.characters(codec=None), max_size=40))
def test_any_title_gives_one_packet_that_parses_and_reads_equal_in_both_places(title: str) -> None:
    with pikepdf.open(io.BytesIO(pdf_bytes(white_page(None), metadata=titled(title)))) as pdf:
        assert str(pdf.docinfo["/Title"]) == _title(titled(title))
