"""Measures what sealing costs a store: python -m bench.sealing."""

import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.machine import this_machine
from domain.artifact import Artifact, MediaType
from domain.ids import Sha256
from storage.folder import FolderStore
from storage.keyring import Keyring, new_key
from storage.sealing import Vault

RUNS = 5
SIZES = {
    "page reading, 20 kB": (20_000, 200),
    "scan, 1 MB": (1_000_000, 50),
    "paper, 100 MB": (100_000_000, 1),
}
"""What a store holds: bytes of each, and how many are put and read in a run."""
_MB = 1_000_000


def main() -> None:
    machine = this_machine()
    print(f"{machine.cpu}, load {machine.load:.2f}, commit {machine.commit}, Python {machine.python}")
    ring = Keyring((new_key(datetime.now(UTC)),))
    vault = Vault(lambda: ring)
    _pure(vault)
    print("| artifact | step | wall ms, plain | sealed | CPU ms, plain | sealed |")
    print("| --- | --- | ---: | ---: | ---: | ---: |")
    for name, (size, count) in SIZES.items():
        plain, sealed = ([_store_costs(kind, size, count) for _ in range(RUNS)] for kind in (None, vault))
        for number, step in enumerate(("put", "read", "local")):
            walls = [min(run[number].wall_ms for run in runs) for runs in (plain, sealed)]
            cpus = [min(run[number].cpu_ms for run in runs) for runs in (plain, sealed)]
            print(f"| {name} | {step} | {' | '.join(f'{one:.2f}' for one in (*walls, *cpus))} |")


def _pure(vault: Vault) -> None:
    """Sealing and opening in memory, without digest and disk."""
    data = os.urandom(64 * _MB)
    digest = Sha256(hashlib.sha256(data).hexdigest())
    blocks = [data[at : at + (1 << 20)] for at in range(0, len(data), 1 << 20)]
    container = list(vault.seal(digest, blocks))
    print(f"seal: {_speed(len(data), lambda: sum(map(len, vault.seal(digest, blocks)))):.0f} MB/s")
    print(f"unseal: {_speed(len(data), lambda: sum(map(len, vault.unseal(digest, container)))):.0f} MB/s")
    print(f"SHA-256, which both stores pay for: {_speed(len(data), lambda: hashlib.sha256(data)):.0f} MB/s")


def _speed(size: int, work: Callable[[], object]) -> float:
    """Megabytes a second of the best run."""
    return size / 1000 / min(_cost(work, 1).wall_ms for _ in range(RUNS))


@dataclass(frozen=True, slots=True)
class Cost:
    """What one artifact takes."""

    wall_ms: float
    cpu_ms: float


def _cost(work: Callable[[], object], count: int) -> Cost:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    spent = time.perf_counter() - wall, time.process_time() - cpu
    return Cost(*(one * 1000 / count for one in spent))


def _store_costs(vault: Vault | None, size: int, count: int) -> tuple[Cost, Cost, Cost]:
    """To put, to read, and to have as a file, one artifact of the size."""
    contents = [os.urandom(size) for _ in range(count)]
    # On the disk that is measured, not in a /tmp that may be memory.
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        store = FolderStore(Path(folder) / "store", vault)
        kept: list[Artifact] = []

        def have() -> None:
            for one in kept:
                with store.local(one):
                    pass

        return (
            _cost(lambda: kept.extend(store.put(data, MediaType.OTHER) for data in contents), count),
            _cost(lambda: [store.read(one) for one in kept], count),
            _cost(have, count),
        )


if __name__ == "__main__":
    main()
