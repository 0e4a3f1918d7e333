"""What an inspection asks Telegram: is the token good, do the clocks agree, may the bot post in each of its channels.

It asks beside a running bot, and does nothing that anybody sees: no update is taken, no message is sent.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import datetime
from typing import cast

import httpx
from telegram import ChatMember
from telegram.constants import ChatType
from telegram.error import InvalidToken, TelegramError
from telegram.ext import ExtBot

from ...domain import checkup
from ...domain.checkup import Finding
from ...domain.ledger import Channel
from ...domain.ports import Clock
from . import failures, logs, outgoing, standing
from .link import Client, Link
from .outgoing import NAME

PUBLIC_API = "https://api.telegram.org/bot"
SECONDS = 10.0
AT_MOST = 500
TOKEN, API, PROBE = "TELEGRAM_BOT_TOKEN", "telegram.api_url", "telegram.probe_chat"
_REMEDIES = {
    "channel": "make the bot an administrator of the channel that may post messages",
    "group": "let the bot into the group again and allow it to send messages",
}


class _Dates:
    """Reads what the servers' clock says in their answers."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._asked = clock()
        self.seen: tuple[datetime, datetime, datetime] | None = None

    async def ask(self, _: httpx.Request) -> None:
        """Take note of a question."""
        self._asked = self._clock()

    async def hear(self, answer: httpx.Response) -> None:
        """Take an answer."""
        told = checkup.http_date(answer.headers.get("Date"))
        if told is not None:
            self.seen = self._asked, self._clock(), told


async def examine(
    token: str, api_url: str | None, channels: Sequence[Channel], probe_chat: str, clock: Clock
) -> list[Finding]:
    """Look at everything; whatever goes wrong is a finding, and none of them has the token in it."""
    if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", token):
        return [checkup.error("token", NAME, "this is no token of a bot", f"copy it anew from @BotFather into {TOKEN}")]
    redact, dates = logs.Redactor(token), _Dates(clock)
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    options = {"trust_env": api_url is None, "event_hooks": {"request": [dates.ask], "response": [dates.hear]}}
    nobody = Link(lambda: None, lambda: None, API)
    with logs.guarded(redact):  # from the first: the library tells its address when it is made
        request = Client(redact, nobody, connect_timeout=SECONDS, read_timeout=SECONDS, httpx_kwargs=options)
        bot = cast(outgoing.Bot, ExtBot(token, base_url=(api_url or PUBLIC_API).rstrip("/"), request=request))
        await request.initialize()
        try:
            findings = await _token(bot, api_url)
            if dates.seen:
                findings.append(checkup.clock(NAME, *dates.seen))
            if all(each.grade == "ok" for each in findings[:1]):
                findings += [await _channel(bot, channel) for channel in channels[:AT_MOST]]
                findings += _left_out(channels)
                findings += [await _probe(bot, probe_chat)] if probe_chat else []
        finally:
            await request.shutdown()
    return findings


async def _token(bot: outgoing.Bot, api_url: str | None) -> list[Finding]:
    try:
        me = await bot.get_me()
    except InvalidToken:  # its text holds the token
        return [checkup.error("token", NAME, "the token is refused", f"copy it anew from @BotFather into {TOKEN}")]
    except TelegramError as error:
        said = f"cannot be reached ({failures.reason(error)})"
        where = API if api_url else f"the network of this machine, or {API}"
        return [checkup.error("network", NAME, said, f"look at {where}")]
    return [checkup.ok("token", NAME, f"accepted, for @{me.username}")]


async def _channel(bot: outgoing.Bot, channel: Channel) -> Finding:
    chat = outgoing.chat_id(channel)
    try:
        about = await bot.get_chat(chat)
        if about.type == ChatType.PRIVATE:
            return checkup.ok("channel", channel.key, "a private chat; whether it has blocked the bot shows in sending")
        member = await bot.get_chat_member(chat, (await bot.get_me()).id)
    except TelegramError as error:
        return _unseen(channel, error)
    kind = "channel" if about.type == ChatType.CHANNEL else "group"
    if not standing.allows(member, about.type):
        return checkup.error("channel", channel.key, f"the bot may not post there: {_is(member)}", _REMEDIES[kind])
    common = about.permissions
    if member.status == ChatMember.MEMBER and common is not None and common.can_send_messages is False:
        said = "the bot may not post there: the group allows its members no messages"
        return checkup.error(
            "channel", channel.key, said, "make the bot an administrator, or allow messages in the group"
        )
    topic = f", whether topic {channel.thread} is open shows in sending" if channel.thread else ""
    return checkup.ok("channel", channel.key, f"the bot may post there: {_is(member)}{topic}")


def _is(member: ChatMember) -> str:
    return (
        f"it is {member.status} there" if member.status != ChatMember.ADMINISTRATOR else "it is an administrator there"
    )


def _unseen(channel: Channel, error: TelegramError) -> Finding:
    moved = getattr(error, "new_chat_id", None)
    if moved is not None:
        said, remedy = (
            f"it has the new id {moved}",
            "the next post follows it; mend channels in the settings, if it is there",
        )
        return checkup.warning("channel", channel.key, said, remedy)
    if failures.is_refused(error) or "forbidden" in str(error).lower():
        said = f"the bot does not see it: {failures.reason(error)}"
        return checkup.error(
            "channel", channel.key, said, "add the bot to it again, or /unsubscribe it; look at the id"
        )
    return checkup.warning("channel", channel.key, f"could not be asked about: {failures.reason(error)}", "try again")


async def _probe(bot: outgoing.Bot, probe_chat: str) -> Finding:
    found = await _channel(bot, Channel(NAME, probe_chat))
    remedy = f"{found.remedy}; or name another in {PROBE}" if found.remedy else ""
    if found.grade == "ok" and not probe_chat.isdecimal():
        # A look may take more than the 20 messages a minute that Telegram allows there.
        return checkup.warning(
            "probe chat", found.subject, "a group: too slow to look in", f"name your own id in {PROBE}"
        )
    return Finding("probe chat", found.subject, found.grade, found.said, remedy)


def _left_out(channels: Sequence[Channel]) -> list[Finding]:
    more = len(channels) - AT_MOST
    said = f"{more} more channels were not asked about: Telegram would find it too many"
    return (
        [checkup.warning("channel", NAME, said, "the log tells of those that do not take a post")] if more > 0 else []
    )
