"""A reply as Telegram messages: whatever it holds keeps the limits, parses, and is all there."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
from bot.domain.text import Run, plain
from bot.platforms.telegram import keyboard, render
from tests.platform.telegram_server import limits, utf16_length
from tests.platform.telegram_server.entities import formatted

_CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("<>&\"'@/#。、\n 😀日本語ab")
short = st.text(_CHARACTERS, max_size=60)
words = short | st.builds(lambda text, times: text * times, short, st.integers(1, 100))
runs = st.lists(
    st.builds(
        Run,
        words,
        st.booleans(),
        st.sampled_from([None, 'https://x.example/?a="b"&c', "javascript:x", "tg://user?id=1"]),
    ),
    max_size=6,
).map(tuple)
many_runs = st.lists(st.builds(Run, short, st.booleans()), min_size=90, max_size=130).map(tuple)
blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, words, st.sampled_from([1, 2])),
    st.builds(Paragraph, runs | many_runs),
    st.builds(Bullets, st.lists(runs, max_size=5).map(tuple)),
    st.builds(
        EntryBlock,
        st.just("id"),
        short,
        words,
        words,
        short,
        st.lists(short, max_size=3).map(tuple),
        st.lists(words, max_size=4).map(tuple),
    ),
    st.builds(Code, words),
    st.builds(Note, words),
)
KINDS: tuple[ButtonKind, ...] = ("person", "day", "source", "digest", "choice", "page", "confirm", "reject")
buttons = st.builds(
    Button, short | words, st.builds(Ask, st.just("w"), st.just("ja"), st.just(("musk",))), st.sampled_from(KINDS)
)
replies = st.builds(
    Reply,
    st.lists(blocks, max_size=5).map(tuple),
    st.sampled_from(["ja", "en"]),
    st.lists(buttons, max_size=12).map(tuple) | st.lists(buttons, min_size=95, max_size=110).map(tuple),
)


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Heading(text) | Code(text) | Note(text):
            yield text
        case Paragraph(found):
            yield plain(found)
        case Bullets(items):
            yield from map(plain, items)
        case EntryBlock():
            yield from (block.when, *block.marks, block.title, block.summary, *block.claims, block.credit)


def _seen(texts: Iterator[str]) -> Counter[str]:
    """Every character that can be seen, but those with which blocks are set."""
    return Counter(c for text in texts for c in text if unicodedata.category(c)[0] not in "ZC" and c not in "・•■·…")


@settings(max_examples=30, deadline=None)  # big examples, and a shared machine
@given(replies)
def test_any_reply_keeps_the_limits_parses_and_loses_nothing(reply: Reply) -> None:
    messages = render.messages(reply)
    for message in messages:
        shown = formatted(message.html, "HTML", None)
        assert shown.text == message.text.strip() != ""
        assert utf16_length(shown.text) <= 4096
        assert shown.marked <= 100
        limits.markup(json.loads(json.dumps(message.request)).get("reply_markup"))
    assert _seen(m.text for m in messages) == _seen(text for block in reply.blocks for text in _texts(block))
    assert sum(len(row) for message in messages for row in message.rows) == len(reply.buttons)


def test_an_event_in_each_language() -> None:
    entry = EntryBlock(
        "e",
        "2025年6月5日(木)",
        "決裂",
        "二人は決裂した。",
        "出典：新聞",
        ("マスクの主張",),
        ("額：1（新聞）", "額：2（日記）"),
    )
    [ja] = render.messages(Reply((Heading("年表"), entry, Note("全1件"), Note("2026年1月時点")), "ja"))
    assert ja.html == (
        "<b>年表</b>\n\n2025年6月5日(木) · <i>マスクの主張</i>\n<b>決裂</b>\n二人は決裂した。\n"
        "<blockquote expandable>・額：1（新聞）\n・額：2（日記）</blockquote>\n<i>出典：新聞</i>\n\n"
        "<i>全1件</i>\n<i>2026年1月時点</i>"
    )
    [en] = render.messages(Reply((Heading("Part", 2), Bullets(((Run("a", bold=True),), (Run("b"),)))), "en"))
    assert en.html == "<b>■ Part</b>\n• <b>a</b>\n• b"


def test_a_break_falls_between_entries() -> None:
    entries = tuple(EntryBlock(str(n), "2025", f"No. {n}", "x" * 900, "Source") for n in range(9))
    messages = render.messages(Reply(entries, "en", (Button("More", Ask("t", "en"), "page"),)))
    assert [message.text.count("No. ") for message in messages] == [4, 4, 1]
    assert all(message.html.startswith("2025\n<b>No.") for message in messages)
    assert [bool(message.rows) for message in messages] == [False, False, True]


def test_links_go_where_they_say_and_nowhere_else() -> None:
    runs = (Run("a", link='https://x.example/?q="1"&b=<2>'), Run("b", link="https://x.example/?q=1&b=2"))
    [message] = render.messages(Reply((Paragraph((*runs, Run("c", link="tg://user?id=1"))),), "en"))
    assert message.html == 'a<a href="https://x.example/?q=1&amp;b=2">b</a>c'


def test_nobody_is_mentioned() -> None:
    [message] = render.messages(Reply((paragraph("@ann and a@b.example"), Code("@ann")), "en"))
    kinds = [entity["type"] for entity in formatted(message.html, "HTML", None).entities]
    assert kinds == ["pre"]


@pytest.mark.parametrize(
    ("labels", "rows"),
    [
        (["マスク", "トランプ", "バンス", "アルトマン"], [3, 1]),
        (["2025年6月5日(木)", "2025年6月6日(金)", "2025年6月7日(土)"], [2, 1]),
        (["マスク", "とても長い名前のつくひとがいる", "トランプ"], [1, 1, 1]),
        (["Musk", "Trump"], [2]),
    ],
)
def test_rows_have_as_many_buttons_as_a_phone_has_room_for(labels: list[str], rows: list[int]) -> None:
    found = keyboard.rows([Button(label, Ask("w", "ja", ("x",)), "person") for label in labels])
    assert [len(row) for row in found] == rows


def test_rows_are_in_the_order_of_use_and_labels_fit() -> None:
    def button(kind: ButtonKind, label: str = "x") -> Button:
        return Button(label, Ask("w", "en", (kind,)), kind)

    title = "なぜ二人は手を組みそして別れたのかという長い題名"
    kinds: tuple[ButtonKind, ...] = ("digest", "digest", "source", "day", "person", "page", "page", "reject", "confirm")
    rows = keyboard.rows([button(kind, title if kind == "digest" else "x") for kind in kinds])
    asked = [[key["callback_data"].rpartition(":")[2] for key in row] for row in rows]
    assert asked == [["page", "page"], ["confirm", "reject"], ["person"], ["day"], ["source"], ["digest"], ["digest"]]
    assert rows[-1][0]["text"] == "なぜ二人は手を組みそして別れたのかとい…"
