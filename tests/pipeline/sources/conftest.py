"""Paper to scan, and PDF files laid out by hand."""

import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from numpy.typing import NDArray
from PIL import Image

from pipeline.sources.source import Limits, SourcePage, open_source, sniff

FirstPage = Callable[..., SourcePage]
PdfMaker = Callable[..., Path]


@pytest.fixture
def paper() -> NDArray[np.uint8]:
    """A portrait page, RGB: red top left corner, black bar below, so that every turn and mirror shows."""
    page = np.full((420, 300, 3), 255, np.uint8)
    page[:80, :60] = (220, 20, 30)
    page[200:240, 40:280] = 0
    page[300:340, 40:120] = (30, 60, 200)
    return page


@pytest.fixture
def first_page() -> Iterator[FirstPage]:
    """Gives a function that opens a file by its content, for the length of the test, and gives its page 0."""
    with ExitStack() as opened:

        def page(path: Path, limits: Limits | None = None) -> SourcePage:
            media_type = sniff(path.read_bytes()[:4096])
            return opened.enter_context(open_source(path, media_type, limits or Limits())).page(0)

        yield page


@pytest.fixture
def jpeg(paper: NDArray[np.uint8]) -> bytes:
    out = io.BytesIO()
    Image.fromarray(paper).save(out, "JPEG", quality=92)
    return out.getvalue()


@pytest.fixture
def make_pdf(tmp_path: Path) -> PdfMaker:
    """Gives a function that writes a one-page PDF of 1 x 1.4 inches."""

    def make(
        content: bytes,
        objects: dict[str, tuple[bytes, dict[str, object]]],
        page_keys: dict[str, object] | None = None,
        edit: Callable[[pikepdf.Pdf], None] = lambda _: None,
        encryption: pikepdf.Encryption | None = None,
    ) -> Path:
        pdf = pikepdf.new()
        page = pdf.add_blank_page(page_size=(72, 100.8))
        streams = {
            name: pdf.make_stream(
                data, {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, **keys}
            )
            for name, (data, keys) in objects.items()
        }
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.obj.Resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary({f"/{name}": stream for name, stream in streams.items()}),
            Font=pikepdf.Dictionary(F1=font),
        )
        page.obj.Contents = pdf.make_stream(content)
        for name, value in (page_keys or {}).items():
            page.obj[f"/{name}"] = value
        edit(pdf)
        path = tmp_path / "made.pdf"
        pdf.save(path, encryption=encryption or False)
        return path

    return make


@pytest.fixture
def jpeg_keys() -> dict[str, object]:
    """What an image dictionary says of the `jpeg` fixture."""
    return {
        "/Width": 300,
        "/Height": 420,
        "/BitsPerComponent": 8,
        "/ColorSpace": pikepdf.Name.DeviceRGB,
        "/Filter": pikepdf.Name.DCTDecode,
    }
