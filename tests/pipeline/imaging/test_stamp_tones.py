import numpy as np

from pipeline.imaging.stamp_tones import all_ink, pale_ink
from pipeline.imaging.working_copy import Pixels

PRINT, STAMP = 70, 35


def two_tones() -> Pixels:
    """A pale bar with a black one across it."""
    levelled = np.zeros((60, 120), np.uint8)
    levelled[20:40, 10:110] = STAMP
    levelled[:, 50:60] = PRINT
    return levelled


def test_print_across_a_paler_stamp_is_not_seen() -> None:
    pale = pale_ink(two_tones())
    assert pale is not None
    assert pale.seen is not None
    assert (pale.seen[:, 49:61] == 0).all()
    assert (pale.ink[:, 49:61] == 0).all()
    assert (pale.seen[:, 62:] == 1).all()
    assert (pale.ink[22:38, 62:108] == 1).all()
    assert (pale.ink[:18, 62:] == 0).all()
    assert (pale.neutral[:, 49:61] == 0.5).all()


def test_ink_of_one_tone_has_nothing_paler() -> None:
    levelled = two_tones()
    levelled[levelled == PRINT] = 0
    assert pale_ink(levelled) is None
    levelled[levelled == STAMP] = PRINT
    assert pale_ink(levelled) is None


def test_print_counts_as_ink_where_all_ink_does() -> None:
    ink = all_ink(two_tones())
    assert ink.seen is None
    assert (ink.neutral[:, 50:60] == 1).all()


def test_margin_is_paper_that_is_seen() -> None:
    pale = pale_ink(two_tones())
    assert pale is not None
    padded = pale.at_width(60).padded(3)
    assert padded.ink.shape == (36, 66)
    assert padded.seen is not None
    assert (padded.seen[:3] == 1).all()
    assert (padded.ink[:3] == 0).all()
