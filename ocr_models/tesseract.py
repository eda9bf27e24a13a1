"""The tesseract engine inside this process, through tesserocr."""

from pathlib import Path

import tesserocr

from domain.errors import MissingModel, OcrFailed, TimedOut
from domain.geometry import Size
from domain.ocr import Layout
from domain.raster import Raster
from domain.text import PageText
from ocr_models.bounds import BYTES_A_PIXEL, check_raster, whole_dpi
from ocr_models.tessdata import describe_models, find_model
from ocr_models.tsv import parse_tsv

_SEGMENTATION = {
    Layout.PAGE: tesserocr.PSM.AUTO,
    Layout.BLOCK: tesserocr.PSM.SINGLE_BLOCK,
    Layout.LINE: tesserocr.PSM.SINGLE_LINE,
}
# Tesseract writes remarks on odd pictures to stderr, where only this program's own lines belong.
_SILENT = {"debug_file": "/dev/null"}


class TesseractEngine:
    """Reads with one loaded model; orientation loads its own (10 MB) when it is first asked for."""

    name = "tesseract"

    def __init__(
        self, *, language: str = "vie", tessdata: Path | None = None, timeout_s: float = 120.0
    ) -> None:
        model, osd_model = find_model(language, tessdata), find_model("osd", tessdata)
        library = tesserocr.tesseract_version().split()[1]
        self.version: str = describe_models(library, (model, osd_model))
        self._osd_folder = osd_model.parent
        self._timeout_ms = round(timeout_s * 1000)
        tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.NONE)
        self._reader: tesserocr.PyTessBaseAPI | None = _load(
            model.parent, language, tesserocr.OEM.LSTM_ONLY, tesserocr.PSM.AUTO
        )
        self._osd: tesserocr.PyTessBaseAPI | None = None

    def read(self, raster: Raster, dpi: float, layout: Layout = Layout.PAGE) -> PageText:
        """The words of the picture; see OcrEngine.read."""
        check_raster(raster)
        reader = self._open_reader()
        reader.SetPageSegMode(_SEGMENTATION[layout])
        try:
            _show(reader, raster, dpi)
            if not reader.Recognize(self._timeout_ms):
                raise TimedOut(
                    f"tesseract did not read {raster.width} x {raster.height} pixels in "
                    f"{self._timeout_ms / 1000:g} s; read it again"
                )
            tsv: str = reader.GetTSVText(0)
        except (RuntimeError, UnicodeDecodeError) as error:
            raise OcrFailed(f"tesseract gave no text of a page: {error}; look at the page") from error
        finally:
            reader.Clear()
        return parse_tsv(tsv, size=Size(raster.width, raster.height), engine=self.name, dpi=dpi)

    def orientation(self, raster: Raster, dpi: float) -> tuple[int, float]:
        """Quarter turns to apply clockwise, and tesseract's margin; see OcrEngine.orientation."""
        check_raster(raster)
        self._open_reader()
        if self._osd is None:
            self._osd = _load(self._osd_folder, "osd", tesserocr.OEM.DEFAULT, tesserocr.PSM.OSD_ONLY)
        try:
            _show(self._osd, raster, dpi)
            found = self._osd.DetectOrientationScript()
        except RuntimeError as error:
            raise OcrFailed(
                f"tesseract cannot tell which way is up: {error}; turn the page by hand"
            ) from error
        finally:
            self._osd.Clear()
        if found is None:
            return 0, 0.0
        return -(int(found["orient_deg"]) // 90) % 4, max(float(found["orient_conf"]), 0.0)

    def close(self) -> None:
        """Frees the models."""
        for api in (self._reader, self._osd):
            if api is not None:
                api.End()
        self._reader = self._osd = None

    def _open_reader(self) -> "tesserocr.PyTessBaseAPI":
        if self._reader is None:
            raise OcrFailed("the tesseract engine was closed before this page; open another one")
        return self._reader


def _load(folder: Path, language: str, mode: int, segmentation: int) -> "tesserocr.PyTessBaseAPI":
    try:
        return tesserocr.PyTessBaseAPI(
            path=f"{folder}/", lang=language, oem=mode, psm=segmentation, variables=_SILENT
        )
    except RuntimeError as error:
        raise MissingModel(
            f"tesseract cannot load {folder / language}.traineddata: {error}; install its package again"
        ) from error


def _show(api: "tesserocr.PyTessBaseAPI", raster: Raster, dpi: float) -> None:
    pixels = raster.data.tobytes()
    api.SetImageBytes(pixels, raster.width, raster.height, BYTES_A_PIXEL[raster.mode], raster.stride)
    api.SetSourceResolution(whole_dpi(dpi))
