"""What the commands that take papers in say of files they did not take."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from actions.ingest import Received, Untaken
from actions.wording import UNREADABLE, in_words
from commands.output import note
from domain.errors import SourceChanged
from scanners.folder import readable
from scanners.passed_over import PassedOver, Why

_WHY = {
    Why.LINK: "liên kết (links): hãy đưa chính tệp gốc",
    Why.HIDDEN: "tệp ẩn (hidden)",
    Why.TEMPORARY: "tệp tạm, đang ghi dở (temporary)",
    Why.SPECIAL: "không phải tệp (pipes, sockets, devices)",
    Why.UNREADABLE: "không có quyền đọc (unreadable): hãy báo cán bộ kỹ thuật rồi chạy lại đúng lệnh này",
    Why.EMPTY_FOLDER: "thư mục không có giấy tờ (no papers in them)",
}
_MOST_NAMES = 5


def tell_passed(passed: Iterable[PassedOver]) -> None:
    """What was passed over: a line for each reason, with the count and some names."""
    by_why: dict[Why, list[Path]] = defaultdict(list)
    for one in passed:
        by_why[one.why].append(one.path)
    for why, paths in sorted(by_why.items()):
        style = "red" if why is Why.UNREADABLE else "yellow"
        note(f"passed over: {len(paths)} {_WHY[why]}: {_names(map(str, paths), len(paths))}", style)


def tell_untaken(untaken: Untaken) -> None:
    """A paper that could not be taken in: an officer's words first."""
    name = readable(untaken.paper.files[0].name if len(untaken.paper.files) == 1 else untaken.paper.name)
    changed = isinstance(untaken.error, SourceChanged)
    words = in_words(untaken.error.code, f"Tệp {name}") if changed else f"Tệp {name}: {UNREADABLE}"
    note(words, "red")
    note(f"    {untaken.error.code}: {untaken.error}", "dim")


def tell_known(received: Iterable[Received], papers: int) -> None:
    """Papers that had come in before the same way."""
    known = [f"{one.name} = {one.document}" for one in received if one.known]
    if known:
        note(f"{len(known)} of {papers} papers were here before: nothing was done twice")
        note(f"    đã có từ trước: {_names(known, len(known))}")


def _names(names: Iterable[str], count: int) -> str:
    shown = [name for name, _ in zip(names, range(_MOST_NAMES), strict=False)]
    more = f" ... (+{count - _MOST_NAMES})" if count > _MOST_NAMES else ""
    return ", ".join(shown) + more
