"""The little world behind the server: users, chats with topics and members, and the messages in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .description import Upload
from .entities import Entity
from .errors import ApiError, bad_request, cannot, forbidden
from .limits import photo_sides

Json = dict[str, Any]

PRIVATE, GROUP, SUPERGROUP, CHANNEL = "private", "group", "supergroup", "channel"
CREATOR, ADMINISTRATOR, MEMBER, LEFT, KICKED = "creator", "administrator", "member", "left", "kicked"
RESTRICTED = "restricted"
MANAGERS = {CREATOR, ADMINISTRATOR}
STATUSES = MANAGERS | {MEMBER, RESTRICTED, LEFT, KICKED}

_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
    "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
)  # fmt: skip
_CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages")
_SUPERGROUP_RIGHTS = ("can_pin_messages", "can_manage_topics")
PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info", "can_invite_users",
    "can_pin_messages", "can_manage_topics",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class User:
    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False

    def as_json(self) -> Json:
        optional = {"username": self.username, "language_code": self.language_code}
        return {
            "id": self.id,
            "is_bot": self.is_bot,
            "first_name": self.first_name,
            **{name: value for name, value in optional.items() if value is not None},
        }


# Telegram writes messages of an administrator who hides behind the group under this name.
ANONYMOUS = User(1087968824, "Group", "GroupAnonymousBot", is_bot=True)


@dataclass(frozen=True, slots=True)
class Member:
    user: User
    status: str
    rights: dict[str, bool] = field(default_factory=dict)

    def as_json(self, kind: str) -> Json:
        answer: Json = {"status": self.status, "user": self.user.as_json()}
        match self.status:
            case "creator":
                answer["is_anonymous"] = False
            case "administrator":
                names = _RIGHTS + {CHANNEL: _CHANNEL_RIGHTS, SUPERGROUP: _SUPERGROUP_RIGHTS}.get(kind, ())
                answer |= {"can_be_edited": False, "is_anonymous": False}
                answer |= {name: self.rights.get(name, True) for name in names}
            case "restricted":
                answer |= {"is_member": self.rights.get("is_member", True), "until_date": 0}
                answer |= {name: self.rights.get(name, False) for name in PERMISSIONS}
            case "kicked":
                answer["until_date"] = 0
        return answer

    def may(self, right: str) -> bool:
        return self.status == CREATOR or (self.status == ADMINISTRATOR and self.rights.get(right, True))


@dataclass(slots=True, eq=False)
class Message:
    """A message as it stands now; `source` is its text as it was sent, with its markup."""

    id: int
    chat: Chat
    sender: User  # who wrote it, also where readers see the chat instead
    date: int
    text: str = ""
    source: str = ""
    entities: list[Entity] = field(default_factory=list)
    reply_markup: Json | None = None
    reply_to: Message | None = None
    thread: int | None = None
    silent: bool = False
    photo: Upload | None = None
    edit_date: int | None = None
    link_preview: Json | None = None
    anonymous: bool = False
    via: User | None = None  # the bot whose inline result it is
    service: Json = field(default_factory=dict)  # what a service message says instead of a text
    origin: Json | None = None  # where it was forwarded from
    protected: bool = False  # nobody can forward it

    @property
    def keyboard(self) -> list[list[Json]]:
        """Rows of inline buttons, as sent."""
        rows: list[list[Json]] = (self.reply_markup or {}).get("inline_keyboard", [])
        return rows

    def button(self, label: str) -> str:
        """The callback data of the button whose label contains `label`; LookupError unless there is just one."""
        found = [
            b["callback_data"] for row in self.keyboard for b in row if label in b["text"] and "callback_data" in b
        ]
        if len(found) != 1:
            labels = [b["text"] for row in self.keyboard for b in row]
            raise LookupError(f"{len(found)} buttons say {label!r} among {labels}")
        return str(found[0])

    def as_json(self, *, with_reply: bool = True) -> Json:
        answer: Json = {"message_id": self.id, "date": self.date, "chat": self.chat.as_json()}
        by_chat = self.anonymous or self.chat.type == CHANNEL
        if self.chat.type != CHANNEL:
            answer["from"] = (ANONYMOUS if self.anonymous else self.sender).as_json()
        if by_chat:
            answer["sender_chat"] = self.chat.as_json()
        if self.via is not None:
            answer["via_bot"] = self.via.as_json()
        if self.origin is not None:
            answer["forward_origin"] = self.origin
        if self.edit_date is not None:
            answer["edit_date"] = self.edit_date
        if self.thread is not None:
            answer["message_thread_id"] = self.thread
        if self.thread in self.chat.topics:
            answer["is_topic_message"] = True
        quoted = self.reply_to or self.chat.topics.get(self.thread or 0)
        if with_reply and quoted is not None and quoted is not self:
            answer["reply_to_message"] = quoted.as_json(with_reply=False)
        if self.keyboard:
            answer["reply_markup"] = self.reply_markup
        return answer | self._content() | self.service

    def origin_json(self) -> Json:
        """What a forward of it says of where it comes from."""
        if self.origin is not None:
            return self.origin
        if self.chat.type == CHANNEL:
            return {"type": "channel", "chat": self.chat.as_json(), "message_id": self.id, "date": self.date}
        if self.anonymous:
            return {"type": "chat", "sender_chat": self.chat.as_json(), "date": self.date}
        return {"type": "user", "sender_user": self.sender.as_json(), "date": self.date}

    def _content(self) -> Json:
        names = ("text", "entities") if self.photo is None else ("caption", "caption_entities")
        answer: Json = {name: value for name, value in zip(names, (self.text, self.entities), strict=True) if value}
        if self.link_preview is not None:
            answer["link_preview_options"] = self.link_preview
        if self.photo is not None:
            width, height = photo_sides(self.photo)
            name = f"photo-{self.chat.id}-{self.id}"
            size = {"file_id": name, "file_unique_id": name, "file_size": len(self.photo.content)}
            answer["photo"] = [{**size, "width": width, "height": height}]
        return answer


@dataclass(slots=True, eq=False)
class Chat:
    id: int
    type: str
    title: str
    username: str | None = None
    forum: bool = False
    started: bool = True  # private: its user has once written to the bot
    migrated_to: int | None = None
    members: dict[int, Member] = field(default_factory=dict, repr=False)
    topics: dict[int, Message] = field(default_factory=dict, repr=False)  # by thread: the message that opened the topic
    messages: dict[int, Message] = field(default_factory=dict, repr=False)
    last_id: int = 0
    closed: set[int] = field(default_factory=set)  # topics that are closed
    deleted: set[int] = field(default_factory=set)  # topics that were there
    members_write: bool = True  # what the group lets its ordinary members do
    protected: bool = False

    def as_json(self) -> Json:
        answer: Json = {"id": self.id, "type": self.type}
        answer["first_name" if self.type == PRIVATE else "title"] = self.title
        if self.username is not None:
            answer["username"] = self.username
        if self.forum:
            answer["is_forum"] = True
        return answer

    def member(self, user: User) -> Member:
        return self.members.get(user.id) or Member(user, LEFT)


ChatRef = Chat | User | int


class World:
    """`now` gives Unix seconds for the dates of messages."""

    def __init__(self, bot: User, now: Callable[[], int]) -> None:
        self.bot = bot
        self.now = now
        self.users: dict[int, User] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}

    def chat(self, ref: ChatRef) -> Chat:
        """For tests: LookupError where the world has no such chat."""
        if isinstance(ref, Chat):
            return ref
        return self.chats[ref.id if isinstance(ref, User) else ref]

    def find(self, chat_id: int | str) -> Chat:
        """For requests: by id or @username."""
        if isinstance(chat_id, int):
            chat = self.chats.get(chat_id)
        else:
            name = chat_id.removeprefix("@").lower()
            chat = next(
                (c for c in self.chats.values() if c.type != PRIVATE and (c.username or "").lower() == name), None
            )
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def writable(self, chat_id: int | str, right: str = "can_post_messages") -> Chat:
        """The chat, if the bot may write there."""
        chat = self.find(chat_id)
        status = chat.member(self.bot)
        self.check_moved(chat)
        if chat.type == PRIVATE:
            if not chat.started:
                raise forbidden("bot can't initiate conversation with a user")
            if status.status == KICKED:
                raise forbidden("bot was blocked by the user")
            return chat
        if status.status == KICKED:
            raise forbidden(f"bot was kicked from the {chat.type} chat")
        if status.status == LEFT:
            raise forbidden(f"bot is not a member of the {chat.type} chat")
        if chat.type == CHANNEL and not status.may(right):
            raise cannot("need administrator rights in the channel chat")
        muted = status.status == MEMBER and chat.type != CHANNEL and not chat.members_write
        if muted or (status.status == RESTRICTED and not status.rights.get("can_send_messages", False)):
            raise cannot("not enough rights to send text messages to the chat")
        return chat

    @staticmethod
    def check_moved(chat: Chat) -> None:
        if chat.migrated_to is not None:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                parameters={"migrate_to_chat_id": chat.migrated_to},
                violation=False,
            )

    def thread(self, chat: Chat, thread: int | None) -> int | None:
        """A topic that exists. Telegram ignores a thread outside forums; here it is refused: it was meant for another chat."""
        if thread in chat.deleted:
            raise cannot("message thread not found")
        if thread is not None and thread not in chat.topics:
            raise bad_request("message thread not found")
        if thread in chat.closed and not chat.member(self.bot).may("can_manage_topics"):
            raise cannot("TOPIC_CLOSED")
        return thread

    def reply(self, chat: Chat, given: Json | None) -> Message | None:
        """The message that ReplyParameters name; none where it is gone and the sender said that this is allowed."""
        if given is None:
            return None
        origin = self.find(given["chat_id"]) if "chat_id" in given else chat
        message = origin.messages.get(given["message_id"])
        if message is None:
            if given.get("allow_sending_without_reply", False) and origin is chat:
                return None
            raise bad_request("message to be replied not found")
        if given.get("quote") and given["quote"] not in message.text:
            raise bad_request("QUOTE_TEXT_INVALID")
        return message

    def own(self, chat: Chat, message_id: int | None) -> Message:
        """A message of the bot, to be edited."""
        message = chat.messages.get(message_id or 0)
        if message is None:
            raise bad_request("message to edit not found")
        if message.sender != self.bot or message.service:
            raise bad_request("message can't be edited")
        return message

    def post(
        self, chat: Chat, sender: User, *, thread: int | None, reply_to: Message | None, **content: Any
    ) -> Message:
        """A new message. A reply stays in the topic of what it answers; outside forums replies form a thread too."""
        if thread is None and reply_to is not None and reply_to.chat is chat and chat.type == SUPERGROUP:
            thread = reply_to.thread if chat.forum else reply_to.thread or reply_to.id
        chat.last_id += 1
        message = Message(chat.last_id, chat, sender, self.now(), thread=thread, reply_to=reply_to, **content)
        chat.messages[message.id] = message
        return message
