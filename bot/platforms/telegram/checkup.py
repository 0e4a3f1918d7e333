"""What an inspection asks Telegram: is the token good, do the clocks agree, may the bot post in each of its channels.

It asks beside a running bot, and does nothing that anybody sees: no update is taken, no message is sent.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
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
from ...domain.saying import say
from . import failures, logs, outgoing, standing
from .link import Client, Link
from .outgoing import NAME

PUBLIC_API = "https://api.telegram.org/bot"
SECONDS = 10.0
AT_MOST = 500
TOKEN, API, PROBE = "TELEGRAM_BOT_TOKEN", "telegram.api_url", "telegram.probe_chat"


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
        return [checkup.error("token", NAME, say("doctor-token-none"), say("doctor-token-copy", name=TOKEN))]
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
                findings += checkup.left_out(NAME, "Telegram", len(channels) - AT_MOST)
                findings += [await _probe(bot, probe_chat)] if probe_chat else []
        finally:
            await request.shutdown()
    return findings


async def _token(bot: outgoing.Bot, api_url: str | None) -> list[Finding]:
    try:
        me = await bot.get_me()
    except InvalidToken:  # its text holds the token
        return [checkup.error("token", NAME, say("doctor-token-refused"), say("doctor-token-copy", name=TOKEN))]
    except TelegramError as error:
        said = say("doctor-unreachable", why=failures.reason(error))
        return [checkup.error("network", NAME, said, checkup.look_for(API, api_url))]
    return [checkup.ok("token", NAME, say("doctor-token", name=f"@{me.username}"))]


async def _channel(bot: outgoing.Bot, channel: Channel) -> Finding:
    chat = outgoing.chat_id(channel)
    try:
        about = await bot.get_chat(chat)
        if about.type == ChatType.PRIVATE:
            return checkup.ok("channel", channel.key, say("doctor-private"))
        member = await bot.get_chat_member(chat, (await bot.get_me()).id)
    except TelegramError as error:
        return _unseen(channel, error)
    rank = say("doctor-rank", status=member.status)
    if not standing.allows(member, about.type):
        remedy = say("doctor-make-admin" if about.type == ChatType.CHANNEL else "doctor-let-in")
        return checkup.error("channel", channel.key, say("doctor-rank-closed", rank=rank), remedy)
    common = about.permissions
    if member.status == ChatMember.MEMBER and common is not None and common.can_send_messages is False:
        return checkup.error("channel", channel.key, say("doctor-group-closed"), say("doctor-group-open"))
    said = say("doctor-rank-open", rank=rank)
    if channel.thread:
        said = say("doctor-topic", said=said, topic=channel.thread)
    return checkup.ok("channel", channel.key, said)


def _unseen(channel: Channel, error: TelegramError) -> Finding:
    moved = getattr(error, "new_chat_id", None)
    if moved is not None:
        return checkup.warning("channel", channel.key, say("doctor-moved", id=str(moved)), say("doctor-moved-settings"))
    why = failures.reason(error)
    if failures.is_refused(error) or "forbidden" in str(error).lower():
        return checkup.error("channel", channel.key, say("doctor-unseen", why=why), say("doctor-add-again"))
    return checkup.warning("channel", channel.key, say("doctor-unasked", why=why), say("doctor-try-again"))


async def _probe(bot: outgoing.Bot, probe_chat: str) -> Finding:
    found = await _channel(bot, Channel(NAME, probe_chat))
    if found.grade == "ok" and not probe_chat.isdecimal():
        # A look may take more than the 20 messages a minute that Telegram allows there.
        said, remedy = say("doctor-probe-group"), say("doctor-probe-own", setting=PROBE)
        return checkup.warning("probe chat", found.subject, said, remedy)
    other = say("doctor-probe-other", remedy=found.remedy, setting=PROBE) if found.remedy else None
    return replace(found, area="probe chat", remedy=other)
