"""All rules of what a paper is in its dossier: the packaged ones, and over them the office's own."""

from dataclasses import dataclass

from pipeline.data_table import DataFact
from pipeline.dossiers.copies import CopyMark, load_copy_marks
from pipeline.dossiers.digitisation import DigitisationRules, load_digitisation_rules
from pipeline.dossiers.enclosures import EnclosureRule, load_enclosures
from pipeline.dossiers.metadata import MetadataRules, load_metadata_rules
from pipeline.overlay import PACKAGED, PACKAGED_ONLY, DataFolder


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierRules:
    """Each of them as it is in force in this office."""

    copies: tuple[CopyMark, ...]
    enclosures: tuple[EnclosureRule, ...]
    digitisation: DigitisationRules
    metadata: MetadataRules

    @property
    def facts(self) -> tuple[DataFact, ...]:
        """Where each rule comes from."""
        return (
            *(mark.fact for mark in self.copies),
            *(rule.fact for rule in self.enclosures),
            *(rule.fact for rule in self.digitisation.rules),
            *self.metadata.facts,
        )

    @property
    def own_types(self) -> frozenset[str]:
        """The types that rules of the office name; a packaged one may name a type that it does without."""
        named: set[str] = set()
        for mark in self.copies:
            named.update(mark.types if mark.fact.origin != PACKAGED else ())
        for kind in self.enclosures:
            if kind.fact.origin != PACKAGED:
                named.update(kind.types, () if kind.type is None else (kind.type,))
        for rule in self.digitisation.rules:
            named.update(rule.types or () if rule.fact.origin != PACKAGED else ())
        return frozenset(named)


def load_dossier_rules(own: DataFolder = PACKAGED_ONLY) -> DossierRules:
    """The rules in force; ConfigError names the file of the office that does not fit."""
    return DossierRules(
        copies=load_copy_marks(own=own),
        enclosures=load_enclosures(own=own),
        digitisation=load_digitisation_rules(own=own),
        metadata=load_metadata_rules(own=own),
    )
