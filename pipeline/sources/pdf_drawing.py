"""Bounds what a PDF page makes a reader unpack and draw, before pdfium sees the page."""

import base64
import re
import zlib
from collections import Counter
from collections.abc import Iterator

import pikepdf

from domain.errors import UnreadablePdf
from domain.geometry import Size
from pipeline.sources.jpeg import read_jpeg_header
from pipeline.sources.limits import Limits

_SHOWN = re.compile(rb"/([^\s/<>\[\](){}%]+)\s*Do\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_SIZE_OF_JPEG_2000 = b"\xff\x4f\xff\x51"
_DEEPEST = 64
_MOST_PARENTS = 100
_MOST_ANNOTATIONS = 2_000
_MOST_PARTS = 200_000
_UNSHOWN = ("/Font", "/ColorSpace", "/Shading", "/Pattern", "/ExtGState")
_BYTES_A_FORM = 1_000
"""What showing even an empty form takes of pdfium."""
_BLOCK_BYTES = 1 << 16


class Drawings:
    """The drawings of one file; what was found sound once is not looked at again."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._forms: dict[tuple[int, int], int] = {}
        """Bytes that showing a form costs, the forms within it counted in."""
        self._open: set[tuple[int, int]] = set()
        self._pictures: set[tuple[int, int]] = set()
        self._sound: set[tuple[int, int]] = set()
        """Fonts, profiles and whatever else resources name."""
        self._resources: list[pikepdf.Object | None] = []
        """Those of the page and of the forms it shows, as they were come upon."""

    def check(self, page: pikepdf.Object, thing: str) -> None:
        """TooLarge or UnreadablePdf when drawing the page would take too much.

        pdfium unpacks a page's commands whole and builds every form as often as it is shown: 1 kB of file
        took 5.6 GB, measured.
        """
        resources = _inherited(page, "/Resources")
        self._resources.clear()
        content = b"\n".join(self._unpacked(part, thing) for part in _streams(page.get("/Contents")))
        count = self._cost(content, resources, thing, 1)
        for shown in _appearances(page):
            count += self._form(shown, resources, thing, 1)
        # Many programs share one table of resources: what lies in it counts once, wherever it is named.
        beside: set[tuple[int, int]] = set()
        while self._resources:
            found = self._resources.pop()
            self._check_resources(found, thing)
            for item in _beside(found):
                if item.objgen not in beside:
                    beside.add(item.objgen)
                    count += self._form(item, resources, thing, 1)
        self._limits.check_drawing(count, thing)

    def _cost(self, content: bytes, resources: pikepdf.Object | None, thing: str, depth: int) -> int:
        """Bytes of commands, with those of the forms they show."""
        self._resources.append(resources)
        count = len(content)
        self._limits.check_drawing(count, thing)
        for name, times in Counter(_SHOWN.findall(content)).items():
            item = _entry(resources, "/XObject", "/" + _plain(name))
            if not isinstance(item, pikepdf.Stream):
                continue
            if item.get("/Subtype") == pikepdf.Name.Form:
                count += times * self._form(item, resources, thing, depth)
            elif item.get("/Subtype") == pikepdf.Name.Image:
                self._check_picture(item, thing)
            self._limits.check_drawing(count, thing)
        return count

    def _form(self, form: pikepdf.Stream, around: pikepdf.Object | None, thing: str, depth: int) -> int:
        key = form.objgen
        if key in self._open or depth > _DEEPEST:
            raise UnreadablePdf(f"a drawing on {thing} shows itself: print the file to PDF anew")
        if key not in self._forms:
            self._open.add(key)
            try:
                content = self._unpacked(form, thing)
                resources = form.get("/Resources") or around
                self._forms[key] = _BYTES_A_FORM + self._cost(content, resources, thing, depth + 1)
            finally:
                self._open.discard(key)
        return self._forms[key]

    def _check_picture(self, picture: pikepdf.Stream, thing: str) -> None:
        """The sizes that the picture, its mask and its coded bytes name: pdfium believes the largest."""
        if picture.objgen in self._pictures:
            return
        named = f"an image on {thing}"
        self._look_at(picture.get("/ColorSpace"), thing)
        for image in (picture, picture.get("/SMask"), picture.get("/Mask")):
            if not isinstance(image, pikepdf.Stream):
                continue
            width, height = image.get("/Width", 0), image.get("/Height", 0)
            if isinstance(width, int) and isinstance(height, int):
                self._limits.check_size(Size(max(width, 1), max(height, 1)), named)
            self._check_coded(image, named)
        self._pictures.add(picture.objgen)

    def _check_resources(self, resources: pikepdf.Object | None, thing: str) -> None:
        """What fonts, colour spaces, shadings and the like unpack to; pictures are bounded by their sizes."""
        if isinstance(resources, pikepdf.Dictionary):
            for kind in _UNSHOWN:
                self._look_at(resources.get(kind), thing)

    def _look_at(self, top: pikepdf.Object | None, thing: str) -> None:
        waiting, left = [top], _MOST_PARTS
        while waiting and left:
            item = waiting.pop()
            left -= 1
            if not isinstance(item, pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream):
                continue
            if item.is_indirect:
                if item.objgen in self._sound:
                    continue
                self._sound.add(item.objgen)
            if isinstance(item, pikepdf.Stream):
                self._check_packed(item, thing)
            waiting.extend(item if isinstance(item, pikepdf.Array) else item.values())

    def _check_packed(self, stream: pikepdf.Stream, thing: str) -> None:
        filters = [str(name) for name in _items(stream.get("/Filter"))]
        # Flate packs a thousandfold at most.
        worst = int(stream.get("/Length", 0)) * 1_040 ** len(filters)
        most = self._limits.max_resource_bytes
        if stream.get("/Subtype") != pikepdf.Name.Image and worst > most:
            self._limits.check_resource(len(_unpack(stream.read_raw_bytes(), filters, most + 1)), thing)

    def _check_coded(self, image: pikepdf.Stream, named: str) -> None:
        filters = [str(name) for name in _items(image.get("/Filter"))]
        if not {"/DCTDecode", "/DCT", "/JPXDecode"} & set(filters):
            return
        data = self._before_picture(image, filters)
        if filters[-1] == "/JPXDecode":
            at = data.find(_SIZE_OF_JPEG_2000, 0, 1 << 16) + 8
            if at >= 8 and len(data) >= at + 16:
                right, lower, left, upper = (
                    int.from_bytes(data[at + step : at + step + 4], "big") for step in (0, 4, 8, 12)
                )
                self._limits.check_size(Size(max(right - left, 1), max(lower - upper, 1)), named)
            return
        header = read_jpeg_header(data)
        if header is not None:
            header.check(self._limits, named)

    def _before_picture(self, image: pikepdf.Stream, filters: list[str]) -> bytes:
        """The coded picture, general packing around it taken off."""
        raw = image.read_raw_bytes()
        self._limits.check_coded(len(raw), "an image")
        return _unpack(raw, filters[:-1], self._limits.max_coded_bytes)

    def _unpacked(self, stream: pikepdf.Stream, thing: str) -> bytes:
        """The stream's commands; TooLarge without unpacking all of what is too much."""
        room = self._limits.max_drawing_bytes
        raw = stream.read_raw_bytes()
        self._limits.check_drawing(len(raw), thing)
        data = _unpack(raw, [str(name) for name in _items(stream.get("/Filter"))], room + 1)
        self._limits.check_drawing(len(data), thing)
        return data


def _unpack(data: bytes, filters: list[str], most: int) -> bytes:
    """`data` with filters taken off, first to last; what follows an unknown filter stays packed."""
    for name in filters:
        try:
            if name in ("/FlateDecode", "/Fl"):
                data = _inflate(data, most)
            elif name in ("/ASCII85Decode", "/A85"):
                data = base64.a85decode(data.strip().removeprefix(b"<~").removesuffix(b"~>"))
            elif name in ("/ASCIIHexDecode", "/AHx"):
                data = bytes.fromhex(data.strip().removesuffix(b">").decode("ascii"))
            else:
                return data
        except ValueError:
            return data
    return data


def _inflate(data: bytes, most: int) -> bytes:
    """At most so many bytes; of damaged ones as many as come out, as pdfium does."""
    unpacking, parts, left = zlib.decompressobj(), [], most
    for at in range(0, len(data), _BLOCK_BYTES):
        block = data[at : at + _BLOCK_BYTES]
        try:
            while block and left > 0:
                parts.append(unpacking.decompress(block, left))
                left -= len(parts[-1])
                block = unpacking.unconsumed_tail
        except zlib.error:
            break
        if left <= 0 or unpacking.eof:
            break
    return b"".join(parts)


def _plain(name: bytes) -> str:
    """A name as pikepdf gives it: #xx stands for any byte (ISO 32000-1, 7.3.5)."""
    return _ESCAPED.sub(lambda found: bytes.fromhex(found[1].decode()), name).decode("utf-8", "replace")


def _inherited(page: pikepdf.Object, key: str) -> pikepdf.Object | None:
    node: pikepdf.Object | None = page
    for _ in range(_MOST_PARENTS):
        if not isinstance(node, pikepdf.Dictionary):
            return None
        if key in node:
            return node.get(key)
        node = node.get("/Parent")
    return None


def _entry(resources: pikepdf.Object | None, kind: str, name: str) -> pikepdf.Object | None:
    table = resources.get(kind) if isinstance(resources, pikepdf.Dictionary) else None
    return table.get(name) if isinstance(table, pikepdf.Dictionary) else None


def _beside(resources: pikepdf.Object | None) -> Iterator[pikepdf.Stream]:
    """Drawings that a page uses without showing them by name: patterns and soft masks."""
    if not isinstance(resources, pikepdf.Dictionary):
        return
    patterns, states = resources.get("/Pattern"), resources.get("/ExtGState")
    if isinstance(patterns, pikepdf.Dictionary):
        yield from (item for item in patterns.values() if isinstance(item, pikepdf.Stream))
    for state in states.values() if isinstance(states, pikepdf.Dictionary) else ():
        mask = state.get("/SMask") if isinstance(state, pikepdf.Dictionary) else None
        group = mask.get("/G") if isinstance(mask, pikepdf.Dictionary) else None
        if isinstance(group, pikepdf.Stream):
            yield group


def _appearances(page: pikepdf.Object) -> Iterator[pikepdf.Stream]:
    """What annotations and form fields draw."""
    for annotation in _items(page.get("/Annots"))[:_MOST_ANNOTATIONS]:
        looks = annotation.get("/AP") if isinstance(annotation, pikepdf.Dictionary) else None
        look = looks.get("/N") if isinstance(looks, pikepdf.Dictionary) else None
        if isinstance(look, pikepdf.Stream):
            yield look
        elif isinstance(look, pikepdf.Dictionary):
            yield from (one for one in look.values() if isinstance(one, pikepdf.Stream))


def _streams(value: pikepdf.Object | None) -> Iterator[pikepdf.Stream]:
    yield from (item for item in _items(value) if isinstance(item, pikepdf.Stream))


def _items(value: pikepdf.Object | None) -> list[pikepdf.Object]:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]
