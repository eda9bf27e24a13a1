"""Profiles: what an office wants done with its papers, read from TOML."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from domain.codec import from_json
from domain.errors import ConfigError
from pipeline.catalog import STAGE_NAMES, load_stage
from pipeline.overlay import PACKAGED_ONLY, DataFile, DataFolder

PROFILES = Path(__file__).parent / "profiles"


class SigningRule(StrEnum):
    AFTER_REVIEW = "after_review"
    """A personal key signs what its owner has accepted; other keys what has no open question."""
    AUTO = "auto"
    """An agency or archive key signs what has no open question; a personal key is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What makes a paper wait for a person, and when it is signed."""

    signing: SigningRule = SigningRule.AFTER_REVIEW
    test_keys: bool = False
    """Signs with a test key (policy OID 2.999.48.1), which gives a signature of no legal value."""
    unknown_type_asks: bool = True
    low_quality_asks: bool = True
    """Asks for a new scan when a page is unreadable or the words are unsure."""
    component_asks: bool = True
    """Asks which component of a known procedure a paper is, where the paper does not tell."""
    least_confidence: float = 0.6
    """Mean confidence of a paper's words below which its quality is a question, 0 to 1."""


@dataclass(frozen=True, slots=True)
class StageOptions:
    """Options of one stage as the profile gives them, to be read by that stage's option class."""

    stage: str
    options: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A named set of rules and stage options."""

    name: str
    title: str
    rules: Rules
    stages: tuple[StageOptions, ...] = ()
    source: str = ""
    """Who laid it down, or the act of law it follows."""

    def options(self, stage: str) -> Any:
        """An instance of the stage's option class; its defaults where the profile says nothing."""
        for given in self.stages:
            if given.stage == stage:
                return given.options
        return load_stage(stage).options()


def load_profile(name: str, own: DataFolder = PACKAGED_ONLY) -> Profile:
    """The office's profile of that name, else the built-in one, or the one in the TOML file `name`.

    ConfigError names the file and the key that is wrong.
    """
    file = find_profile(name, own)
    if not file.path.is_file():
        built_in = ", ".join(sorted(path.stem for path in PROFILES.glob("*.toml")))
        brought = ", ".join(one.path.stem for one in own.files(PROFILES.name)) or "none"
        raise ConfigError(
            f"there is no profile {name!r}; built in are {built_in}, the office's own are {brought}; "
            "a file must end in .toml"
        )
    try:
        return _profile(file.path.stem, tomllib.loads(file.read()))
    except (ValueError, TypeError, RecursionError) as error:
        raise ConfigError(f"profile {file.path}: {error}; mend the file") from error


def find_profile(name: str, own: DataFolder) -> DataFile:
    """The file of that profile, which need not exist, and whose it is."""
    if name.endswith(".toml"):
        return DataFile(Path(name), name)
    return own.file(f"{PROFILES.name}/{name}.toml") or DataFile(PROFILES / f"{name}.toml")


def _profile(name: str, data: dict[str, Any]) -> Profile:
    unknown = data.keys() - {"title", "rules", "stages", "source"}
    if unknown:
        raise ValueError(f"unknown keys {sorted(unknown)}")
    stages = data.get("stages", {})
    if not isinstance(stages, dict):
        raise TypeError("stages: expected a table for each stage")
    wrong = stages.keys() - set(STAGE_NAMES)
    if wrong:
        raise ValueError(f"no such stages: {sorted(wrong)}")
    return Profile(
        name=name,
        title=from_json(str, data.get("title", name), "title"),
        source=from_json(str, data.get("source", ""), "source"),
        rules=from_json(Rules, data.get("rules", {}), "rules"),
        stages=tuple(
            StageOptions(stage, from_json(load_stage(stage).options, options, f"stages.{stage}"))
            for stage, options in stages.items()
        ),
    )
