import io

import numpy as np
from PIL import Image, ImageCms

from pipeline.pdf.srgb import SRGB_NAME, srgb_profile


def _profile() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))


def test_profile_names_itself_and_is_for_displays() -> None:
    assert ImageCms.getProfileDescription(_profile()).strip() == SRGB_NAME
    assert _profile().profile.device_class == "mntr"
    assert _profile().profile.xcolor_space.strip() == "RGB"


def test_colors_are_those_of_srgb() -> None:
    levels = np.linspace(0, 255, 17).astype(np.uint8)
    cube = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(17, -1, 3)
    image = Image.fromarray(np.ascontiguousarray(cube))
    seen = ImageCms.profileToProfile(image, _profile(), ImageCms.createProfile("sRGB"))
    assert seen is not None
    assert np.abs(np.asarray(seen).astype(int) - cube).max() <= 1
