"""Makes a test key (.p12) for trials: it signs under the profile `demo` only, without legal value."""

import argparse
import getpass
import sys
from datetime import datetime
from pathlib import Path

from domain.errors import SohoaError
from pipeline.pdf.keys import make_test_key


def make_key() -> None:
    """`python -m samples.make_key FILE`: asks for a passphrase, or reads it from standard input."""
    parser = argparse.ArgumentParser(prog="python -m samples.make_key", description=__doc__)
    parser.add_argument("file", type=Path, help="the .p12 file to make")
    target: Path = parser.parse_args().file
    ask = getpass.getpass if sys.stdin.isatty() else input
    passphrase = ask("Passphrase for the test key: ")
    if not passphrase:
        raise SystemExit("the passphrase must not be empty; nothing was made")
    try:
        make_test_key(target, passphrase.encode(), datetime.now().astimezone())
    except (SohoaError, OSError) as error:
        raise SystemExit(f"{error}; nothing was made") from error
    print(f"\nwrote {target}: a TEST KEY without legal value")


if __name__ == "__main__":
    make_key()
