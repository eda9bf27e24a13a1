"""Technical logs: one JSON object a line on stderr; no page content, names, numbers or keys."""

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


OURS = (
    "actions",
    "app",
    "commands",
    "domain",
    "engine",
    "external",
    "ocr_models",
    "pipeline",
    "scanners",
    "storage",
)


class JsonLines(logging.Formatter):
    """Event word first, then the facts given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        facts = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        line = {
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "logger": record.name,
            **facts,
        }
        if record.exc_info and record.exc_info[1]:
            line["traceback"] = [*_course(record.exc_info[1])]
        return json.dumps(line, ensure_ascii=False, default=str)


def _course(error: BaseException) -> Iterator[str]:
    """Where an error arose, its cause first. Classes and places only: messages quote what was on the page."""
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in chain:
        chain.insert(0, link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    for one in chain:
        for frame in traceback.extract_tb(one.__traceback__):
            yield f"{frame.filename}:{frame.lineno} {frame.name}"
        yield type(one).__qualname__


def set_up_logs(level: str) -> None:
    """Sends the logs of this process to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    handler.addFilter(_may_pass)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


def _may_pass(record: logging.LogRecord) -> bool:
    # Libraries speak of files' names and pages' content in their messages: only their errors pass.
    return record.levelno >= logging.ERROR or record.name.split(".")[0] in OURS
