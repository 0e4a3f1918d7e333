"""The answers to a doubt: who may give them, what they do, once; and the question as it is asked unasked."""

from __future__ import annotations

import ast
import asyncio
import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot
from bot.commands import reasons, table
from bot.delivery import notices
from bot.domain import deciding
from bot.domain.ask import MAX_BYTES
from bot.domain.ledger import Channel, Delivery, Receipt, delivery_key
from bot.domain.ports import Verdict
from bot.domain.reply import Paragraph, Reply
from bot.domain.text import LANGUAGES, Lang, plain
from bot.errors import Cause
from bot.language import catalogue
from bot.platforms.discord import render as discord
from bot.platforms.telegram import render as telegram

from ..support.builders import DUE, a_delivery, a_pause, a_subscription
from ..support.managing import ROW, House, Role, doubtful, items, sent, text

TWO = ("one", "two")


def data(row: Delivery, verdict: str, lang: Lang = "en") -> str:
    asked = deciding.settle_buttons(row, catalogue.words(lang))
    return next(b.ask.encode() for b in asked if b.ask.arguments[1] == verdict)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("role", ["manager", "owner"])
@pytest.mark.parametrize(
    ("verdict", "texts", "state", "message"),
    [
        ("there", ("one",), "sent", "settled-there"),
        ("there", TWO, "retrying", "settled-there-in-part"),
        ("post", TWO, "retrying", "settled-post"),
        ("skip", TWO, "skipped", "settled-skip"),
    ],
)
async def test_each_answer_does_what_it_says_and_takes_the_place_of_the_question(
    verdict: Verdict, texts: tuple[str, ...], state: str, message: str, role: Role, lang: Lang
) -> None:
    row = doubtful(texts=texts)
    house = await House(lang).with_rows(row)
    reply = await house.pressed(data(row, verdict, lang), role)
    assert text(reply) == house.words(message)
    assert reply.replaces
    assert ((await house.row(row.key)).state, house.woken) == (state, 1)
    # The way on is the ledger of the row's channel, wherever it is pressed.
    ledger = await house.press(reply.buttons[0], role, Channel("telegram", "99"), private=True)
    assert ledger is not None
    assert len(items(ledger)) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("halt", ["held", "paused"])
@pytest.mark.parametrize(
    ("verdict", "message"), [("there", "settled-there-in-part-later"), ("post", "settled-post-later")]
)
async def test_while_nothing_is_posted_none_is_promised(verdict: Verdict, message: str, halt: str, lang: Lang) -> None:
    row = doubtful(texts=TWO)
    house = await House(lang).with_rows(row, paused=a_pause() if halt == "paused" else None)
    if halt == "held":
        await house.kit.desk.hold("somebody")
    assert text(await house.pressed(data(row, verdict, lang))) == house.words(message, halt=halt)
    skipped = await house.pressed(data(row, "skip", lang))
    assert text(skipped).startswith(house.words("settled-before", slot="…", state="…").partition("…")[0])


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_who_comes_second_is_told_what_it_is_now_and_changes_nothing(lang: Lang) -> None:
    row = doubtful()
    house = await House(lang).with_rows(row)
    await house.pressed(data(row, "there", lang))
    after = await house.row(row.key)
    reply = await house.pressed(data(row, "post", lang))
    slot = house.words.moment(DUE.replace(hour=9))
    state = house.words("row-sent-in-time", count=1)  # when it went out nobody knows
    told = house.words("row-why", state=state, why=house.words("why-seen"))
    assert text(reply) == house.words("settled-before", slot=slot, state=told)
    assert reply.replaces
    assert (await house.row(row.key), house.woken) == (after, 1)


async def test_of_two_who_answer_at_once_one_is_heard() -> None:
    row = doubtful()
    house = await House().with_rows(row)
    told = await asyncio.gather(*(house.pressed(data(row, verdict)) for verdict in ("post", "skip")))
    assert [text(reply).startswith("That is settled already") for reply in told] == [False, True]
    assert (await house.row(row.key)).state == "retrying"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("where", [Channel("telegram", "-100"), Channel("telegram", "-200"), Channel("discord", "5")])
async def test_whoever_manages_another_channel_is_refused_whatever_the_button_says(where: Channel, lang: Lang) -> None:
    row = doubtful(channel=Channel("discord", "7"))
    house = await House(lang).with_rows(row, subscribed=False)
    for role in ("member", "manager"):
        reply = await house.press(data(row, "post", lang), role, where)
        assert reply is not None
        assert text(reply) == house.words("managers-only")
        assert not reply.replaces
    assert await house.row(row.key) == row


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_what_is_pressed_under_a_question_is_not_said_of_a_later_attempt(lang: Lang) -> None:
    row = doubtful(texts=TWO)
    house = await House(lang).with_rows(row)
    await house.pressed(data(row, "there", lang))
    before = await house.row(row.key)
    again = before.sending((), (), house.clock())
    later = again.unknown(None, house.clock(), "reset by peer once more")
    assert await house.store.advance(before, again)
    assert await house.store.advance(again, later)
    reply = await house.pressed(data(row, "post", lang))
    assert await house.row(row.key) == later
    assert (reply.replaces, text(reply) == house.words("settled-post")) == (True, False)
    await house.pressed(data(later, "post", lang))
    assert (await house.row(row.key)).state == "retrying"


