"""Profiles from TOML: what is built in, what a file may say, and how a wrong one is named."""

from pathlib import Path

import pytest

from domain.errors import ConfigError
from pipeline.profile import PROFILES, SigningRule, load_profile

BUILT_IN = sorted(path.stem for path in PROFILES.glob("*.toml"))


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_profile_loads(name: str) -> None:
    assert load_profile(name).name == name


def test_only_the_demo_profile_signs_with_test_keys() -> None:
    assert [name for name in BUILT_IN if load_profile(name).rules.test_keys] == ["demo"]


def test_office_waits_for_a_person() -> None:
    rules = load_profile("office").rules
    assert rules.signing is SigningRule.AFTER_REVIEW
    assert rules.unknown_type_asks
    assert rules.low_quality_asks


def test_file_sets_rules_and_options_and_leaves_the_rest_alone(tmp_path: Path) -> None:
    file = tmp_path / "kho.toml"
    file.write_text(
        'title = "Kho"\n[rules]\nsigning = "auto"\n[stages.ocr]\ndpi = 200\n'
        "[stages.deskew]\nlimit_deg = 5.0\n"
    )
    profile = load_profile(str(file))
    assert (profile.name, profile.title, profile.rules.signing) == ("kho", "Kho", SigningRule.AUTO)
    assert profile.options("ocr").dpi == 200.0
    assert profile.options("deskew").limit_deg == 5.0
    assert profile.options("deskew").least_deg == type(profile.options("deskew"))().least_deg


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[rulez]\n", "rulez"),
        ("[rules]\nsign = 1\n", "sign"),
        ('[rules]\nsigning = "never"\n', "rules.signing"),
        ('[rules]\nleast_confidence = "0.5"\n', "rules.least_confidence"),
        ("[rules]\ntest_keys = 1\n", "rules.test_keys"),
        ("rules = 3\n", "rules"),
        ("[stages.scan]\n", "scan"),
        ("stages = 3\n", "stages"),
        ("[stages]\nocr = 3\n", "stages.ocr"),
        ("[stages.ocr]\ndots = 3\n", "dots"),
        ('[stages.ocr]\ndpi = "high"\n', "stages.ocr.dpi"),
        ('[stages.codes]\nsymbologies = ["EAN"]\n', "symbologies"),
        ("title = \n", "line 1"),
    ],
)
def test_wrong_file_is_named_with_the_key_that_is_wrong(tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "sai.toml"
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_profile(str(file))
    assert "sai.toml" in str(caught.value)
    assert named in str(caught.value)


def test_bytes_that_are_no_text_are_a_wrong_file(tmp_path: Path) -> None:
    file = tmp_path / "sai.toml"
    file.write_bytes(b'title = "\xff\xfe"')
    with pytest.raises(ConfigError, match=r"sai\.toml"):
        load_profile(str(file))


def test_missing_profile_lists_those_there_are() -> None:
    with pytest.raises(ConfigError, match=", ".join(BUILT_IN)):
        load_profile("kho-cu")
