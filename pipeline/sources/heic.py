"""Guards libheif's Python door against the one spoilt table that crashes it."""

from domain.errors import UnreadableImage


def check_item_names(data: bytes, thing: str) -> None:
    """Raises UnreadableImage when an item's type or name is no text.

    pi_heif 1.4 ends the whole process on such a file (found by changing single bytes of a sound one).
    """
    at = data.find(b"infe")
    while at >= 4:
        length = int.from_bytes(data[at - 4 : at], "big")
        is_wide = data[at + 4 : at + 5] == b"\x03"
        named = data[at + (14 if is_wide else 12) : at - 4 + length]
        if not named.isascii():
            raise UnreadableImage(f"{thing} has a damaged table of contents: send the picture again")
        at = data.find(b"infe", at + 4)
