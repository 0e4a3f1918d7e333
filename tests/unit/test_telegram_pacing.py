"""Telegram's limits are kept by waiting, answers go first, and what Telegram asks to wait is obeyed."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.errors import NotSent
from bot.platforms.telegram.pacing import Pacing, Urgency
from tests.support.telegram_bot import VirtualTime


class Bench:
    """Requests that note when they were let through."""

    def __init__(self) -> None:
        self.time = VirtualTime(0.0)
        self.pacing = Pacing(self.time, self.time.sleep)
        self.let: list[tuple[str, float]] = []
        self.floods: list[float] = []

    async def ask(
        self, name: str, chat: int | str | None = None, urgency: Urgency | None = None, endpoint: str = "sendMessage"
    ) -> Any:
        async def callback() -> bool:
            self.let.append((name, round(self.time.now, 3)))
            if self.floods:
                raise RetryAfter(timedelta(seconds=self.floods.pop()))
            return True

        data = {} if chat is None else {"chat_id": chat}
        return await self.pacing.process_request(callback, (), {}, endpoint, data, urgency)


async def test_a_chat_gets_one_a_second_and_others_do_not_wait_for_it() -> None:
    bench = Bench()
    await bench.ask("a", 1)
    await bench.ask("other", 2)
    await bench.ask("b", 1)
    await bench.ask("c", 1)
    assert bench.let == [("a", 0), ("other", 0), ("b", 1), ("c", 2)]


async def test_all_chats_together_get_thirty_a_second() -> None:
    bench = Bench()
    for chat in range(61):
        await bench.ask(str(chat), chat + 1)
    assert [at for _, at in bench.let] == [0.0] * 30 + [1.0] * 30 + [2.0]


async def test_editions_use_all_that_answers_leave() -> None:
    bench = Bench()
    for chat in range(31):
        await bench.ask(f"edition {chat}", chat + 1, "edition")
    assert [at for _, at in bench.let] == [0.0] * 30 + [1.0]


@pytest.mark.parametrize("chat", [-5, "@news"])
async def test_a_group_gets_twenty_a_minute_and_answers_leave_two_of_them_to_editions(chat: int | str) -> None:
    bench = Bench()
    for number in range(20):
        await bench.ask(str(number), chat)
    assert [at for _, at in bench.let][16:] == [16.0, 17.0, 60.0, 61.0]
    busy = Bench()
    for number in range(18):
        await busy.ask(str(number), chat)
    busy.time.now += 1
    await busy.ask("edition", chat, "edition")
    assert busy.let[-1] == ("edition", 18.0)


async def test_an_edition_waits_for_the_next_second_of_its_chat_and_no_longer() -> None:
    bench = Bench()
    for name in ("one", "two"):
        await bench.ask(name, 1, "edition")
    assert bench.let == [("one", 0), ("two", 1)]
    bench.floods.append(30)
    with pytest.raises(RetryAfter):
        await bench.ask("flooded", 1, "edition")
    with pytest.raises(RetryAfter) as raised:
        await bench.ask("three", 1, "edition")
    assert raised.value.retry_after == timedelta(seconds=30)
    with pytest.raises(NotSent) as turned:
        async with bench.pacing.turn(1):
            pass
    assert (turned.value.retry_after, turned.value.scope) == (30, "chat")
    await bench.ask("elsewhere", 2, "edition")
    assert bench.let[-1] == ("elsewhere", 2)


async def test_an_answer_goes_ahead_of_an_edition_in_its_chat() -> None:
    bench = Bench()
    await bench.ask("before", 1)
    answers = [asyncio.ensure_future(bench.ask(name, 1)) for name in ("answer", "another")]
    await asyncio.sleep(0)
    with pytest.raises(NotSent):
        async with bench.pacing.turn(1):
            pass
    await asyncio.gather(*answers)
    assert [name for name, _ in bench.let] == ["before", "answer", "another"]


async def test_what_writes_to_no_chat_waits_for_none() -> None:
    bench = Bench()
    await bench.ask("send", 1)
    await bench.ask("member", 1, endpoint="getChatMember")
    await bench.ask("acknowledge", endpoint="answerCallbackQuery")
    assert {at for _, at in bench.let} == {0}


async def test_what_is_no_message_waits_for_no_turn_and_takes_none() -> None:
    bench = Bench()
    for number in range(30):
        await bench.ask(str(number), number + 1)
    for _ in range(100):
        await bench.ask("acknowledge", endpoint="answerCallbackQuery")
    bench.time.now += 1
    for number in range(30):
        await bench.ask(str(number), number + 1)
    assert [at for _, at in bench.let] == [0.0] * 130 + [1.0] * 30


async def test_an_acknowledgement_that_is_flooded_is_given_up() -> None:
    bench = Bench()
    bench.floods = [2]
    with pytest.raises(RetryAfter):
        await bench.ask("acknowledge", endpoint="answerCallbackQuery")


async def test_near_the_end_answers_follow_each_other_at_once_within_the_minute_of_a_group() -> None:
    bench = Bench()
    bench.pacing.hurry()
    for number in range(19):
        await bench.ask(str(number), -5)
    assert [at for _, at in bench.let] == [0.0] * 18 + [60.0]
    await bench.ask("edition", -5, "edition")
    assert bench.let[-1] == ("edition", 61.0)


async def test_an_answer_waits_as_asked_and_goes_once_more() -> None:
    bench = Bench()
    bench.floods = [7]
    assert await bench.ask("answer", 1) is True
    assert bench.let == [("answer", 0), ("answer", 7)]


async def test_an_edition_is_given_back_and_its_chat_is_left_in_peace() -> None:
    bench = Bench()
    bench.floods = [7]
    with pytest.raises(RetryAfter):
        await bench.ask("edition", 1, "edition")
    await bench.ask("elsewhere", 2)
    await bench.ask("answer", 1)
    assert bench.let == [("edition", 0), ("elsewhere", 0), ("answer", 7)]


async def test_nobody_waits_an_hour_for_an_answer() -> None:
    bench = Bench()
    bench.floods = [3600]
    with pytest.raises(RetryAfter):
        await bench.ask("answer", 1)


async def test_a_second_flood_wait_is_given_up() -> None:
    bench = Bench()
    bench.floods = [2, 1]
    with pytest.raises(RetryAfter):
        await bench.ask("answer", 1)
    assert len(bench.let) == 2


async def test_chats_that_no_limit_looks_at_are_forgotten() -> None:
    bench = Bench()
    for chat in range(1500):
        await bench.ask("x", chat + 1)
        bench.time.now += 1
    assert len(bench.pacing._queue._rooms) <= 1001
