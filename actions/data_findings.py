"""Examines the data in force: whether every file of the office fits, what it rests on and when it holds."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from actions.findings import Finding, failed
from domain.errors import SohoaError
from pipeline.data_table import DataFact
from pipeline.dossiers.copies import COPIES_FILE, load_copy_marks
from pipeline.dossiers.digitisation import DIGITISATION_FILE, load_digitisation_rules
from pipeline.dossiers.enclosures import ENCLOSURES_FILE, load_enclosures
from pipeline.dossiers.metadata import METADATA_FILE, load_metadata_rules
from pipeline.dossiers.rules import load_dossier_rules
from pipeline.office_data import refuse_unknown_dossier_types, refuse_unknown_types
from pipeline.overlay import PACKAGED, DataFolder
from pipeline.papers.catalog import load_papers
from pipeline.papers.template import NO_SOURCE
from pipeline.profile import PROFILES, find_profile, load_profile
from pipeline.reading.dossier_grammar import NUMBERS_FILE, read_grammar
from pipeline.reading.split_cues import SPLITTING_FILE, load_split_rules
from pipeline.reading.units.table import UNITS_FILE, load_units

_FILES = frozenset(
    {
        NUMBERS_FILE,
        SPLITTING_FILE,
        UNITS_FILE,
        COPIES_FILE,
        ENCLOSURES_FILE,
        DIGITISATION_FILE,
        METADATA_FILE,
    }
)
_FOLDERS = frozenset({"papers", PROFILES.name})
_READ_ELSEWHERE = frozenset({"procedures", "type-model"})
"""Read by parts of sohoa that look after these themselves."""


def look_at_data(own: DataFolder, profile: str, today: date) -> tuple[Finding, ...]:
    """A finding for each set of data, for each of the office's profiles, and for files that nothing uses."""
    return (
        _profile_in_use(profile, own),
        _set("paper types", lambda: tuple(paper.fact for paper in load_papers(own=own).papers), today),
        _set("dossier numbers", lambda: read_grammar(own=own).facts, today),
        _set("rules of splitting", lambda: _splitting(own), today),
        _set("files of units", lambda: load_units(own=own).facts, today),
        *_dossier_rules(own, today),
        *_profiles(own),
        *_unused(own),
    )


def _dossier_rules(own: DataFolder, today: date) -> tuple[Finding, ...]:
    """One by one, so that every broken file is named at once."""
    return (
        _set("marks of copies", lambda: tuple(one.fact for one in load_copy_marks(own=own)), today),
        _set("enclosures", lambda: tuple(one.fact for one in load_enclosures(own=own)), today),
        _set("rules of digitising", lambda: _digitising(own), today),
        _set("rules of metadata", lambda: load_metadata_rules(own=own).facts, today),
    )


def _digitising(own: DataFolder) -> tuple[DataFact, ...]:
    rules = load_digitisation_rules(own=own)
    refuse_unknown_dossier_types(load_papers(own=own), load_dossier_rules(own))
    return tuple(rule.fact for rule in rules.rules)


def _splitting(own: DataFolder) -> tuple[DataFact, ...]:
    rules = load_split_rules(own=own)
    refuse_unknown_types(load_papers(own=own), rules, own)
    return rules.facts


def _set(what: str, load: Callable[[], tuple[DataFact, ...]], today: date) -> Finding:
    try:
        facts = load()
    except SohoaError as error:
        return failed(what, error)
    return Finding(what, _words(facts), "; ".join(_remarks(facts, today)), facts)


def _words(facts: Sequence[DataFact]) -> str:
    """3 packaged, NĐ 30/2020/NĐ-CP and 1 other source; 1 of SOHOA_HOME/data/papers/gks.toml."""
    sources = tuple(dict.fromkeys(fact.source for fact in facts if fact.origin == PACKAGED))
    more = f" and {len(sources) - 1} more (--json lists them)" if len(sources) > 1 else ""
    counts = Counter(fact.origin for fact in facts)
    parts = [f"{counts.pop(PACKAGED)} {PACKAGED}, {sources[0]}{more}"] if sources else []
    parts.extend(f"{number} of {origin}" for origin, number in counts.items())
    return "; ".join(parts)


def _remarks(facts: Sequence[DataFact], today: date) -> Iterator[str]:
    """What the office should mend in its own entries; what comes with sohoa is not its to mend."""
    for fact in facts:
        if fact.origin == PACKAGED:
            continue
        if fact.source == NO_SOURCE:
            yield f"{fact.origin} does not say which act of law {fact.name} rests on: write its source"
        if fact.valid_to is not None and fact.valid_to < today:
            yield f"{fact.name} of {fact.origin} held until {fact.valid_to}: is there one that follows it?"
        if fact.valid_from is not None and fact.valid_from > today:
            yield f"{fact.name} of {fact.origin} holds from {fact.valid_from} on, and is in force already"


def _profile_in_use(name: str, own: DataFolder) -> Finding:
    try:
        profile = load_profile(name, own)
    except SohoaError as error:
        return failed("profile", error)
    origin = find_profile(name, own).origin
    words = f"{profile.name} ({profile.title}), {origin}, signs {profile.rules.signing.value}"
    fact = DataFact(name=profile.name, origin=origin, source=profile.source)
    return Finding("profile", words, sources=(fact,))


def _profiles(own: DataFolder) -> Iterator[Finding]:
    """Each of the office's profiles: papers keep the one they came in with, so all must fit."""
    try:
        files = own.files(PROFILES.name)
    except SohoaError as error:
        yield failed("profiles", error)
        return
    for file in files:
        try:
            profile = load_profile(file.path.stem, own)
        except SohoaError as error:
            yield failed(file.origin, error)
            continue
        advice = "" if profile.source else f'{file.path} does not say who laid it down; write source = "..."'
        fact = DataFact(name=profile.name, origin=file.origin, source=profile.source)
        yield Finding(file.origin, profile.source or "no source", advice, (fact,))


def _unused(own: DataFolder) -> Iterator[Finding]:
    if own.path is None or not own.path.is_dir():
        return
    for path in sorted(own.path.rglob("*")):
        if not path.is_dir() and not _is_used(path.relative_to(own.path)):
            name = path.relative_to(own.path)
            advice = f"nothing reads {path}; remove it, or give it a name that docs/operate.md lists"
            yield Finding(f"SOHOA_HOME/data/{name}", "not used", advice)


def _is_used(name: Path) -> bool:
    if name.parts[0] in _READ_ELSEWHERE or str(name) in _FILES:
        return True
    is_data = name.suffix == ".toml" and not name.name.startswith(".")
    return len(name.parts) == 2 and name.parts[0] in _FOLDERS and is_data
