"""Keeps tokens out of what the client library logs.

The bot's token stands in a header and is logged by nobody today; an interaction's token is part of an address, which
discord.py writes when it waits for a rate limit, and stands in the events that it writes when it debugs.
"""

from __future__ import annotations

import logging
import re

_ADDRESS = re.compile(r"(/(?:interactions|webhooks)/\d+/)[^/\s?'\"]+")
# The library's loggers that speak of addresses or events; a filter does not reach from a logger to those below it.
_SPEAKING = ("discord.http", "discord.webhook.async_", "discord.gateway", "discord.client", "discord.shard")


class Redacted(logging.Filter):
    """Takes the bot's token, and the interaction token of an address, out of a record."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; let it pass."""
        told = record.getMessage()
        clean = _ADDRESS.sub(r"\1[token]", told.replace(self._token, "[token]") if self._token else told)
        if clean != told:
            record.msg, record.args = clean, ()
        return True


def guard(token: str) -> None:
    """Redact what discord.py logs, once a process and token; its debugging, which writes whole events, stays off."""
    logging.getLogger("discord").setLevel(logging.INFO)
    for name in _SPEAKING:
        logger = logging.getLogger(name)
        for old in [present for present in logger.filters if isinstance(present, Redacted)]:
            logger.removeFilter(old)
        logger.addFilter(Redacted(token))
