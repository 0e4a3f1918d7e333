"""Editions to Discord's channels, threads and forums: rendered without I/O, sent once, and known again by their marks."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal

import discord
from discord.http import Route

from ... import errors
from ...domain import deciding
from ...domain.ledger import Channel, Part, Receipt, Subscription
from ...domain.ports import Wordbook
from ...domain.reply import Reply
from . import calls, failures, looking, mark, pacing, places, removing, render, telling
from .busy import Busy

Json = dict[str, Any]

log = logging.getLogger(__name__)

TITLE = 100
# Discord knows a nonce again "in the past few minutes", as its documentation has it; of these, two are taken at its word.
NONCE_KNOWN = timedelta(minutes=2)
# Of a turn: longer waits are the ledger's, so that others go ahead meanwhile.
MOMENT = 2.0


class DiscordPublisher:
    """Implements the port `Publisher` through a connected client. `owners` are ids of users, told whatever befalls a channel."""

    platform = "discord"

    def __init__(
        self,
        client: discord.Client,
        wordbook: Wordbook,
        busy: Busy,
        pacer: pacing.Pacer,
        admins: telling.Admins,
    ) -> None:
        self._client = client
        self._wordbook = wordbook
        self._busy = busy
        self._pacer = pacer
        self._admins = admins
        self._calls = calls.Calls(client.http)
        self._places = places.Places(client)

    async def close(self) -> None:
        """End what is still under way, once the client is closed."""
        await self._calls.close()

    def render(self, reply: Reply) -> tuple[Part, ...]:
        """See Publisher. A payload is the body of a new message, without nonce; a ledger keeps no files, so a picture is told."""
        made = [message.told() for message in render.messages(reply, self._wordbook(reply.lang))]
        return tuple(Part(json.dumps(message.body(), ensure_ascii=False), message.text) for message in made)

    def split(self, part: Part) -> tuple[Part, ...]:
        """See Publisher. What was to be pressed stands below the last."""
        body: Json = json.loads(part.payload)
        *others, last = render.halved(body, part.text)
        if not others:
            return ()
        made = [*map(render.plain, others), render.plain(last, render.rows_of(body))]
        return tuple(
            replace(part, payload=json.dumps(message.body(), ensure_ascii=False), text=message.text) for message in made
        )

    @asynccontextmanager
    async def turn(self, channel: Channel) -> AsyncIterator[None]:
        """See Publisher."""
        self._places.check_present(channel)
        halted = self._pacer.halted()
        # What refuses us as such is told by the attempt itself, so that the ledger has it.
        if halted is not None and not halted.banning and halted.retry_after > MOMENT:
            raise failures.translate(halted)
        target = channel.thread or channel.chat
        wait = max(self._calls.used_up(route) for route in (_messages(target), _posts(target)))
        if wait > MOMENT:
            raise errors.NotSent(f"{failures.MARK}the channel's turn is in {wait:.0f} s", wait, scope="chat")
        await asyncio.sleep(wait)
        async with self._pacer.turn():
            yield

    async def send(self, channel: Channel, part: Part, *, nonce: str, silent: bool, first: str | None) -> Receipt:
        """See Publisher."""
        if self._client.is_closed():
            raise errors.NotSent(f"{failures.MARK}not connected")
        self._places.check_present(channel)
        body: Json = json.loads(part.payload)
        async with self._busy:
            try:
                return Receipt(await self._deliver(channel, body, part.text, nonce, silent, first))
            except errors.Refused as error:
                if failures.code(error.__cause__) != failures.INVALID_FORM or isinstance(error, errors.TooLong):
                    raise
                # Discord's rules for the form have changed: better plain than not at all.
                if len(render.pieces(part.text)) > 1:
                    raise errors.TooLong(str(error)) from error
                plain = render.plain(part.text).body()
                sent = await self._deliver(channel, plain, part.text, nonce, silent, first)
                return Receipt(sent, f"sent as plain text: {error}")

    async def _deliver(
        self, channel: Channel, body: Json, text: str, nonce: str, silent: bool, first: str | None
    ) -> str:
        flags = body.get("flags", 0) | (render.SILENT if silent else 0)
        marked = mark.put(body | {"flags": flags}, nonce)
        if not await self._is_forum(channel):
            return await self._post(channel, channel.thread or channel.chat, marked, nonce)
        if first is None:
            return await self._open_post(channel, marked, text)
        if not first:  # somebody has seen it there, and that is all that is known
            raise errors.Refused(f"{failures.MARK}it is not known which post the edition began with")
        try:
            return await self._post(channel, first, marked, nonce)
        except errors.ChannelLost as error:
            if error.cause == "no-right":
                raise
            # The forum is not lost with one of its posts.
            raise errors.Refused(f"{error}, the post that the edition began with") from error

    async def _is_forum(self, channel: Channel) -> bool:
        try:
            return await self._places.is_forum(channel)
        except errors.ChannelLost as error:
            cause = self._cause(channel, error.cause, failures.code(error.__cause__))
            raise errors.ChannelLost(str(error), cause) from error

    async def _post(self, channel: Channel, target: str, body: Json, nonce: str) -> str:
        """Post to a text channel, a thread or a direct message, waking an archived thread first."""
        named = {**body, "nonce": mark.short(nonce), "enforce_nonce": True}
        try:
            return await self._make(channel, _messages(target), named)
        except errors.ChannelLost as error:
            if failures.code(error.__cause__) != failures.THREAD_ARCHIVED:
                raise
        try:
            await self._calls.ask(Route("PATCH", "/channels/{channel_id}", channel_id=target), json={"archived": False})
        except (errors.ChannelLost, errors.Refused) as error:
            raise errors.ChannelLost(f"{failures.MARK}the thread is archived ({error})", "topic-closed") from error
        return await self._make(channel, _messages(target), named)

    async def _open_post(self, channel: Channel, body: Json, text: str) -> str:
        """Open a forum post under the edition's first line. Its first message has the id of the post.

        A forum post takes no nonce, so a second try could make a second post: there is none, neither ours nor the
        library's, and whatever breaks leaves the outcome uncertain.
        """
        return await self._make(channel, _posts(channel.chat), {"name": _title(text), "message": body})

    async def _make(self, channel: Channel, route: Route, body: Json) -> str:
        try:
            return str((await self._calls.make(route, json=body))["id"])
        except Exception as error:
            failure = failures.translate(error)
            if isinstance(failure, errors.ChannelLost):
                failure = errors.ChannelLost(str(failure), self._cause(channel, failure.cause, failures.code(error)))
            raise failure from error

    def _cause(self, channel: Channel, cause: errors.Cause, code: int | None) -> errors.Cause:
        """Return why a channel was lost, where more is known than the answer says."""
        if code == failures.UNKNOWN_CHANNEL and channel.thread is not None:
            return "topic-gone"
        absent = self._places.known(channel.chat) is None or self._left(channel)
        return "removed" if code == failures.MISSING_ACCESS and absent else cause

    def _left(self, channel: Channel) -> bool:
        guild = self._places.guild(channel)
        return guild is not None and self._client.get_guild(guild.id) is None

    def repeatable(self, channel: Channel, age: timedelta) -> bool:
        """See Publisher: by its nonce, while Discord still knows that; what opens a forum post has none."""
        return age < NONCE_KNOWN and self._places.is_ordinary(channel)

    async def look(
        self,
        channel: Channel,
        part: Part,
        *,
        nonce: str,
        since: datetime,
        after: str | None,
        first: str | None,
    ) -> Receipt | None:
        """See Publisher."""
        me = self._client.user
        if me is None or self._client.is_closed():
            raise errors.NotSent(f"{failures.MARK}not connected")
        self._places.check_present(channel)
        # Without this permission every channel looks empty.
        if await self._places.may(channel, lambda may: may.read_message_history) is False:
            raise errors.CannotTell(f"{failures.MARK}the bot may not read the messages there")
        looker = looking.Looker(self._calls.ask, me.id)
        above = looking.beginning(since, after, self._pacer.slow)
        guild = self._places.guild(channel)
        if guild is not None and first is None and await self._places.is_forum(channel):
            found = await looker.post(guild.id, channel.chat, nonce, _title(part.text), above)
        else:
            target = first if await self._places.is_forum(channel) else channel.thread or channel.chat
            found = await looker.message(target or channel.chat, nonce, above)
        return Receipt(found) if found else None

    async def remove(
        self, channel: Channel, part: Part, instead: Reply, *, first: str | None
    ) -> Literal["deleted", "replaced"]:
        """See Publisher. Of a forum post the first message is taken away; the title stays."""
        message = part.message_id or ""
        forum = await self._places.is_forum(channel)
        target = (first or message) if forum else channel.thread or channel.chat
        body = render.messages(instead, self._wordbook(instead.lang))[0].edit()
        return await removing.remove(self._calls, target, message, body)

    async def permitted(self, channel: Channel) -> bool | None:
        """See Publisher. A direct message does not show whether it would be taken."""
        self._places.check_present(channel)
        try:
            may = await self._places.may(channel, places.writes(channel))
            if may and channel.thread is not None:
                thread = await self._calls.ask(Route("GET", "/channels/{channel_id}", channel_id=channel.thread))
                return not thread.get("thread_metadata", {}).get("locked", False)
        except errors.ChannelLost:
            return False
        return may

    async def called(self, channel: Channel) -> str | None:
        """See Publisher."""
        return self._admins.called(self._places, channel)

    async def tell(self, subscription: Subscription, reply: Reply) -> int:
        """See Publisher."""
        name = await self.called(subscription.channel)
        messages = render.messages(deciding.named(reply, subscription.channel, name), self._wordbook(reply.lang))
        async with self._busy:
            return await self._admins.tell(self._calls, self._places, subscription, messages)


def _messages(channel: str) -> Route:
    return Route("POST", "/channels/{channel_id}/messages", channel_id=channel)


def _posts(channel: str) -> Route:
    return Route("POST", "/channels/{channel_id}/threads", channel_id=channel)


def _title(text: str) -> str:
    return " ".join(text.partition("\n")[0].split())[:TITLE] or "…"
