"""Inline mode: while a member types @bot and words in any chat, entries come up that they can send there.

Every key press asks anew, so of one member only the newest question is answered.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode
from telegram.error import TelegramError

from ...commands import inline
from ...commands.router import Router
from ...domain.ask import Ask
from ...domain.ports import Words
from ...domain.reply import Reply, paragraph
from . import asking, failures, links, outgoing, render
from .logs import Redactor

log = logging.getLogger(__name__)

PAGE = 10
KEPT_SECONDS = 60
_LONGEST_ABOUT = 200
_BUTTON = 64


class Inline:
    """Answers inline queries."""

    def __init__(self, bot: outgoing.Bot, router: Router, owners: frozenset[str], redact: Redactor) -> None:
        self._bot = bot
        self._router = router
        self._owners = owners
        self._redact = redact
        self._newest: dict[int, str] = {}

    def note(self, query: InlineQuery) -> None:
        """Hear of a query as soon as it comes: those of the same member before it need no answer any more."""
        self._newest[query.from_user.id] = query.id

    async def answer(self, query: InlineQuery) -> None:
        """Answer a query, unless there is a newer one. The answers of one member come one after another."""
        if self._newest.get(query.from_user.id) != query.id:
            return
        found = await self._found(query)
        if self._newest.get(query.from_user.id) == query.id:
            del self._newest[query.from_user.id]
        words = self._router.kit.wordbook(found.lang)
        button = (
            InlineQueryResultsButton(found.hint[:_BUTTON], start_parameter=_payload(found.ask)) if found.hint else None
        )
        try:
            await self._bot.answer_inline_query(
                query.id,
                [_article(result, words, self._bot.username) for result in found.results],
                cache_time=KEPT_SECONDS,
                is_personal=True,  # each is answered in their own language
                next_offset=found.more or "",
                button=button,
            )
        except TelegramError as error:
            # Too late, as a rule: the member has gone on typing.
            log.debug("telegram: an inline query was not answered: %s", failures.reason(error))

    async def _found(self, query: InlineQuery) -> inline.Found:
        who = asking.asker(query.from_user, self._owners)
        try:
            return await self._router.inline(query.query, who, PAGE, query.offset or None)
        except Exception as error:  # the member is told, and the log has it
            log.error("telegram: an answer failed: %s", self._redact.trace(error))  # noqa: TRY400  # without the token
            lang = await self._router.lang(who)
            return inline.Found(lang, hint=self._router.kit.wordbook(lang)("inline-failed"))


def _payload(ask: Ask | None) -> str:
    return (links.readable(ask) if ask else None) or links.GREETING


def _article(result: inline.Result, words: Words, bot: str) -> InlineQueryResultArticle:
    message = _in_one(result.reply)
    whole = links.readable(Ask("v", words.lang, (result.entry,))) or links.GREETING
    opens = InlineKeyboardButton(words("inline-open"), url=links.address(bot, whole))
    return InlineQueryResultArticle(
        result.entry,
        result.title,
        InputTextMessageContent(
            message.html, ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
        ),
        reply_markup=InlineKeyboardMarkup([[opens]]),
        description=_cut(result.about),
    )


def _in_one(reply: Reply) -> render.Message:
    """Return a reply as one message: of one that is longer the end of its text is left out, but not the sources below it."""
    found = render.messages(reply)
    text, sources = reply.blocks[:-2], reply.blocks[-2:]
    while len(found) > 1 and len(text) > 1:
        text = text[:-1]
        found = render.messages(replace(reply, blocks=(*text, paragraph("…"), *sources)))
    return found[0]


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_ABOUT else f"{line[: _LONGEST_ABOUT - 1].rstrip()}…"
