"""The free fonts that samples are set in, found by name in the system's font folders."""

from enum import Enum
from functools import cache
from pathlib import Path

from PIL import ImageFont

from domain.errors import MissingTool

FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path("/Library/Fonts"),
)


class Face(Enum):
    """A font file and the Debian package that ships it."""

    SERIF = ("Tinos-Regular.ttf", "fonts-croscore")
    SERIF_BOLD = ("Tinos-Bold.ttf", "fonts-croscore")
    SERIF_ITALIC = ("Tinos-Italic.ttf", "fonts-croscore")
    SERIF_BOLD_ITALIC = ("Tinos-BoldItalic.ttf", "fonts-croscore")
    SANS = ("Arimo-Regular.ttf", "fonts-croscore")
    SANS_BOLD = ("Arimo-Bold.ttf", "fonts-croscore")
    PEN = ("FreeSerifItalic.ttf", "fonts-freefont-ttf")
    TYPEWRITER = ("FreeMonoBold.ttf", "fonts-freefont-ttf")


@cache
def find_font(face: Face) -> Path:
    """Where the file of `face` lies; MissingTool when no font folder has it."""
    name, package = face.value
    for folder in FOLDERS:
        for path in sorted(folder.rglob(name)):
            return path
    raise MissingTool(f"the font {name} is not installed; install the Debian package {package}")


@cache
def load_font(face: Face, size_px: float) -> ImageFont.FreeTypeFont:
    # The basic layout engine gives the same positions with and without libraqm.
    return ImageFont.truetype(str(find_font(face)), size_px, layout_engine=ImageFont.Layout.BASIC)
