"""Structured logs, one JSON line an event, on stderr. Ids only: never a name, an address, a token or a choice."""

import logging
import sys

import structlog
from structlog.typing import EventDict

POSTGRESQL_SHOWS_THE_ROW = "\nDETAIL:"


def configure(level: str) -> None:
    """Set up structlog once for the process; `level` is DEBUG, INFO, WARNING or ERROR."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.StackInfoRenderer(),
            structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False)),
            _without_rows,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )


def _without_rows(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Cut what PostgreSQL adds to an error: the row, or the key, that it refused."""
    for error in event.get("exception", ()):
        error["exc_value"] = error["exc_value"].partition(POSTGRESQL_SHOWS_THE_ROW)[0]
    return event
