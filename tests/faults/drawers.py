"""Workers for the drawing process in tests: opening a scan goes wrong in the way the settings name."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.page import Page
from engine.limits import Limits
from engine.pool import Crew
from engine.worker import Worker
from pipeline.sources.page import SourcePage
from tests.faults.workers import FAULTS
from tests.office import open_office


class FaultyWorker(Worker):
    """Opens a scan once the fault has had its way; only the first page of a file has one."""

    fault = "nothing"

    @contextmanager
    def source(self, page: Page) -> Iterator[SourcePage]:
        if page.index == 0:
            FAULTS[self.fault]()
        with super().source(page) as source:
            yield source


def drawer(settings: str) -> Worker:
    """A worker of the office at `home`, with the fault."""
    told = json.loads(settings)
    sound = open_office(Path(told["home"])).worker()
    worker = FaultyWorker(tools=sound.tools, holdings=sound.holdings, memory=sound.memory)
    worker.fault = told["fault"]
    return worker


def drawing_crew(home: Path, fault: str, limits: Limits) -> Crew:
    return Crew(
        factory="tests.faults.drawers:drawer",
        settings=json.dumps({"home": str(home), "fault": fault}),
        env={**os.environ},
        size=1,
        limits=limits,
    )
