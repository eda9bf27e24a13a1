"""The sRGB ICC profile of the output intent, built from the figures of IEC 61966-2-1, licence free.

A library's profile carries the time it was made and would give other bytes each
run. Version 2.1 with a curve table is what every reader understands.
"""

import struct
from functools import cache

SRGB_NAME = "sRGB IEC61966-2.1"

_CURVE_POINTS = 1024
_WHITE_D50 = (0.9642, 1.0, 0.8249)
_RED = (0.43607, 0.22249, 0.01392)  # the primaries after Bradford adaptation from D65 to D50
_GREEN = (0.38515, 0.71687, 0.09708)
_BLUE = (0.14307, 0.06061, 0.71410)


@cache
def srgb_profile() -> bytes:
    """The profile; always the same bytes."""
    curve = _curve()
    tags = (
        (b"desc", _description(SRGB_NAME)),
        (b"cprt", b"text" + bytes(4) + b"No copyright, use freely\0"),
        (b"wtpt", _xyz(_WHITE_D50)),
        (b"rXYZ", _xyz(_RED)),
        (b"gXYZ", _xyz(_GREEN)),
        (b"bXYZ", _xyz(_BLUE)),
        (b"rTRC", curve),
        (b"gTRC", curve),
        (b"bTRC", curve),
    )
    directory_size = 128 + 4 + 12 * len(tags)
    places: dict[bytes, int] = {}
    directory, body = b"", b""
    for signature, value in tags:
        if value not in places:
            places[value] = directory_size + len(body)
            body += value + bytes(-len(value) % 4)
        directory += struct.pack(">4sII", signature, places[value], len(value))
    size = directory_size + len(body)
    return _header(size) + struct.pack(">I", len(tags)) + directory + body


def _header(size: int) -> bytes:
    return (
        struct.pack(">I4sI4s4s4s", size, bytes(4), 0x02100000, b"mntr", b"RGB ", b"XYZ ")
        + struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
        + struct.pack(">4s4sI4s4sQI", b"acsp", bytes(4), 0, bytes(4), bytes(4), 0, 0)
        + struct.pack(">3i", *map(_fixed, _WHITE_D50))
        + bytes(48)
    )


def _description(text: str) -> bytes:
    ascii_text = text.encode("ascii") + b"\0"
    return b"desc" + bytes(4) + struct.pack(">I", len(ascii_text)) + ascii_text + bytes(8 + 3 + 67)


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *map(_fixed, values))


def _fixed(value: float) -> int:
    return round(value * 65536)


def _curve() -> bytes:
    points = [round(65535 * _linear(step / (_CURVE_POINTS - 1))) for step in range(_CURVE_POINTS)]
    return b"curv" + bytes(4) + struct.pack(f">I{_CURVE_POINTS}H", _CURVE_POINTS, *points)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
