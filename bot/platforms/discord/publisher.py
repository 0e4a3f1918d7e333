"""Editions to Discord's channels, threads and forums: rendered without I/O, sent so that a repetition is harmless."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Sequence
from typing import Any

import discord
from discord.http import Route

from ... import errors
from ...domain.ledger import Channel, Part
from ...domain.ports import Wordbook
from ...domain.reply import Reply
from . import failures, render
from .busy import Busy

Json = dict[str, Any]

log = logging.getLogger(__name__)

FORUM, MEDIA = 15, 16
TITLE = 100
NONCE = 25
# Longer than all of the library's own pauses for a send: five tries on a 5xx take it 25 s, one rate limit up to 30 s.
SEND_SECONDS = 90.0


class DiscordPublisher:
    """Implements the port `Publisher` through a connected client.

    A send whose outcome is unknown is repeated after each of `waits` (seconds): Discord answers a nonce that it has seen
    in the last minutes with the message that it has. So are the library's own repetitions on a 5xx harmless.
    """

    platform = "discord"

    def __init__(self, client: discord.Client, wordbook: Wordbook, busy: Busy, waits: Sequence[float]) -> None:
        self._client = client
        self._wordbook = wordbook
        self._busy = busy
        self._waits = waits
        self._posts: dict[str, str] = {}

    def render(self, reply: Reply) -> tuple[Part, ...]:
        """See Publisher. A payload is the body of a new message, without nonce; a ledger keeps no files, so a picture is told."""
        made = [message.told() for message in render.messages(reply, self._wordbook(reply.lang))]
        return tuple(Part(json.dumps(message.body(), ensure_ascii=False), message.text) for message in made)

    async def send(self, channel: Channel, part: Part, *, nonce: str, silent: bool) -> str:
        """See Publisher."""
        body: Json = json.loads(part.payload)
        if silent:
            body["flags"] = body.get("flags", 0) | render.SILENT
        if self._client.is_closed():
            raise errors.NotSent(f"{failures.MARK}not connected")
        async with self._busy:
            try:
                return await self._deliver(channel, body, part.text, nonce, silent)
            except errors.Refused as error:
                if failures.code(error.__cause__) != failures.INVALID_FORM:
                    raise
                # Discord's rules for the form have changed: better plain than not at all.
                log.warning("discord: sent as plain text: %s", error)
                plain = render.as_plain(part.text).body(silent=silent)
                return await self._deliver(channel, plain, part.text, nonce, silent)

    async def _deliver(self, channel: Channel, body: Json, text: str, nonce: str, silent: bool) -> str:
        if channel.thread is None and await self._is_forum(channel.chat):
            post = self._own_post(channel.chat) if silent else None
            if post is None:
                return await self._open_post(channel.chat, body, text)
            return await self._post(post, body, nonce)
        return await self._post(channel.thread or channel.chat, body, nonce)

    async def _is_forum(self, chat: str) -> bool:
        known = self._client.get_channel(int(chat))
        if known is not None:
            return isinstance(known, discord.ForumChannel)
        route = Route("GET", "/channels/{channel_id}", channel_id=chat)
        try:
            found = await self._request(route)
        except Exception as error:
            failure = failures.translate(error)
            # Nothing of the edition has gone out yet, so nothing about it is uncertain.
            raise errors.NotSent(str(failure)) if isinstance(failure, errors.Uncertain) else failure from error
        return found.get("type") in (FORUM, MEDIA)

    async def _post(self, target: str, body: Json, nonce: str) -> str:
        """Post to a text channel, a thread or a direct message, waking an archived thread first."""
        try:
            return await self._post_until_known(target, body, nonce)
        except errors.ChannelLost as error:
            if failures.code(error.__cause__) != failures.THREAD_ARCHIVED:
                raise
        try:
            await self._request(Route("PATCH", "/channels/{channel_id}", channel_id=target), json={"archived": False})
        except Exception as error:
            raise errors.ChannelLost(f"{failures.MARK}the thread is archived ({failures.translate(error)})") from error
        return await self._post_until_known(target, body, nonce)

    async def _post_until_known(self, target: str, body: Json, nonce: str) -> str:
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=target)
        named = {**body, "nonce": hashlib.sha256(nonce.encode()).hexdigest()[:NONCE], "enforce_nonce": True}
        unknown: errors.Uncertain | None = None
        for wait in (*self._waits, None):
            try:
                return str((await self._request(route, json=named))["id"])
            except Exception as error:
                failure = failures.translate(error)
                if isinstance(failure, errors.Uncertain):
                    unknown = failure
                if unknown is None:
                    raise failure from error
                # What became of an earlier try is known only if a later one is answered with the message.
                if wait is None or not isinstance(failure, errors.Uncertain | errors.NotSent):
                    raise unknown from error
            await asyncio.sleep(wait)
        raise AssertionError("the last wait is None")

    async def _open_post(self, chat: str, body: Json, text: str) -> str:
        """Open a forum post under the edition's first line.

        A forum post takes no nonce, so a second try could make a second post: there is none, neither ours nor the
        library's, and whatever breaks leaves the outcome uncertain.
        """
        route = Route("POST", "/channels/{channel_id}/threads", channel_id=chat)
        title = " ".join(text.partition("\n")[0].split())[:TITLE] or "…"
        try:
            made = await self._request(route, json={"name": title, "message": body}, raise_for_status=failures.once)
        except Exception as error:
            raise failures.translate(error) from error
        self._posts[chat] = str(made["id"])
        return str((made.get("message") or made)["id"])

    def _own_post(self, chat: str) -> str | None:
        """Return the post that the first part of an edition opened: the newest of ours in the forum."""
        if chat in self._posts:
            return self._posts[chat]
        me, forum = self._client.user, self._client.get_channel(int(chat))
        if me is None or not isinstance(forum, discord.ForumChannel):
            return None
        return max((str(post.id) for post in forum.threads if post.owner_id == me.id), key=int, default=None)

    async def _request(self, route: Route, **options: Any) -> Json:
        async with asyncio.timeout(SEND_SECONDS):
            answer: Json = await self._client.http.request(route, **options)
        return answer
