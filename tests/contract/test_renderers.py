"""One suite over every renderer: whatever the platform, a reader sees all of a reply, literally, and can press every button."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import pytest

from bot.domain.ask import Ask
from bot.domain.reply import (
    Block,
    Bullets,
    Button,
    ButtonKind,
    Code,
    EntryBlock,
    Heading,
    Note,
    Paragraph,
    Reply,
    paragraph,
)
from bot.domain.text import LANGUAGES, Lang, Run
from bot.language import catalogue
from bot.platforms.discord import render as discord
from bot.platforms.telegram import render as telegram
from bot.platforms.terminal import render as terminal


@dataclass(frozen=True)
class Shown:
    """What of a reply reaches a reader: the text of each message, and the data of each button."""

    texts: tuple[str, ...]
    buttons: tuple[str, ...]


def on_telegram(reply: Reply) -> Shown:
    found = telegram.messages(reply)
    data = (button["callback_data"] for message in found for row in message.rows for button in row)
    return Shown(tuple(message.text for message in found), tuple(data))


def on_discord(reply: Reply) -> Shown:
    found = discord.messages(reply, catalogue.words(reply.lang))
    return Shown(
        tuple(message.text for message in found),
        tuple(data for message in found for data in _discord_data(message.components)),
    )


def _discord_data(components: Sequence[Any]) -> Iterator[str]:
    for component in components:
        if component["type"] == 2:
            yield component["custom_id"]
        elif component["type"] == 3:
            yield from (option["value"] for option in component["options"])
        yield from _discord_data(component.get("components", ()))


def on_terminal(reply: Reply) -> Shown:
    return Shown((terminal.text(reply),), tuple(button.ask.encode() for button in terminal.in_order(reply.buttons)))


Renderer = Callable[[Reply], Shown]


@pytest.fixture(params=[on_telegram, on_discord, on_terminal], ids=["telegram", "discord", "terminal"])
def render(request: pytest.FixtureRequest) -> Renderer:
    renderer: Renderer = request.param
    return renderer


def squeezed(text: str) -> str:
    """Drop what renderers may add: white space, list marks, invisible joiners."""
    return "".join(c for c in text if not c.isspace() and c not in "・•■≠-\u2060\u200b·[]")


ENTRY = EntryBlock(
    "e", "2025年6月5日(木)", "題名", "要約の文。", "出典：特集", ("マスクの主張",), ("額は異なる：1（甲）／2（乙）",)
)
BLOCKS: dict[str, tuple[Block, Sequence[str]]] = {
    "heading": (Heading("見出し"), ["見出し"]),
    "part": (Heading("部分", 2), ["部分"]),
    "paragraph": (Paragraph((Run("前"), Run("太字", bold=True), Run("後"))), ["前太字後"]),
    "bullets": (Bullets(((Run("一"),), (Run("二"),))), ["一", "二"]),
    "entry": (ENTRY, [ENTRY.when, ENTRY.title, ENTRY.summary, ENTRY.credit, *ENTRY.marks, *ENTRY.claims]),
    "code": (Code("/add event\ndate: 2025"), ["/add event", "date: 2025"]),
    "note": (Note("2026年1月時点"), ["2026年1月時点"]),
}
HOSTILE = (
    "<b>bold</b> &amp; </blockquote>",
    "**bold** __under__ ~~gone~~ ||hidden|| `code` ```fence```",
    "[text](https://example.org) <https://example.org>",
    "@everyone @here <@123> <@&123> <#123> </who:1> <t:0:R> :smile:",
    "# heading\n> quote\n- item\n1. item\n-# small",
    "[bold]rich[/bold] \\[escaped] [/]",
    "\\*backslash\\* \\\\",
    "_a_b_ *a*b*",
)


@pytest.mark.parametrize("kind", BLOCKS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_of_a_block_is_seen(render: Renderer, lang: Lang, kind: str) -> None:
    block, texts = BLOCKS[kind]
    seen = squeezed("".join(render(Reply((block,), lang)).texts))
    assert [text for text in texts if squeezed(text) not in seen] == []


def test_every_kind_of_block_is_rendered() -> None:
    assert {type(block) for block, _ in BLOCKS.values()} == set(Block.__args__)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "form",
    [
        Heading,
        Note,
        Code,
        paragraph,
        lambda t: Bullets(((Run(t),),)),
        lambda t: EntryBlock("e", t, t, t, t, (t,), (t,)),
    ],
)
def test_text_is_shown_literally(render: Renderer, form: Callable[[str], Block], text: str) -> None:
    assert squeezed(text) in squeezed("".join(render(Reply((form(text),), "en")).texts))


def test_every_button_can_be_pressed_once(render: Renderer) -> None:
    kinds: tuple[ButtonKind, ...] = get_args(ButtonKind)
    buttons = tuple(
        Button(f"{kind} {n} {'長い札' * n}", Ask("t", "ja", (f"{kind}-{n}",)), kind)
        for kind in kinds
        for n in range(30)
    )
    shown = render(Reply((paragraph("選択"),), "ja", buttons))
    assert sorted(shown.buttons) == sorted(button.ask.encode() for button in buttons)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_of_a_long_reply_is_lost(render: Renderer, lang: Lang) -> None:
    text = "".join(f"{n}番目の文には、*印*と<札>がある。" for n in range(900))
    entries = tuple(EntryBlock(f"e{n}", "2025", f"題{n}", text[: 40 * n], f"出典{n}") for n in range(1, 40))
    blocks: tuple[Block, ...] = (
        Heading("長い"),
        paragraph(text),
        Bullets(((Run(text),), (Run("終"),))),
        *entries,
        Code(text),
        Note("末"),
    )
    seen = squeezed("".join(render(Reply(blocks, lang)).texts))
    assert seen.count(squeezed(text)) >= 3
    assert [entry.id for entry in entries if squeezed(entry.summary) not in seen] == []
    assert seen.endswith("末")


def test_a_reply_of_buttons_alone_is_a_message(render: Renderer) -> None:
    shown = render(Reply((), "ja", (Button("札", Ask("l", "ja", ("ja",)), "choice"),)))
    assert shown.buttons == ("l:ja:ja",)
