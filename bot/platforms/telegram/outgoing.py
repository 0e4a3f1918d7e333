"""Rendered messages on their way out: sent and edited once, and as plain text where the markup was refused."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, LinkPreviewOptions, ReplyParameters
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from ...domain.ledger import Channel
from . import failures
from .pacing import Urgency

log = logging.getLogger(__name__)

NAME = "telegram"
Bot = ExtBot[Urgency]


@dataclass(frozen=True)
class Sent:
    """A message of ours in its chat; `note` says why it went otherwise than asked."""

    id: int
    note: str | None = None


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
    bot: Bot,
    request: Mapping[str, Any],
    plain: str,
    where: Target,
    *,
    urgency: Urgency,
    silent: bool = False,
    photo: bytes | None = None,
) -> Sent:
    """Send a message, the caption of `photo` if there is one.

    Nothing is tried again that may have been delivered. Raises TelegramError.
    """
    reply = ReplyParameters(where.reply_to, allow_sending_without_reply=True) if where.reply_to else None
    how: dict[str, Any] = {
        "message_thread_id": where.thread,
        "reply_parameters": reply,
        "disable_notification": silent or None,
        "rate_limit_args": urgency,
        "reply_markup": _keyboard(request),
    }

    async def post(text: str, parse_mode: str | None) -> telegram.Message:
        if photo is None:
            preview = _preview(request)
            return await bot.send_message(where.chat, text, parse_mode=parse_mode, link_preview_options=preview, **how)
        return await bot.send_photo(where.chat, photo, caption=text or None, parse_mode=parse_mode, **how)

    try:
        return Sent((await post(request["text"], request["parse_mode"])).message_id)
    except BadRequest as error:
        if not failures.is_format(error):
            raise
        _say_plain(error)
        note = f"sent as plain text: {failures.reason(error)}"
    return Sent((await post(plain, None)).message_id, note)


async def edit(
    bot: Bot, request: Mapping[str, Any], plain: str, chat: int | str, message: int, photo: bytes | None = None
) -> bool:
    """Put a message in the place of one of ours; False if that one cannot become it. Raises TelegramError.

    Telegram lets a photo take the place of a text or of another photo; a text takes that of a text alone.
    """
    how: dict[str, Any] = {"rate_limit_args": "answer", "reply_markup": _keyboard(request)}

    async def put(text: str, parse_mode: str | None) -> None:
        if photo is None:
            preview = _preview(request)
            await bot.edit_message_text(text, chat, message, parse_mode=parse_mode, link_preview_options=preview, **how)
        else:
            media = InputMediaPhoto(photo, caption=text or None, parse_mode=parse_mode)
            await bot.edit_message_media(media, chat, message, **how)

    try:
        await put(request["text"], request["parse_mode"])
    except TelegramError as error:
        if not failures.is_refused(error):
            raise
        if failures.is_same(error):
            return True
        if not failures.is_format(error):
            log.info("telegram: a message could not be edited: %s", failures.reason(error))
            return False
        _say_plain(error)
        await put(plain, None)
    return True


def _keyboard(request: Mapping[str, Any]) -> InlineKeyboardMarkup | None:
    keyboard = request.get("reply_markup")
    return (
        InlineKeyboardMarkup([[_button(**b) for b in row] for row in keyboard["inline_keyboard"]]) if keyboard else None
    )


# The same people, sources and days are on buttons again and again, and the library is slow to make one.
@lru_cache(maxsize=1024)
def _button(text: str, callback_data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=callback_data)


def _preview(request: Mapping[str, Any]) -> LinkPreviewOptions:
    return LinkPreviewOptions(**request["link_preview_options"])


def _say_plain(error: TelegramError) -> None:
    log.warning("telegram: the format was refused, so it goes as plain text: %s", failures.reason(error))
