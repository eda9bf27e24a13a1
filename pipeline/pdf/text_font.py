"""The font of a document's text layer, written last: its codes are handed out as characters appear."""

import struct

from domain.errors import TooLarge
from pipeline.pdf.glyphless import ADVANCE, ASCENT, DESCENT, FONT_NAME, GLYPH, glyphless_font
from pipeline.pdf.objects import ObjectSink, reference

_LARGEST_CID = 65_535
_ENTRIES_A_BLOCK = 100  # the most a CMap operator may take


class CharacterCodes:
    """The two-byte codes of a document's characters, in order of appearance; code 0 stays unused."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._codes)

    def encode(self, text: str) -> str:
        """The text as hex codes."""
        return "".join(f"{self._code(char):04X}" for char in text)

    def characters(self) -> tuple[str, ...]:
        """All characters so far; the first has code 1."""
        return tuple(self._codes)

    def _code(self, char: str) -> int:
        code = self._codes.setdefault(char, len(self._codes) + 1)
        if code > _LARGEST_CID:
            raise TooLarge(f"the text has more than {_LARGEST_CID} different characters; split the document")
        return code


def write_text_font(sink: ObjectSink, codes: CharacterCodes, font_number: int) -> None:
    """Writes the Type 0 font and what belongs to it."""
    program = glyphless_font()
    file = sink.write_deflated(f"/Length1 {len(program)}", program)
    descriptor = sink.write(
        f"<< /Type /FontDescriptor /FontName /{FONT_NAME} /Flags 4 "
        f"/FontBBox [0 {DESCENT} {ADVANCE} {ASCENT}] "
        f"/ItalicAngle 0 /Ascent {ASCENT} /Descent {DESCENT} /CapHeight {ASCENT} /StemV 80 "
        f"/FontFile2 {reference(file)} >>"
    )
    glyphs = sink.write_deflated("", struct.pack(">H", 0) + struct.pack(">H", GLYPH) * len(codes))
    descendant = sink.write(
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{FONT_NAME} "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        f"/FontDescriptor {reference(descriptor)} /DW {ADVANCE} /CIDToGIDMap {reference(glyphs)} >>"
    )
    unicode_map = sink.write_deflated("", _to_unicode(codes))
    sink.write(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{FONT_NAME} /Encoding /Identity-H "
        f"/DescendantFonts [{reference(descendant)}] /ToUnicode {reference(unicode_map)} >>",
        font_number,
    )


def _to_unicode(codes: CharacterCodes) -> bytes:
    entries = [
        f"<{code:04X}> <{char.encode('utf-16-be').hex().upper()}>"
        for code, char in enumerate(codes.characters(), start=1)
    ]
    blocks = []
    for start in range(0, len(entries), _ENTRIES_A_BLOCK):
        block = entries[start : start + _ENTRIES_A_BLOCK]
        blocks.append("\n".join((f"{len(block)} beginbfchar", *block, "endbfchar")))
    return _CMAP.format(entries="\n".join(blocks)).encode("ascii")


_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{entries}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
