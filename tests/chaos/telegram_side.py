"""Telegram's part of the world: chats of every kind, an administrator who answers truthfully, and what goes wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from random import Random
from urllib.parse import parse_qs

from bot.domain.ask import Ask, decode, unquoted
from bot.domain.deciding import SETTLE
from bot.domain.ledger import Channel, Part
from bot.domain.ports import Verdict
from tests.platform.telegram_server import Chat, Message, TelegramServer, User

from .clock import Ahead
from .places import Place, Post

TOKEN = "123456:TEST"
# How a bot may look whether a message is there.
LOOKS = {"forwardMessage", "copyMessage", "forwardMessages", "copyMessages"}


class TelegramSide:
    """Twenty-one channels on a loopback server. `probe` says whether the operator named a chat to look at posts in."""

    name = "telegram"

    def __init__(self, clock: Ahead, *, probe: bool) -> None:
        self.server = TelegramServer(TOKEN, now=clock.unix)
        self.places: list[Place] = []
        self._people: list[User] = []
        self.probe = probe
        self.probe_chat = ""
        self._kicked: list[Chat] = []
        self._groups: dict[str, Chat] = {}
        self._moved: dict[str, str] = {}
        self._chats: dict[str, Chat] = {}

    def build(self) -> None:
        """Make the people and the chats."""
        if self.probe:
            self.probe_chat = str(self._person("Operator").id)
        for number in range(3):
            self._add("private", self.server.chat(self._person(f"Reader {number}")), shared=True)
        for number in range(4):
            group = self._chat("group", f"Group {number}")
            self._groups[str(group.id)] = group
            self._add("group", group)
        for number in range(4):
            self._add("supergroup", self._chat("supergroup", f"Supergroup {number}"))
        forum = self._chat("supergroup", "Forum", forum=True)
        for number in range(4):
            self._add("topic", forum, self.server.add_topic(forum, f"Topic {number}"))
        for number in range(6):
            self._add("channel", self._chat("channel", f"Channel {number}"))

    def _person(self, name: str) -> User:
        self._people.append(self.server.add_user(name, language_code="en"))
        return self._people[-1]

    def _chat(self, kind: str, title: str, *, forum: bool = False) -> Chat:
        chat = self.server.add_chat(kind, title, forum=forum)
        self.server.set_member(chat, self._person(f"Administrator of {title}"), "creator")
        return chat

    def _add(self, kind: str, chat: Chat, thread: int | None = None, *, shared: bool = False) -> None:
        self._chats[str(chat.id)] = chat
        where = Channel(self.name, str(chat.id), str(thread) if thread else None)
        self.places.append(Place(kind, where, self._reader(chat, thread), texts, shared))

    def target(self, method: str, path: str, body: bytes) -> str | None:  # the form of Target
        """The channel into which a request posts; see Target."""
        name = path.rpartition("/")[2]
        if name in LOOKS:
            return ""
        if name != "sendMessage":
            return None
        told = parse_qs(body.decode())
        chat, thread = told.get("chat_id", [""])[0], told.get("message_thread_id", [""])[0]
        place = next((p for p in self.places if self._is(p, chat, thread)), None)
        return place.channel.key if place else None

    def _is(self, place: Place, chat: str, thread: str) -> bool:
        moved = self._moved.get(place.channel.chat, place.channel.chat)
        return chat in (place.channel.chat, moved) and thread == (place.channel.thread or "")

    def _reader(self, chat: Chat, thread: int | None) -> Callable[[], list[Post]]:
        """Read a chat, after it has moved its new one as well."""

        def posts() -> list[Post]:
            found = [Post(f"{chat.id}/{m.id}", _shown(m)) for m in self.server.sent(chat, thread=thread)]
            if chat.migrated_to is not None:
                new = self.server.chat(chat.migrated_to)
                found += [Post(f"{new.id}/{m.id}", _shown(m)) for m in self.server.sent(new)]
            return found

        return posts

    # what goes wrong in the world

    def disturb(self, random: Random) -> list[str]:
        """Let something happen that is no fault of a request; return what."""
        done: list[str] = []
        if random.random() < 0.4:
            chat = self._chats[
                random.choice([p for p in self.places if p.kind in ("channel", "supergroup")]).channel.chat
            ]
            if chat.member(self.server.bot).status != "kicked":
                self.server.my_chat_member(self._people[0], chat, "kicked")
                self._kicked.append(chat)
                done.append("kicked")
        if random.random() < 0.15 and self._groups:
            group = self._groups.pop(random.choice(sorted(self._groups)))
            self._moved[str(group.id)] = str(self.server.migrate(group, announce=random.random() < 0.5).id)
            done.append("group became a supergroup")
        return done

    def heal(self) -> None:
        """Let the bot back in where it was thrown out."""
        for chat in self._kicked:
            self.server.my_chat_member(self._people[0], chat, "administrator" if chat.type == "channel" else "member")
        self._kicked.clear()

    # the administrators

    def questions(self) -> Iterator[tuple[str, str, Callable[[Verdict], None]]]:
        """Yield what administrators were asked: the key of the row, the question's own name, and what presses a button."""
        for user in self._people:
            for message in self.server.sent(user):
                asked = [
                    ask
                    for row in message.keyboard
                    for button in row
                    if (ask := decode(button.get("callback_data", "")))
                ]
                answers = {ask.arguments[1]: ask for ask in asked if ask.verb == SETTLE}
                if answers:
                    key = unquoted(next(iter(answers.values())).arguments[0])
                    yield key, f"{user.id}/{message.id}", self._presser(user, message, answers)

    def _presser(self, user: User, message: Message, answers: Mapping[str, Ask]) -> Callable[[Verdict], None]:
        def press(verdict: Verdict) -> None:
            self.server.press(user, message, answers[verdict].data)

        return press


def texts(part: Part) -> tuple[str, ...]:
    """What a reader sees of a part: its text as it is sent."""
    return (str(json.loads(part.payload).get("text", "")),)


def _shown(message: Message) -> tuple[str, ...]:
    return (message.source,)


def flood(seconds: int) -> tuple[dict[str, str], object]:
    """The answer to one who asks too much."""
    told = {"ok": False, "error_code": 429, "description": f"Too Many Requests: retry after {seconds}"}
    return {}, {**told, "parameters": {"retry_after": seconds}}
