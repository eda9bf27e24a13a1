from pathlib import Path

import pytest

from storage.keyring import RingFile
from tests.conftest import CommandLine
from tests.home import kept_in_plain
from tests.sheets import HIDDEN, draw_sheet, write_jpeg


@pytest.fixture
def sealed(sohoa: CommandLine, tmp_path: Path) -> CommandLine:
    """The command line with a store that has keys, and a paper of which a part was there before them."""
    sohoa("ingest", write_jpeg(tmp_path / "truoc.jpg", draw_sheet("trước")), "--no-dossier")
    assert sohoa("keys", "new", "store.keys") == 0
    sohoa.set(store_keys=tmp_path / "store.keys")
    sohoa("ingest", write_jpeg(tmp_path / "sau.jpg", draw_sheet("sau")), "--no-dossier")
    return sohoa


def test_commands_list_rotate_and_retire(sealed: CommandLine) -> None:
    places = [(key["place"], key["current"], key["artifacts"]) for key in sealed.json("keys", "list")]
    assert places == [("spool", True, 0), ("store", True, 3), ("store", False, 3)]
    assert kept_in_plain(sealed.home, HIDDEN.encode())
    assert sealed("keys", "rotate") == 0
    assert "store: 6 artifacts sealed anew under" in sealed.err
    assert kept_in_plain(sealed.home, HIDDEN.encode(), b"%PDF-") == []
    assert sealed("keys", "list") == 0
    assert [line.split("\t")[3] for line in sealed.out.splitlines()[1:]] == [
        "current",
        "reads",
        "current",
        "reads",
    ]
    assert sealed("keys", "retire", "--store") == 0
    found = [(key["place"], key["artifacts"]) for key in sealed.json("keys", "list")]
    assert found == [("spool", 0), ("spool", 0), ("store", 6)]
    assert sealed("status") == 0
    assert sealed("verify") == 0


def test_only_the_asked_place_is_rotated(sealed: CommandLine) -> None:
    before = {key["place"]: key["id"] for key in sealed.json("keys", "list") if key["current"]}
    assert sealed("keys", "rotate", "--spool") == 0
    after = {key["place"]: key["id"] for key in sealed.json("keys", "list") if key["current"]}
    assert after["store"] == before["store"]
    assert after["spool"] != before["spool"]


def test_no_key_is_ever_printed(sealed: CommandLine, tmp_path: Path) -> None:
    rings = [RingFile(path) for path in (tmp_path / "store.keys", sealed.home / "keys" / "spool.keys")]
    printed = ""
    for words in (("keys", "list"), ("keys", "list", "--json"), ("keys", "rotate"), ("keys", "retire")):
        secrets = [key.secret.hex() for ring in rings for key in ring.read().keys]
        assert sealed(*words) == 0
        printed += sealed.out + sealed.err
        secrets += [key.secret.hex() for ring in rings for key in ring.read().keys]
        assert not [secret for secret in secrets if secret in printed]


def test_wrong_ring_ends_with_an_operators_error(sohoa: CommandLine, tmp_path: Path) -> None:
    sohoa.set(store_keys=tmp_path / "no.keys")
    assert sohoa("status") == 3
    assert "no.keys" in sohoa.err
    assert "sohoa keys new" in sohoa.err
    assert sohoa("keys", "new", "a.keys") == 0
    assert sohoa("keys", "new", "a.keys") == 2
    sohoa.set(store_keys=tmp_path / "a.keys")
    (tmp_path / "a.keys").chmod(0o644)
    assert sohoa("status") == 3
    assert "chmod 600" in sohoa.err
    sohoa.set(store_keys=sohoa.home / "keys" / "spool.keys")
    assert sohoa("status") == 3
    assert "spool's own" in sohoa.err


def test_store_without_keys_has_none_to_rotate(sohoa: CommandLine) -> None:
    assert sohoa("keys", "rotate", "--store") == 3
    assert "sohoa keys new" in sohoa.err
    assert [key["place"] for key in sohoa.json("keys", "list")] == ["spool"]


def test_store_whose_keys_are_no_longer_set_says_which_key_is_wanted(sealed: CommandLine) -> None:
    (key,) = (key["id"] for key in sealed.json("keys", "list") if key["place"] == "store" and key["current"])
    sealed.patch.delenv("SOHOA_STORE_KEYS")
    assert sealed("verify") == 3
    assert key in sealed.err
