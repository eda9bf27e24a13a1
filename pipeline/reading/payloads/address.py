"""Web addresses in payloads, taken apart without trust."""

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

_MAX_PARTS = 200


def split_url(text: str) -> SplitResult | None:
    """The parts of a web address; None for any other text."""
    if re.search(r"\s", text):
        return None
    try:
        url = urlsplit(text)
    except ValueError:
        return None
    return url if url.scheme in {"http", "https"} and url.netloc else None


def url_values(url: SplitResult) -> Iterator[str]:
    """Path segments and parameter values, also those a page keeps behind the `#`."""
    for address in (url, SplitResult("", "", *url.fragment.partition("?")[::2], "")):
        yield from (unquote(segment) for segment in address.path.split("/")[:_MAX_PARTS])
        try:
            yield from (value for _, value in parse_qsl(address.query, max_num_fields=_MAX_PARTS))
        except ValueError:  # more parameters than a form on a dossier has
            continue