async def test_a_button_of_an_earlier_version_that_names_no_attempt_still_answers() -> None:
    row = doubtful()
    house = await House().with_rows(row)
    await house.pressed(data(row, "skip").rpartition(":")[0])
    assert (await house.row(row.key)).state == "skipped"


@pytest.mark.parametrize("forged", ["u:en", "u:en:x", "u:en:x:there", "u:en:%ff%00:post", "u:en:::", "u:ja:../..:skip"])
async def test_a_forged_button_means_nothing(forged: str) -> None:
    row = doubtful()
    house = await House().with_rows(row)
    assert await house.press(forged, "owner") is None
    for verdict in ("", "gone", "therex", "THERE"):
        assert await house.press(data(row, "there").replace(":there", f":{verdict}"), "owner") is None
    assert await house.row(row.key) == row


async def test_a_row_that_is_gone_from_the_ledger_means_nothing_and_one_that_moved_is_found() -> None:
    row = doubtful()
    house = await House().with_rows(row)
    assert await house.press(data(a_delivery("2020-01-01T09:00", subscription=ROW), "post")) is None
    await house.store.move(row.channel, Channel("telegram", "-1001"))
    assert text(await house.pressed(data(row, "post"))) == house.words("managers-only")
    assert text(await house.pressed(data(row, "post"), "owner")) == house.words("settled-post")


async def test_a_row_that_was_never_in_doubt_is_not_settled() -> None:
    house = await House().with_rows(sent())
    assert text(await house.pressed(data(sent(), "post"))).startswith("That is settled already")
    assert await house.row(sent().key) == sent()


@given(st.text("0123456789abcdef", min_size=10, max_size=10), st.datetimes(), st.sampled_from(LANGUAGES))
def test_the_data_of_every_button_about_a_delivery_fit(id_: str, slot: object, lang: Lang) -> None:
    nominal = str(slot).replace(" ", "T")[:16]
    key = delivery_key(id_, nominal)
    row = replace(doubtful(), key=key, slot=nominal, subscription=id_)
    words = catalogue.words(lang)
    paused = a_subscription(id_, paused=a_pause())
    asked = (*notices.asked(row, words).buttons, *deciding.resume_buttons(paused, words))
    assert len(asked) == 4
    for each in asked:
        assert len(each.ask.encode().encode()) <= MAX_BYTES
        assert each.ask.verb in table.CHANGING


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_question_shows_the_message_as_its_readers_would_see_it(lang: Lang) -> None:
    shown = "Thu, 15 Jan 2026 · The saga\n\n■ From the timeline\n\n*Not* <b>markup</b>\na line of its own"
    words = catalogue.words(lang)
    reply = notices.asked(doubtful(texts=("first", shown), done=1), words)
    said = text(reply)
    assert "telegram:-100" in said
    assert words.moment(DUE.replace(hour=9)) in said
    assert shown.split("\n\n") == [plain(b.runs) for b in reply.blocks if isinstance(b, Paragraph)][1:]
    assert "\n\n*Not* <b>markup</b>\na line of its own" in telegram.messages(reply)[0].text
    assert [b.label for b in reply.buttons] == [words(f"unknown-{verdict}") for verdict in ("there", "post", "skip")]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("filling", ["word ", "長い文。", "x", "\n\n", "@everyone\n", "<&>"])
def test_a_question_about_a_long_message_stays_within_one(filling: str, lang: Lang) -> None:
    row = doubtful(texts=(filling * 4096,), channel=Channel("discord", "1" * 20, "2" * 20))
    reply = notices.asked(row, catalogue.words(lang))
    assert len(telegram.messages(reply)) == len(discord.messages(reply, catalogue.words(lang))) == 1
    assert len(telegram.messages(reply)[0].text) < 1500


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_was_paused_is_told_with_the_way_back(lang: Lang) -> None:
    words = catalogue.words(lang)
    back = notices.paused(a_subscription(ROW, paused=a_pause("Forbidden", cause="no-right")), words)
    assert "telegram:-100" in text(back)
    assert words("pause-no-right") in text(back)
    assert [b.label for b in back.buttons] == [words("resume-now")]
    for_good = notices.paused(a_subscription(ROW, paused=a_pause("x" * 5000, cause="topic-gone")), words)
    assert words("pause-topic-gone", platform="telegram") in text(for_good)
    assert len(text(for_good)) < 500
    assert not for_good.buttons
    assert text(notices.taken_back(words)) == words("taken-back-here")


