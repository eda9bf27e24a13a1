"""Where tesseract's model files lie, and which ones they are."""

import hashlib
import re
from pathlib import Path

from domain.errors import MissingModel
from ocr_models.manifest import read_manifest

DEBIAN_ROOT = Path("/usr/share/tesseract-ocr")
_LANGUAGE = re.compile(r"[A-Za-z_]{2,20}")


def _release(folder: Path) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", folder.parent.name))


def find_model(name: str, folder: Path | None = None, root: Path = DEBIAN_ROOT) -> Path:
    """The file of model `name` in `folder`, or else in the newest tessdata that Debian installed.

    The environment (TESSDATA_PREFIX) is not asked: equal settings must read with equal models.
    """
    if not _LANGUAGE.fullmatch(name):
        raise MissingModel(f"{name[:40]!r} is no name of a tesseract model; use one like 'vie'")
    folders = [folder] if folder else sorted(root.glob("*/tessdata"), key=_release, reverse=True)
    for candidate in folders:
        file = candidate / f"{name}.traineddata"
        if file.is_file():
            return file
    packages = {model.name: model.package for model in read_manifest()}
    package = packages.get(name, f"tesseract-ocr-{name}")
    looked_in = folder or root / "*" / "tessdata"
    raise MissingModel(
        f"tesseract's model {name}.traineddata is not in {looked_in}: apt install {package}, "
        "or name the folder that holds it"
    )


def describe_models(library_version: str, files: tuple[Path, ...]) -> str:
    """`5.5.4 vie:79df64caf7bcfb2a`: what an engine's output depends on, in one line."""
    digests = []
    for file in files:
        try:
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
        except OSError as error:
            raise MissingModel(
                f"cannot read tesseract's model {file}: {error}; check its permissions"
            ) from error
        digests.append(f"{file.stem}:{digest[:16]}")
    return " ".join([library_version, *digests])
