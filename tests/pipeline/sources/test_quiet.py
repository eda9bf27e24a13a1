"""Libraries are silent only while a file is open."""

import logging
import warnings

import pytest

from pipeline.sources.quiet import quiet


def test_loggers_and_warnings_are_held_back_and_speak_again(caplog: pytest.LogCaptureFixture) -> None:
    library = logging.getLogger("a-library.reader")
    with quiet("a-library"):
        library.error("held back")
        warnings.warn("held back", UserWarning, stacklevel=1)
    library.error("heard")
    assert [record.message for record in caplog.records] == ["heard"]
    with pytest.warns(UserWarning, match="heard"):
        warnings.warn("heard", UserWarning, stacklevel=1)


def test_levels_come_back_after_an_error() -> None:
    library = logging.getLogger("another-library")
    library.setLevel(logging.INFO)
    with pytest.raises(KeyError), quiet("another-library"):
        raise KeyError
    assert library.level == logging.INFO
