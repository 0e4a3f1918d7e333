"""Editions on Telegram: each part is one attempt, and what became of it is one of our errors."""

from __future__ import annotations

import asyncio
import json

from telegram.error import TelegramError

from ... import errors
from ...domain.ledger import Channel, Part
from ...domain.reply import Reply
from . import failures, outgoing, render


class TelegramPublisher:
    """The port `Publisher`."""

    platform = outgoing.NAME

    def __init__(self, bot: outgoing.Bot) -> None:
        self._bot = bot
        self._sending = asyncio.Lock()
        self._finished = False

    def render(self, reply: Reply) -> tuple[Part, ...]:
        """Return the messages of an edition; a payload is the native request, without where it goes.

        The ledger keeps words alone, so a picture is told in words.
        """
        found = render.messages(render.in_words(reply))
        return tuple(Part(json.dumps(message.request, ensure_ascii=False), message.text) for message in found)

    async def send(self, channel: Channel, part: Part, *, nonce: str, silent: bool) -> str:  # noqa: ARG002  # Telegram knows no nonce
        """Send one part and return its message id. Raises DeliveryError."""
        async with self._sending:
            if self._finished:
                raise errors.NotSent("telegram has been stopped")
            try:
                where = outgoing.target(channel)
                sent = await outgoing.send(
                    self._bot, json.loads(part.payload), part.text, where, urgency="edition", silent=silent
                )
            except TelegramError as error:
                raise failures.delivery(error) from None
        return str(sent)

    async def finish(self) -> None:
        """Return when nothing is in flight; nothing is sent afterwards."""
        async with self._sending:
            self._finished = True
