"""A channel read back for a message of our own, known by its mark; nothing in it is changed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import discord
from discord.http import Route

from ... import errors
from . import failures, mark

Json = dict[str, Any]
Ask = Callable[..., Awaitable[Any]]
"""One request: a route and the library's options in, what Discord answers out. Raises DeliveryError."""

PAGE, PAGES = 100, 10
# What our clock may have gone wrong by since, against Discord's, by which ids are counted.
CLOCK = timedelta(hours=1)


def beginning(since: datetime, after: str | None, slow: timedelta) -> int:
    """Return an id: what was sent at `since` has a higher one, and a message `after` a lower one.

    By Discord's clock it is `slow` later than by ours.
    """
    known = int(after) if after and after.isdecimal() else 0
    # Only a clock of ours that is ahead matters: where it is behind, more is read than need be, and no false date does harm.
    return max(known, discord.utils.time_snowflake(since + min(slow, timedelta()) - CLOCK))


class Looker:
    """Looks for messages of the user `me`."""

    def __init__(self, ask: Ask, me: int) -> None:
        self._ask = ask
        self._me = me

    async def message(self, channel: str, nonce: str, above: int) -> str | None:
        """Return the id of the message with a nonce's mark among those of ids `above`; None if it is not there.

        Raises CannotTell where more has been written since than is read.
        """
        route = Route("GET", "/channels/{channel_id}/messages", channel_id=channel)
        before: Json = {}
        for _ in range(PAGES):
            page = await self._ask(route, params={"limit": PAGE, **before})
            for told in page:
                if int(told["id"]) <= above:
                    return None
                if mark.bears(told, self._me, nonce):
                    return str(told["id"])
            if not page:
                return None
            before = {"before": page[-1]["id"]}
        raise errors.CannotTell(f"{failures.MARK}over {PAGE * PAGES} messages were written there since")

    async def post(self, guild: int, forum: str, nonce: str, title: str, above: int) -> str | None:
        """Return the id of the forum post whose first message has a nonce's mark; None if it is not there.

        A post whose first message was deleted is known by its title.
        """
        active = await self._ask(Route("GET", "/guilds/{guild_id}/threads/active", guild_id=guild))
        found = await self._among(active["threads"], forum, nonce, title, above)
        route = Route("GET", "/channels/{channel_id}/threads/archived/public", channel_id=forum)
        before: Json = {}
        for _ in range(PAGES):
            if found is not None:
                return found
            page = await self._ask(route, params={"limit": PAGE, **before})
            found = await self._among(page["threads"], forum, nonce, title, above)
            if not page["threads"] or not page.get("has_more"):
                return found
            # In the order in which they were archived, the latest first: none is archived before it is opened.
            last = page["threads"][-1]["thread_metadata"]["archive_timestamp"]
            if discord.utils.time_snowflake(datetime.fromisoformat(last)) < above:
                return found
            before = {"before": last}
        raise errors.CannotTell(f"{failures.MARK}over {PAGE * PAGES} posts were archived there since")

    async def _among(self, threads: list[Json], forum: str, nonce: str, title: str, above: int) -> str | None:
        for thread in threads:
            ours = str(thread.get("parent_id")) == forum and int(thread.get("owner_id") or 0) == self._me
            if ours and int(thread["id"]) > above and await self._opens(thread, nonce, title):
                return str(thread["id"])
        return None

    async def _opens(self, thread: Json, nonce: str, title: str) -> bool:
        """Tell whether a post is the one looked for, by its first message, whose id is the post's."""
        route = Route(
            "GET", "/channels/{channel_id}/messages/{message_id}", channel_id=thread["id"], message_id=thread["id"]
        )
        try:
            told = await self._ask(route)
        except errors.DeliveryError as error:
            if failures.code(error.__cause__) != failures.UNKNOWN_MESSAGE:
                raise
            return bool(thread.get("name") == title)
        return mark.bears(told, self._me, nonce)
