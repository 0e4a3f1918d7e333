"""Telegram: a group gets its edition, a member asks in private; drawn from text and entities as the server took them."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.domain.text import Lang
from bot.platforms.telegram.pacing import Pacing
from bot.platforms.telegram.platform import TelegramPlatform
from tests.platform.telegram_server import Call, TelegramServer, User

from .camera import Page, PictureError, inlined
from .program import QUESTIONS, Program, running

Shown = dict[str, Any]

_WIDTH = 390
GROUP = {"ja": "瓦版を読む会", "en": "Kawaraban readers"}
ABOUT = {"ja": ("12人の参加者", "ボット"), "en": ("12 members", "bot")}
_TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ('<blockquote class="folded">', "</blockquote>"),
}
_LINK = ("<a>", "</a>")
_BLOCKS = ("</blockquote>", "</pre>")


async def scenes(lang: Lang) -> dict[str, Page]:
    """Return the pages to photograph."""
    program = Program(lang)
    async with TelegramServer(now=lambda: int(program.clock().timestamp())) as server:
        readers = {what: server.add_user("Hana", language_code=lang) for what in ("edition", *QUESTIONS)}
        group = server.add_chat("supergroup", GROUP[lang])
        server.set_member(group, readers["edition"], "creator")
        pacing = Pacing(lambda: program.clock().timestamp(), program.sleep)
        platform = TelegramPlatform(
            server.token, program.router, program.store, frozenset(), server.api_url, program.clock, pacing=pacing
        )
        async with running(platform, program):
            server.say(readers["edition"], group, "/subscribe")
            await server.next_call("sendMessage")
            before = len(server.transcript(group))
            await program.dawn()
            await server.next_call("sendMessage")
            for what, question in QUESTIONS.items():
                server.say(readers[what], readers[what], question.typed(lang))
                method = "sendPhoto" if question.command == "chart" else "sendMessage"
                await server.next_call(method, where=_to(readers[what]))
        edition = server.transcript(group)[before:]
        asked = {what: server.transcript(readers[what]) for what in QUESTIONS}
    group_page = page(program, lang, GROUP[lang], ABOUT[lang][0], edition)
    private = {what: page(program, lang, "Kawaraban", ABOUT[lang][1], rows) for what, rows in asked.items()}
    return {"edition": group_page, **private}


def _to(reader: User) -> Callable[[Call], bool]:
    return lambda call: call.parameters.get("chat_id") == reader.id


def page(program: Program, lang: Lang, title: str, about: str, rows: Sequence[Shown]) -> Page:
    """Return a chat as a page. Raises PictureError where the bot has said nothing in it."""
    if not any(row["is_bot"] and row["text"].strip() for row in rows):
        raise PictureError(f"Telegram, {lang}: nothing was sent to {title}")
    head = f'<header><span class="face">{html.escape(title[0])}</span><div><b>{html.escape(title)}</b>'
    head += f"<small>{html.escape(about)}</small></div></header>"
    shown = {row["id"]: row for row in rows}
    bubbles = (_bubble(program, row, shown, named=about != ABOUT[lang][1]) for row in rows)
    return Page(lang, "telegram.css", _WIDTH, f"{head}<main>{''.join(bubbles)}</main>")


def _bubble(program: Program, row: Shown, shown: dict[int, Shown], *, named: bool) -> str:
    side = "theirs" if row["is_bot"] else "mine"
    name = f'<div class="name">{html.escape(row["who"])}</div>' if named and row["is_bot"] else ""
    quoted = shown.get(row["reply_to"])
    quote = ""
    if quoted:
        quote = f'<div class="quoted"><b>{html.escape(quoted["who"])}</b><br>{html.escape(quoted["text"])}</div>'
    time = program.hour(datetime.fromtimestamp(row["date"], UTC))
    text = f'<div class="text">{marked(row["text"], row["entities"])}</div>'
    photo = f'<img src="{inlined(row["photo"])}">' if row["photo"] else ""
    keyboard = "".join(map(_keys, row["keyboard"]))
    return (
        f'<div class="{side}"><div class="bubble">{name}{quote}{photo}{text}<time>{time}</time></div>{keyboard}</div>'
    )


def _keys(buttons: Sequence[Shown]) -> str:
    labels = (html.escape(button["text"]) for button in buttons)
    return f'<div class="row">{"".join(f"<span>{label}</span>" for label in labels)}</div>'


def marked(text: str, entities: Iterable[Shown]) -> str:
    """Return text with its entities, whose places count in UTF-16 units, as HTML. Raises PictureError if they overlap."""
    units = text.encode("utf-16-le")
    opens = sorted(entities, key=lambda e: (e["offset"], -e["length"]))
    bounds = {0, len(units) // 2, *(e["offset"] for e in opens), *(e["offset"] + e["length"] for e in opens)}
    places = sorted(bounds)
    written: list[str] = []
    stack: list[tuple[int, str]] = []
    for place, after in zip(places, [*places[1:], places[-1]], strict=True):
        block = False
        while stack and stack[-1][0] <= place:
            block = (closing := stack.pop()[1]) in _BLOCKS
            written.append(closing)
        while opens and opens[0]["offset"] == place:
            entity = opens.pop(0)
            opening, closing = _TAGS.get(entity["type"], _LINK)
            if stack and stack[-1][0] < place + entity["length"]:
                raise PictureError(f"entities overlap at {place} of {text!r}")
            written.append(opening)
            stack.append((place + entity["length"], closing))
        plain = units[place * 2 : after * 2].decode("utf-16-le")
        written.append(html.escape(plain[1:] if block and plain.startswith("\n") else plain))
    return "".join(written)
