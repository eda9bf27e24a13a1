"""The network of the line recogniser and its letters, out of the distribution that carries them."""

import hashlib
import json
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.errors import MissingModel, MissingTool, OcrFailed
from ocr_models.manifest import Model, read_manifest

Network = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""Pictures (1, 3, 32, width), width a multiple of 4, become log probabilities (width / 4, letters)."""


def line_models() -> tuple[Model, Model]:
    """The manifest's rows of the network and of its letters."""
    known = {model.name: model for model in read_manifest()}
    return known["line"], known["line-letters"]


def model_file(model: Model) -> Path:
    """Where the file of a model lies; MissingModel when it is not there or is not the one the manifest names.

    The distribution is looked into and never imported: its code brings tools to train with and to reach the
    network, of which nothing is needed to read.
    """
    advice = f"run `make setup`, or install {model.package} {model.package_version}"
    try:
        files = distribution(model.package).files or []
        path = Path(str(next(file.locate() for file in files if file.name == model.file)))
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except (PackageNotFoundError, StopIteration, OSError) as error:
        raise MissingModel(
            f"the model {model.file} is missing: {model.package} is not installed whole; {advice}"
        ) from error
    if digest != model.sha256:
        raise MissingModel(f"{model.file} of {model.package} is not the one that was measured; {advice}")
    return path


def parse_letters(data: bytes) -> tuple[str, ...]:
    """The letter of each class; the first is the blank and stands for none."""
    try:
        letters = tuple(json.loads(data)["chars"])
    except (ValueError, KeyError, TypeError) as error:
        raise MissingModel(
            f"the line recogniser has no table of letters: {error}; run `make setup`"
        ) from error
    return ("", *letters[1:])


def runtime_version() -> str:
    """The version of ONNX Runtime; MissingTool when it is not installed."""
    try:
        return version("onnxruntime")
    except PackageNotFoundError as error:
        raise MissingTool("onnxruntime is not installed; run `make setup`") from error


def load_network(path: Path) -> Network:
    """Loads the network to run on one core, without telemetry and without a word on stderr.

    From its file, not from bytes: the runtime keeps a copy of those, 40 MB a worker.
    """
    try:
        import onnxruntime
        from onnxruntime.capi import onnxruntime_pybind11_state as failures
    except ImportError as error:
        raise MissingTool(f"onnxruntime cannot be loaded: {error}; run `make setup`") from error
    onnxruntime.disable_telemetry_events()
    troubles = (failures.Fail, failures.RuntimeException)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # A pattern is kept for each width ever seen; lines have all widths.
    options.enable_mem_pattern = False
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except (*troubles, failures.InvalidProtobuf, failures.InvalidGraph, failures.NoSuchFile) as error:
        raise MissingModel(f"onnxruntime cannot load the line model: {error}; run `make setup`") from error
    source, target = session.get_inputs()[0].name, session.get_outputs()[0].name

    def run(pictures: NDArray[np.float32]) -> NDArray[np.float32]:
        try:
            answer = session.run([target], {source: pictures})[0]
        except troubles as error:
            raise OcrFailed(f"the line recogniser gave no text: {error}; look at the line") from error
        return np.asarray(answer, dtype=np.float32)[:, 0]

    return run
