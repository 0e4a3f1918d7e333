"""What a test does in the world: makes people and chats, lets them speak and press, and looks at what they see."""

from __future__ import annotations

import html
import itertools
import time
from collections.abc import Callable
from typing import Any

from .entities import detect, formatted
from .methods import Methods, scope_key
from .updates import Updates
from .world import (
    ADMINISTRATOR,
    CHANNEL,
    GROUP,
    KICKED,
    MEMBER,
    PRIVATE,
    STATUSES,
    SUPERGROUP,
    Chat,
    ChatRef,
    Json,
    Member,
    Message,
    User,
    World,
)


class Stage:
    """A chat is named by itself, by its id or, if private, by its user."""

    def __init__(self, bot: User, now: Callable[[], int] | None = None, *, inline: bool = True) -> None:
        self.bot = bot
        self.updates = Updates()
        self._world = World(bot, now or (lambda: int(time.time())))
        self._methods = Methods(self._world, self.updates, inline=inline)
        self._numbers = itertools.count(1)

    # people and places

    def add_user(
        self,
        first_name: str,
        *,
        id: int | None = None,
        username: str | None = None,
        language_code: str | None = None,
        started: bool = True,
    ) -> User:
        """A person with a private chat; with `started=False` they have never written to the bot."""
        user = User(id or 1000 + next(self._numbers), first_name, username, language_code)
        chat = Chat(user.id, PRIVATE, first_name, username, started=started)
        chat.members = {user.id: Member(user, MEMBER), self.bot.id: Member(self.bot, MEMBER)}
        self._world.users[user.id] = user
        self._world.chats[user.id] = chat
        return user

    def add_chat(
        self,
        type: str,
        title: str,
        *,
        id: int | None = None,
        username: str | None = None,
        forum: bool = False,
        bot: str | None = None,
    ) -> Chat:
        """A group, supergroup or channel; `bot` is the status of the bot in it, by default one that may write."""
        if type not in {GROUP, SUPERGROUP, CHANNEL} or (forum and type != SUPERGROUP):
            raise ValueError(f"no such chat: {type}, forum {forum}")
        number = 5000 + next(self._numbers)
        chat = Chat(id or (-number if type == GROUP else -1_000_000_000_000 - number), type, title, username, forum)
        self._world.chats[chat.id] = chat
        self.set_member(chat, self.bot, bot or (ADMINISTRATOR if type == CHANNEL else MEMBER))
        return chat

    def add_topic(self, forum: Chat, name: str) -> int:
        """A topic of a forum: its thread id."""
        if not forum.forum:
            raise ValueError(f"{forum.title} is no forum")
        opened = {"forum_topic_created": {"name": name, "icon_color": 0x6FB9F0}}
        creator = next(iter(forum.members.values())).user
        message = self._world.post(forum, creator, thread=None, reply_to=None, service=opened)
        message.thread = message.id
        forum.topics[message.id] = message
        return message.id

    def close_topic(self, forum: Chat, thread: int, *, announce: bool = True) -> None:
        """Only who may manage topics still writes there."""
        forum.closed.add(thread)
        if announce:
            self._service(forum, {"forum_topic_closed": {}}, thread)

    def reopen_topic(self, forum: Chat, thread: int, *, by: User | None = None) -> None:
        forum.closed.discard(thread)
        self._service(forum, {"forum_topic_reopened": {}}, thread, by)

    def delete_topic(self, forum: Chat, thread: int) -> None:
        """With all that stands in it; Telegram tells nobody."""
        del forum.topics[thread]
        forum.deleted.add(thread)
        forum.messages = {key: message for key, message in forum.messages.items() if message.thread != thread}

    def set_member(self, chat: ChatRef, user: User, status: str, **rights: bool) -> None:
        """Quietly; `my_chat_member` tells the bot.

        `rights` of an administrator are granted unless denied, those of a restricted member denied unless granted.
        """
        if status not in STATUSES:
            raise ValueError(f"no such status: {status}")
        self._world.chat(chat).members[user.id] = Member(user, status, rights)

    def my_chat_member(self, user: User, chat: ChatRef, new_status: str, **rights: bool) -> None:
        """`user` changes what the bot is in `chat`; in a private chat "kicked" is a block and "member" its end."""
        place = self._world.chat(chat)
        old = place.member(self.bot)
        self.set_member(place, self.bot, new_status, **rights)
        self.updates.add(
            "my_chat_member",
            {
                "chat": place.as_json(),
                "from": user.as_json(),
                "date": self._world.now(),
                "old_chat_member": old.as_json(place.type),
                "new_chat_member": place.member(self.bot).as_json(place.type),
            },
        )

    def block(self, user: User) -> None:
        self.my_chat_member(user, user, KICKED)

    def migrate(self, group: Chat, *, announce: bool = True) -> Chat:
        """The group becomes a supergroup; unannounced, the bot learns of it when it next writes to the old one."""
        if group.type != GROUP:
            raise ValueError(f"{group.title} is no group")
        new = self.add_chat(SUPERGROUP, group.title)
        new.members = dict(group.members)
        group.migrated_to = new.id
        if announce:
            self._service(group, {"migrate_to_chat_id": new.id})
            self._service(new, {"migrate_from_chat_id": group.id})
        return new

    def _service(self, chat: Chat, content: Json, thread: int | None = None, by: User | None = None) -> None:
        author = by or next((m.user for m in chat.members.values() if m.user != self.bot), self.bot)
        message = self._world.post(chat, author, thread=thread, reply_to=None, service=content)
        self.updates.add("message", message.as_json())

    # what people do

    def say(
        self,
        user: User,
        chat: ChatRef,
        text: str,
        *,
        thread: int | None = None,
        reply_to: Message | None = None,
        edited: bool = False,
        anonymous: bool = False,
    ) -> Message:
        """A message, or a post of a channel, as an update with the entities that Telegram marks.

        `edited` changes the last message of this user in this chat and thread, if there is one; `anonymous` is an
        administrator who writes as the group. A bot without privacy mode, or an administrator, gets them all.
        """
        place = self._world.chat(chat)
        place.started = True
        message = self._last_of(user, place, thread) if edited else None
        if message is None:
            message = self._world.post(place, user, thread=thread, reply_to=reply_to, anonymous=anonymous)
        message.text = text
        message.source = html.escape(text, quote=False)
        message.entities = detect(text)
        if edited:
            message.edit_date = self._world.now()
        kind = "channel_post" if place.type == CHANNEL else "message"
        self.updates.add(f"edited_{kind}" if edited else kind, message.as_json())
        return message

    def _last_of(self, user: User, chat: Chat, thread: int | None) -> Message | None:
        own = [m for m in chat.messages.values() if m.sender == user and m.thread == thread and not m.service]
        return own[-1] if own else None

    def press(self, user: User, message: Message, callback_data: str, *, forged: bool = False) -> str:
        """The id of the callback query. ValueError where no button of the message has this data, unless `forged`."""
        data = [button.get("callback_data") for row in message.keyboard for button in row]
        if callback_data not in data and not forged:
            raise ValueError(f"no button has {callback_data!r}, only {data}")
        query = f"{message.chat.id & 0xFFFFFF:x}{next(self._numbers):08d}"
        self._methods.open_queries.add(query)
        content = {"id": query, "from": user.as_json(), "message": message.as_json(), "data": callback_data}
        self.updates.add("callback_query", {**content, "chat_instance": str(message.chat.id)})
        return query

    def type_inline(self, user: User, text: str, *, offset: str = "") -> str:
        """The id of the inline query that comes of the bot's name and `text` being typed in some chat."""
        if not self._methods.inline:
            raise ValueError("the inline mode of this bot is off")
        query = f"inline{next(self._numbers):08d}"
        self._methods.open_queries.add(query)
        content = {"id": query, "from": user.as_json(), "query": text[:256], "offset": offset, "chat_type": "group"}
        self.updates.add("inline_query", content)
        return query

    def choose(self, user: User, chat: ChatRef, query: str, result_id: str) -> Message:
        """`user` sends a result of an inline query to a chat; the bot gets the message, with or without privacy mode."""
        found = next(result for result in self._methods.answers[query]["results"] if result["id"] == result_id)
        content = found["input_message_content"]
        shown = formatted(content["message_text"], content.get("parse_mode"), content.get("entities"))
        message = self._world.post(
            self._world.chat(chat),
            user,
            thread=None,
            reply_to=None,
            text=shown.text,
            entities=shown.entities,
            source=content["message_text"],
            reply_markup=found.get("reply_markup"),
            via=self.bot,
        )
        self.updates.add("channel_post" if message.chat.type == CHANNEL else "message", message.as_json())
        return message

    def expire(self, query: str) -> None:
        """From now on an answer to this callback or inline query comes too late."""
        self._methods.open_queries.discard(query)
        self._methods.expired_queries.add(query)

    # what people see

    def chat(self, ref: ChatRef) -> Chat:
        return self._world.chat(ref)

    def messages(self, chat: ChatRef, *, thread: int | None = None) -> list[Message]:
        """As they now stand, oldest first, those of people too; deleted ones are gone."""
        found = self._world.chat(chat).messages.values()
        return [m for m in found if not m.service and thread in {None, m.thread}]

    def sent(self, chat: ChatRef, *, thread: int | None = None) -> list[Message]:
        """Those of the bot alone."""
        return [message for message in self.messages(chat, thread=thread) if message.sender == self.bot]

    def message(self, result: Json) -> Message:
        """The message that an answer of the server describes."""
        return self._world.chats[result["chat"]["id"]].messages[result["message_id"]]

    def answer(self, query: str) -> Json | None:
        """What the bot answered to a callback query (text, show_alert …) or an inline one (results …); none until it did."""
        return self._methods.answers.get(query)

    def commands(self, scope: Json | None = None, language_code: str = "") -> list[Json] | None:
        """The command menu set for just this scope (default: everyone) and language; none if it was not set."""
        return self._methods.commands.get((scope_key(scope), language_code))

    def transcript(self, chat: ChatRef, *, thread: int | None = None) -> list[dict[str, Any]]:
        """A chat for drawing: each message with `html` as it was sent and `entities` over the plain `text`."""
        return [
            {
                "id": message.id,
                "who": message.chat.title if message.chat.type == CHANNEL else message.sender.first_name,
                "is_bot": message.sender.is_bot,
                "date": message.date,
                "edited": message.edit_date is not None,
                "html": message.source,
                "text": message.text,
                "entities": message.entities,
                "keyboard": message.keyboard,
                "photo": message.photo.content if message.photo else None,
                "reply_to": message.reply_to.id if message.reply_to else None,
                "thread": message.thread,
                "silent": message.silent,
            }
            for message in self.messages(chat, thread=thread)
        ]
