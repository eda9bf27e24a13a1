"""The data an office reads its papers by: what comes with sohoa, and over it what the office brought."""

from dataclasses import dataclass

from domain.document import UNKNOWN_TYPE
from domain.errors import ConfigError
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


def load_office_data(own: DataFolder = PACKAGED_ONLY) -> OfficeData:
    """The data in force; ConfigError names the file of the office that does not fit."""
    papers, splitting = load_papers(own=own), load_split_rules(own=own)
    refuse_unknown_types(papers, splitting, own)
    return OfficeData(
        papers=papers, numbers=read_grammar(own=own), splitting=splitting, units=load_units(own=own)
    )


def refuse_unknown_types(papers: PaperCatalog, splitting: SplitRules, own: DataFolder) -> None:
    """ConfigError when the rules of splitting name a type that there is not; one taken out may be named."""
    known = {paper.code for paper in papers.papers} | set(papers.taken_out) | {UNKNOWN_TYPE}
    if unknown := sorted(splitting.types - known):
        file = own.file(SPLITTING_FILE)
        where = SPLITTING_FILE if file is None else str(file.path)
        raise ConfigError(
            f"{where} names the paper type {unknown[0]!r}; `sohoa papers list` says which there are"
        )
