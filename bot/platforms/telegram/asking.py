"""Who asks, and where: from Telegram's chats, topics and senders to the commands' words."""

from __future__ import annotations

import logging
from dataclasses import replace

from telegram import CallbackQuery, Chat, Message, User
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import ChatMigrated, TelegramError

from ...commands.request import Asker, Place
from ...domain.ledger import Channel
from . import failures, outgoing
from .outgoing import NAME

log = logging.getLogger(__name__)

MANAGERS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


def asker(user: User, owners: frozenset[str]) -> Asker:
    """Return a person who asks."""
    return Asker(NAME, str(user.id), user.language_code, str(user.id) in owners)


def writer(message: Message, owners: frozenset[str]) -> Asker | None:
    """Return who wrote a message: a person, or a chat (a channel's post, an anonymous administrator).

    None for other bots, and for what somebody sent that a bot had offered: it asks for nothing.
    """
    if message.is_automatic_forward or message.via_bot:
        return None
    if message.sender_chat:
        return Asker(NAME, str(message.sender_chat.id))
    user = message.from_user
    return asker(user, owners) if user and not user.is_bot else None


def channel(chat: Chat, message: Message | None = None) -> Channel:
    """Return a chat, or the topic of it in which a message stands."""
    topic = message.message_thread_id if message and message.is_topic_message else None
    return Channel(NAME, str(chat.id), str(topic) if topic else None)


def written(bot: outgoing.Bot, message: Message, who: Asker) -> Place:
    """Return the place of a message."""
    return _place(bot, channel(message.chat, message), message.chat, who)


def pressed(bot: outgoing.Bot, query: CallbackQuery, who: Asker) -> Place | None:
    """Return the place of a button; None where its message is in no chat that the bot sees."""
    message = query.message
    if message is None:
        return None
    where = channel(message.chat, message if isinstance(message, Message) else None)
    return _place(bot, where, message.chat, who)


def private(bot: outgoing.Bot, user: User, who: Asker) -> Place:
    """Return the private chat of a person."""
    chat = Chat(user.id, ChatType.PRIVATE)
    return _place(bot, channel(chat), chat, who)


def _place(bot: outgoing.Bot, where: Channel, chat: Chat, who: Asker) -> Place:
    async def manages(asked: Channel) -> bool:
        if asked.platform != NAME:
            return False
        if asked.chat == who.user:
            # Their private chat; or the chat itself wrote, and Telegram lets nobody but its administrators do that.
            return True
        try:
            member = await bot.get_chat_member(outgoing.chat_id(asked), int(who.user))
        except ChatMigrated as moved:
            return await manages(replace(asked, chat=str(moved.new_chat_id)))
        except TelegramError as error:
            log.warning("telegram: who manages %s is not known: %s", asked.key, failures.reason(error))
            return False
        return member.status in MANAGERS

    return Place(where, chat.type == ChatType.PRIVATE, manages)
