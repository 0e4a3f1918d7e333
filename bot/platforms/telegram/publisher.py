"""Editions on Telegram: each part is one attempt, and what became of it is one of our errors."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal

from telegram.error import BadRequest, TelegramError

from ... import errors
from ...domain.ledger import Channel, Part, Receipt, Subscription
from ...domain.reply import Reply
from . import failures, outgoing, people, render, standing
from .pacing import Pacing
from .probing import Probe


class TelegramPublisher:
    """The port `Publisher`. `owners` are told of what befalls any channel; in `probe_chat` it looks at posts (see `probing`)."""

    platform = outgoing.NAME

    def __init__(
        self,
        bot: outgoing.Bot,
        pacing: Pacing,
        owners: frozenset[str] = frozenset(),
        probe_chat: str | None = None,
        titles: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._bot = bot
        self._pacing = pacing
        self._owners = owners
        self._titles = titles
        self._probe = Probe(bot, probe_chat)
        self._looking = asyncio.Lock()
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._finished = False

    def render(self, reply: Reply) -> tuple[Part, ...]:
        """Return the messages of an edition; a payload is the native request, without where it goes.

        The ledger keeps words alone, so a picture is told in words.
        """
        found = render.messages(render.in_words(reply))
        return tuple(Part(json.dumps(message.request, ensure_ascii=False), message.text) for message in found)

    def split(self, part: Part) -> tuple[Part, ...]:
        """See Publisher; the last part has the buttons."""
        found = render.shorter(part.text, json.loads(part.payload))
        return tuple(Part(json.dumps(request, ensure_ascii=False), request["text"]) for request in found)

    @asynccontextmanager
    async def turn(self, channel: Channel) -> AsyncIterator[None]:
        """See Publisher."""
        with self._working():
            async with self._pacing.turn(outgoing.chat_id(channel)):
                yield

    async def send(
        self,
        channel: Channel,
        part: Part,
        *,
        nonce: str,  # noqa: ARG002  # Telegram knows none
        silent: bool,
        first: str | None,  # noqa: ARG002  # a part stands below the first by itself
    ) -> Receipt:
        """Send one part, once; where its markup is refused it is sent as plain text, for nothing has been sent then."""
        where = outgoing.target(channel)
        with self._working(in_turn=True):
            try:
                sent = await outgoing.send(
                    self._bot, json.loads(part.payload), part.text, where, urgency="edition", silent=silent
                )
            except TelegramError as error:
                raise failures.delivery(error) from None
        return Receipt(str(sent.id), sent.note)

    def repeatable(self, channel: Channel, age: timedelta) -> bool:  # noqa: ARG002  # Telegram knows no nonce
        """Never: Telegram would take it twice."""
        return False

    async def look(
        self,
        channel: Channel,
        part: Part,
        *,
        nonce: str,  # noqa: ARG002  # as above
        since: datetime,
        after: str | None,
        first: str | None,  # noqa: ARG002  # as above
    ) -> Receipt | None:
        """See Publisher. One look at a time: they share the probe chat."""
        with self._working():
            async with self._looking:
                return await self._probe.look(channel, part, since=since, after=after)

    async def remove(
        self,
        channel: Channel,
        part: Part,
        instead: Reply,
        *,
        first: str | None,  # noqa: ARG002  # as above
    ) -> Literal["deleted", "replaced"]:
        """See Publisher. Telegram lets a bot delete what it has sent for 48 hours."""
        chat, message_id = outgoing.chat_id(channel), int(part.message_id or 0)
        with self._working():
            try:
                await self._bot.delete_message(chat, message_id, rate_limit_args="edition")
            except TelegramError as error:
                if failures.is_deleted(error):
                    return "deleted"
                if not _too_old(error):
                    raise failures.delivery(error) from None
            else:
                return "deleted"
            return await self._replace(chat, message_id, instead)

    async def _replace(self, chat: int | str, message_id: int, instead: Reply) -> Literal["deleted", "replaced"]:
        message = replace(render.messages(render.in_words(instead))[0], rows=())
        try:
            await self._bot.edit_message_text(
                message.html, chat, message_id, parse_mode="HTML", rate_limit_args="edition"
            )
        except TelegramError as error:
            if failures.is_deleted(error):
                return "deleted"
            if not failures.is_same(error):
                raise failures.delivery(error) from None
        return "replaced"

    async def permitted(self, channel: Channel) -> bool | None:
        """See Publisher."""
        with self._working():
            return await standing.permitted(self._bot, channel)

    async def called(self, channel: Channel) -> str | None:
        """See Publisher."""
        return await people.called(self._bot, channel, self._titles)

    async def tell(self, subscription: Subscription, reply: Reply) -> int:
        """See Publisher."""
        with self._working():
            return await people.tell(self._bot, subscription, reply, self._owners, self._titles)

    async def finish(self) -> None:
        """Begin nothing more; return when nothing is in flight."""
        self._finished = True
        await self._idle.wait()

    @contextmanager
    def _working(self, *, in_turn: bool = False) -> Iterator[None]:
        """Count what is under way; at the end a turn that was given may still be used."""
        if self._finished and not (in_turn and self._under_way):
            raise errors.NotSent("telegram has been stopped")
        self._under_way += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()


def _too_old(error: TelegramError) -> bool:
    return isinstance(error, BadRequest) and "can't be deleted" in str(error).lower()
