"""Finds the procedure of each paper of a batch: what one paper of a dossier names holds for all of it."""

from dataclasses import replace

from domain.batch import BatchPapers, PaperLink
from domain.dossier import ProcedureLink, ProcedureOrigin
from pipeline.dossiers.procedures import ProcedureCatalog


def with_procedures(papers: BatchPapers, catalog: ProcedureCatalog) -> BatchPapers:
    """The batch with the procedure of each paper whose dossier is linked.

    Only a code of the catalog counts, and none where the papers of a dossier name several: a wrong digit is
    another procedure.
    """
    named = {paper.document: paper.procedures for paper in papers.papers}
    by_dossier: dict[str | None, set[str]] = {}
    for link in papers.links:
        if link.link is not None:
            codes = (code for code in named.get(link.document, ()) if catalog.versions_of(code))
            by_dossier.setdefault(_dossier(link), set()).update(codes)
    found = {dossier: codes.pop() for dossier, codes in by_dossier.items() if len(codes) == 1}
    return replace(papers, links=tuple(_with_procedure(link, found, catalog) for link in papers.links))


def _dossier(link: PaperLink) -> str | None:
    """The dossier's number; of papers that belong to none, each stands for itself."""
    number = None if link.link is None else link.link.number
    return number or f"={link.document}"


def _with_procedure(link: PaperLink, found: dict[str | None, str], catalog: ProcedureCatalog) -> PaperLink:
    code = found.get(_dossier(link)) if link.link is not None else None
    if code is None:
        return link
    return replace(link, procedure=procedure_link(code, catalog, ProcedureOrigin.PAPER))


def procedure_link(code: str, catalog: ProcedureCatalog, origin: ProcedureOrigin) -> ProcedureLink:
    """The link to a procedure with the name it has now; without a name where no list has the code."""
    versions = catalog.versions_of(code)
    name = versions[-1].procedure.name if versions else ""
    return ProcedureLink(code=code, name=name, origin=origin)
