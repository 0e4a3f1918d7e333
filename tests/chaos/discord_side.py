"""Discord's part of the world: two servers with channels, threads and forums, and what goes wrong there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from bot.domain.ledger import Channel, Part
from tests.platform.discord_server import Channel as Room
from tests.platform.discord_server import DiscordServer, Guild, Message, Permission

from .clock import Ahead
from .places import Place, Post

TOKEN = "TEST.TOKEN"


class DiscordSide:
    """Twenty-one channels on a loopback server."""

    name = "discord"

    def __init__(self, clock: Ahead) -> None:
        self.server = DiscordServer(
            token=TOKEN, now=clock, check_schema=False
        )  # that has tests of its own, and takes most of the time
        self.places: list[Place] = []
        self._guilds: list[Guild] = []
        self._rooms: list[Room] = []
        self._forbidden: list[Room] = []
        self._away: list[Guild] = []

    def build(self) -> None:
        """Make the servers and their channels."""
        for name in ("village", "town"):
            guild = self.server.add_guild(name)
            self._guilds.append(guild)
            rooms = [self.server.add_channel(guild, f"{name}-{number}") for number in range(6)]
            for room in rooms:
                self._add("text channel", Channel(self.name, str(room.id)), self._reader(room))
            for number in range(2):
                thread = self.server.add_thread(rooms[number], f"thread {number}")
                where = Channel(self.name, str(rooms[number].id), str(thread.id))
                self._add("thread", where, self._reader(thread))
            for number in range(2):
                forum = self.server.add_channel(guild, f"forum-{number}", kind="forum")
                self._add("forum", Channel(self.name, str(forum.id)), self._forum_reader(forum))
            self._rooms += rooms

    def _add(self, kind: str, where: Channel, posts: Callable[[], list[Post]]) -> None:
        self.places.append(Place(kind, where, posts, texts))

    def target(self, method: str, path: str, body: bytes) -> str | None:  # the form of Target
        """The channel into which a request posts; see Target."""
        found = re.search(r"/channels/(\d+)/(messages|threads)$", path)
        if found is None:
            return None
        if method != "POST":
            return ""
        room = self.server.world.channels.get(int(found[1]))
        while room is not None:
            place = next((p for p in self.places if str(room.id) == (p.channel.thread or p.channel.chat)), None)
            if place is not None:
                return place.channel.key
            room = room.parent
        return None

    def _reader(self, room: Room) -> Callable[[], list[Post]]:
        return lambda: [_post(message) for message in self.server.messages(room) if message.author.bot]

    def _forum_reader(self, forum: Room) -> Callable[[], list[Post]]:
        """A forum's posts, each a thread: all that is in them."""

        def posts() -> list[Post]:
            threads = [room for room in self.server.world.channels.values() if room.parent is forum]
            return [_post(message) for thread in threads for message in self.server.messages(thread)]

        return posts

    # what goes wrong in the world

    def disturb(self, random: Random) -> list[str]:
        """Let something happen that is no fault of a request; return what."""
        done: list[str] = []
        if random.random() < 0.3:
            room = random.choice(self._rooms)
            self.server.forbid(room, Permission.SEND_MESSAGES)
            self._forbidden.append(room)
            done.append("no right to post")
        return done

    def shake(self, random: Random) -> str:
        """Let something happen to the gateway while the bot runs; return what."""
        what = random.choice(("gateway drop", "gateway resume", "session invalid", "guild unavailable"))
        gateway = self.server.gateway
        match what:
            case "gateway drop":
                gateway.drop()
            case "gateway resume":
                gateway.ask_reconnect()
            case "session invalid":
                gateway.invalidate(resumable=random.random() < 0.5)
            case "guild unavailable":
                guild = random.choice(self._guilds)
                self.server.hide_guild(guild)
                self._away.append(guild)
        return what

    def heal(self) -> None:
        """Give rights and servers back."""
        for room in self._forbidden:
            self.server.permit(room, Permission.SEND_MESSAGES)
        for guild in self._away:
            self.server.show_guild(guild)
        self._forbidden.clear()
        self._away.clear()


def texts(part: Part) -> tuple[str, ...]:
    """What a reader sees of a part."""
    return tuple(_contents(json.loads(part.payload)))


def _post(message: Message) -> Post:
    shown = tuple(_contents(message.components))
    return Post(f"{message.channel.id}/{message.id}", (message.content, *shown) if message.content else shown)


def _contents(told: Any) -> Iterator[str]:
    """Every text in a message's components, from the top down."""
    if isinstance(told, list):
        for item in told:
            yield from _contents(item)
    elif isinstance(told, dict):
        if isinstance(told.get("content"), str) and told["content"]:
            yield told["content"]
        for value in told.values():
            if isinstance(value, list | dict):
                yield from _contents(value)


def flood(seconds: int) -> tuple[dict[str, str], object]:
    """The answer to one who asks too much."""
    headers = {"Retry-After": str(seconds), "Via": "1.1 loopback", "X-RateLimit-Scope": "user"}
    return headers, {"message": "You are being rate limited.", "retry_after": float(seconds), "global": False}
