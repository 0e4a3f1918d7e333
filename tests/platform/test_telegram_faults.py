"""What breaks on the way to Telegram: what the ledger says of it, and what readers see."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.delivery import edition
from bot.delivery.resolving import settle_orphans
from bot.delivery.retry import SETTLE
from bot.domain.ledger import Channel, Subscription
from bot.domain.reply import Reply, paragraph
from bot.errors import Unauthorised
from tests.platform.telegram_server import faults
from tests.support.kit import START
from tests.support.telegram_bot import OWNER, House, built, running


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with running() as house:
        yield house


BROKEN: dict[str, Any] = {
    "reset": lambda server, done: server.drop_next("sendMessage", delivered=done),
    "gateway error": lambda server, done: server.fail_next("sendMessage", status=502, delivered=done),
    "error of theirs": lambda server, done: server.fail_next("sendMessage", status=500, delivered=done),
    "cut answer": lambda server, done: server.cut_next("sendMessage", delivered=done),
    "half an answer": lambda server, done: server.cut_next("sendMessage", delivered=done, clean=True),
}


@pytest.mark.parametrize("delivered", [True, False], ids=["after", "before"])
@pytest.mark.parametrize("fault", BROKEN)
async def test_what_broke_off_is_asked_about_once_and_posted_by_nobody_but_an_admin(
    house: House, fault: str, delivered: bool
) -> None:
    await house.due(house.group, by=house.owner)
    BROKEN[fault](house.server, delivered)
    assert (await house.send()).state == "unknown"
    row = await house.later(seconds=SETTLE.total_seconds() + 1)
    assert (row.state, row.asked is None) == ("unknown", False)
    assert len(house.server.sent(house.group)) == delivered
    asked = house.server.sent(house.owner)
    assert "Is it there?" in asked[-1].text or asked[-1].keyboard
    await house.later(hours=1)
    assert house.server.sent(house.owner) == asked
    house.server.press(house.owner, asked[-1], asked[-1].keyboard[0][0 if delivered else 1]["callback_data"])
    await house.server.next_call("answerCallbackQuery")
    row = await house.later(seconds=1)
    assert row.state == "sent"
    assert len(house.server.sent(house.group)) == 1


@pytest.mark.parametrize(("policy", "state", "posts"), [("resend", "sent", 2), ("skip", "skipped", 1)])
async def test_what_nobody_can_know_goes_by_the_operators_policy(policy: Any, state: str, posts: int) -> None:
    async with running(on_unknown=policy) as house:
        await house.due(house.ann)
        house.server.drop_next("sendMessage", delivered=True)
        await house.send()
        assert (await house.later(seconds=30)).state == state
        assert len(house.server.sent(house.ann)) == posts


async def test_a_broken_answer_puts_no_text_into_the_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    await house.due(house.group)
    house.server.cut_next("sendMessage", delivered=True, clean=True)
    await house.send()
    assert "message_id" not in caplog.text


async def test_a_flood_wait_of_an_hour_is_kept_for_that_chat_and_over_a_restart() -> None:
    async with built() as house:
        house.start()
        await house.ups.until("up")
        await house.due(house.group, house.forum)
        house.server.fail_next("sendMessage", retry_after=3600, chat=house.group.id)
        await house.send()
        rows = {row.channel.chat: row for row in await house.store.deliveries()}
        assert rows[str(house.forum.id)].state == "sent"
        waiting = rows[str(house.group.id)]
        assert (waiting.state, waiting.not_before) == ("retrying", house.clock() + timedelta(hours=1))
        await house.stop()
        again = house.anew()
        again.start()
        await again.ups.until("up")
        await again.later(seconds=3590)
        assert not house.server.sent(house.group)
        await again.later(seconds=11)
        assert len(house.server.sent(house.group)) == 1
        await again.stop()


async def test_a_post_that_telegram_finds_too_long_goes_in_parts_and_nothing_is_cut(house: House) -> None:
    await house.due(house.group)
    house.server.fail_next("sendMessage", status=400, description="Bad Request: message is too long")
    row = await house.send()
    posts = house.server.sent(house.group)
    assert (row.state, len(row.parts), len(posts)) == ("sent", 2, 2)
    words = house.kit.wordbook("en")
    [whole] = house.publisher.render(edition.write(row.picks, house.kit.library.snapshot, words, date(2026, 1, 16)))
    assert "".join("".join(post.text for post in posts).split()) == "".join(whole.text.split())
    assert [bool(post.keyboard) for post in posts] == [False, True]
    assert [post.silent for post in posts] == [False, True]


async def test_an_answer_that_telegram_finds_too_long_goes_in_more_messages(house: House) -> None:
    house.server.fail_next("sendMessage", status=400, description="Bad Request: message is too long")
    house.server.say(house.ann, house.ann, "/help")
    await house.answer()
    last = await house.answer()
    first, second = house.server.sent(house.ann)
    assert last is second
    assert first.text.startswith("Commands")
    assert second.text.strip()


async def test_a_refused_format_is_reported_in_the_ledger(house: House) -> None:
    await house.due(house.group)
    house.server.fail_next("sendMessage", status=400, description="Bad Request: can't parse entities: no end tag")
    row = await house.send()
    assert row.state == "sent"
    assert row.parts[0].note == "sent as plain text: Can't parse entities: no end tag"
    [post] = house.server.sent(house.group)
    assert (post.source, bool(post.keyboard)) == (row.parts[0].text, True)


async def test_a_token_refused_to_an_edition_ends_the_platform_and_nothing_is_lost() -> None:
    async with built() as house:
        running_ = house.start()
        await house.ups.until("up")
        await house.due(house.group, house.forum)
        house.server.chaos = lambda method, _: faults.answer(401, "Unauthorized") if method == "sendMessage" else None
        await house.send()
        with pytest.raises(Unauthorised):
            await running_
        assert len(house.server.made("sendMessage")) <= 2
        rows = await house.store.deliveries()
        assert "unknown" not in {row.state for row in rows}
        assert house.dispatcher.closed_until("telegram") is not None


async def test_an_edition_whose_rest_breaks_off_goes_on_where_it_was(house: House) -> None:
    corpus = house.kit.library.snapshot
    first = corpus.events["dinner"]
    house.kit.library.add(replace(first, summary=replace(first.summary, en="A long one. " * 900)))
    channel = Channel("telegram", str(house.group.id))
    await house.store.subscribe(
        Subscription("sub", channel, "0 9 * * *", "Asia/Tokyo", "en", START, "latest", ("trump",), by=str(OWNER))
    )
    await house.due()
    sends = itertools.count(1)

    def second(method: str, parameters: dict[str, Any]) -> faults.Fault | None:
        if method != "sendMessage" or parameters["chat_id"] != house.group.id or next(sends) != 2:
            return None
        return faults.Drop(delivered=True)

    house.server.chaos = second
    row = await house.send()
    assert (row.state, row.next_part) == ("unknown", 1)
    for _ in range(5):
        row = await house.later(seconds=30)
        if row.asked:
            [asked] = [m for m in house.server.sent(house.owner) if m.keyboard][-1:]
            house.server.press(house.owner, asked, asked.keyboard[0][0]["callback_data"])
            await house.server.next_call("answerCallbackQuery")
    row = await house.row()
    texts = [post.text.strip() for post in house.server.sent(house.group)]
    assert row.state == "sent"
    assert texts == [part.text.strip() for part in row.parts]
    assert len(texts) > 1


async def test_what_was_in_flight_at_a_crash_is_unknown_and_asked_about(house: House) -> None:
    await house.due(house.group, by=house.owner)
    row = await house.row()
    parts = house.publisher.render(Reply((paragraph("An edition."),), "en"))
    await house.store.advance(row, row.sending((), parts, house.clock()))
    await settle_orphans(house.store, house.clock())
    row = await house.later(seconds=30)
    assert (row.state, row.asked is None) == ("unknown", False)
    assert not house.server.sent(house.group)
    assert house.server.sent(house.owner)


async def test_under_enforced_limits_nothing_is_ever_refused() -> None:
    async with running(limited=True) as house:
        chats = [house.server.add_user(f"Reader {n}") for n in range(70)]
        await house.due(*chats, house.group, house.forum)
        for _ in range(3):
            house.server.say(house.ann, house.group, "/help")
            house.server.say(house.owner, house.owner, "/help")
        await house.send()
        for _ in range(12):
            await house.later(seconds=1)
        rows = await house.store.deliveries()
        assert {row.state for row in rows} == {"sent"}
        assert not [call for call in house.server.calls if call.status == 429]
