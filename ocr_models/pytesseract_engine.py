"""The tesseract engine as a program of its own, through pytesseract: slower, but a crash stays outside."""

import shlex
import shutil
from pathlib import Path

import pytesseract
from PIL import Image

from domain.errors import MissingTool, OcrFailed, TimedOut
from domain.geometry import Size
from domain.ocr import Layout
from domain.raster import Mode, Raster
from domain.text import PageText
from ocr_models.bounds import check_raster, whole_dpi
from ocr_models.tessdata import describe_models, find_model
from ocr_models.tsv import parse_tsv

_SEGMENTATION = {Layout.PAGE: 3, Layout.BLOCK: 6, Layout.LINE: 7}
_LSTM_ONLY = 1
_NOTHING_TO_JUDGE = "Too few characters"  # how the program words a page without enough text


class PytesseractEngine:
    """Starts the tesseract program once a page; it and its models must be installed."""

    name = "pytesseract"

    def __init__(
        self, *, language: str = "vie", tessdata: Path | None = None, timeout_s: float = 120.0
    ) -> None:
        if shutil.which("tesseract") is None:
            raise MissingTool("the program tesseract is not on the PATH: apt install tesseract-ocr")
        model, osd_model = find_model(language, tessdata), find_model("osd", tessdata)
        self.version: str = describe_models(str(pytesseract.get_tesseract_version()), (model, osd_model))
        self._language = language
        self._reader_folder = model.parent
        self._osd_folder = osd_model.parent
        self._timeout_s = timeout_s

    def read(self, raster: Raster, dpi: float, layout: Layout = Layout.PAGE) -> PageText:
        """The words of the picture; see OcrEngine.read."""
        options = f"--psm {_SEGMENTATION[layout]} --oem {_LSTM_ONLY} {_options(dpi, self._reader_folder)}"
        try:
            tsv: str = pytesseract.image_to_data(
                _picture(raster), lang=self._language, config=options, timeout=self._timeout_s
            )
        except (RuntimeError, OSError) as error:
            raise self._failure(error, raster) from error
        return parse_tsv(tsv, size=Size(raster.width, raster.height), engine=self.name, dpi=dpi)

    def orientation(self, raster: Raster, dpi: float) -> tuple[int, float]:
        """Quarter turns to apply clockwise, and tesseract's margin; see OcrEngine.orientation."""
        try:
            found = pytesseract.image_to_osd(
                _picture(raster),
                config=_options(dpi, self._osd_folder),
                timeout=self._timeout_s,
                output_type=pytesseract.Output.DICT,
            )
            return int(found["rotate"]) // 90 % 4, max(float(found["orientation_conf"]), 0.0)
        except pytesseract.TesseractError as error:
            if _NOTHING_TO_JUDGE in str(error):
                return 0, 0.0
            raise self._failure(error, raster) from error
        except (RuntimeError, OSError, KeyError) as error:
            raise self._failure(error, raster) from error

    def close(self) -> None:
        """Nothing to free: the program ends with each page."""

    def _failure(self, error: Exception, raster: Raster) -> MissingTool | TimedOut | OcrFailed:
        page = f"a page of {raster.width} x {raster.height} pixels"
        if isinstance(error, pytesseract.TesseractNotFoundError):
            return MissingTool("the program tesseract is gone from the PATH: apt install tesseract-ocr")
        if isinstance(error, RuntimeError) and not isinstance(error, pytesseract.TesseractError):
            return TimedOut(
                f"tesseract did not read {page} in {self._timeout_s:g} s; read it again or type it"
            )
        return OcrFailed(f"tesseract failed on {page}: {str(error)[:300]}; look at the page")


def _options(dpi: float, folder: Path) -> str:
    return f"--dpi {whole_dpi(dpi)} --tessdata-dir {shlex.quote(str(folder))}"


def _picture(raster: Raster) -> Image.Image:
    check_raster(raster)
    mode = "L" if raster.mode is Mode.GRAY else "RGB"
    size = (raster.width, raster.height)
    return Image.frombytes(mode, size, raster.data.tobytes(), "raw", mode, raster.stride, 1)
