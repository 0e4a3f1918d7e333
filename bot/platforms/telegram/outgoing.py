"""Rendered messages on their way out: sent and edited once, and as plain text where the markup was refused."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram import InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.error import BadRequest
from telegram.ext import ExtBot

from ...domain.ledger import Channel
from . import failures
from .pacing import Urgency

log = logging.getLogger(__name__)

NAME = "telegram"
Bot = ExtBot[Urgency]


@dataclass(frozen=True)
class Target:
    """Where a message goes; `reply_to` is dropped by Telegram if that message is gone."""

    chat: int | str
    thread: int | None = None
    reply_to: int | None = None


def chat_id(channel: Channel) -> int | str:
    """Return a chat as the library wants it: a number, or the @name of a public channel."""
    return int(channel.chat) if channel.chat.lstrip("-").isdecimal() else channel.chat


def target(channel: Channel) -> Target:
    """Return where editions of a channel go."""
    return Target(chat_id(channel), int(channel.thread) if channel.thread else None)


async def send(
    bot: Bot, request: Mapping[str, Any], plain: str, where: Target, *, urgency: Urgency, silent: bool = False
) -> int:
    """Send a message and return its id. Nothing is tried again that may have been delivered. Raises TelegramError."""
    reply = ReplyParameters(where.reply_to, allow_sending_without_reply=True) if where.reply_to else None
    how: dict[str, Any] = {
        "message_thread_id": where.thread,
        "reply_parameters": reply,
        "disable_notification": silent or None,
        "rate_limit_args": urgency,
        **_furniture(bot, request),
    }
    try:
        sent = await bot.send_message(where.chat, request["text"], parse_mode=request["parse_mode"], **how)
    except BadRequest as error:
        if not failures.is_format(error):
            raise
        _say_plain(error)
        sent = await bot.send_message(where.chat, plain, **how)
    return sent.message_id


async def edit(bot: Bot, request: Mapping[str, Any], plain: str, chat: int | str, message: int) -> bool:
    """Put a message in the place of one of ours; False if that one cannot be edited any more. Raises TelegramError."""
    how: dict[str, Any] = {"rate_limit_args": "answer", **_furniture(bot, request)}
    try:
        await bot.edit_message_text(request["text"], chat, message, parse_mode=request["parse_mode"], **how)
    except BadRequest as error:
        if failures.is_same(error):
            return True
        if not failures.is_format(error):
            log.info("telegram: a message could not be edited: %s", failures.reason(error))
            return False
        _say_plain(error)
        await bot.edit_message_text(plain, chat, message, **how)
    return True


def _furniture(bot: Bot, request: Mapping[str, Any]) -> dict[str, Any]:
    keyboard = request.get("reply_markup")
    return {
        "reply_markup": InlineKeyboardMarkup.de_json(keyboard, bot) if keyboard else None,
        "link_preview_options": LinkPreviewOptions(**request["link_preview_options"]),
    }


def _say_plain(error: BadRequest) -> None:
    log.warning("telegram: the format was refused, so it goes as plain text: %s", failures.reason(error))
