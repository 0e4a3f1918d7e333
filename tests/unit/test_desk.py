"""What people decide about deliveries: a post taken back, a doubt settled, everything held."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot import errors
from bot.delivery.desk import PostDesk
from bot.delivery.outbox import Outbox
from bot.domain.ledger import Delivery, Part, State
from bot.domain.ports import Verdict
from bot.language import catalogue

from ..support.builders import CHANNEL, GRACE, KEY, Desk, a_delivery, a_pause, a_subscription, grace

MINUTE = timedelta(minutes=1)


class House:
    """A desk of people over the store, clock and publisher of a desk of deliveries."""

    def __init__(self, desk: Desk, *, up: bool = True) -> None:
        self.desk = desk
        self.woken = 0
        self.people = PostDesk(
            desk.store, catalogue.words, desk.clock, lambda _: desk.publisher if up else None, self._wake
        )

    def _wake(self) -> None:
        self.woken += 1


async def sent(most: int = 3) -> tuple[House, Delivery]:
    desk = await Desk([f"m{n}" for n in range(1, 9)], most=most).due()
    return House(desk), await desk.run()


async def test_a_post_is_taken_back_from_the_last_message_to_the_first() -> None:
    house, row = await sent()
    after = await house.people.take_back(row, "telegram:77")
    assert (after.state, [part.gone for part in after.parts]) == ("gone", [True] * 3)
    assert house.desk.publisher.removed == ["m3", "m2", "m1"]
    assert after.error == "taken back by telegram:77 (deleted)"
    assert await house.desk.row() == after


async def test_what_could_not_be_deleted_any_more_says_so() -> None:
    house, row = await sent(most=1)
    house.desk.publisher.removes = ["replaced"]
    assert (await house.people.take_back(row, "x")).error == "taken back by x (replaced)"


async def test_a_message_that_stays_is_said_and_can_be_taken_back_later() -> None:
    house, row = await sent()
    house.desk.publisher.removes = ["deleted", errors.NotSent("no connection"), "deleted"]
    after = await house.people.take_back(row, "x")
    assert (after.state, [part.gone for part in after.parts], after.removable) == ("gone", [True, False, True], True)
    assert "no connection" in (after.error or "")
    again = await house.people.take_back(after, "x")
    assert (again.removable, house.desk.publisher.removed) == (False, ["m3", "m1", "m2"])


async def test_where_nothing_could_be_taken_away_nothing_is_recorded() -> None:
    house, row = await sent(most=1)
    house.desk.publisher.removes = [errors.ChannelLost("kicked")]
    with pytest.raises(errors.ChannelLost):
        await house.people.take_back(row, "x")
    assert await house.desk.row() == row


async def test_a_platform_that_is_not_connected_takes_nothing_back() -> None:
    _, row = await sent(most=1)
    with pytest.raises(errors.NotSent, match="not connected"):
        await House(Desk(), up=False).people.take_back(row, "x")


async def test_of_an_edition_that_is_half_out_the_rest_does_not_follow() -> None:
    desk = await Desk(["m1", errors.NotSent("busy")], most=3).due()
    row = await desk.run()
    assert (row.state, row.next_part) == ("retrying", 1)
    after = await House(desk).people.take_back(row, "x")
    assert (after.state, desk.publisher.removed) == ("gone", ["m1"])
    desk.clock.forward(timedelta(hours=1))
    assert (await desk.run()).state == "gone"


async def test_of_what_is_in_doubt_readers_keep_nothing_that_is_known_and_get_no_more() -> None:
    desk = await Desk(["m1", errors.Uncertain("reset")], most=2).due()
    row = await desk.run()
    after = await House(desk).people.take_back(row, "x")
    assert (after.state, desk.publisher.removed) == ("gone", ["m1"])
    desk.clock.forward(timedelta(hours=1))
    assert ((await desk.run()).state, desk.publisher.looked) == ("gone", [])


async def test_what_is_being_sent_is_not_taken_back() -> None:
    desk = await Desk(most=2).due()
    sending = (await desk.row()).sending((), (Part("{}", "one", "m1"), Part("{}", "two")), desk.clock.now)
    await desk.store.advance(await desk.row(), sending)
    with pytest.raises(errors.NotSent, match="being sent"):
        await House(desk).people.take_back(sending, "x")
    assert await desk.row() == sending


async def test_two_who_take_back_at_once_leave_one_truth() -> None:
    house, row = await sent(most=1)
    found = await asyncio.gather(*(house.people.take_back(row, by) for by in "ab"))
    assert {each.state for each in found} == {"gone"}
    assert found[0] == found[1] == await house.desk.row()


@pytest.mark.parametrize(
    ("verdict", "state", "part"), [("there", "retrying", ""), ("post", "retrying", None), ("skip", "skipped", None)]
)
async def test_a_doubt_is_settled_by_a_word(verdict: Verdict, state: State, part: str | None) -> None:
    desk = await Desk([errors.Uncertain("reset"), "m1", "m2", "m3"], most=2).due()
    row = await desk.run()
    house = House(desk)
    after = await house.people.settle(row, verdict, "telegram:77")
    assert after is not None
    assert (after.state, after.parts[0].message_id, house.woken) == (state, part, 1)
    assert "telegram:77" in f"{after.error} {after.parts[0].note}"
    final = await desk.run()
    assert final.state == ("skipped" if verdict == "skip" else "sent")
    assert len(desk.publisher.delivered) == {"there": 1, "post": 2, "skip": 0}[verdict]
    assert await house.people.settle(row, "post", "x") is None


async def test_of_two_who_settle_at_once_one_wins() -> None:
    desk = await Desk([errors.Uncertain("reset")], most=1).due()
    row = await desk.run()
    people = House(desk).people
    found = await asyncio.gather(people.settle(row, "there", "a"), people.settle(row, "post", "b"))
    assert [each is None for each in found].count(True) == 1


async def test_only_what_is_unknown_is_settled() -> None:
    house, row = await sent(most=1)
    assert await house.people.settle(row, "post", "x") is None
    assert await house.people.settle(a_delivery(), "post", "x") is None


async def test_a_resumed_channel_is_looked_at_at_once() -> None:
    desk = await Desk(most=1).due()
    await desk.store.pause("sub", a_pause())
    house = House(desk)
    await house.people.resume(a_subscription())
    assert house.woken == 1
    assert (await desk.run()).state == "sent"
    assert (await desk.store.subscription_of(CHANNEL)) == a_subscription()


async def test_a_hold_says_who_and_since_when_and_is_released_once() -> None:
    desk = await Desk(most=1).due()
    people = House(desk).people
    assert await people.held() is None
    assert not await people.release()
    await people.hold("telegram:99")
    await people.hold("telegram:1")
    assert await people.held() == f"telegram:99, {desk.clock.now.isoformat(timespec='minutes')}"
    assert (await desk.run()).state == "planned"
    assert await people.release()
    assert await people.held() is None
    assert (await desk.run()).state == "sent"
    assert (await desk.row(KEY)).attempts == 1


@pytest.mark.parametrize("verdict", ["there", "post"])
async def test_what_somebody_wants_posted_is_however_late_they_say_so(verdict: Verdict) -> None:
    desk = await Desk([errors.Uncertain("reset")], most=2).due()
    row = await desk.run()
    desk.clock.forward(timedelta(days=3))
    outbox = Outbox(desk.store, grace)
    await outbox.fill(desk.clock.now)  # newer editions are due
    house = House(desk)
    assert await house.people.settle(row, verdict, "telegram:77") is not None
    await outbox.fill(desk.clock.now + timedelta(minutes=1))
    await Outbox(desk.store, grace).fill(desk.clock.now)
    assert (await desk.run()).state == "sent"
    assert [nonce for nonce in desk.publisher.delivered if nonce.startswith(KEY)] == [
        f"{KEY}/{index}" for index in ((1,) if verdict == "there" else (0, 1))
    ]


async def test_what_somebody_wants_posted_is_given_up_when_it_does_not_go_out_in_time_either() -> None:
    desk = await Desk([errors.Uncertain("reset")], most=1).due()
    row = await desk.run()
    desk.clock.forward(timedelta(days=3))
    await desk.store.pause("sub", a_pause())
    assert await House(desk).people.settle(row, "post", "telegram:77") is not None
    assert (await desk.run()).state == "retrying"
    desk.clock.forward(GRACE + timedelta(seconds=1))
    assert (await desk.run()).state == "missed"