@given(st.text(max_size=300), st.integers(2, 100))
def test_a_beginning_is_no_longer_than_asked_and_begins_as_the_text_does(whole: str, most: int) -> None:
    cut = deciding.beginning(whole, most)
    assert len(cut) <= most
    assert whole.strip().startswith(cut.removesuffix("…").rstrip())
    assert cut == whole.strip() or cut.endswith("…")


def written() -> set[str]:
    """Return the beginnings of the reasons that those who deliver write into the ledger."""
    found: set[str] = set()
    for path in (Path(bot.__file__).parent / "delivery").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                name, of_a_row = node.func.attr, node.args
                if name in ("ended", "_end", "retrying", "unknown", "Receipt", "NotSent"):
                    found |= {said for argument in of_a_row for said in _beginnings(argument)}
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Receipt":
                found |= {said for argument in node.args for said in _beginnings(argument)}
    return {said for said in found if " " in said.strip()}


def _beginnings(argument: ast.expr) -> list[str]:
    if isinstance(argument, ast.JoinedStr):
        parts = [str(p.value) if isinstance(p, ast.Constant) else "x" for p in argument.values]
        return ["".join(parts)]
    if isinstance(argument, ast.Constant):
        return [str(argument.value)]
    if isinstance(argument, ast.BoolOp):
        return [said for value in argument.values for said in _beginnings(value)]
    return []


def test_every_reason_of_ours_is_worded_in_both_languages() -> None:
    found = written()
    assert len(found) >= 12
    for said in found - {"x: x"}:
        assert [start for start in reasons.OWN if re.match(start, said)], said
    for said in found:
        ja, en = (reasons.worded(said, catalogue.words(lang)) for lang in LANGUAGES)
        assert ja != en or said == "x: x"


def test_a_platforms_reason_is_quoted_in_one_line_and_not_at_length() -> None:
    words = catalogue.words("en")
    assert reasons.worded("Bad\n  Request", words) == "“Bad Request”"
    assert len(reasons.worded("x" * 5000, words)) < 130
    assert reasons.worded(None, words) == reasons.worded("", words) == ""


# As they were seen in the ledger while the loopback servers failed.
TROUBLES = {
    "Flood control exceeded. Retry in 0:20:00": "why-limit",
    "its chat has to wait for 20 s": "why-limit",
    "Discord: 429 rate limited (HTTPException)": "why-limit",
    "Discord: the channel's turn is in 20 s": "why-limit",
    "Discord: the server is unavailable": "why-outage",
    "Discord: not connected": "why-offline",
    "telegram has been stopped": "why-offline",
    "the token is refused": "why-token",
    "Discord: 401 Unauthorized (error code: 0): 401: Unauthorized (HTTPException)": "why-token",
    "sent as plain text: Can't parse entities: unsupported start tag": "why-plain",
    "sent as plain text: Discord: 400 Bad Request (error code: 50035): Invalid Form Body (HTTPException)": "why-plain",
    "Bad Gateway (502). Parsing the server response b'<html><head><title>502 Internal Server…": "why-broken",
    "Discord: 502 Bad Gateway (error code: 0) (DiscordServerError)": "why-broken",
    "Discord: Server disconnected (ServerDisconnectedError)": "why-broken",
    "Discord: no text (TimeoutError)": "why-broken",
    "httpx.ReadError: ": "why-broken",
    "Timed out": "why-broken",
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("said", TROUBLES)
def test_a_trouble_that_passes_is_told_in_words_for_people(said: str, lang: Lang) -> None:
    words = catalogue.words(lang)
    assert reasons.worded(said, words) == words(TROUBLES[said])


def test_of_what_a_platform_said_the_kind_of_a_librarys_exception_is_left_out() -> None:
    words = catalogue.words("en")
    said = "Discord: 403 Forbidden (error code: 50013): Missing Permissions (Forbidden)"
    assert reasons.worded(said, words) == f"“{said.removesuffix(' (Forbidden)')}”"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_pause_quotes_the_platform_only_where_we_have_no_words_for_it(lang: Lang) -> None:
    words = catalogue.words(lang)
    for cause in get_args(Cause):
        told = text(notices.paused(a_subscription(ROW, paused=a_pause("Forbidden: x", cause=cause)), words))
        assert ("Forbidden: x" in told) == (cause == "other")


async def test_a_receipt_without_a_number_is_told_as_seen() -> None:
    row = doubtful().received(Receipt("", "seen there by telegram:7"), DUE)
    house = await House("ja").with_rows(row)
    reply: Reply = await house.ask("ledger")
    assert house.words("why-seen") in items(reply)[0]
