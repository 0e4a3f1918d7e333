"""Whether the bot may write in a chat, by what it is there."""

from __future__ import annotations

from telegram import (
    ChatFullInfo,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberMember,
    ChatMemberOwner,
    ChatMemberRestricted,
)
from telegram.constants import ChatType
from telegram.error import TelegramError

from ... import errors
from ...domain.ledger import Channel
from . import failures, outgoing


def allows(member: ChatMember, kind: str) -> bool:
    """Tell whether who is this in a chat of that kind may post there, as far as it goes by the member alone."""
    match member:
        case ChatMemberOwner():
            return True
        case ChatMemberAdministrator(can_post_messages=posts):
            return bool(posts) if kind == ChatType.CHANNEL else True
        case ChatMemberMember():
            return kind != ChatType.CHANNEL
        case ChatMemberRestricted(is_member=inside, can_send_messages=sends):
            return inside and sends
    return False


async def permitted(bot: outgoing.Bot, channel: Channel) -> bool | None:
    """Ask Telegram; None where that does not show: whether a person has blocked the bot, or a topic is closed.

    Raises DeliveryError where it cannot be asked at present.
    """
    chat = outgoing.chat_id(channel)
    try:
        about = await bot.get_chat(chat)
        if about.type == ChatType.PRIVATE:
            return None
        member = await bot.get_chat_member(chat, bot.id)
    except TelegramError as error:
        failure = failures.delivery(error)
        if isinstance(failure, errors.ChannelMoved):
            return True  # whatever is sent there next finds out, and follows it
        if isinstance(failure, errors.ChannelLost | errors.Refused):
            return False
        raise _again(failure) from None
    if not allows(member, about.type) or not _open(about, member):
        return False
    return None if channel.thread else True


def _open(about: ChatFullInfo, member: ChatMember) -> bool:
    """Tell whether a group lets its ordinary members write, where the bot is one of them."""
    common = about.permissions
    return not isinstance(member, ChatMemberMember) or common is None or common.can_send_messages is not False


def _again(failure: errors.DeliveryError) -> errors.DeliveryError:
    # A question may be asked again, whatever became of it.
    return errors.NotSent(str(failure)) if isinstance(failure, errors.Uncertain) else failure
