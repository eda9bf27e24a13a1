"""Bytes that are gone, altered or in the wrong place: the audit names their paper and slot."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from actions.auditing.findings import CheckName
from domain.artifact import Artifact, MediaType
from domain.errors import KeyUnusable, SohoaError, StoreUnavailable
from domain.ids import Sha256, StepKey
from domain.ports import ArtifactStore
from engine.holdings import Holdings
from storage.memory import MemoryStore
from tests.actions.audited_office import Damaged, checked, damaged, faults, move, overwrite, sql, stored
from tests.office import Office
from tests.sheets import draw_sheet, write_pages

BYTES = CheckName.BYTES

SLOTS = {
    "source": "source file 1",
    "reading": "what was read of the page",
    "pdf": "the PDF",
    "signed": "the signed PDF",
}


def artifact_of(paper: Damaged, slot: str) -> Artifact:
    document = paper.paper.document
    found = {
        "source": document.files[0].artifact,
        "reading": paper.pages[0].value if paper.pages else None,
        "pdf": document.pdf,
        "signed": document.signed_pdf,
    }[slot]
    assert found is not None
    return found


@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize("slot", SLOTS)
def test_lost_bytes_are_named_by_paper_and_slot(audited: Office, slot: str, quick: bool) -> None:
    paper = damaged(audited, "don")
    stored(audited, artifact_of(paper, slot)).unlink()
    fault = paper.fault(BYTES, rf"^{SLOTS[slot]} \([0-9a-f]{{64}}\) is not in the store", quick=quick)
    assert fault.page == (1 if slot == "reading" else None)


@pytest.mark.parametrize("slot", SLOTS)
def test_flipped_byte_is_found_by_reading(audited: Office, slot: str) -> None:
    paper = damaged(audited, "don")
    path = stored(audited, artifact_of(paper, slot))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    overwrite(path, bytes(data))
    paper.fault(BYTES, rf"^{SLOTS[slot]} .* is damaged", quick=False)
    assert faults(audited, quick=True) == [], "--quick says that it reads nothing"


@pytest.mark.parametrize("name", ["mat", "hong", "moi", "mot-trang-hong"])
@pytest.mark.parametrize("quick", [True, False])
def test_bytes_of_a_paper_that_is_not_cleared_lie_in_the_spool(
    audited: Office, name: str, quick: bool
) -> None:
    paper = damaged(audited, name)
    path = stored(audited, artifact_of(paper, "source"), "spool")
    data = path.read_bytes()
    overwrite(path, data[:-1])
    if not quick:
        paper.fault(BYTES, "source file 1 .* is damaged", quick=False)
    path.unlink()
    paper.fault(BYTES, "source file 1 .* is not in spool and store", quick=quick)


@pytest.mark.parametrize("quick", [True, False])
def test_cleared_paper_whose_bytes_are_in_the_spool_only_is_named(audited: Office, quick: bool) -> None:
    paper = damaged(audited, "don")
    source = artifact_of(paper, "source")
    audited.holdings.spool.put(stored(audited, source).read_bytes(), source.media_type)
    assert faults(audited, quick=quick) == []
    audited.holdings.store.delete(source.sha256)
    paper.fault(BYTES, "source file 1 .* is not in the store", quick=quick)


def test_damaged_copy_in_the_spool_is_found_beside_a_sound_one_in_the_store(audited: Office) -> None:
    """The engine reads in the spool first."""
    paper = damaged(audited, "don")
    source = artifact_of(paper, "source")
    audited.holdings.spool.put(stored(audited, source).read_bytes(), source.media_type)
    overwrite(stored(audited, source, "spool"), b"other bytes")
    paper.fault(BYTES, "source file 1 .* is damaged", quick=False)


def test_sound_bytes_in_the_spool_do_not_excuse_another_paper_that_is_cleared(audited: Office) -> None:
    """Two papers name the same bytes, and the first that is looked at may have them in the spool."""
    waiting, filed = damaged(audited, "moi"), damaged(audited, "don")
    source = artifact_of(filed, "source")
    audited.holdings.spool.put(stored(audited, source).read_bytes(), source.media_type)
    audited.holdings.store.delete(source.sha256)
    sql(audited, "update documents set arrival = -1 where id = ?", waiting.paper.document.id)
    sql(audited, "update batches set arrival = -1 where id = ?", waiting.paper.document.batch)
    waiting.set("files[0].artifact.sha256", source.sha256)
    waiting.set("files[0].artifact.size", source.size)
    named = {(fault.document, name) for name, fault in faults(audited)}
    assert (filed.paper.document.id, BYTES) in named
    assert (waiting.paper.document.id, BYTES) not in named


def test_size_that_the_bytes_do_not_have_is_named(audited: Office) -> None:
    paper = damaged(audited, "don")
    size = artifact_of(paper, "signed").size
    paper.set("signed_pdf.size", size + 1)
    paper.fault(BYTES, f"has {size} bytes, its row says {size + 1}", quick=False)


def test_rows_that_disagree_on_a_size_are_named_without_reading(audited: Office) -> None:
    paper = damaged(audited, "da-ky")
    paper.set("pdf.size", 7)
    paper.fault(BYTES, "has another size in another row")


def test_row_missing_among_the_bytes_in_use_is_named(audited: Office) -> None:
    paper = damaged(audited, "don")
    where = "delete from files where slot = 'signed' and document = ?"
    sql(audited, where, paper.paper.document.id)
    paper.fault(BYTES, "the signed PDF .* is missing among the bytes in use")


def remember(paper: Damaged, artifact: Artifact) -> None:
    row = paper.paper
    move(paper.office, row, (row.document, row.state), steps=((StepKey("k"), artifact),))


@pytest.mark.parametrize("quick", [True, False])
def test_lost_answer_of_a_step_is_told(audited: Office, quick: bool) -> None:
    remember(damaged(audited, "don"), Artifact(Sha256("a" * 64), 5, MediaType.JSON))
    ((name, fault),) = faults(audited, quick=quick)
    assert name is BYTES
    assert "what a step remembers (aaaa" in fault.what


def test_altered_answer_of_a_step_is_told(audited: Office) -> None:
    artifact = audited.holdings.store.put(b"an answer", MediaType.JSON)
    remember(damaged(audited, "don"), artifact)
    assert faults(audited) == []
    overwrite(stored(audited, artifact), b"another")
    ((_name, fault),) = faults(audited)
    assert "is damaged" in fault.what


def test_orphans_are_counted_and_no_fault(audited: Office) -> None:
    for place in (audited.holdings.store, audited.holdings.spool):
        for word in (b"one", b"two"):
            place.put(word + str(place).encode(), MediaType.OTHER)
    audited.holdings.spool.put(b"three", MediaType.OTHER)
    (result,) = (result for result in checked(audited) if result.name is BYTES)
    counts = {counted.what: counted.number for counted in result.counted}
    assert result.faults == ()
    assert (counts["orphans in the store"], counts["orphans in the spool"]) == (2, 3)


@dataclass
class Sick:
    """A store that fails for one object, or for all of them when `away`."""

    inner: ArtifactStore
    bad: Sha256
    away: bool = False
    error: SohoaError = field(default_factory=lambda: StoreUnavailable("the store does not answer; mend it"))

    def _ail(self, digest: Sha256) -> None:
        if self.away or digest == self.bad:
            raise self.error

    def has(self, sha256: Sha256) -> bool:
        self._ail(sha256)
        return self.inner.has(sha256)

    def stream(self, artifact: Artifact) -> Iterator[bytes]:
        self._ail(artifact.sha256)
        return self.inner.stream(artifact)

    def digests(self) -> Iterator[Sha256]:
        return iter([digest for digest in self.inner.digests() if digest != self.bad])

    def local(self, artifact: Artifact) -> AbstractContextManager[Path]:
        self._ail(artifact.sha256)
        return self.inner.local(artifact)

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)


@pytest.mark.parametrize("quick", [True, False])
def test_store_that_fails_for_one_object_is_a_fault_of_that_object(audited: Office, quick: bool) -> None:
    paper = damaged(audited, "don")
    sick = Sick(audited.holdings.store, artifact_of(paper, "source").sha256)
    audited.holdings = replace(audited.holdings, store=as_store(sick))
    paper.fault(BYTES, "source file 1 .* cannot be read: the store does not answer", quick=quick)


def test_object_sealed_under_a_key_that_is_gone_is_a_fault_of_that_object(audited: Office) -> None:
    paper = damaged(audited, "don")
    pdf, error = artifact_of(paper, "pdf"), KeyUnusable("the key k1 is not in the ring; put it back")
    sick = Sick(audited.holdings.store, pdf.sha256, error=error)
    audited.holdings = replace(audited.holdings, store=as_store(sick))
    paper.fault(BYTES, "the PDF .* cannot be read: the key k1 is not in the ring", quick=False)


@pytest.mark.parametrize("quick", [True, False])
def test_store_that_is_away_ends_the_audit(audited: Office, quick: bool) -> None:
    sick = Sick(audited.holdings.store, artifact_of(damaged(audited, "don"), "source").sha256, away=True)
    audited.holdings = replace(audited.holdings, store=as_store(sick))
    with pytest.raises(StoreUnavailable, match="does not answer"):
        checked(audited, quick=quick)


def as_store(sick: Sick) -> ArtifactStore:
    store: ArtifactStore = sick  # type: ignore[assignment]  # the rest is found by __getattr__
    return store


def test_store_in_memory_is_audited_as_well(audited: Office) -> None:
    memory = MemoryStore()
    for digest in audited.holdings.store.digests():
        path = stored(audited, Artifact(digest, 0, MediaType.OTHER))
        memory.put(path.read_bytes(), MediaType.OTHER)
    audited.holdings = Holdings(spool=audited.holdings.spool, store=memory)
    assert faults(audited) == []


def test_crash_of_the_secrecy_gate_is_mended_by_the_next_run(
    audited: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The readings are deleted, and the paper does not know it yet."""

    def crash(*_args: object) -> None:
        raise KeyboardInterrupt

    audited.reader.stamp = "MẬT"
    audited.receive(write_pages(tmp_path / "mật.pdf", draw_sheet("một"), draw_sheet("hai", stamp="MẬT")))
    with monkeypatch.context() as patched:
        patched.setattr("engine.record_pages.stopped_pages", crash)
        with pytest.raises(KeyboardInterrupt):
            audited.run()
    fault = damaged(audited, "mật").fault(BYTES, "what was read of the page .* is not in spool and store")
    assert "let a run of `sohoa ingest` end" in fault.advice
    audited.run()
    assert faults(audited) == []


def test_every_use_of_the_same_damaged_bytes_is_named(audited: Office) -> None:
    paper = damaged(audited, "da-ky")
    stored(audited, artifact_of(paper, "source")).unlink()
    paper.fault(BYTES, "^the PDF .* is not in the store")
    paper.fault(BYTES, "^source file 1 .* is not in the store")
