"""The generated ledger that the audit is timed on is one that it finds clean."""

from pathlib import Path

import pytest

from bench import audit_ledger


def test_generated_papers_audit_clean(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["audit_ledger", "8"])
    audit_ledger.main()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "pages: 8 papers, 24 pages; 0 faults"
    assert [line.split("; ")[-1] for line in lines[:5]] == ["0 faults"] * 5
    assert lines[5].endswith(" s CPU")
