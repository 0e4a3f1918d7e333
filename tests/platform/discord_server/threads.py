"""REST: threads, and the posts of a forum."""

from __future__ import annotations

from .calls import Call
from .errors import MISSING_ACCESS, ApiError, Json, unknown
from .gateway import GUILDS
from .messages import Messages
from .rights import Permission
from .world import FORUM, PUBLIC_THREAD, THREADS, Channel, Guild


class Threads:
    def __init__(self, messages: Messages) -> None:
        self._messages = messages
        self._world, self._gateway = messages.world, messages.gateway

    async def start(self, call: Call) -> Json:
        """In a forum the thread comes with its first message, which has its id; elsewhere it is empty."""
        parent, body = self._messages.channel(call), call.mapping()
        first = body.get("message") if parent.kind == FORUM else None
        if parent.kind == FORUM:
            self._messages.check(first or {}, "post", call.files)
        self._messages.require_send(parent, first or {}, call.files)
        thread = self._world.add_channel(body["name"], PUBLIC_THREAD, self._world.bot, parent.guild, parent)
        thread.tags = [int(tag) for tag in body.get("applied_tags") or []]
        told = thread.payload() | {"newly_created": True}
        self._gateway.dispatch("THREAD_CREATE", told, guild=thread.guild, intents=GUILDS)
        if first is None:
            return thread.payload()
        message = self._messages.post(thread, first, call.files, thread.id)
        return thread.payload() | {"message": message.payload()}

    async def join(self, call: Call) -> None:
        self._messages.channel(call)

    async def active(self, call: Call) -> Json:
        """Of the whole guild, those that the bot may see, the newest first."""
        guild = self._guild(call)
        found = [each for each in _threads(guild) if not each.archived and Permission.VIEW_CHANNEL in each.bot_may()]
        return {"threads": [each.payload() for each in reversed(found)], "members": []}

    def _guild(self, call: Call) -> Guild:
        guild = self._world.guilds.get(call.number("guild_id"))
        if guild is None:
            raise unknown("Guild")
        return guild

    async def archived(self, call: Call) -> Json:
        """Those of one channel, the latest archived first."""
        parent = self._messages.channel(call)
        if Permission.READ_MESSAGE_HISTORY not in parent.bot_may() or parent.guild is None:
            raise ApiError(*MISSING_ACCESS)
        found = [each for each in _threads(parent.guild) if each.archived and each.parent is parent]
        found.sort(key=lambda each: (each.archived_at, each.id), reverse=True)
        if "before" in call.query:
            found = [each for each in found if each.archived_at < call.query["before"]]
        limit = int(call.query.get("limit", 50))
        return {
            "threads": [each.payload() for each in found[:limit]],
            "members": [],
            "has_more": len(found) > limit,
        }


def _threads(guild: Guild) -> list[Channel]:
    return [each for each in guild.channels if each.kind in THREADS and not each.deleted]
