"""The methods that concern a chat as such, and messages that are passed on or taken away."""

# ruff: noqa: N802  # the methods are named as the Bot API names them

from __future__ import annotations

from .errors import bad_request, cannot, forbidden
from .world import CHANNEL, KICKED, LEFT, MANAGERS, PERMISSIONS, PRIVATE, Chat, Json, Member, World

DELETABLE_FOR = 48 * 3600  # seconds


class Places:
    def __init__(self, world: World) -> None:
        self._world = world

    async def getChat(self, *, chat_id: int | str) -> Json:
        chat = self._readable(chat_id)
        gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
        return {
            **chat.as_json(),
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(gifts, False),
            **({} if chat.type in (PRIVATE, CHANNEL) else {"permissions": _permissions(chat)}),
            **({"has_protected_content": True} if chat.protected else {}),
        }

    async def getChatMember(self, *, chat_id: int | str, user_id: int) -> Json:
        chat = self._readable(chat_id)
        user = self._world.users.get(user_id)
        if user is None:
            raise bad_request("user not found")
        if chat.type == CHANNEL and chat.member(self._world.bot).status not in MANAGERS:
            raise bad_request("member list is inaccessible")
        return chat.member(user).as_json(chat.type)

    async def getChatAdministrators(self, *, chat_id: int | str, return_bots: bool = False) -> list[Json]:
        chat = self._readable(chat_id)
        if chat.type == PRIVATE:
            raise bad_request("there are no administrators in the private chat")
        managers = [member for member in chat.members.values() if member.status in MANAGERS]
        return [m.as_json(chat.type) for m in managers if return_bots or not m.user.is_bot or m.user == self._world.bot]

    async def leaveChat(self, *, chat_id: int | str) -> bool:
        chat = self._readable(chat_id)
        if chat.type == PRIVATE:
            raise bad_request("chat not found")
        chat.members[self._world.bot.id] = Member(self._world.bot, LEFT)
        return True

    def _readable(self, chat_id: int | str) -> Chat:
        chat = self._world.find(chat_id)
        self._world.check_moved(chat)
        if chat.type != PRIVATE:
            status = chat.member(self._world.bot).status
            if status == KICKED:
                raise forbidden(f"bot was kicked from the {chat.type} chat")
            if status == LEFT:
                raise forbidden(f"bot is not a member of the {chat.type} chat")
        return chat

    async def forwardMessage(
        self,
        *,
        chat_id: int | str,
        from_chat_id: int | str,
        message_id: int,
        message_thread_id: int | None = None,
        disable_notification: bool = False,
        protect_content: bool = False,
    ) -> Json:
        there = self._world.writable(chat_id)
        thread = self._world.thread(there, message_thread_id)
        message = self._readable(from_chat_id).messages.get(message_id)
        if message is None:
            raise cannot("message to forward not found")
        if message.service or message.protected or message.chat.protected:
            raise cannot("message can't be forwarded")
        copy = self._world.post(
            there,
            self._world.bot,
            thread=thread,
            reply_to=None,
            text=message.text,
            entities=message.entities,
            source=message.source,
            photo=message.photo,
            silent=disable_notification,
            origin=message.origin_json(),
            protected=protect_content,
        )
        return copy.as_json()

    async def deleteMessage(self, *, chat_id: int | str, message_id: int) -> bool:
        chat = self._readable(chat_id)
        message = chat.messages.get(message_id)
        if message is None:
            words = "message to delete not found"
            raise cannot(words) if 0 < message_id <= chat.last_id else bad_request(words)
        managed = chat.member(self._world.bot).may("can_delete_messages")
        if message.sender == self._world.bot or chat.type == PRIVATE:
            if not managed and self._world.now() - message.date > DELETABLE_FOR:
                raise cannot("message can't be deleted for everyone")
        elif not managed:
            raise bad_request("message can't be deleted")
        del chat.messages[message_id]
        return True


def _permissions(chat: Chat) -> Json:
    return dict.fromkeys(PERMISSIONS, chat.members_write)
