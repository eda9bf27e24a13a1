"""A drawn page in the place of an opened file, for measuring single stages."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.geometry import Dpi, Operation, Size
from domain.image import ColorMode, EncodedImage, PageImage


@dataclass(frozen=True, slots=True)
class DrawnSource:
    """RGB pixels of a known resolution, as a scanner's picture of them would be opened."""

    rgb: NDArray[np.uint8]
    dpi: float
    in_color: bool = False
    """Gray unless it is asked for: most stages look at nothing else."""

    @property
    def image(self) -> PageImage:
        height, width = self.rgb.shape[:2]
        return PageImage(
            size=Size(width, height),
            dpi=Dpi(self.dpi, self.dpi),
            dpi_known=True,
            mode=ColorMode.COLOR if self.in_color else ColorMode.GRAY,
            coding=None,
        )

    @property
    def operations(self) -> tuple[Operation, ...]:
        return ()

    @property
    def existing_text(self) -> str | None:
        return None

    def encoded(self) -> EncodedImage | None:
        return None

    def pixels(self) -> NDArray[np.uint8]:
        if self.in_color:
            return self.rgb
        return np.asarray(cv2.cvtColor(self.rgb, cv2.COLOR_RGB2GRAY), np.uint8)
