"""Makes a long paper whose pages are read already: python -m bench.long_paper WORK PAGES jpeg|pdf."""

import struct
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

from app import build_tools
from bench.ground import Form, holdings_of, settings_of, task_file
from bench.prepare import make_key
from config import Settings
from domain.artifact import Artifact, MediaType
from domain.codec import canonical
from domain.document import Document, DossierLink, DossierOrigin, SourceFile
from domain.ids import BatchId, DocumentId, UnitCode
from domain.page import Page
from domain.task import Done, Segment, StoredPage, Task
from engine.holdings import Holdings
