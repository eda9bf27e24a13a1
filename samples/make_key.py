"""Makes a test key (.p12) for trials: it signs under the profile `demo` only, without legal value."""

import getpass
import sys
from datetime import datetime
from pathlib import Path

from pipeline.pdf.keys import make_test_key


def make_key() -> None:
    """`python -m samples.make_key FILE`: asks for a passphrase, or reads it from standard input."""
    target = Path(sys.argv[1])
    ask = getpass.getpass if sys.stdin.isatty() else input
    make_test_key(target, ask("Passphrase for the test key: ").encode(), datetime.now().astimezone())
    print(f"\nwrote {target}: a TEST KEY without legal value")


if __name__ == "__main__":
    make_key()
