"""`make demo`: digitises the sample dossiers with a test key and shows what came of them."""

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from cli import main
from pipeline.pdf.keys import make_test_key
from samples.s3_server import running

HOME = Path("var") / "demo"
S3_HOME = Path("var") / "demo-s3"
DOSSIERS = Path(__file__).parent / "dossiers"


def ready_test_key(home: Path) -> tuple[Path, Path]:
    """The demo's key and its passphrase file, made on the first run."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    key, secret = home / "test-key.p12", home / "test-key.passphrase"
    if not key.exists():
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_urlsafe(24) + "\n")
        make_test_key(key, secret.read_text().strip().encode(), datetime.now().astimezone())
    return key, secret


@contextmanager
def s3_settings(home: Path) -> Iterator[dict[str, str]]:
    """A real S3 server on this machine while the block lasts, and the settings that lead to it."""
    with running(home / "server") as server:
        place = server.place
        print(f"The store is the bucket {place.bucket} on a SeaweedFS server of this run's own.", flush=True)
        yield {
            "SOHOA_STORE": "s3",
            "SOHOA_S3_ENDPOINT": place.endpoint,
            "SOHOA_S3_BUCKET": place.bucket,
            "SOHOA_S3_ACCESS_KEY": place.access_key,
            "SOHOA_S3_SECRET_KEY": place.secret_key,
            "SOHOA_S3_CA_FILE": str(place.ca_file),
        }


def demo(store: str = "folder") -> None:
    """Runs `sohoa ingest` on the samples, under settings of its own."""
    if store not in ("folder", "s3"):
        sys.exit(f"make demo STORE={store}: there is no such store; there are folder and s3")
    for name in [name for name in os.environ if name.startswith("SOHOA_")]:
        del os.environ[name]
    if store == "folder":
        digitise(HOME)
        return
    with s3_settings(S3_HOME) as settings:
        os.environ |= settings
        digitise(S3_HOME)


def digitise(home: Path) -> None:
    """Ends the program as `sohoa ingest` does."""
    key, secret = ready_test_key(home)
    os.environ |= {
        "SOHOA_CONFIG": str(home / "sohoa.toml"),
        "SOHOA_HOME": str(home),
        "SOHOA_PROFILE": "demo",
        "SOHOA_UNIT": "demo",
        "SOHOA_KEY_PATH": str(key),
        "SOHOA_KEY_PASSPHRASE_FILE": str(secret),
        "SOHOA_KEY_KIND": "agency",
    }
    folders = sorted(str(folder) for folder in DOSSIERS.iterdir() if folder.is_dir())
    print(f"Digitising {len(folders)} sample dossiers into {home}, signing with a TEST key.", flush=True)
    sys.argv = ["sohoa", "ingest", *folders, "--out", str(home / "out")]
    main()


if __name__ == "__main__":
    demo(*sys.argv[1:2])
