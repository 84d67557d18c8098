"""
How the log is written: lines for a person, or one JSON object a line for a program.

An event is some words, then name=value: `log.info("draft settled site=%s post=%d", site, post)`. As JSON each value that the
template names is a field of its own, so that whoever logs need not know which of the two is asked for.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

OURS = "redraft"
TEXT = "%(asctime)s %(levelname)s %(message)s"

_PLACEHOLDER = re.compile(r"(?:(?P<name>\w+)=)?%(?:%|[-+ #0]*\d*(?:\.\d+)?[a-zA-Z])")


def set_up(level: int, *, as_json: bool = False) -> None:
    """Our own events from `level` on to standard error; of other libraries only what they warn of, since they know no discretion."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if as_json else logging.Formatter(TEXT))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    logging.getLogger(OURS).setLevel(level)


class JsonLines(logging.Formatter):
    """
    `time` (UTC), `level`, `event`, and each named value; `logger` where it is not ours, `traceback` where there is one.

    >>> record = logging.LogRecord("redraft", 20, "", 0, "draft settled site=%s post=%d reason=%r", ("blog", 7, "it's gone"), None)
    >>> line = json.loads(JsonLines().format(record))
    >>> line["event"], line["site"], line["post"], line["reason"]
    ('draft settled', 'blog', 7, "it's gone")
    """

    def format(self, record: logging.LogRecord) -> str:
        ours = record.name.partition(".")[0] == OURS
        event, fields = _parts(record) if ours else (record.getMessage(), {"logger": record.name})
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"time": time, "level": record.levelname.lower(), "event": event, **fields}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)  # ASCII only: a standard error of another encoding would put escapes of its own into it


def _parts(record: logging.LogRecord) -> tuple[str, dict[str, Any]]:
    """The words of an event, and its named values; values without a name stay among the words."""
    if not isinstance(record.args, tuple) or not record.args:
        return record.getMessage(), {}
    values, fields = iter(record.args), dict[str, Any]()

    def words(found: re.Match[str]) -> str:
        placeholder = found[0].removeprefix(f"{found['name']}=")
        if placeholder == "%%":
            return found[0].replace("%%", "%")
        value = next(values)
        if found["name"] is None:
            return placeholder % (value,)
        fields[found["name"]] = value
        return ""

    event = _PLACEHOLDER.sub(words, str(record.msg))
    return " ".join(event.split()), fields
