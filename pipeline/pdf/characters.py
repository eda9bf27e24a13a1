"""Which characters may stand in a PDF text string, in XML and in a ToUnicode map."""

import unicodedata

_NOT_TEXT = {"Cc", "Cs"}
_BYTE_ORDER_MARK = "\ufeff"


def plain_text(text: str) -> str:
    """The text on one line, in NFC, without control characters, lone surrogates and noncharacters."""
    spaced = " ".join(text.split())
    return unicodedata.normalize("NFC", "".join(filter(_is_text, spaced)))


def _is_text(char: str) -> bool:
    code = ord(char)
    noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return unicodedata.category(char) not in _NOT_TEXT and char != _BYTE_ORDER_MARK and not noncharacter
