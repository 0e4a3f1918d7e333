"""Links into the private chat: those that people write, those under a channel's posts, and those that lead nowhere."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import shelf, table
from bot.domain.ask import MAX_BYTES, Ask, decode, quoted
from bot.domain.dates import parse_edtf, typed
from bot.domain.reply import Button, Reply, paragraph
from bot.domain.text import LANGUAGES
from bot.platforms.telegram import links
from tests.support.telegram_bot import House, running

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
IDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=24)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with running() as house:
        yield house


@pytest.mark.parametrize(
    ("payload", "english", "japanese"),
    [
        ("who-musk", "Elon Musk", "イーロン・マスク"),
        ("day-2025-06-05", "Timeline: Thu, 5 Jun 2025", "年表：2025年6月5日(木)"),
        ("day-2025-06", "Timeline: June 2025", "年表：2025年6月"),
        ("day-2025", "Timeline: 2025", "年表：2025年"),
        ("day-2025-06-01_2025-06-11", "Timeline: 1–11 Jun 2025", "年表：2025年6月1日"),
        ("entry-donated", "Thu, 5 Jun 2025 · disputed\nThe sum donated", "2025年6月5日(木) · 見解が分かれる\n寄付の額"),
        ("entry-why-allied", "Why they allied", "なぜ手を組んだのか"),
        ("digest-why-allied", "Why they allied", "なぜ手を組んだのか"),
    ],
)
async def test_a_link_that_people_can_read_opens_in_the_language_of_whoever_follows_it(
    house: House, payload: str, english: str, japanese: str
) -> None:
    assert PAYLOAD.fullmatch(payload)
    assert (await house.ask(house.ann, house.ann, f"/start {payload}")).text.startswith(english)
    assert (await house.ask(house.owner, house.owner, f"/start {payload}")).text.startswith(japanese)


@pytest.mark.parametrize(
    "payload",
    ["who-nobody", "day-2025-13-45", "day-2025-02-30", "entry-gone", "digest-donated", "x", "who-", "-" * 64, "あ",
     "who-musk who-trump", "YTpqYTppZDE6c2F2ZQ", "bDplbjpqYQ", "x" * 4000],
)  # fmt: skip
async def test_a_link_that_leads_nowhere_greets_and_says_so(house: House, payload: str) -> None:
    hello = await house.ask(house.ann, house.ann, f"/start {payload}")
    assert hello.text.startswith("Kawaraban\n\nThat link leads to nothing that I know.")
    assert await house.store.note("lang/telegram:77") is None


async def test_a_start_without_a_payload_and_the_one_of_inline_mode_say_nothing_of_links(house: House) -> None:
    for text in ("/start", f"/start {links.GREETING}"):
        assert "link" not in (await house.ask(house.ann, house.ann, text)).text


async def test_what_a_link_hands_over_in_a_group_is_let_be(house: House) -> None:
    hello = await house.ask(house.ann, house.group, "/start@KawarabanBot who-musk")
    assert hello.text.startswith("Kawaraban\n\nI tell the story")


@given(st.sampled_from(["w", "v", "d"]), st.sampled_from(LANGUAGES), IDS)
def test_what_people_can_read_is_read_back(verb: str, lang: str, name: str) -> None:
    ask = Ask(verb, "ja" if lang == "ja" else "en", (name,))
    payload = links.readable(ask)
    assert payload is not None
    assert PAYLOAD.fullmatch(payload)
    assert links.read(payload, ask.lang) == ask


@given(st.dates(), st.dates())
def test_any_days_have_a_link(one: object, other: object) -> None:
    first, last = sorted((str(one), str(other)))
    ask = Ask("t", "en", (typed(parse_edtf(f"{first}/{last}")),))
    payload = links.readable(ask)
    assert payload is not None
    assert PAYLOAD.fullmatch(payload)
    assert links.read(payload, "en") == ask


@given(st.sampled_from(sorted(table.TAPS)), st.sampled_from(LANGUAGES), st.lists(IDS, max_size=2))
def test_an_exact_link_is_read_back_whoever_opens_it(verb: str, lang: str, ids: list[str]) -> None:
    ask = Ask(verb, "ja" if lang == "ja" else "en", tuple(ids))
    if len(ask.data.encode()) <= links.MAX_DATA:
        assert PAYLOAD.fullmatch(links.exact(ask))
        assert links.read(links.exact(ask), "en") == links.read(links.exact(ask), "ja") == ask


def test_what_nobody_could_read_has_no_such_link() -> None:
    for ask in (Ask("t", "en", ("",)), Ask("t", "en", ("2025", ">x")), Ask("k", "en", ("question",)), Ask("w", "en")):
        assert links.readable(ask) is None


async def _channel_link(house: House, ask: Ask) -> str:
    """Press a button below a post of a channel; return the payload of the link that opens, '' if none does."""
    channel = house.server.add_chat("channel", "News")
    house.server.set_member(channel, house.owner, "administrator")
    post = await house.ask(house.owner, channel, "/help")
    query = house.server.press(house.ann, post, ask.encode(), forged=True)
    await house.server.next_call("answerCallbackQuery")
    assert len(house.server.sent(channel)) == 1
    return str((house.server.answer(query) or {}).get("url", "")).removeprefix("https://t.me/KawarabanBot?start=")


async def test_a_button_in_a_channel_opens_the_private_chat_in_the_language_of_the_post(house: House) -> None:
    ask = Ask("w", "ja", ("trump",))
    payload = await _channel_link(house, ask)
    assert links.read(payload, "en") == ask
    assert (await house.ask(house.ann, house.ann, f"/start {payload}")).text.startswith("ドナルド・トランプ")


@pytest.mark.parametrize(
    "arguments", [("2025-05-01/2025-06-30", "<quarrel", "musk"), ("", "", "musk.trump", "", quoted("寄付"))]
)
async def test_a_question_too_long_for_a_link_is_kept_for_it(house: House, arguments: tuple[str, ...]) -> None:
    ask = Ask("t", "ja", arguments)
    assert links.MAX_DATA - 20 < len(ask.data.encode()) <= MAX_BYTES
    payload = await _channel_link(house, ask)
    assert PAYLOAD.fullmatch(payload)
    assert "寄付の額" in (await house.ask(house.ann, house.ann, f"/start {payload}")).text


async def test_a_kept_question_is_linked_to_where_it_only_reads(house: House) -> None:
    long = "寄付 決裂 新党 晩餐会 支持"
    for verb, opens in (("t", True), ("l", False)):
        kept = Ask(verb, "ja", ("", "", "", "", quoted(long)))
        button = Button("x", kept, "drop")
        shown = Reply((paragraph("x"),), "ja", (button,))
        short = await _kept(house, shown)
        assert short.verb == "z"
        payload = await _channel_link(house, short)
        assert bool(payload) is opens
        forged = links.exact(short)
        answer = await house.ask(house.ann, house.ann, f"/start {forged}")
        assert answer.text.startswith("Kawaraban") is not opens


async def _kept(house: House, reply: Reply) -> Ask:
    [button] = (await shelf.put(reply, house.store)).buttons
    asked = decode(button.ask.encode())
    assert asked is not None
    return asked
