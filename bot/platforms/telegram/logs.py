"""Keeps the token out of the log: it stands in every address that the HTTP client knows."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

log = logging.getLogger(__name__)

_LIBRARIES = ("telegram", "httpx", "httpcore")
_LONGEST = 500


class Redactor:
    """Replaces a token in text, however an address writes it."""

    def __init__(self, token: str) -> None:
        secret = token.partition(":")[2]
        forms = {token, quote(token, safe="")} | ({secret} if len(secret) > 16 else set())
        self._forms = sorted((form for form in forms if form), key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """Return the text without the token."""
        for form in self._forms:
            text = text.replace(form, "<token>")
        return text

    def trace(self, error: BaseException) -> str:
        """Return the traceback of an error without the token."""
        return self("".join(traceback.format_exception(error)).rstrip())


class _Relay(logging.Handler):
    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        if record.exc_info and record.exc_info[1]:
            said += f" ({type(record.exc_info[1]).__name__}: {record.exc_info[1]})"
        line = self._redact(" ".join(said.split()))[:_LONGEST]
        # Its failures reach us as exceptions, and are told once where they matter: here they are for whoever looks closer.
        log.log(logging.WARNING if record.levelno >= logging.CRITICAL else logging.DEBUG, "%s: %s", record.name, line)


@contextmanager
def guarded(redact: Redactor) -> Iterator[None]:
    """Pass what the libraries log on as one line each, from warnings up and without the token.

    Below that they log whole addresses, even when everything else is asked for in full.
    """
    loggers = [logging.getLogger(name) for name in _LIBRARIES]
    before = [(logger.handlers, logger.propagate, logger.level) for logger in loggers]
    relay = _Relay(redact)
    for logger in loggers:
        logger.handlers, logger.propagate = [relay], False
        logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        for logger, (handlers, propagate, level) in zip(loggers, before, strict=True):
            logger.handlers, logger.propagate = handlers, propagate
            logger.setLevel(level)
