"""Discord: a channel gets its edition, a member asks there; drawn from the components as the server took them."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.domain.text import Lang
from bot.platforms.discord.platform import DiscordPlatform
from tests.platform.discord_server import DiscordServer, Permission
from tests.platform.discord_server.world import Message

from .camera import Page, PictureError, inlined
from .discord_markdown import as_html
from .program import QUESTIONS, Program, running

Shown = Mapping[str, Any]

_WIDTH = 390
LOCALES = {"ja": "ja", "en": "en-GB"}
CHANNEL = {"ja": "瓦版", "en": "kawaraban"}
_STYLES = {1: "blue", 2: "grey", 3: "green", 4: "red", 5: "grey"}


async def scenes(lang: Lang) -> dict[str, Page]:
    """Return the pages to photograph."""
    program = Program(lang)
    async with DiscordServer(now=program.clock) as server:
        reader = server.add_user("Hana", locale=LOCALES[lang], permissions=Permission.MANAGE_GUILD)
        guild = server.add_guild("Readers", locale=LOCALES[lang])
        channels = {what: server.add_channel(guild, CHANNEL[lang]) for what in ("edition", *QUESTIONS)}
        platform = DiscordPlatform(server.token, program.router, program.store, frozenset(), server.api_url)
        async with running(platform, program):
            asked = await server.slash(reader, channels["edition"], "subscribe")
            await asked.answer()
            before = len(server.transcript(channels["edition"]))
            await program.dawn()
            for what, question in QUESTIONS.items():
                asked = await server.slash(reader, channels[what], question.command, question.options(lang))
                await asked.answer()
            rows = {
                what: [shown(server, row) for row in server.messages(channel)] for what, channel in channels.items()
            }
    rows["edition"] = rows["edition"][before:]
    return {what: page(program, lang, CHANNEL[lang], found) for what, found in rows.items()}


def shown(server: DiscordServer, message: Message) -> Shown:
    """Return a message as a reader sees it, with its pictures in the place of their names."""
    row = message.shown()
    components = json.dumps(row["components"])
    for item in message.attachments:
        address = inlined(server.file(message, item["filename"]))
        components = components.replace(f"attachment://{item['filename']}", address)
    return {**row, "components": json.loads(components)}


def page(program: Program, lang: Lang, channel: str, rows: Sequence[Shown], *, sign: str = "#") -> Page:
    """Return a channel as a page. Raises PictureError where the bot has said nothing in it."""
    if not any(row["bot"] and (row["components"] or row["content"].strip()) for row in rows):
        raise PictureError(f"Discord, {lang}: nothing was sent to {channel}")
    head = f"<header><b>{sign}</b> {html.escape(channel)}</header>"
    messages = (_message(program, lang, row) for row in rows)
    return Page(lang, "discord.css", _WIDTH, f"{head}<main>{''.join(messages)}</main>")


def _message(program: Program, lang: Lang, row: Shown) -> str:
    asked = ""
    if row["command"]:
        who, command = html.escape(row["asked_by"]), html.escape(row["command"])
        used = f"{who} が <a>/{command}</a> を使用" if lang == "ja" else f"{who} used <a>/{command}</a>"
        asked = f'<div class="asked">{used}</div>'
    time = program.hour(datetime.fromisoformat(row["timestamp"]))
    name = html.escape(row["author"])
    app = f"<em>{'アプリ' if lang == 'ja' else 'APP'}</em>" if row["bot"] else ""
    content = f'<div class="text">{as_html(row["content"])}</div>' if row["content"] else ""
    inside = "".join(map(_component, row["components"]))
    head = f'<div class="who"><b>{name}</b>{app}<time>{time}</time></div>'
    return (
        f'{asked}<article><span class="face">{name[0]}</span><div class="body">{head}{content}{inside}</div></article>'
    )


def _component(component: Shown) -> str:
    draw = _DRAWN.get(component["type"])
    if draw is None:
        raise PictureError(f"there is no drawing of a Discord component of type {component['type']}")
    return draw(component)


def _inside(component: Shown) -> str:
    return "".join(map(_component, component["components"]))


def _container(component: Shown) -> str:
    colour = component.get("accent_color")
    bar = f' style="border-left: 4px solid #{colour:06x}"' if colour is not None else ""
    return f'<div class="container"{bar}>{_inside(component)}</div>'


def _button(component: Shown) -> str:
    return f'<span class="button {_STYLES[component["style"]]}">{html.escape(component["label"])}</span>'


_DRAWN: Mapping[int, Callable[[Shown], str]] = {
    1: lambda row: f'<div class="row">{_inside(row)}</div>',
    2: _button,
    3: lambda select: f'<span class="select">{html.escape(select["placeholder"])}</span>',
    10: lambda text: f'<div class="text">{as_html(text["content"])}</div>',
    12: lambda gallery: "".join(
        f'<img src="{item["media"]["url"]}" alt="{html.escape(item.get("description") or "")}">'
        for item in gallery["items"]
    ),
    14: lambda separator: '<hr class="line">' if separator.get("divider", True) else "<hr>",
    17: _container,
}
