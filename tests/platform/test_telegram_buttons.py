"""Buttons on Telegram: after a restart and a month later, for anyone, twice; and acknowledged while the chat has to wait."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import get_args

import pytest

from bot.domain.ask import Ask, decode
from bot.domain.reply import Button, ButtonKind
from bot.platforms.telegram import keyboard
from tests.platform.telegram_server import Message
from tests.support.telegram_bot import House, built, running

# Between them they have buttons of every kind and verb that reads, and some that ask at greater length than a button holds.
ASKED = (
    "/start", "/help", "/timeline", "/timeline マスク トランプ 寄付 記事 違う 2025年6月", "/timeline 2025-06-20", "/chart",
    "/search 出来事", "/search 寄付 記事", "/who", "/who Musk brothers", "/who マスク", "/who マスク トランプ", "/digest",
    "/digest why-allied", "/story", "/today", "/top", "/sources donated", "/language", "/timezone",
)  # fmt: skip


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with running() as house:
        yield house


def _writes(house: House) -> int:
    """How many messages in the group were sent or edited, or should have been."""
    calls = [call for call in house.server.calls if call.parameters.get("chat_id") == house.group.id]
    return len([call for call in calls if call.method.startswith(("send", "edit")) and call.status])


async def _written(house: House, count: int) -> None:
    await house.server.wait_for(where=lambda _: _writes(house) >= count)
    house.clock.forward(timedelta(hours=1))  # a member who asks so much is slowed down


async def _acknowledged(house: House, query: str) -> None:
    await house.server.wait_for("answerCallbackQuery", where=lambda call: call.parameters["callback_query_id"] == query)


def _data(message: Message) -> list[str]:
    return [str(key["callback_data"]) for row in message.keyboard for key in row if "callback_data" in key]


async def test_every_button_works_after_a_restart_and_a_month_later_for_anyone_and_twice() -> None:
    async with built() as house:
        house.start()
        for text in ASKED:
            before = _writes(house)
            house.server.say(house.ann, house.group, text)
            await _written(house, before + 1)
        await house.stop()
        shown = [message for message in house.server.sent(house.group) if _data(message)]
        pressed = {data: message for message in shown for data in _data(message)}
        verbs = {ask.verb for data in pressed if (ask := decode(data))}
        assert verbs >= {"t", "w", "d", "s", "v", "z", "f", "k"}
        house.clock.forward(timedelta(days=31))
        again = house.anew()
        again.start()
        for data, message in pressed.items():
            if data not in _data(message):
                continue  # a page that another button has turned meanwhile
            bob, before = house.server.add_user("Bob", language_code="en"), _writes(house)
            queries = [house.server.press(bob, message, data) for _ in range(2)]
            for query in queries:
                await _acknowledged(house, query)
            said = {(house.server.answer(query) or {})["text"] for query in queries}
            assert "This button means nothing any more." not in said, data
            if said == {""}:  # what is for the member alone stands in the acknowledgement
                await _written(house, before + 2)
        await again.stop()
        # A page that is turned twice is the same page.
        assert all("message is not modified" in violation for violation in house.server.take_violations())


async def test_a_long_question_of_a_button_is_kept_over_a_restart() -> None:
    async with built() as house:
        house.start()
        answer = await house.ask(house.owner, house.group, ASKED[3])
        await house.stop()
        kept = [data for data in _data(answer) if data.startswith("z:")]
        assert kept
        again = house.anew()
        again.start()
        house.server.press(house.ann, answer, kept[0])
        assert (await again.answer()).text.startswith("年表")
        await again.stop()


async def test_a_step_takes_the_place_of_the_event_before(house: House) -> None:
    first = await house.ask(house.ann, house.ann, "/start entry-quarrel")
    assert first.text.startswith("Thu, 5 Jun 2025\nThe two fall out")
    house.server.press(house.ann, first, first.button("A party is proposed ▶"))
    assert await house.edited() is first
    assert first.text.startswith("Sat, 5 Jul 2025\nA party is proposed")
    house.server.press(house.ann, first, first.button("◀ The two fall out"))
    await house.edited()
    assert first.button("◀ The sum donated") == "v:en:donated:>"
    shown = await house.ask(house.ann, house.ann, "/start entry-dinner")
    with pytest.raises(LookupError):
        shown.button("▶")


async def test_a_button_below_another_answer_is_answered_below_it(house: House) -> None:
    found = await house.ask(house.ann, house.group, "/search fall")
    house.server.press(house.ann, found, found.button("The two fall out"))
    entry = await house.answer()
    assert (entry.reply_to, entry.text.splitlines()[1]) == (found, "The two fall out")


async def test_buttons_are_acknowledged_while_the_answers_before_are_on_their_way(house: House) -> None:
    answer = await house.ask(house.ann, house.group, "/timeline 2025-06-05")
    hang = house.server.hang_next("sendMessage")
    house.server.press(house.ann, answer, answer.button("Musk"))
    await hang.reached()
    queries = [house.server.press(house.ann, answer, answer.button(name)) for name in ("Trump", "TechFlow")]
    for query in queries:
        await _acknowledged(house, query)
    assert len(house.server.sent(house.group)) == 1
    hang.release()
    await house.server.wait_for(where=lambda _: len(house.server.sent(house.group)) == 4)
    titles = [message.text.splitlines()[0] for message in house.server.sent(house.group)[1:]]
    assert titles == ["Elon Musk", "Donald Trump", "TechFlow"]  # in the order in which they were pressed


async def test_a_busy_group_waits_for_answers_and_not_for_acknowledgements(house: House) -> None:
    answer = await house.ask(house.ann, house.group, "/timeline 2025-06-05")
    hang = house.server.hang_next("sendMessage", chat=house.group.id)
    for number in range(25):
        user = house.server.add_user(f"User {number}")
        house.server.press(user, answer, answer.button("Musk"))
    await hang.reached()
    await house.server.wait_for(where=lambda _: len(house.server.made("answerCallbackQuery")) == 25)
    hang.release()
    await house.server.wait_for(where=lambda _: len(house.server.sent(house.group)) == 26)


def test_every_kind_of_button_has_its_row() -> None:
    asks = Ask("w", "en", ("musk",))
    rows = keyboard.rows([Button(kind, asks, kind) for kind in get_args(ButtonKind)])
    assert sorted(key["text"] for row in rows for key in row) == sorted(get_args(ButtonKind))
