"""Draws the sample dossiers and their truth: python -m samples.make [--out DIR] [--seed N], from the root."""

import argparse
from pathlib import Path

from samples.dossiers import plan_dossiers
from samples.scans import scan_dossier
from samples.truth import FileTruth, write_truth

SEED = 40
HERE = Path(__file__).parent


def make_samples(out: Path, seed: int = SEED, share_of_dpi: float = 1.0) -> tuple[FileTruth, ...]:
    """Writes out/dossiers and out/truth.json: the same bytes for the same seed and libraries."""
    out.mkdir(parents=True, exist_ok=True)
    files = tuple(
        file for dossier in plan_dossiers(seed) for file in scan_dossier(dossier, out, share_of_dpi)
    )
    write_truth(files, out / "truth.json")
    return files


def main() -> None:
    parser = argparse.ArgumentParser(description="Draws scans of dossiers of invented people.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: samples)")
    parser.add_argument("--seed", type=int, default=SEED, help=f"other people and grain (default: {SEED})")
    chosen = parser.parse_args()
    files = make_samples(chosen.out, chosen.seed)
    size = sum((chosen.out / file.path).stat().st_size for file in files)
    pages = sum(file.page_count for file in files)
    print(f"{len(files)} files, {pages} pages, {size / 1e6:.1f} MB under {chosen.out}")


if __name__ == "__main__":
    main()
