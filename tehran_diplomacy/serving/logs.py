"""How the log is written: a line for people, or one of JSON for machines; of readers it says nothing."""

import json
import logging
import re
from copy import copy
from datetime import UTC, datetime

from tehran_diplomacy.serving.sight import request_number

# Addresses of mail and machines, queries, and words so long that they are likely somebody's key.
_PERSONAL = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b\d{1,3}(?:\.\d{1,3}){3}\b"
    r"|\b(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F]{1,4}\b|(?<![\w:])(?:[0-9a-fA-F]{1,4}:){1,6}:(?:[0-9a-fA-F]{1,4}:?)*"
    r"|(?<=[\w/])\?[^\s\"']+"
    r"|(?<=/)[A-Za-z0-9_:-]{20,}(?=[/\s\"']|$)"
)


def without_the_personal(text: str) -> str:
    """Return a text of the log without addresses, queries and keys."""
    return _PERSONAL.sub("…", text)


def _short(record: logging.LogRecord) -> logging.LogRecord:
    """Return a record without its traceback where the database was away or a stranger asked wrongly: thousands may."""
    many = getattr(record, "status_code", 0) == 503 or record.name.startswith("django.security")
    if not many or not record.exc_info or not record.exc_info[0]:
        return record
    record = copy(record)
    record.msg, record.args = f"{record.getMessage()}: {record.exc_info[0].__name__}", ()
    record.exc_info = record.exc_text = None
    return record


class Plain(logging.Formatter):
    """A line for people, with the request's number at its end."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and a traceback beneath it where there is one."""
        text = super().format(_short(record))
        number = request_number.get()
        return without_the_personal(text) + (f" [{number}]" if number else "")


class JsonLines(logging.Formatter):
    """One object of JSON in a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        record = _short(record)
        values = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_the_personal(record.getMessage()),
        }
        if number := request_number.get():
            values["request_id"] = number
        if isinstance(request := getattr(record, "request", None), dict):
            values |= request
        if record.exc_info:
            values["traceback"] = without_the_personal(self.formatException(record.exc_info))
        return json.dumps(values, ensure_ascii=False)
