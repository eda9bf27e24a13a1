"""`make demo`: digitises the sample dossiers with a test key and shows what came of them."""

import os
import secrets
import sys
from datetime import datetime
from pathlib import Path

from cli import main
from pipeline.pdf.keys import make_test_key

HOME = Path("var") / "demo"
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


def demo() -> None:
    """Runs `sohoa ingest` on the samples, under settings of its own."""
    for name in [name for name in os.environ if name.startswith("SOHOA_")]:
        del os.environ[name]
    key, secret = ready_test_key(HOME)
    os.environ |= {
        "SOHOA_CONFIG": str(HOME / "sohoa.toml"),
        "SOHOA_HOME": str(HOME),
        "SOHOA_PROFILE": "demo",
        "SOHOA_UNIT": "demo",
        "SOHOA_KEY_PATH": str(key),
        "SOHOA_KEY_PASSPHRASE_FILE": str(secret),
        "SOHOA_KEY_KIND": "agency",
    }
    folders = sorted(str(folder) for folder in DOSSIERS.iterdir() if folder.is_dir())
    print(f"Digitising {len(folders)} sample dossiers into {HOME}, signing with a TEST key.", flush=True)
    sys.argv = ["sohoa", "ingest", *folders, "--out", str(HOME / "out")]
    main()


if __name__ == "__main__":
    demo()
