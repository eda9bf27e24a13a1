"""Holds the model's file: what goes in comes out, the same bytes each time, and a bad file is refused."""

import hashlib
import struct
import tomllib
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import MissingModel
from ocr_models.language.model import SHIPPED, LanguageModel
from ocr_models.language.table import Counted, open_table, pack
from tests.ocr_models.language.tiny import tiny_model

EMPTY = Counted(
    words=(),
    word_costs=b"",
    word_backoffs=b"",
    pairs=(),
    pair_costs=b"",
    pair_backoffs=b"",
    triples=(),
    triple_costs=b"",
)


def test_the_same_texts_give_the_same_bytes(model_file: Path) -> None:
    assert tiny_model() == model_file.read_bytes()


def test_what_is_packed_is_found_again(tmp_path: Path) -> None:
    counted = Counted(
        words=("dong\0đông1", "ha\0ha1"),
        word_costs=bytes([7, 255]),
        word_backoffs=bytes([0, 3]),
        pairs=(1, 1 << 16),
        pair_costs=bytes([1, 2]),
        pair_backoffs=bytes([4, 5]),
        triples=(1 << 32 | 1,),
        triple_costs=bytes([9]),
    )
    path = tmp_path / "some.lm"
    path.write_bytes(pack(counted))
    table = open_table(path)
    assert [table.word(0), table.word(1)] == list(counted.words)
    assert (list(table.pairs), list(table.triples)) == ([1, 1 << 16], [1 << 32 | 1])
    assert bytes(table.word_costs) == counted.word_costs
    assert bytes(table.word_backoffs) == counted.word_backoffs
    assert bytes(table.pair_costs) == counted.pair_costs
    assert bytes(table.pair_backoffs) == counted.pair_backoffs
    assert bytes(table.triple_costs) == counted.triple_costs


def test_sections_of_unlike_length_are_not_packed() -> None:
    with pytest.raises(ValueError, match="as long as"):
        pack(Counted(**{**{name: getattr(EMPTY, name) for name in Counted.__slots__}, "word_costs": b"1"}))


@pytest.mark.parametrize("length", [0, 7, 40, 48, 100, -8, -1])
def test_a_cut_file_is_refused(length: int, model_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.lm"
    path.write_bytes(model_file.read_bytes()[:length])
    with pytest.raises(MissingModel, match=r"cut\.lm"):
        open_table(path)


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_a_file_with_one_byte_changed_is_refused(
    data: st.DataObject, model_file: Path, tmp_path: Path
) -> None:
    content = bytearray(model_file.read_bytes())
    # The header is padded to 40 bytes, all of them used.
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    path = tmp_path / "flipped.lm"
    path.write_bytes(content)
    with pytest.raises(MissingModel):
        open_table(path)


def test_foreign_missing_and_newer_files_are_refused(model_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.lm"
    with pytest.raises(MissingModel, match="cannot be read"):
        open_table(path)
    path.write_bytes(b"%PDF-1.7" + bytes(5000))
    with pytest.raises(MissingModel, match="no language model"):
        open_table(path)
    content = bytearray(model_file.read_bytes())
    content[8:12] = struct.pack("<I", 2)
    path.write_bytes(content)
    with pytest.raises(MissingModel, match="layout 2"):
        open_table(path)


def test_counts_past_the_end_are_refused_even_with_a_right_checksum(model_file: Path, tmp_path: Path) -> None:
    content = bytearray(model_file.read_bytes())
    content[16:20] = struct.pack("<I", 1 << 30)
    content[12:16] = struct.pack("<I", zlib.crc32(content[40:]))
    path = tmp_path / "long.lm"
    path.write_bytes(content)
    with pytest.raises(MissingModel, match="header"):
        open_table(path)


def test_a_model_without_the_words_for_numbers_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.lm"
    path.write_bytes(pack(EMPTY))
    with pytest.raises(MissingModel, match="numbers"):
        LanguageModel(path)


def test_the_shipped_file_is_the_one_of_the_manifest() -> None:
    manifest = tomllib.loads((SHIPPED.parent / "manifest.toml").read_text(encoding="utf-8"))
    entry = next(entry for entry in manifest["shipped"] if entry["file"] == SHIPPED.name)
    content = SHIPPED.read_bytes()
    assert hashlib.sha256(content).hexdigest() == entry["sha256"]
    assert len(content) < 8_000_000
    assert {"name", "licence", "source", "recipe"} <= entry.keys()
    assert LanguageModel(SHIPPED).knows("quyết")
