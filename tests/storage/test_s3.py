import hashlib
import io
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from minio import Minio
from urllib3 import PoolManager

from domain.artifact import Artifact, MediaType
from domain.errors import DigestMismatch, NotFound, SourceChanged, StoreUnavailable
from domain.ids import Sha256
from samples.s3_server import S3Server
from storage.bucket import PART_BYTES, Bucket
from storage.s3 import CHECK_LASTS_S, S3Store
from tests.s3 import open_s3_store

DATA = b"%PDF-1.7 " + bytes(range(256)) * 40
LARGE = bytes(range(251)) * 130_000
"""More than three blocks, and more than the network keeps under way."""
TWO_PARTS = LARGE[: PART_BYTES + 7]
SEVERAL_BLOCKS = LARGE[: 5 << 19]
PREFIX = "ho-so/"


@pytest.fixture
def raw(s3_server: S3Server) -> Minio:
    """Somebody else with the rights to write into the bucket."""
    place = s3_server.place
    return Minio(
        place.endpoint,
        place.access_key,
        place.secret_key,
        region=place.region,
        http_client=PoolManager(ca_certs=str(place.ca_file)),
    )


@pytest.fixture
def store(s3_server: S3Server, tmp_path: Path) -> Iterator[S3Store]:
    opened = open_s3_store(s3_server, tmp_path / "scratch", prefix=PREFIX)
    yield opened
    for digest in opened.digests():
        opened.delete(digest)


@pytest.fixture
def artifact(store: S3Store) -> Artifact:
    return store.put(DATA, MediaType.PDF)


@pytest.fixture
def overwrite(s3_server: S3Server, raw: Minio) -> Callable[[Artifact, bytes], None]:
    """Puts other bytes under an artifact's name."""

    def put(artifact: Artifact, data: bytes) -> None:
        raw.put_object(s3_server.place.bucket, _key(artifact.sha256), io.BytesIO(data), len(data))

    return put


Overwrite = Callable[[Artifact, bytes], None]


def _key(digest: Sha256) -> str:
    return f"{PREFIX}{digest[:2]}/{digest}"


