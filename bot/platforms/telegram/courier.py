"""Replies on their way to members: in the topic of the question, and after a chat that has moved."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from telegram.error import ChatMigrated, TelegramError

from ...domain.ledger import Channel
from ...domain.ports import Store
from . import failures, outgoing, render
from .outgoing import NAME, Target
from .render import Message

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Post:
    """A message of ours in its chat, and whether it is a photo."""

    id: int
    photo: bool


class Courier:
    """Sends and edits answers. Every method may raise TelegramError."""

    def __init__(self, bot: outgoing.Bot, store: Store) -> None:
        self._bot = bot
        self._store = store

    async def send(self, messages: Sequence[Message], where: Target) -> tuple[Post, ...]:
        """Send messages in their order, the first of them as the reply to what was asked."""
        posts: list[Post] = []
        for message in messages:
            try:
                posts.append(await self._send(message, where))
            except ChatMigrated as error:
                await self.move(int(where.chat), error.new_chat_id)
                where = Target(error.new_chat_id)
                posts.append(await self._send(message, where))
            where = Target(where.chat, where.thread)
        return tuple(posts)

    async def _send(self, message: Message, where: Target) -> Post:
        """Send a message; what a chat does not take as a photo, it gets in words, which stand in the caption."""
        if message.photo:
            try:
                sent = await outgoing.send(
                    self._bot, message.request, message.text, where, urgency="answer", photo=message.photo
                )
            except TelegramError as error:
                if not failures.is_refused(error):
                    raise
                log.warning("telegram: a photo was refused, so it goes in words: %s", failures.reason(error))
            else:
                return Post(sent.id, photo=True)
        return Post(await self._say(message.in_words.request, message.in_words.text, where), photo=False)

    async def _say(self, request: Mapping[str, Any], text: str, where: Target) -> int:
        """Send words; what Telegram finds too long, whatever we had counted, goes in more messages. Return the first one's id."""
        try:
            return (await outgoing.send(self._bot, request, text, where, urgency="answer")).id
        except TelegramError as error:
            shorter = render.shorter(text, request) if failures.is_too_long(error) else ()
            if not shorter:
                raise
        first, *others = [(piece, piece["text"]) for piece in shorter]
        sent = await self._say(*first, where)
        for piece in others:
            await self._say(*piece, Target(where.chat, where.thread))
        return sent

    async def replace(self, messages: Sequence[Message], where: Target, post: Post) -> bool:
        """Put the first message in the place of one of ours, and send the others.

        False, and nothing done, if that one cannot become it: a photo becomes no text, a text no photo that stands above others.
        """
        first, *others = messages
        if (post.photo and not first.photo) or (first.photo and others and not post.photo):
            return False
        if not await outgoing.edit(self._bot, first.request, first.text, where.chat, post.id, first.photo):
            return False
        await self.send(others, where)
        return True

    async def move(self, old: int, new: int) -> None:
        """Take the subscription of a group to the supergroup that it has become."""
        if await self._store.move(Channel(NAME, str(old)), Channel(NAME, str(new))):
            log.info("telegram: %s became the supergroup %s; its subscription goes with it", old, new)
