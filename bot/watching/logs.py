"""The log: one handler for all records, ours and the libraries', with their `extra` fields as keys; text or JSON on stderr."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from typing import IO, Any, Literal

from . import redaction

# What libraries say in full is about whole requests, and Telegram's have the token in their addresses.
QUIET = {"httpx": logging.WARNING, "httpcore": logging.WARNING, "apscheduler": logging.WARNING}
_OURS = __name__.partition(".")[0]

Format = Literal["console", "json"]


class _Lazy(logging.Formatter):
    """Loads structlog for the first record: a terminal that logs nothing need not wait for it."""

    def __init__(self, form: Format, colours: bool, redact: redaction.Redactor) -> None:
        super().__init__()
        self._made = (form, colours, redact)
        self._formatter: logging.Formatter | None = None

    def format(self, record: logging.LogRecord) -> str:
        """Return the finished line."""
        if self._formatter is None:
            self._formatter = _formatter(*self._made)
        return self._formatter.format(record)


def _formatter(form: Format, colours: bool, redact: redaction.Redactor) -> logging.Formatter:
    import structlog  # noqa: PLC0415  # a tenth of a second
    from structlog.stdlib import ExtraAdder, ProcessorFormatter, add_log_level, add_logger_name  # noqa: PLC0415

    common: list[Any] = [
        ExtraAdder(),
        add_log_level,
        add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    words: list[Any] = [redaction.without_words, redaction.one_line]
    final: list[Any]
    if form == "json":
        render = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
        final = [structlog.processors.format_exc_info, *words, redaction.last(render, redact)]
    else:
        console = structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=structlog.dev.plain_traceback)
        final = [*words, redaction.last(console, redact)]
    return ProcessorFormatter(foreign_pre_chain=common, processors=[ProcessorFormatter.remove_processors_meta, *final])


class _NoForeignDebug(logging.Filter):
    """Stops what libraries say below INFO: it is whole updates and requests, with the words and the tokens in them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """See logging."""
        return record.levelno >= logging.INFO or record.name.partition(".")[0] == _OURS


def to_stderr(level: str, form: Format, tokens: Iterable[str], stream: IO[str] | None = None) -> None:
    """Let everything that is logged from `level` up go to stderr, or to `stream`, and nowhere else."""
    target = stream or sys.stderr
    handler = logging.StreamHandler(target)
    handler.setFormatter(_Lazy(form, form == "console" and target.isatty(), redaction.Redactor(tokens)))
    handler.addFilter(_NoForeignDebug())
    logging.captureWarnings(True)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name, least in QUIET.items():
        logging.getLogger(name).setLevel(least)