def _flipped(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def test_object_lies_under_prefix_and_digest(
    s3_server: S3Server, raw: Minio, store: S3Store, artifact: Artifact
) -> None:
    listed = raw.list_objects(s3_server.place.bucket, prefix=PREFIX, recursive=True)
    assert [one.object_name for one in listed] == [_key(artifact.sha256)]
    assert list(store.digests()) == [artifact.sha256]


def test_what_others_keep_in_the_bucket_is_no_artifact(
    s3_server: S3Server, raw: Minio, store: S3Store, artifact: Artifact
) -> None:
    wrong_folder = f"{PREFIX}{'00' if artifact.sha256[:2] != '00' else 'ff'}/{artifact.sha256}"
    names = ["tệp khác.txt", f"{PREFIX}ghi-chu.txt", wrong_folder, f"khac/{_key(artifact.sha256)}"]
    for name in names:
        raw.put_object(s3_server.place.bucket, name, io.BytesIO(b"x"), 1)
    assert list(store.digests()) == [artifact.sha256]
    for name in names:
        raw.remove_object(s3_server.place.bucket, name)


def test_more_objects_than_one_answer_lists_are_all_named(
    s3_server: S3Server, raw: Minio, tmp_path: Path
) -> None:
    store = open_s3_store(s3_server, tmp_path, prefix="nhieu/")
    digests = {Sha256(hashlib.sha256(bytes([n % 256, n // 256])).hexdigest()) for n in range(1005)}
    for digest in digests:
        raw.put_object(s3_server.place.bucket, f"nhieu/{digest[:2]}/{digest}", io.BytesIO(b"x"), 1)
    seen = list(store.digests())
    assert len(seen) == len(digests)
    assert set(seen) == digests


@pytest.mark.parametrize("altered", [_flipped(DATA), DATA[:-5], b"", DATA + b"x"])
def test_altered_object_is_found_by_every_way_of_reading(
    store: S3Store, artifact: Artifact, overwrite: Overwrite, altered: bytes
) -> None:
    overwrite(artifact, altered)
    with pytest.raises(DigestMismatch, match=f"{artifact.sha256}.*backup"):
        store.read(artifact)
    with pytest.raises(DigestMismatch):
        store.read_range(artifact, 0, 4)
    with pytest.raises(DigestMismatch), store.local(artifact):
        pytest.fail("the altered file was given out")


@pytest.mark.parametrize("altered", [_flipped(SEVERAL_BLOCKS), SEVERAL_BLOCKS[:-5]])
def test_reader_of_a_stream_never_gets_all_of_an_altered_object(
    store: S3Store, overwrite: Overwrite, altered: bytes
) -> None:
    artifact = store.put(SEVERAL_BLOCKS, MediaType.TIFF)
    overwrite(artifact, altered)
    got: list[bytes] = []
    with pytest.raises(DigestMismatch):
        got.extend(store.stream(artifact))
    assert 0 < sum(map(len, got)) < len(altered)


def test_object_replaced_after_its_check_is_not_given_out_in_parts(
    store: S3Store, artifact: Artifact, overwrite: Overwrite
) -> None:
    assert store.read_range(artifact, 5, 4) == DATA[5:9]
    overwrite(artifact, _flipped(DATA))
    with pytest.raises(DigestMismatch):
        store.read_range(artifact, 5, 4)


def test_object_replaced_by_the_same_bytes_is_given_out(
    store: S3Store, artifact: Artifact, overwrite: Overwrite
) -> None:
    store.read(artifact)
    overwrite(artifact, DATA)
    assert store.read_range(artifact, 5, 4) == DATA[5:9]


def _bytes_moved(store: S3Store, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Notes for each request of bytes whether it is for the whole object."""
    asked: list[bool] = []
    real = store._download

    def noted(digest: Sha256, part: Any = None) -> Any:
        asked.append(part is None)
        return real(digest, part)

    monkeypatch.setattr(store, "_download", noted)
    return asked


def test_range_moves_the_whole_object_only_until_it_was_checked(
    store: S3Store, artifact: Artifact, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _bytes_moved(store, monkeypatch)
    for start in (0, 7, 100):
        assert store.read_range(artifact, start, 5) == DATA[start : start + 5]
    assert whole == [True, False, False]


def test_check_is_too_old_after_a_while(
    store: S3Store, artifact: Artifact, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.read(artifact)
    whole = _bytes_moved(store, monkeypatch)
    store.read_range(artifact, 0, 5)
    later = time.monotonic() + CHECK_LASTS_S
    monkeypatch.setattr("storage.s3.time.monotonic", lambda: later)
    store.read_range(artifact, 0, 5)
    assert whole == [False, True]


def test_only_so_many_checks_are_remembered(store: S3Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.s3._MOST_CHECKED", 2)
    artifacts = [store.put(bytes([number]) * 9, MediaType.OTHER) for number in range(3)]
    for artifact in artifacts:
        store.read(artifact)
    whole = _bytes_moved(store, monkeypatch)
    for artifact in reversed(artifacts):
        store.read_range(artifact, 0, 3)
    assert whole == [False, False, True]


def test_object_that_vanished_after_its_check_is_not_found(
    s3_server: S3Server, raw: Minio, store: S3Store, artifact: Artifact
) -> None:
    store.read(artifact)
    raw.remove_object(s3_server.place.bucket, _key(artifact.sha256))
    with pytest.raises(NotFound, match=f"{artifact.sha256}.*backup"):
        store.read_range(artifact, 0, 5)


def test_cut_object_is_put_anew(store: S3Store, artifact: Artifact, overwrite: Overwrite) -> None:
    overwrite(artifact, DATA[:-5])
    store.put(DATA, MediaType.PDF)
    assert store.read(artifact) == DATA


def test_object_that_is_there_is_not_sent_again(
    s3_server: S3Server, raw: Minio, store: S3Store, artifact: Artifact, tmp_path: Path
) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(DATA)
    before = raw.stat_object(s3_server.place.bucket, _key(artifact.sha256))
    time.sleep(1.1)
    store.put(DATA, MediaType.PDF)
    store.put_file(path, MediaType.PDF)
    after = raw.stat_object(s3_server.place.bucket, _key(artifact.sha256))
    assert before.last_modified == after.last_modified


@pytest.mark.parametrize("size", [PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 2 * PART_BYTES])
def test_file_around_the_size_of_a_part_is_taken_whole(store: S3Store, tmp_path: Path, size: int) -> None:
    path = tmp_path / "large.tif"
    path.write_bytes(LARGE[:size])
    assert store.read(store.put_file(path, MediaType.TIFF)) == LARGE[:size]


def _alter_after_hashing(path: Path, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    real = hashlib.file_digest

    def altered_after(handle: object, name: str) -> object:
        digest = real(handle, name)  # type: ignore[arg-type]  # passed on as it came
        path.write_bytes(data)
        return digest

    monkeypatch.setattr("storage.s3.hashlib.file_digest", altered_after)


@pytest.mark.parametrize("altered", [_flipped(TWO_PARTS), TWO_PARTS[:-5], TWO_PARTS + b"more"])
def test_source_altered_between_hashing_and_sending_leaves_nothing_behind(
    s3_server: S3Server,
    raw: Minio,
    store: S3Store,
    tmp_path: Path,
    altered: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(TWO_PARTS)
    _alter_after_hashing(path, altered, monkeypatch)
    with pytest.raises(SourceChanged, match=r"paper\.pdf changed"):
        store.put_file(path, MediaType.PDF)
    assert list(raw.list_objects(s3_server.place.bucket, prefix=PREFIX, recursive=True)) == []


def test_local_file_is_private_and_goes_with_its_block(
    store: S3Store, artifact: Artifact, tmp_path: Path
) -> None:
    with store.local(artifact) as path:
        assert path.name == artifact.sha256
        assert path.stat().st_mode & 0o777 == 0o400
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert list((tmp_path / "scratch").iterdir()) == [], "plaintext gets no name on the disk"
    assert not path.exists()
    assert list((tmp_path / "scratch").iterdir()) == []


def test_scratch_that_cannot_be_written_is_named(s3_server: S3Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    store = open_s3_store(s3_server, tmp_path / "file")
    artifact = store.put(DATA, MediaType.PDF)
    with pytest.raises(StoreUnavailable, match=r"file: .*free space"), store.local(artifact):
        pytest.fail("there is no folder for it")


def test_secret_is_in_no_word_of_the_store(s3_server: S3Server) -> None:
    secret = s3_server.place.secret_key
    assert secret not in repr(s3_server.place)
    place = replace(s3_server.place, bucket="khong-co")
    with pytest.raises(Exception, match="khong-co") as caught:
        Bucket(place).look("x")
    error: BaseException | None = caught.value
    while error is not None:
        assert secret not in f"{error!r} {error} {vars(error)}"
        error = error.__cause__ or error.__context__
