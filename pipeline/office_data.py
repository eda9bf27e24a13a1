"""The data an office reads its papers by: what comes with sohoa, and over it what the office brought."""

from dataclasses import dataclass

from domain.document import UNKNOWN_TYPE
from domain.errors import ConfigError
from pipeline.dossiers.rules import DossierRules, load_dossier_rules
from pipeline.overlay import PACKAGED_ONLY, DataFolder
from pipeline.papers.catalog import PaperCatalog, load_papers
from pipeline.reading.dossier_grammar import DossierGrammar, read_grammar
from pipeline.reading.split_cues import SPLITTING_FILE, SplitRules, load_split_rules
from pipeline.reading.units.table import UnitTable, load_units


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeData:
    """All of it, made once a process and handed down."""

    papers: PaperCatalog
    numbers: DossierGrammar
    """Shapes of dossier numbers."""
    splitting: SplitRules
    units: UnitTable
    """Provinces and communes."""
    dossiers: DossierRules
    """What a paper is in its dossier, and whether it is digitised."""


def load_office_data(own: DataFolder = PACKAGED_ONLY) -> OfficeData:
    """The data in force; ConfigError names the file of the office that does not fit."""
    papers, splitting, dossiers = load_papers(own=own), load_split_rules(own=own), load_dossier_rules(own)
    refuse_unknown_types(papers, splitting, own)
    refuse_unknown_dossier_types(papers, dossiers)
    return OfficeData(
        papers=papers,
        numbers=read_grammar(own=own),
        splitting=splitting,
        units=load_units(own=own),
        dossiers=dossiers,
    )


def refuse_unknown_types(papers: PaperCatalog, splitting: SplitRules, own: DataFolder) -> None:
    """ConfigError when the rules of splitting name a type that there is not; one taken out may be named."""
    if unknown := sorted(splitting.types - _nameable(papers)):
        file = own.file(SPLITTING_FILE)
        where = SPLITTING_FILE if file is None else str(file.path)
        raise ConfigError(
            f"{where} names the paper type {unknown[0]!r}; `sohoa papers list` says which there are"
        )


def refuse_unknown_dossier_types(papers: PaperCatalog, dossiers: DossierRules) -> None:
    """ConfigError when a rule of the office for its dossiers names a type that there is not."""
    if unknown := sorted(dossiers.own_types - _nameable(papers)):
        raise ConfigError(
            "copies.toml, enclosures.toml or digitisation.toml in SOHOA_HOME/data names the paper type "
            f"{unknown[0]!r}; `sohoa papers list` says which there are"
        )


def _nameable(papers: PaperCatalog) -> frozenset[str]:
    return frozenset(paper.code for paper in papers.papers) | {*papers.taken_out, UNKNOWN_TYPE}
