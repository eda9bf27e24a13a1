"""Values survive the way through canonical JSON, and nothing else gets in."""

import dataclasses
import json
import math
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.actor import Actor
from domain.artifact import Artifact, MediaType
from domain.barcode import Barcode
from domain.batch import Batch, BatchPapers, Dossier
from domain.codec import canonical, from_canonical, from_json, to_json
from domain.document import Document, DossierLink, DossierOrigin, Question
from domain.errors import Disposition
from domain.event import Event
from domain.geometry import Box, Crop, Dpi, Point, Size, Skew, Stretch, Turn
from domain.ids import Sha256
from domain.image import ColorMode, PageImage
from domain.ledger import Arrival, Change, DocumentChange, DocumentRow, NewEvent, PageRow
from domain.page import Flag, Page, SecrecyMark
from domain.task import Asked, Done, Failed, PageSummary, Report, StageTime, Task
from domain.text import Line, PageText, Word

FINITE = st.floats(allow_nan=False, allow_infinity=False)
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
MOMENTS = st.datetimes(
    min_value=datetime(1900, 1, 1),
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=7))]),
)

VALUE_TYPES: tuple[type, ...] = (
    Actor,
    Artifact,
    Barcode,
    Batch,
    BatchPapers,
    Dossier,
    DossierLink,
    Question,
    Document,
    Event,
    PageImage,
    Page,
    PageText,
    SecrecyMark,
    Task,
    Report,
    Arrival,
    Change,
    DocumentChange,
    DocumentRow,
    NewEvent,
    PageRow,
)

st.register_type_strategy(float, FINITE)
st.register_type_strategy(str, TEXT)
st.register_type_strategy(datetime, MOMENTS)


def _values(kind: type) -> st.SearchStrategy[Any]:
    return st.builds(kind)
