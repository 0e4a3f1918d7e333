"""What happens between two awaits: a row, a subscription or a doubt that changes while something about it is under way."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

import pytest

from bot import errors
from bot.delivery.desk import PostDesk
from bot.delivery.outbox import Outbox
from bot.delivery.recovery import Recovery
from bot.delivery.retry import SETTLE
from bot.delivery.waits import Waits
from bot.domain.ledger import Channel, Part, Receipt, Subscription
from bot.domain.ports import Publisher, Verdict
from bot.domain.reply import Reply
from bot.language import catalogue

from ..support.builders import CHANNEL, KEY, Desk, ScriptedPublisher, a_pause, a_subscription, grace
from ..support.meanwhile import InterruptedStore, PatientStore, nothing

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SUPERGROUP = Channel("telegram", "-100200")


def people(desk: Desk, publisher: Publisher) -> PostDesk:
    """Return the desk of those who decide about deliveries."""
    return PostDesk(desk.store, catalogue.words, desk.clock, lambda _: publisher, lambda: None)


@dataclass
class Meanwhile(ScriptedPublisher):
    """A publisher during whose turns something happens: the first of `turned` in the first turn, and so on."""

    turned: tuple[Callable[[], Awaitable[object]], ...] = ()

    @asynccontextmanager
    async def turn(self, channel: Channel) -> AsyncIterator[None]:
        now, *then = (*self.turned, nothing)
        self.turned = tuple(then)
        await now()
        async with super().turn(channel):
            yield


async def test_the_rest_of_an_edition_whose_group_moved_while_its_turn_was_waited_for_is_not_sending_for_ever() -> None:
    desk = await Desk().due()

    async def moved() -> None:
        assert await desk.store.move(CHANNEL, SUPERGROUP)
        publisher.turns = [errors.NotSent("its turn is in 40 s", retry_after=40.0, scope="chat")]

    publisher = Meanwhile(most=2, turned=(nothing, moved))
    desk.dispatcher.connect(publisher)
    row = await desk.run()
    assert (row.state, row.channel, row.begun) == ("retrying", SUPERGROUP, True)
    assert row.not_before == desk.clock.now + 40 * SECOND
    desk.clock.forward(40 * SECOND)
    assert (await desk.run()).state == "sent"
    assert [channel for channel, *_ in publisher.attempts] == [CHANNEL, SUPERGROUP]


async def held(desk: Desk) -> None:
    await people(desk, desk.publisher).hold("an owner")


async def unsubscribed(desk: Desk) -> None:
    assert await desk.store.unsubscribe(CHANNEL)


async def paused(desk: Desk) -> None:
    await desk.store.pause("sub", a_pause())


HALTS = pytest.mark.parametrize(
    ("halt", "states"),
    [(held, ("planned", "retrying")), (paused, ("planned", "retrying")), (unsubscribed, ("cancelled", "cancelled"))],
)


@HALTS
async def test_what_is_stopped_while_its_turn_is_waited_for_does_not_go_out(
    halt: Callable[[Desk], Awaitable[None]], states: tuple[str, str]
) -> None:
    desk = await Desk().due()
    publisher = Meanwhile(most=2, turned=(lambda: halt(desk),))
    desk.dispatcher.connect(publisher)
    await desk.run()
    row = await desk.run()
    assert (row.state, row.parts, publisher.attempts) == (states[0], (), [])


@HALTS
async def test_the_rest_of_an_edition_that_is_stopped_between_two_parts_does_not_go_out(
    halt: Callable[[Desk], Awaitable[None]], states: tuple[str, str]
) -> None:
    desk = await Desk().due()
    publisher = Meanwhile(most=3, turned=(nothing, lambda: halt(desk)))
    desk.dispatcher.connect(publisher)
    row = await desk.run()
    assert (row.state, row.next_part, row.parts[1].attempts, len(publisher.attempts)) == (states[1], 1, 0, 1)


async def test_what_was_stopped_between_two_parts_is_completed_when_it_is_released() -> None:
    desk = await Desk().due()
    publisher = Meanwhile(most=3, turned=(nothing, lambda: held(desk)))
    desk.dispatcher.connect(publisher)
    assert (await desk.run()).error == "all posting was on hold"
    assert await people(desk, publisher).release()
    assert ((await desk.run()).state, [silent for *_, silent in publisher.attempts]) == ("sent", [False, True, True])


async def test_a_part_is_not_repeated_once_all_is_held() -> None:
    desk = await Desk([errors.Uncertain("reset")], most=1).due()
    assert (await desk.run()).state == "unknown"
    publisher = Meanwhile(most=1, turned=(lambda: held(desk),), window=2 * MINUTE)
    desk.dispatcher.connect(publisher)
    desk.clock.forward(10 * SECOND)
    assert ((await desk.run()).state, publisher.attempts) == ("unknown", [])
    assert await people(desk, publisher).release()
    assert ((await desk.run()).state, len(publisher.attempts)) == ("sent", 1)


@dataclass
class Talking(ScriptedPublisher):
    """A publisher with which something happens while it looks, tells somebody, or takes a message away."""

    looking: Callable[[], Awaitable[object]] = nothing
    telling: Callable[[], Awaitable[object]] = nothing
    removing: Callable[[], Awaitable[object]] = nothing

    async def look(
        self, channel: Channel, part: Part, *, nonce: str, since: datetime, after: str | None, first: str | None
    ) -> Receipt | None:
        await self.looking()
        return await super().look(channel, part, nonce=nonce, since=since, after=after, first=first)

    async def tell(self, subscription: Subscription, reply: Reply) -> int:
        reached = await super().tell(subscription, reply)
        await self.telling()
        return reached

    async def remove(
        self, channel: Channel, part: Part, instead: Reply, *, first: str | None
    ) -> Literal["deleted", "replaced"]:
        way = await super().remove(channel, part, instead, first=first)
        await self.removing()
        return way


async def doubtful(**changes: Any) -> tuple[Desk, Talking]:
    """Return a desk whose edition nobody knows the end of, a minute later, and its publisher."""
    desk = await Desk().due()
    publisher = Talking(script=[errors.Uncertain("reset")], most=1, **changes)
    desk.dispatcher.connect(publisher)
    assert (await desk.run()).state == "unknown"
    desk.clock.forward(MINUTE)
    return desk, publisher


async def test_admins_are_asked_once_though_their_group_moved_while_they_were_told() -> None:
    desk, publisher = await doubtful()
    publisher.telling = lambda: desk.store.move(CHANNEL, SUPERGROUP)
    row = await desk.run()
    assert (row.state, row.channel, row.asked) == ("unknown", SUPERGROUP, desk.clock.now)
    await desk.run()
    assert len(publisher.told) == 1


async def test_nobody_is_asked_what_was_settled_while_it_was_looked_for() -> None:
    desk, publisher = await doubtful()

    async def resolved() -> None:
        assert await people(desk, publisher).settle(await desk.row(), "skip", "an operator")

    publisher.looking = resolved
    row = await desk.run()
    assert (row.state, publisher.told) == ("skipped", [])


async def test_what_an_admin_says_before_all_of_them_are_told_stands() -> None:
    desk, publisher = await doubtful()
    publisher.telling = lambda: said(desk, publisher)

    async def said(desk: Desk, publisher: Talking) -> None:
        assert await people(desk, publisher).settle(await desk.row(), "there", "the first who was told")

    row = await desk.run()
    assert (row.state, row.asked, len(publisher.told)) == ("sent", None, 1)


@pytest.mark.parametrize("verdict", get_args(Verdict))
async def test_what_an_admin_says_stands_though_it_was_noted_meanwhile_that_they_were_asked(verdict: Verdict) -> None:
    desk, publisher = await doubtful()
    read = await desk.row()  # and then the platform is asked whether they manage the channel
    assert (await desk.run()).asked
    after = await people(desk, publisher).settle(read, verdict, "x")
    assert after is not None
    assert (after.state, await desk.row()) == ({"there": "sent", "post": "retrying", "skip": "skipped"}[verdict], after)


async def test_what_an_admin_says_of_one_part_is_not_said_of_the_next() -> None:
    desk = await Desk([errors.Uncertain("reset"), errors.Uncertain("reset")], most=2).due()
    read = await desk.run()
    assert await people(desk, desk.publisher).settle(read, "there", "one admin")
    assert ((await desk.run()).state, (await desk.row()).next_part) == ("unknown", 1)
    assert await people(desk, desk.publisher).settle(read, "post", "another") is None


async def test_a_post_is_gone_though_its_group_moved_while_it_was_taken_back() -> None:
    desk = await Desk().due()
    publisher = Talking(most=3)
    desk.dispatcher.connect(publisher)
    row = await desk.run()
    publisher.removing = lambda: desk.store.move(CHANNEL, SUPERGROUP)
    after = await people(desk, publisher).take_back(row, "x")
    assert (after.state, after.channel, after.removable) == ("gone", SUPERGROUP, False)
    assert (await desk.row(), after.error) == (after, "taken back by x (deleted)")


async def test_two_who_take_a_post_back_at_once_leave_nothing_of_it_in_the_ledger() -> None:
    desk = await Desk().due()
    publisher = Talking(most=2)
    desk.dispatcher.connect(publisher)
    row = await desk.run()
    other = ScriptedPublisher(removes=["deleted", errors.NotSent("no connection")])
    publisher.removing = lambda: people(desk, other).take_back(row, "who was faster, and had no luck")
    after = await people(desk, publisher).take_back(row, "x")
    assert (after.state, after.removable, await desk.row()) == ("gone", False, after)


@pytest.mark.parametrize("end", ["resumed", "unsubscribed"])
async def test_nobody_is_told_of_a_pause_that_ended_while_others_were_told(end: str) -> None:
    desk = await Desk().due()
    await desk.store.subscribe(a_subscription("second", channel=SUPERGROUP))
    for subscription in await desk.store.subscriptions():
        await desk.store.pause(subscription.id, a_pause())

    async def ended() -> None:
        if end == "resumed":
            await people(desk, publisher).resume(a_subscription("second"))
        else:
            assert await desk.store.unsubscribe(SUPERGROUP)

    publisher = Talking(telling=ended)
    await Recovery(desk.store, catalogue.words, desk.clock).look_after(publisher)
    assert [subscription for subscription, _ in publisher.told] == ["sub"]


async def test_a_doubt_that_was_put_off_by_a_clock_that_was_far_ahead_is_looked_into_when_it_was_put_right() -> None:
    desk, publisher = await doubtful()
    publisher.there = {f"{KEY}/0": errors.NotSent("no connection")}
    desk.clock.forward(40 * DAY)  # a wrong answer of a time server
    row = await desk.run()
    assert (row.state, row.at) == ("unknown", desk.clock.now)
    desk.clock.forward(-40 * DAY + MINUTE)
    publisher.there = {f"{KEY}/0": errors.NotSent("asked for patience", retry_after=3 * DAY.total_seconds())}
    row = await desk.run()
    assert (row.at, row.not_before, len(publisher.looked)) == (desk.clock.now, desk.clock.now + 3 * DAY, 2)
    publisher.there = {f"{KEY}/0": "m1"}
    desk.clock.forward(3 * DAY)
    assert (await desk.run()).state == "sent"


async def test_what_waits_after_a_clock_was_put_right_does_not_go_round_in_circles() -> None:
    desk = await Desk([errors.Uncertain("reset")], most=1, store=PatientStore()).due()
    desk.clock.run_ahead(HOUR)
    assert (await desk.run()).state == "unknown"
    desk.clock.put_right()
    until = desk.clock() + 30 * SECOND
    await Waits(desk.store).set(CHANNEL, until, desk.clock(), whole_platform=True)
    desk.dispatcher = desk.another()
    row = await desk.run()
    assert (row.state, row.at, row.not_before) == ("unknown", desk.clock(), until)


@pytest.mark.parametrize("repeatable", [False, True])
async def test_a_doubt_that_was_looked_into_by_a_clock_that_was_ahead_waits_when_it_was_put_right(
    repeatable: bool,
) -> None:
    desk = await Desk([errors.Uncertain("reset")], most=1, store=PatientStore()).due()
    row = await desk.run()
    desk.publisher.there[f"{row.key}/0"] = errors.NotSent("busy", 3.0)
    desk.clock.run_ahead(HOUR)
    assert (await desk.run()).at == desk.clock()
    desk.clock.put_right()
    wait = SETTLE
    if repeatable:
        desk.publisher.window = 2 * MINUTE
        desk.publisher.turns = [errors.NotSent("its turn is in 40 s", 40.0, scope="chat")]
        wait = 40 * SECOND
    row = await desk.run()
    assert (row.state, row.at, row.not_before) == ("unknown", desk.clock(), desk.clock() + wait)


async def test_a_group_that_moves_while_its_slot_is_looked_at_gets_one_edition_and_not_all() -> None:
    store = InterruptedStore()
    desk = Desk(store=store)
    await store.subscribe(a_subscription(schedule="0 9,10 * * *"))
    outbox = Outbox(store, grace)
    await outbox.fill(desk.clock())
    desk.clock.forward(60 * MINUTE)
    store.listing = lambda: store.move(CHANNEL, SUPERGROUP)
    await outbox.fill(desk.clock())
    assert [row.state for row in await desk.store.deliveries(SUPERGROUP)] == ["missed", "planned"]


async def test_a_part_is_not_repeated_where_its_turn_came_after_the_platform_has_forgotten_it() -> None:
    desk = await Desk([errors.Uncertain("reset")], most=1).due()
    assert (await desk.run()).state == "unknown"

    async def long() -> None:
        desk.clock.forward(3 * MINUTE)

    publisher = Meanwhile(most=1, turned=(long,), window=2 * MINUTE, there={f"{KEY}/0": "m1"})
    desk.dispatcher.connect(publisher)
    desk.clock.forward(10 * SECOND)
    assert ((await desk.run()).state, publisher.attempts) == ("unknown", [])
    assert ((await desk.run()).state, publisher.attempts, len(publisher.looked)) == ("sent", [], 1)
