"""Replies as Discord messages: literal text, nothing lost, every limit kept."""

from __future__ import annotations

import json
import re
import string
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.request import Asker, Place
from bot.commands.router import Router
from bot.domain.ask import Ask
from bot.domain.ledger import Channel
from bot.domain.reply import (
    Block,
    Bullets,
    Button,
    ButtonKind,
    Code,
    EntryBlock,
    Field,
    Form,
    Heading,
    Note,
    Paragraph,
    Reply,
    paragraph,
)
from bot.domain.text import Run
from bot.language import catalogue
from bot.platforms.discord import markdown, modal, render
from tests.platform.discord_server.components import modal_problems
from tests.platform.discord_server.limits import mention_problems, message_problems
from tests.support.discord_bot import buttons, parts, selects
from tests.support.kit import small_kit

WORDS = catalogue.words("ja")
NASTY = "*_~|`[]()<>@#-+>1.):/\\ \nab漢。😀"
texts = st.text(st.sampled_from(NASTY), max_size=60) | st.text(max_size=60)
long_texts = texts | st.integers(1, 9000).map(lambda n: "長い文。" * (n // 4)) | st.integers(1, 5000).map("*".__mul__)
links = st.none() | st.sampled_from(["https://a.example/x_y?b=1&c=(2)", "javascript:alert(1)", "https://a b", "x"])
runs = st.lists(st.builds(Run, texts, st.booleans(), links), max_size=5).map(tuple)
blocks = st.one_of(
    st.builds(Heading, long_texts, st.sampled_from([1, 2])),
    st.builds(Paragraph, runs),
    st.builds(paragraph, long_texts),
    st.builds(Bullets, st.lists(runs, max_size=30).map(tuple)),
    st.builds(
        EntryBlock,
        st.just("id"),
        texts,
        texts,
        long_texts,
        texts | long_texts,
        st.lists(texts, max_size=3).map(tuple),
        st.lists(texts, max_size=4).map(tuple),
    ),
    st.builds(Code, long_texts),
    st.builds(Note, long_texts),
)
asks = st.builds(
    Ask,
    st.sampled_from("twds"),
    st.sampled_from(["ja", "en"]),
    st.text(string.ascii_lowercase, max_size=3).map(lambda a: (a,)),
)
kinds = st.sampled_from(get_args(ButtonKind))
replies = st.builds(
    Reply,
    st.lists(blocks, max_size=12).map(tuple),
    st.sampled_from(["ja", "en"]),
    st.lists(st.builds(Button, texts | st.just("長" * 200), asks, kinds), max_size=120).map(tuple),
)


def squeezed(text: str) -> str:
    """Leave out what may differ between a text and its display: blanks, list marks, the guard in code."""
    return re.sub(r"[\s•\u200b]", "", text)


def said(block: Block) -> list[str]:
    """Return the texts of a block, as a reader must find them."""
    match block:
        case Paragraph(runs):
            return [run.text for run in runs]
        case Bullets(items):
            return [run.text for item in items for run in item]
        case EntryBlock():
            return [block.when, *block.marks, block.title, block.summary, *block.claims, block.credit]
        case Heading() | Code() | Note():
            return [block.text]


@given(texts)
def test_escaped_text_reads_literally(text: str) -> None:
    escaped = markdown.escape(text)
    assert re.sub(r"\\([^0-9A-Za-z\s])", r"\1", escaped) == markdown.clean(text)
    bare = re.sub(r"\\[^0-9A-Za-z\s]", "", escaped)
    assert not re.search(r"[*_~|`\[\]<>@\\]", bare)
    assert not re.search(r"^[^\S\n]*(#|-|\+|\d+[.)])", re.sub(r"\\[^0-9A-Za-z\s]", "x", escaped), re.MULTILINE)
    assert not re.search(r"https?://|:[^\s:]+:", re.sub(r"\\[^0-9A-Za-z\s]", " ", escaped))


@given(st.lists(st.builds(Run, texts, st.booleans()), max_size=5).map(tuple))
def test_runs_make_no_sign_together(runs: tuple[Run, ...]) -> None:
    rendered = markdown.render(Paragraph(runs)).replace("**", "")
    assert rendered.strip("\n") == markdown.escape("".join(markdown.clean(run.text) for run in runs)).strip("\n")


@given(replies)
def test_every_message_keeps_the_limits(reply: Reply) -> None:
    for message in render.messages(reply, WORDS):
        body = message.body(silent=True)
        assert not [*message_problems(body, "create", {}), *mention_problems(body)]
        assert json.loads(json.dumps(body)) == body


@given(replies)
def test_nothing_is_lost(reply: Reply) -> None:
    made = render.messages(reply, WORDS)
    shown = squeezed("".join(message.text for message in made))
    for block in reply.blocks:
        for text in said(block):
            for piece in markdown.clean(text).split("\n"):
                assert squeezed(piece[:30]) in shown
    data = {part.get("custom_id") for message in made for part in parts(message.components)}
    data |= {
        option["value"] for message in made for part in parts(message.components) for option in part.get("options", ())
    }
    assert {button.ask.encode() for button in reply.buttons} <= data


@given(blocks)
def test_the_plain_text_is_what_is_seen(block: Block) -> None:
    shown = squeezed(markdown.visible(markdown.render(block)))
    for text in said(block):
        if not isinstance(block, Paragraph | Bullets | EntryBlock):
            assert squeezed(markdown.clean(text)) in shown


@given(st.text(max_size=300))
def test_a_form_fits_a_modal(text: str) -> None:
    fields = tuple(Field(f"f{n}", f"label {text}", f"hint {text}", ("key",) * (n % 2), long=n > 2) for n in range(5))
    made = modal.build(Form(f"title {text}", "event", fields), {"f1": "y" * 5000})
    assert not list(modal_problems(made))


def an_entry(**fields: Any) -> EntryBlock:
    return EntryBlock("e", "2025年6月5日(木)", "決裂", "二人が争う。", "出典：テックフロー", **fields)


def test_an_entry_reads_from_its_date_to_its_sources() -> None:
    told = an_entry(marks=("トランプの主張",), claims=("額：2億ドル",))
    reply = Reply((Heading("年表"), told, an_entry(), Note("全2件"), Note("2026年1月時点")), "ja")
    (message,) = render.messages(reply, WORDS)
    frame = message.components[0]
    assert [part.get("content", "rule") for part in frame["components"]] == [
        "## 年表\n-# 2025年6月5日(木) · トランプの主張\n**決裂**\n二人が争う。\n> 額：2億ドル\n-# 出典：テックフロー",
        "rule",
        "-# 2025年6月5日(木)\n**決裂**\n二人が争う。\n-# 出典：テックフロー",
        "rule",
        "-# 全2件\n-# 2026年1月時点",
    ]
    assert message.text.startswith("年表\n")


def test_ways_on_are_gathered_by_kind() -> None:
    person = [Button(f"P{n}", Ask("w", "ja", (f"p{n}",)), "person") for n in range(30)]
    source = [Button("S", Ask("s", "ja", ("s",)), "source")]
    page = [Button("次", Ask("t", "ja", ("", ">x")), "page")]
    (message,) = render.messages(Reply((Heading("x"),), "ja", (*page, *person, *source)), WORDS)
    assert list(buttons(message)) == ["次", "S"]
    assert [len(options) for options in selects(message).values()] == [25, 5]


def test_few_people_alone_are_buttons() -> None:
    person = tuple(Button(f"P{n}", Ask("w", "ja", (f"p{n}",)), "person") for n in range(3))
    (message,) = render.messages(Reply((Heading("x"),), "ja", person), WORDS)
    assert [part["type"] for part in message.components[0]["components"]] == [10, 1]


def some(kind: ButtonKind, count: int) -> tuple[Button, ...]:
    return tuple(Button(f"{kind} {n}", Ask("t", "ja", (f"{kind}{n}",)), kind) for n in range(count))


def test_what_to_leave_out_stands_above_the_ways_on_and_what_to_ask_next_below() -> None:
    ways = (
        *some("next", 3),
        *some("person", 6),
        *some("day", 6),
        *some("drop", 3),
        *some("page", 2),
        *some("choice", 2),
    )
    (message,) = render.messages(Reply((Heading("x"),), "ja", ways), WORDS)
    rows = [part["components"] for part in message.components[0]["components"] if part["type"] == 1]
    assert [[part.get("label", part.get("placeholder")) for part in row] for row in rows] == [
        ["page 0", "page 1", "choice 0", "choice 1"],
        ["drop 0", "drop 1", "drop 2"],
        ["人物"],
        ["日付"],
        ["next 0", "next 1", "next 2"],
    ]
    assert [part["style"] for row in (rows[1], rows[4]) for part in row] == [2, 2, 2, 1, 1, 1]


@pytest.mark.parametrize("kind", ["drop", "next"])
def test_too_many_for_one_row_are_a_select(kind: ButtonKind) -> None:
    (message,) = render.messages(Reply((Heading("x"),), "ja", some(kind, 50)), WORDS)
    assert [len(options) for options in selects(message).values()] == [25, 25]
    assert not buttons(message)


def test_links_are_links_where_discord_shows_them_as_such() -> None:
    def shown(text: str, link: str) -> str:
        return markdown.render(Paragraph((Run(text, link=link),)))

    assert shown("記事", "https://a.example/x") == "[記事](<https://a.example/x>)"
    assert shown("https://a.example/x_y", "https://a.example/x_y") == "<https://a.example/x_y>"
    assert shown("a [b]", "https://a.example/x") == "a \\[b\\] <https://a.example/x>"
    assert shown("記事", "javascript:x") == "記事"


async def _manages(_: Channel) -> bool:
    return True


@pytest.mark.parametrize("lang", ["ja", "en"])
async def test_every_answer_of_the_commands_renders_within_the_limits(lang: str) -> None:
    router = Router(small_kit())
    asker = Asker("discord", "1", lang, owner=True)
    place = Place(Channel("discord", "2"), private=True, manages=_manages)
    for command in router.kit.commands:
        for words in ("", "Musk", "2025-06", "x" * 4000, "why-allied", "event"):
            reply = await router.command(command.name, words, asker, place)
            assert reply
            for message in render.messages(reply, catalogue.words(reply.lang)):
                files = {render.PICTURE: b""} if message.picture else {}
                assert not list(message_problems(message.body(), "create", files))
            if reply.form:
                assert not list(modal_problems(modal.build(reply.form, {})))


def test_what_a_reader_sees_has_no_markup_where_a_rule_is_drawn() -> None:
    blocks = (Heading("号"), paragraph("始め"), Heading("年表から", 2), paragraph("終わり"))
    (message,) = render.messages(Reply(blocks, "ja"), WORDS)
    assert [line for line in message.text.splitlines() if line] == ["号", "始め", "年表から", "終わり"]
