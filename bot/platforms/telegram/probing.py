"""Looks whether a message is in a chat, by forwarding what may be it into a chat of the operator's, and deleting that again.

The Bot API has no way to read a chat back, but it forwards any message that one can name; and in channels and supergroups ids
count up within the chat. What was sent after a known message of ours has an id above it. So when that one is seen to be there,
each id above is forwarded in its turn, until the message is found: same text, same origin, not older than its sending. Where one
like it is older by our clock, that may be wrong, and nobody can tell. In private chats and basic groups ids are a counter of
the bot's own over all of them, and say nothing: there nobody can tell. In a forum one can tell that a message is not there; if
one like it is, it may be another topic's.

That a message is *not* there is concluded from `GAP` ids in a row that hold nothing, after what was found. The residual risk:
somebody has deleted so many messages in a row between the known one and ours that the end seems to be reached; or ours was
deleted already, and is sent again. A message that cannot be forwarded is there, but is not ours: it is a service message.
No message of the chat is changed, and the forward is silent and deleted at once.
"""

from __future__ import annotations

import asyncio
import logging
import unicodedata
from datetime import datetime, timedelta

from telegram import Message, MessageOriginChannel, MessageOriginChat, MessageOriginUser
from telegram.error import BadRequest, TelegramError

from ... import errors
from ...domain.ledger import Channel, Part, Receipt
from . import failures, outgoing

log = logging.getLogger(__name__)

GAP = 20
FARTHEST = 60
# Clocks differ, ours and Telegram's.
MARGIN = timedelta(minutes=2)


class Probe:
    """Looks at chats through the chat `place`; None where the operator has named none."""

    def __init__(self, bot: outgoing.Bot, place: str | None) -> None:
        self._bot = bot
        self._place = outgoing.chat_id(Channel(outgoing.NAME, place)) if place else None
        self._left_over: set[int] = set()
        self._complained = False
        # One look at a time: side by side, as after a crash, they would keep each other from their turns in the one chat.
        self._looking = asyncio.Lock()

    async def look(self, channel: Channel, part: Part, *, since: datetime, after: str | None) -> Receipt | None:
        """See Publisher.look."""
        chat = outgoing.chat_id(channel)
        if self._place is None:
            raise errors.CannotTell("no telegram.probe_chat is set to look at posts in")
        if not str(chat).startswith(("-100", "@")):
            raise errors.CannotTell("Telegram lets nobody look into a private chat or a basic group")
        if after is None or not after.isdecimal():
            raise errors.CannotTell("no message of ours is known there to look from")
        async with self._looking:
            return await self._search(chat, int(after), part, since)

    async def _search(self, chat: int | str, after: int, part: Part, since: datetime) -> Receipt | None:
        """Look at what came after the message `after`, one id after the other."""
        topics = await self._has_topics(chat)
        known = await self._seen(chat, after)
        if not isinstance(known, Message) or not self._is_ours(known, chat) or _may_be_later(known, part, since):
            # Deleted; or of a basic group that became this supergroup, and counted otherwise: what has its id here may be
            # the very message that is looked for, or a later one.
            raise errors.CannotTell("the last message of ours that is known is not there any more to look from")
        empty, older = 0, False
        for message_id in range(after + 1, after + 1 + FARTHEST):
            seen = await self._seen(chat, message_id)
            if isinstance(seen, Message) and self._is_ours(seen, chat) and _reads_alike(seen, part):
                if topics:
                    # A forward does not say from which topic it is, and each may have got the same edition.
                    raise errors.CannotTell("it is there, but in which topic of the chat does not show")
                if _sent(seen) >= since - MARGIN:
                    return Receipt(str(message_id), "found by looking")
                older = True
            empty = empty + 1 if seen is None else 0
            if empty == GAP and older:
                raise errors.CannotTell("one like it is there, from before it was sent by our clock")
            if empty == GAP:
                return None
        raise errors.CannotTell(f"too much was said there: {FARTHEST} messages were looked at")

    async def _has_topics(self, chat: int | str) -> bool:
        """Tell whether a chat is a forum. Raises CannotTell where it cannot be looked into."""
        try:
            about = await self._bot.get_chat(chat)
        except TelegramError as error:
            raise _cannot(error) from None
        if about.has_protected_content:
            raise errors.CannotTell("its content is protected: nothing can be forwarded to be looked at")
        return bool(about.is_forum)

    async def _seen(self, chat: int | str, message_id: int) -> Message | bool | None:
        """Return a message as it is forwarded, True where there is one that cannot be, None where there is none."""
        assert self._place is not None
        try:
            forwarded = await self._bot.forward_message(
                self._place, chat, message_id, disable_notification=True, rate_limit_args="edition"
            )
        except TelegramError as error:
            if failures.is_deleted(error):
                return None
            if isinstance(error, BadRequest) and "forward" in str(error).lower():
                return True
            raise self._fault(error) from None
        self._left_over.add(forwarded.message_id)
        await self._tidy()
        return forwarded

    async def _tidy(self) -> None:
        """Delete what was forwarded; what cannot be deleted now is, when something is looked at again."""
        assert self._place is not None
        for message_id in sorted(self._left_over):
            try:
                await self._bot.delete_message(self._place, message_id, rate_limit_args="edition")
            except TelegramError as error:
                if not isinstance(error, BadRequest):
                    log.info("telegram: a forward is still in the probe chat: %s", failures.reason(error))
                    continue
            self._left_over.discard(message_id)

    def _fault(self, error: TelegramError) -> errors.DeliveryError:
        """Return what a failed forward means: after the chat itself was asked about, its refusal is the probe chat's."""
        found = _cannot(error)
        if isinstance(found, errors.CannotTell):
            said = f"telegram.probe_chat cannot be written to: {failures.reason(error)}"
            if not self._complained:
                self._complained = True
                log.warning("%s", said)
            return errors.CannotTell(said)
        return found

    def _is_ours(self, seen: Message, chat: int | str) -> bool:
        match seen.forward_origin:
            case MessageOriginUser(sender_user=sender):
                return sender.id == self._bot.id
            case MessageOriginChannel(chat=source) | MessageOriginChat(sender_chat=source):
                return chat in (source.id, f"@{source.username}")  # in a group: the bot as an anonymous administrator
        return False


def _reads_alike(seen: Message, part: Part) -> bool:
    return _bare(seen.text or seen.caption or "") == _bare(part.text)


def _may_be_later(known: Message, part: Part, since: datetime) -> bool:
    """Tell whether a message need not be one that was known before the part was sent."""
    return _reads_alike(known, part) or _sent(known) > since + MARGIN


def _sent(seen: Message) -> datetime:
    return seen.forward_origin.date if seen.forward_origin else seen.date


def _bare(text: str) -> str:
    """Return text without blanks and what is invisible: of those Telegram drops some."""
    return "".join(character for character in text if unicodedata.category(character)[0] not in "ZC")


def _cannot(error: TelegramError) -> errors.DeliveryError:
    """Return NotSent where it is worth asking again, else CannotTell."""
    match failures.delivery(error):
        case errors.NotSent() as again:
            return again
        case errors.Uncertain() as broken:  # a question may be asked again
            return errors.NotSent(str(broken))
        case errors.ChannelMoved() as moved:
            return moved
        case refused:
            return errors.CannotTell(str(refused))
