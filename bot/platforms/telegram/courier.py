"""Replies on their way to members: in the topic of the question, and after a chat that has moved."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from telegram.error import ChatMigrated

from ...domain.ledger import Channel
from ...domain.ports import Store
from . import outgoing
from .outgoing import NAME, Target
from .render import Message

log = logging.getLogger(__name__)


class Courier:
    """Sends and edits answers. Every method may raise TelegramError."""

    def __init__(self, bot: outgoing.Bot, store: Store) -> None:
        self._bot = bot
        self._store = store

    async def send(self, messages: Sequence[Message], where: Target) -> int | None:
        """Send messages in their order, the first of them as the reply to what was asked; return the first one's id."""
        first: int | None = None
        for message in messages:
            try:
                sent = await self._send(message, where)
            except ChatMigrated as error:
                await self.move(int(where.chat), error.new_chat_id)
                where = Target(error.new_chat_id)
                sent = await self._send(message, where)
            first = first or sent
            where = Target(where.chat, where.thread)
        return first

    async def _send(self, message: Message, where: Target) -> int:
        return await outgoing.send(self._bot, message.request, message.text, where, urgency="answer")

    async def edit(self, message: Message, chat: int | str, message_id: int) -> bool:
        """Put a message in the place of one of ours; False if that one cannot be edited any more."""
        return await outgoing.edit(self._bot, message.request, message.text, chat, message_id)

    async def move(self, old: int, new: int) -> None:
        """Take the subscription of a group to the supergroup that it has become."""
        if await self._store.move(Channel(NAME, str(old)), Channel(NAME, str(new))):
            log.info("telegram: %s became the supergroup %s; its subscription goes with it", old, new)
