"""What an archived document says of itself: the information dictionary and the same facts as XMP."""

from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from domain.ids import sha256_of_text
from pipeline.pdf.characters import plain_text
from pipeline.pdf.objects import text_string

PRODUCER = "sohoa"
LANGUAGE = "vi-VN"
NAMESPACE = "urn:sohoa:ns:dossier:1.0#"

_LONGEST_TEXT = 4000  # PDF/A-2 allows strings of 32,767 bytes; in UTF-16 a character may take four


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveMetadata:
    """The facts written into the file; `created` is the only date, so equal input gives equal bytes."""

    title: str
    dossier: str | None
    """The dossier number (mã hồ sơ)."""
    paper_type: str | None
    created: datetime
    """When the paper was digitised, with its offset from UTC; the part below a second is left out."""
    identifier: str
    """SHA-256 of the content in hex; becomes dc:identifier and, cut to 16 bytes, the file's /ID."""
    creator_tool: str

    def __post_init__(self) -> None:
        if self.created.utcoffset() is None:
            raise ValueError("the date of an archived document needs its offset from UTC")
        sha256_of_text(self.identifier)


def info_dictionary(metadata: ArchiveMetadata) -> str:
    """The document information dictionary."""
    date = _pdf_date(metadata.created)
    return (
        f"<< /Title {text_string(_shortened(metadata.title))} "
        f"/Creator {text_string(_shortened(metadata.creator_tool))} /Producer {text_string(PRODUCER)} "
        f"/CreationDate ({date}) /ModDate ({date}) >>"
    )


def xmp_packet(metadata: ArchiveMetadata) -> bytes:
    """The XMP packet; the dossier stands in a namespace of its own, described by an extension schema."""
    date = metadata.created.replace(microsecond=0).isoformat()
    described, own = "", ""
    if metadata.dossier is not None:
        described += _property("dossierNumber", "Dossier number (ma ho so) the document belongs to")
        own += f"<sohoa:dossierNumber>{_xml(metadata.dossier)}</sohoa:dossierNumber>\n"
    if metadata.paper_type is not None:
        described += _property("paperType", "Kind of paper, by the name of its type in sohoa")
        own += f"<sohoa:paperType>{_xml(metadata.paper_type)}</sohoa:paperType>\n"
    packet = _PACKET.format(
        language=LANGUAGE,
        title=_xml(metadata.title),
        identifier=metadata.identifier,
        tool=_xml(metadata.creator_tool),
        date=date,
        producer=PRODUCER,
        extension=_EXTENSION.format(namespace=NAMESPACE, properties=described) if own else "",
        own=_OWN.format(namespace=NAMESPACE, properties=own) if own else "",
    )
    return packet.encode("utf-8")


def _shortened(text: str) -> str:
    plain = plain_text(text)
    return plain if len(plain) <= _LONGEST_TEXT else plain[: _LONGEST_TEXT - 1] + "…"


def _xml(text: str) -> str:
    return escape(_shortened(text))


def _pdf_date(moment: datetime) -> str:
    offset = moment.strftime("%z")
    day = f"{moment.year:04d}{moment.month:02d}{moment.day:02d}"
    return f"D:{day}{moment:%H%M%S}{offset[:3]}'{offset[3:5]}'"


def _property(name: str, description: str) -> str:
    return (
        '<rdf:li rdf:parseType="Resource">\n'
        f"<pdfaProperty:name>{name}</pdfaProperty:name>\n"
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType>\n"
        "<pdfaProperty:category>external</pdfaProperty:category>\n"
        f"<pdfaProperty:description>{description}</pdfaProperty:description>\n"
        "</rdf:li>\n"
    )


_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>U</pdfaid:conformance>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<dc:identifier>{identifier}</dc:identifier>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<xmp:CreateDate>{date}</xmp:CreateDate>
<xmp:ModifyDate>{date}</xmp:ModifyDate>
<xmp:CreatorTool>{tool}</xmp:CreatorTool>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdf:Producer>{producer}</pdf:Producer>
</rdf:Description>
{extension}{own}</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
"""

_EXTENSION = """<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>Dossier of a one-stop office</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{namespace}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>sohoa</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>
{properties}</rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""

_OWN = """<rdf:Description rdf:about="" xmlns:sohoa="{namespace}">
{properties}</rdf:Description>
"""
