"""Decides what a page's picture needs before it is read; nothing, for most pages."""

from dataclasses import dataclass, replace

from domain.page import Flag, Page
from domain.preparation import Preparation, PreparationStep, Treatment
from pipeline.frame import PageFrame
from pipeline.imaging.folds import strongest_fold, without_folds
from pipeline.imaging.grain import count_specks
from pipeline.imaging.pale_print import measure_pale_print
from pipeline.imaging.quality import measure_quality
from pipeline.imaging.shading import darkest_paper, without_shading
from pipeline.imaging.stamp_ink import pressed_stamps
from pipeline.imaging.working_copy import Pixels
from pipeline.sheet import sheet_alone
from pipeline.stage import PageRun, PageStage, Tools


@dataclass(frozen=True, slots=True)
class PrepareOptions:
    measure_dpi: float = 150.0
    least_crossed: float = 0.012
    """Of a stamp's outline on print. Below it the stamp stands alone, and its own words are worth reading."""
    most_fold: float = 8.0
    """Gray values by which a line from edge to edge differs from its paper."""
    darkest_paper: float = 0.85
    """Paper darker than this share of the lightest is uneven light. Scanners have 0.95 and more."""
    most_noise: float = 0.04
    """Standard deviation of the paper, 0 to 1. Tesseract reads through less."""
    specks_below_noise: float = 0.024
    """More noise than this is grain, which looks like specks."""
    most_specks: float = 8.0
    """On a square centimetre; clean pages have none."""
    most_back_print: float = 0.2
    """Area of the back's print that shows, as a share of the front's."""
    most_faint_print: float = 0.25
    """Area of faint print as a share of the rest."""
    plainly: float = 1.5
    """Pale print is of one kind when that has so many times the area of the other."""


def build(options: PrepareOptions, _tools: Tools) -> PageRun:
    def prepare(page: Page, frame: PageFrame) -> Page:
        if Flag.BLANK in page.flags:
            return replace(page, preparation=Preparation())
        steps = _stamp_steps(page, frame, options)
        plain = sheet_alone(page, frame.plain(page, options.measure_dpi))
        fold = strongest_fold(plain, options.measure_dpi)
        if fold > options.most_fold:
            steps.append(_step(Treatment.EVEN_FOLDS, "line from edge to edge", fold, options.most_fold))
            plain = without_folds(plain, options.measure_dpi)
        light = darkest_paper(plain, options.measure_dpi)
        if light < options.darkest_paper:
            steps.append(_step(Treatment.EVEN_LIGHT, "darkest paper", light, options.darkest_paper))
            plain = without_shading(plain, options.measure_dpi)
        # Noise looks like faint print: a page has one or the other.
        noise = _noise_steps(page, plain, options)
        color = sheet_alone(page, frame.color(page, options.measure_dpi))
        steps += noise or _pale_steps(plain, color, options)
        return replace(page, preparation=Preparation(tuple(steps)))

    return prepare


def _step(treatment: Treatment, measure: str, value: float, threshold: float) -> PreparationStep:
    return PreparationStep(treatment=treatment, measure=measure, value=round(value, 4), threshold=threshold)


def _stamp_steps(page: Page, frame: PageFrame, options: PrepareOptions) -> list[PreparationStep]:
    color = sheet_alone(page, frame.color(page, options.measure_dpi))
    found = pressed_stamps(color, options.measure_dpi)
    pressed = [stamp for stamp in found if stamp.crossed >= options.least_crossed]
    if not pressed:
        return []
    x, y = page.size.width / color.shape[1], page.size.height / color.shape[0]
    most = max(stamp.crossed for stamp in pressed)
    step = _step(Treatment.STAMP_INK, "outline on print", most, options.least_crossed)
    return [replace(step, where=tuple(stamp.box.scaled(x, y) for stamp in pressed))]


def _noise_steps(page: Page, plain: Pixels, options: PrepareOptions) -> list[PreparationStep]:
    # The quality of a photograph was measured with its table.
    alone = page.warp is not None and page.warp.perspective is not None
    known = None if alone else page.quality
    quality = known or measure_quality(plain, options.measure_dpi)
    if quality.noise > options.most_noise:
        return [_step(Treatment.SMOOTH_GRAIN, "noise", quality.noise, options.most_noise)]
    if quality.noise > options.specks_below_noise:
        return []
    specks = count_specks(plain, options.measure_dpi)
    if specks > options.most_specks:
        return [_step(Treatment.CLEAR_SPECKS, "specks", specks, options.most_specks)]
    return []


def _pale_steps(plain: Pixels, color: Pixels, options: PrepareOptions) -> list[PreparationStep]:
    pale = measure_pale_print(plain, color, options.measure_dpi)
    # Where faint print stands too, clearing would eat it.
    alone = pale.crisp < options.most_faint_print
    if alone and pale.soft > max(options.most_back_print, options.plainly * pale.crisp):
        return [_step(Treatment.CLEAR_BACK_PRINT, "back print", pale.soft, options.most_back_print)]
    if pale.crisp > max(options.most_faint_print, options.plainly * pale.soft):
        return [_step(Treatment.DARKEN_FAINT_PRINT, "faint print", pale.crisp, options.most_faint_print)]
    return []


STAGE = PageStage(
    name="prepare", version="3", options=PrepareOptions, build=build, libraries=("opencv-python",)
)
