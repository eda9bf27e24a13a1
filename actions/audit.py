"""Proves that no page was lost: ledger, events, spool and store must agree. It changes nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from actions.auditing.chains import check_batch_chain, check_paper_chain
from actions.auditing.counts import (
    NumbersGiven,
    batches_of,
    check_arrivals,
    check_columns,
    check_dossiers,
    check_ordinals,
    check_readings,
    check_twins,
    states_of,
)
from actions.auditing.cuts import check_cuts
from actions.auditing.evidence import BatchEvidence, PaperEvidence, Witness, is_cut
from actions.auditing.findings import RESTORE_BYTES, RESTORE_LEDGER, CheckName, CheckResult, Finding, Tally
from actions.auditing.pages import check_pages
from actions.auditing.shelves import (
    Shelves,
    check_bytes,
    check_in_use,
    check_left_out,
    check_pdf,
    check_shredded,
    is_shredded,
    names,
)
from actions.auditing.signatures import check_signature, open_intents
from domain.actor import Actor
from domain.artifact import Artifact, MediaType
from domain.event import EventKind
from domain.ids import BatchId, Sha256
from domain.ledger import Indexed, PageState
from domain.lifecycle import State
from domain.ports import Ledger
from engine.holdings import Holdings
from pipeline.sources.source import Limits, open_source

_TRIES = 5
"""How often a batch that changes while it is looked at is taken anew."""

Faults = list[tuple[CheckName, Finding]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Auditor:
    """The ports an audit needs. `quick` reads no bytes: it only asks whether they are there."""

    ledger: Ledger
    holdings: Holdings
    quick: bool = False


def audit(
    actor: Actor, auditor: Auditor, seen: Callable[[int], None] = lambda _papers: None
) -> tuple[CheckResult, ...]:
    """The checks over all papers the actor may see; `seen` is told how many papers each step went on.

    A damaged row or object is a fault of that item. StoreUnavailable and the like when the store or
    the ledger as a whole does not answer.
    """
    return _Audit(actor, auditor).run(seen)


class _Audit:
    """One audit: what was read at its start, and what was found so far."""

    def __init__(self, actor: Actor, auditor: Auditor) -> None:
        self._witness = Witness(auditor.ledger, actor.scope)
        self._ledger, self._scope = auditor.ledger, actor.scope
        self._shelves = Shelves(auditor.holdings, None if auditor.quick else count_pages)
        # In this order: papers and bytes that come in from now on are only missing in the older answer.
        self._entries = auditor.ledger.index(actor.scope)
        self._in_use = auditor.ledger.artifacts_in_use()
        self._revisions = {entry.document: entry.revision for entry in self._entries}
        self._unnamed = set(self._in_use)
        self._live: set[Sha256] = set()
        self._shredded: list[PaperEvidence] = []
        self._given = NumbersGiven()
        self._tally = Tally()

    def run(self, seen: Callable[[int], None]) -> tuple[CheckResult, ...]:
        grouped = batches_of(self._entries)
        listed, all_decode = self._witness.batches()
        for batch in dict.fromkeys((*listed, *grouped)):
            if not all_decode or batch not in listed:
                self._check_batch_row(batch)
            evidence, faults = self._settled(batch, grouped.get(batch, ()))
            for name, fault in faults:
                self._tally.add(name, (fault,))
            self._count(evidence)
            seen(len(evidence.papers))
        self._check_all_together()
        return self._tally.results()

    def _check_batch_row(self, batch: BatchId) -> None:
        if not self._witness.batch_decodes(batch):
            fault = Finding(batch=batch, what="its row is gone or does not decode", advice=RESTORE_LEDGER)
            self._tally.add(CheckName.COUNTS, (fault,))

    def _settled(self, batch: BatchId, entries: tuple[Indexed, ...]) -> tuple[BatchEvidence, Faults]:
        """The batch and its faults, all of one moment: an engine may be working on it meanwhile."""
        taken = self._witness.take(batch, entries)
        faults = self._faults(taken)
        for _try in range(_TRIES):
            if not faults:
                break
            again = self._witness.take(batch, self._ledger.index(self._scope, batch=batch))
            if again.mark == taken.mark:
                break
            taken, faults = again, self._faults(again)
        return taken, faults

    def _faults(self, batch: BatchEvidence) -> Faults:
        found: Faults = [(CheckName.CHAINS, fault) for fault in check_batch_chain(batch)]
        found.extend((CheckName.COUNTS, fault) for fault in check_arrivals(batch))
        found.extend((CheckName.PAGES, fault) for fault in check_cuts(batch))
        for paper in batch.papers:
            found.extend((CheckName.PAGES, fault) for fault in self._page_faults(paper))
            found.extend((CheckName.BYTES, fault) for fault in self._byte_faults(paper))
            found.extend((CheckName.CHAINS, fault) for fault in check_paper_chain(paper))
            found.extend((CheckName.COUNTS, fault) for fault in check_readings(paper))
            found.extend((CheckName.COUNTS, fault) for fault in check_columns(paper))
            found.extend((CheckName.SIGNATURES, fault) for fault in check_signature(paper))
        return found

    def _page_faults(self, paper: PaperEvidence) -> Iterator[Finding]:
        yield from check_pages(paper)
        if not paper.damaged_pages:
            read = [page for page in paper.pages if page.state is PageState.READ]
            yield from check_left_out(paper, read)
            yield from check_pdf(paper, len(read), self._shelves)

    def _byte_faults(self, paper: PaperEvidence) -> Iterator[Finding]:
        yield from check_bytes(paper, self._shelves)
        if self._revisions.get(paper.entry.document) == paper.entry.revision:
            yield from check_in_use(paper, self._in_use)

    def _count(self, batch: BatchEvidence) -> None:
        tally, papers = self._tally, batch.papers
        # A page counts once, in what came in; a stack that was cut is no paper any more.
        in_force = [paper for paper in papers if paper.row is None or paper.row.state is not State.CUT]
        tally.count(CheckName.PAGES, "papers", len(in_force))
        tally.count(CheckName.PAGES, "pages", sum(len(one.pages) for one in papers if not is_cut(one)))
        tally.count(CheckName.CHAINS, "chains", 1)
        tally.count(CheckName.CHAINS, "events", len(batch.events or ()))
        for paper in papers:
            self._given.add(paper)
            digests = {named.artifact.sha256 for named in names(paper)}
            self._unnamed -= digests
            if is_shredded(paper):
                self._shredded.append(paper)
            else:
                self._live |= digests
            signed = len(paper.told(EventKind.SIGNED))
            tally.count(CheckName.SIGNATURES, "signatures", signed)
            tally.add(CheckName.SIGNATURES, (), open_intents(paper))

    def _check_all_together(self) -> None:
        tally = self._tally
        tally.add(CheckName.COUNTS, check_ordinals(self._entries, self._given))
        tally.add(CheckName.COUNTS, check_twins(self._entries))
        dossiers, faults = check_dossiers(self._ledger, self._scope)
        tally.add(CheckName.COUNTS, faults)
        tally.count(CheckName.COUNTS, "dossiers", dossiers)
        for state, papers in states_of(self._entries).items():
            tally.count(CheckName.COUNTS, state, papers)
        tally.count(CheckName.BYTES, "artifacts in use", len(self._in_use))
        tally.count(CheckName.BYTES, "artifacts read", self._shelves.read)
        if self._scope.units is None:
            self._check_rest()

    def _check_rest(self) -> None:
        """What no paper names: answers that steps keep, orphans, what should have been erased.

        Only who sees every unit can tell.
        """
        for paper in self._shredded:
            self._tally.add(CheckName.BYTES, check_shredded(paper, self._shelves, self._live))
        steps = self._unnamed & self._ledger.artifacts_in_use() if self._unnamed else frozenset[Sha256]()
        for digest in sorted(steps):
            artifact = Artifact(digest, 0, MediaType.OTHER)
            fault = self._shelves.fault(artifact, cleared=False, sized=False)
            if fault is not None:
                what = f"what a step remembers ({digest}) {fault}"
                self._tally.add(CheckName.BYTES, (Finding(what=what, advice=RESTORE_BYTES),))
        for place, listed in (("store", self._shelves.in_store), ("spool", self._shelves.in_spool)):
            self._tally.count(CheckName.BYTES, f"orphans in the {place}", len(listed - self._in_use))


def count_pages(path: Path) -> int:
    """The pages of a PDF; an InputError when it does not open."""
    # Several files make one paper, so it may have more pages than a file that comes in.
    with open_source(path, MediaType.PDF, Limits(max_pages=1_000_000)) as source:
        return source.page_count
