"""The choice of a store by settings."""

from pathlib import Path
from typing import Any

import pytest

from adapters import open_store
from config import Settings
from domain.errors import ConfigError
from storage.folder import FolderStore
from storage.s3 import S3Store

HIDDEN = "bi-mat-cua-kho"


@pytest.fixture
def s3(tmp_path: Path) -> dict[str, Any]:
    """Settings that lead to a bucket."""
    return {
        "home": tmp_path / "home",
        "store": "s3",
        "s3_endpoint": "s3.example.vn:9000",
        "s3_bucket": "sohoa",
        "s3_access_key": "sohoa",
        "s3_secret_key": HIDDEN,
    }


def test_store_is_a_folder_of_the_home_unless_said_otherwise(tmp_path: Path) -> None:
    assert isinstance(open_store(Settings(home=tmp_path)), FolderStore)
    assert [path.name for path in tmp_path.iterdir()] == ["store"]


def test_store_on_a_server_asks_nothing_of_it_before_it_is_used(s3: dict[str, Any], tmp_path: Path) -> None:
    assert isinstance(open_store(Settings(**s3)), S3Store)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["s3_endpoint", "s3_bucket", "s3_access_key", "s3_secret_key"])
def test_setting_that_lacks_is_named(s3: dict[str, Any], name: str) -> None:
    del s3[name]
    with pytest.raises(ConfigError, match=name) as caught:
        open_store(Settings(**s3))
    assert HIDDEN not in str(caught.value)


def test_secret_comes_from_a_file_that_only_its_owner_may_read(s3: dict[str, Any], tmp_path: Path) -> None:
    del s3["s3_secret_key"]
    path = tmp_path / "s3.secret"
    settings = Settings(**s3, s3_secret_key_file=path)
    with pytest.raises(ConfigError, match=r"s3_secret_key_file.*s3\.secret"):
        open_store(settings)
    path.write_text(f"{HIDDEN}\n")
    path.chmod(0o640)
    with pytest.raises(ConfigError, match=r"chmod 600 .*s3\.secret"):
        open_store(settings)
    path.chmod(0o600)
    assert isinstance(open_store(settings), S3Store)


@pytest.mark.parametrize("prefix", ["/a/", "a", "../", "a/../", "a//", "a b/"])
def test_prefix_that_is_none_is_refused(s3: dict[str, Any], prefix: str) -> None:
    with pytest.raises(ValueError, match="s3_prefix"):
        Settings(**s3, s3_prefix=prefix)
