"""/ledger: each state in words, what comes next and what keeps it, pages, and who may see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.commands import ledger, managed
from bot.domain.ask import MAX_BYTES, quoted
from bot.domain.ledger import Channel, Delivery, Receipt
from bot.domain.reply import Heading
from bot.domain.slots import zone
from bot.domain.text import LANGUAGES, Lang, columns
from bot.language import catalogue
from bot.platforms.discord import render as discord
from bot.platforms.telegram import keyboard
from bot.platforms.telegram import render as telegram

from ..support.builders import CHANNEL, DUE, SLOT, a_delivery, a_pause, a_subscription
from ..support.managing import ROW, House, button, doubtful, in_flight, items, sent, slots, text

HOUR = timedelta(hours=1)
ELSEWHERE = Channel("telegram", "-200")
LONG = ("one", "two", "three")


def planned(**changes: Any) -> Delivery:
    return a_delivery(subscription=ROW, **changes)


STATES: dict[str, tuple[Callable[[], Delivery], str, str]] = {
    "planned": (planned, "waits for its turn", "順番待ち"),
    "until": (lambda: planned(not_before=DUE + 4 * HOUR), "waits until 13:00", "13:00 まで待機"),
    "tomorrow": (
        lambda: planned(not_before=DUE + 24 * HOUR),
        "waits until Fri, 16 Jan 2026 09:00",
        "2026年1月16日(金) 09:00 まで待機",
    ),
    "sending": (in_flight, "being posted now", "いま投稿中"),
    "sending two": (
        lambda: in_flight(texts=LONG, done=1),
        "being posted now, message 2 of 3",
        "いま投稿中（3通のうち2通目）",
    ),
    "sent in time": (sent, "posted · The two", "投稿済み、「決裂」"),
    "sent late": (lambda: sent(texts=LONG), "posted 09:02 (3 messages)", "09:02 に投稿（3通）"),
    "seen there": (
        lambda: doubtful().received(Receipt(""), DUE + 40 * HOUR),
        "posted · The two",
        "投稿済み、「決裂」",
    ),
    "retrying": (
        lambda: in_flight().retrying(DUE + 2 * HOUR, DUE, "Conflict: only\none"),
        "waits until 11:00: “Conflict: only one”",
        "11:00 まで待機（「Conflict: only one」）",
    ),
    "rest": (
        lambda: in_flight(texts=LONG, done=1).retrying(None, DUE, "it was looked for, and is not there"),
        "1 of 3 messages are there, the rest waits for its turn: it was looked for and was not there",
        "3通のうち1通を投稿済み、残りは順番待ち（確かめたところ、届いていませんでした）",
    ),
    "refused": (
        lambda: in_flight().ended("refused", DUE, "Bad Request: no"),
        "could not be posted: “Bad Request: no”",
        "投稿できませんでした（「Bad Request: no」）",
    ),
    "missed": (
        lambda: planned().ended("missed", DUE, "its time passed while nothing could be sent"),
        "missed: nothing could be posted until its time had passed",
        "見送り（投稿できないうちに時間が過ぎました）",
    ),
    "skipped": (
        lambda: planned().ended("skipped", DUE, "no entry fits this channel today"),
        "left out: no entry fitted this channel that day",
        "投稿せず（この日、このチャンネルに合う項目がありませんでした）",
    ),
    "cancelled": (
        lambda: planned().ended("cancelled", DUE, "the channel unsubscribed"),
        "cancelled: the channel was unsubscribed",
        "取りやめ（配信が解除されました）",
    ),
    "unknown": (
        doubtful,
        "nobody knows whether it arrived: the platform gave no proper answer",
        "届いたかどうか不明（プラットフォームから正しい応答がありませんでした）",
    ),
    "gone": (
        lambda: sent().taken_back(DUE + HOUR, "taken back by telegram:7 (deleted)"),
        "taken back 10:00",
        "10:00 に取り下げ",
    ),
    "gone in part": (
        lambda: sent(texts=LONG).taken_back(DUE + HOUR, "taken back by telegram:7 (deleted): no", [2]),
        "taken back in part 10:00, 2 messages are left",
        "10:00 に一部を取り下げ、2通が残っています",
    ),
    "deleted": (lambda: sent().taken_back(DUE + HOUR, "not there"), "deleted 10:00: “not there”", "10:00 に削除"),
    "otherwise": (
        lambda: in_flight().received(Receipt("m1", "went as plain text"), DUE),
        "posted: “went as plain text”",
        "投稿済み（「went as plain text」）",
    ),
    "fault": (
        lambda: planned().ended("refused", DUE, "KeyError: 'x'"),
        "could not be posted: something went wrong here; it has been written to the log",
        "投稿できませんでした（問題が起きました。記録に残してあります）",
    ),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", STATES)
async def test_each_state_is_told_in_words_with_its_reason(name: str, lang: Lang) -> None:
    row, en, ja = STATES[name]
    house = await House(lang).with_rows(row())
    (line,) = items(await house.ask("ledger"))
    said = {"en": f"Thu, 15 Jan 2026 09:00 – {en}", "ja": f"2026年1月15日(木) 09:00：{ja}"}[lang]
    assert line.startswith(said)


@pytest.mark.parametrize(("lang", "about"), [("en", " · The two fall out (+1)"), ("ja", "、「決裂」ほか1件")])
async def test_what_was_composed_is_told_by_its_first_entry(lang: Lang, about: str) -> None:
    row = sent()
    house = await House(lang).with_rows(row, replace(sent(slots(2)[1]), picks=(replace(row.picks[0], entry="lost"),)))
    newer, older = items(await house.ask("ledger"))
    assert older.endswith(about)
    assert "lost" in newer


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_it_says_when_the_next_post_comes(lang: Lang) -> None:
    house = await House(lang).with_rows(sent())
    reply = await house.ask("ledger")
    moment = {"en": "Fri, 16 Jan 2026 09:00", "ja": "2026年1月16日(金) 09:00"}[lang]
    assert house.words("next-post", moment=moment, zone="Asia/Tokyo") in text(reply)
    assert reply.private


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_pause_is_told_with_its_reason_and_how_it_ends(lang: Lang) -> None:
    house = await House(lang).with_rows(planned(), paused=a_pause("Forbidden: kicked"))
    reply = await house.ask("ledger")
    words, said = house.words, text(reply)
    assert words("pause-removed") in said
    assert words("pause-how") in said
    assert words("row-paused") in said
    assert "Asia/Tokyo" not in said  # no next post is promised
    resumed = await house.pressed(button(reply, words("resume-now")))
    assert words("resumed") in text(resumed)
    assert (await house.subscription()).paused is None


@pytest.mark.parametrize("cause", ["topic-gone", "channel-gone", "moved"])
async def test_what_is_gone_for_good_offers_no_way_back(cause: str) -> None:
    house = await House().with_rows(paused=a_pause(cause=cause))
    reply = await house.ask("ledger")
    where = house.words("pause-for-good", channel=CHANNEL.key)
    assert (where if cause == "topic-gone" else house.words("pause-kept")) in text(reply)
    assert not reply.buttons


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_hold_is_told_to_owners_with_its_name_and_to_managers_without(lang: Lang) -> None:
    house = await House(lang).with_rows(planned())
    await house.ask("hold", role="owner")
    moment = house.words.moment(house.clock.now.astimezone(zone("Asia/Tokyo")))
    managers, owners = await house.ask("ledger"), await house.ask("ledger", role="owner")
    assert house.words("held-since", moment=moment) in text(managers)
    assert house.words("held-by-you", moment=moment) in text(owners)
    assert "telegram:1" not in text(managers)
    assert house.words("row-held") in text(managers)


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_where_nothing_is_it_says_what_to_do(lang: Lang) -> None:
    house = House(lang)
    said = text(await house.ask("ledger"))
    assert "/subscribe" in said
    await house.with_rows()
    assert house.words("ledger-nothing") in text(await house.ask("ledger"))


async def test_a_channel_that_unsubscribed_still_has_its_ledger() -> None:
    house = await House().with_rows(sent(), subscribed=False)
    reply = await house.ask("ledger")
    assert house.words("ledger-unsubscribed") in text(reply)
    assert items(reply) == ["Thu, 15 Jan 2026 09:00 – posted 00:00 · The two fall out (+1)"]  # in the asker's zone


async def test_rows_are_newest_first_in_pages_that_go_on_after_a_row() -> None:
    days = slots(17)
    house = await House().with_rows(*(sent(day) for day in days))
    reply, seen, pages = await house.ask("ledger"), [], 1
    assert house.words("page-place", first=1, last=7, total=17) in text(reply)
    while True:
        seen += items(reply)
        forth = [b for b in reply.buttons if b.label == house.words("page-forth")]
        if not forth:
            break
        # What is posted meanwhile shifts nothing.
        await house.store.enqueue([sent(f"2026-02-{pages:02}T09:00")])
        reply, pages = await house.pressed(forth[0]), pages + 1
        assert reply.replaces
    assert [line.split(" –")[0] for line in seen] == [
        house.words.moment(a_delivery(day).due + 9 * HOUR) for day in reversed(days)
    ]
    back = await house.pressed(button(reply, house.words("page-back")))
    assert len(items(back)) == ledger.PAGE
    assert not [b for b in back.buttons if b.label == house.words("takeback-last")]


async def test_a_ledger_too_long_for_a_chat_says_where_the_rest_is() -> None:
    house = await House().with_rows(*(sent(day) for day in slots(ledger.LATEST)))
    place = house.words("page-place", first=1, last=7, total=ledger.LATEST)
    assert house.words("ledger-older", place=place) in text(await house.ask("ledger"))


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_page_full_of_doubts_fits_one_message_and_every_button_tells_its_post(lang: Lang) -> None:
    house = await House(lang).with_rows(*(doubtful(day, ("x" * 4000,)) for day in slots(7)), paused=a_pause("r" * 900))
    reply = await house.ask("ledger")
    labels = [b.label for b in reply.buttons]
    assert len(set(labels)) == len(labels) == 3 * 7 + 1
    assert all(columns(label) <= keyboard.MAX_LABEL for label in labels)
    assert len(telegram.messages(reply)) == len(discord.messages(reply, house.words)) == 1
    assert all(len(b.ask.encode().encode()) <= MAX_BYTES for b in reply.buttons)


async def test_a_single_doubt_has_its_three_answers_in_short() -> None:
    house = await House().with_rows(doubtful(), sent("2026-01-14T09:00"))
    reply = await house.ask("ledger")
    assert [b.label for b in reply.buttons] == ["It is there", "Post it", "Leave it", "Take back the last post"]
    for label in ("It is there", "Post it", "Leave it"):
        assert await house.press(button(reply, label), role="member") is not None
        assert (await house.row(doubtful().key)).state == "unknown"


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_members_are_refused_and_managers_and_owners_are_not(lang: Lang) -> None:
    house = await House(lang).with_rows(*(sent(day) for day in slots(9)))
    refusal = await house.ask("ledger", role="member")
    assert text(refusal) == house.words("managers-only")
    assert refusal.private
    assert items(await house.ask("ledger", role="owner"))
    forth = button(await house.ask("ledger"), house.words("page-forth"))
    assert text(await house.pressed(forth, role="member")) == house.words("managers-only")
    # Pressed in private, as behind a link, it is the ledger of the row's channel, for those who manage that.
    behind = await house.press(forth, where=Channel("telegram", "100"), private=True)
    assert behind is not None
    assert len(items(behind)) == 2


@pytest.mark.parametrize("named", ["telegram:-100", "telegram：－１００", " telegram:-100 "])
async def test_a_channel_is_named_by_its_key_by_owners_and_by_those_who_manage_it(named: str) -> None:
    house = await House().with_rows(sent())
    for role in ("manager", "owner"):
        reply = await house.ask("ledger", named, role, ELSEWHERE)
        assert reply.blocks[0] == Heading(house.words("ledger-of", channel="telegram:-100"))
        assert items(reply)
    house.publisher.names[Channel("telegram", "-100")] = "瓦版を読む会"
    told = await house.ask("ledger", named, "manager", ELSEWHERE)
    assert told.blocks[0] == Heading(house.words("ledger-of", channel="瓦版を読む会"))
    house.connected = False
    told = await house.ask("ledger", named, "manager", ELSEWHERE)
    assert told.blocks[0] == Heading(house.words("ledger-of", channel="telegram:-100"))
    refusal = house.words("managers-only")
    assert text(await house.ask("ledger", named, "member", ELSEWHERE)) == refusal
    # Nobody learns from a refusal which channels are known.
    assert text(await house.ask("ledger", "telegram:-999", "manager", ELSEWHERE)) == refusal
    assert "/subscribe" in text(await house.ask("ledger", "discord:5/6", "owner", ELSEWHERE))


@pytest.mark.parametrize(
    "named", ["x", "telegram:", "-100", "telegram:-100/1/2", "telegram:-100 x", "@news", "x" * 4000]
)
async def test_what_is_no_channel_is_said(named: str) -> None:
    house = await House().with_rows(sent())
    for role in ("manager", "owner"):
        said = text(await house.ask("ledger", named, role))
        assert said == house.words("channel-unreadable", words=named[:60])


def test_a_channels_key_is_read_back() -> None:
    for channel in (CHANNEL, Channel("discord", "12", "34"), Channel("terminal", "demo"), Channel("telegram", "@news")):
        assert managed.read_key(channel.key) == channel


@pytest.mark.parametrize("data", ["lg:en", "lg:en:", "lg:en:>nothing", "lg:en:%ff", "lg:en:<", "lg:ja:x:y"])
async def test_a_forged_button_shows_no_more_than_the_command_would(data: str) -> None:
    house = await House().with_rows(sent(), sent("2026-01-14T09:00"))
    shown = await house.press(data)
    assert shown is not None
    assert len(items(shown)) == 2
    assert text(await house.pressed(data, role="member")) == catalogue.words(shown.lang)("managers-only")


async def test_a_row_of_another_platform_is_shown_to_whom_it_concerns() -> None:
    channel = Channel("discord", "5")
    house = House()
    await house.store.subscribe(a_subscription("other", channel=channel))
    row = a_delivery(SLOT, subscription="other", channel=channel)
    await house.store.enqueue([row])
    data = f"lg:en:{quoted(row.key)}"
    assert text(await house.pressed(data)) == house.words("managers-only")
    assert items(await house.pressed(data, role="owner"))
