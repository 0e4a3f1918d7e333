"""The dispatcher: never silently lost, never blindly sent twice, whatever a platform answers and wherever it breaks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot import errors
from bot.domain.ledger import Channel, Delivery, Part, State
from bot.domain.reply import Reply

from ..support.builders import (
    CHANNEL,
    DUE,
    GRACE,
    KEY,
    Desk,
    ScriptedPublisher,
    a_corpus,
    a_delivery,
    a_subscription,
    happened,
    send_due,
)

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


async def test_an_edition_goes_out_part_by_part_with_one_notification_and_each_receipt_is_kept() -> None:
    desk = await Desk(["m1", "m2", "m3"], most=3).due()
    row = await desk.run()
    assert (row.state, row.attempts, row.error) == ("sent", 1, None)
    assert [part.message_id for part in row.parts] == ["m1", "m2", "m3"]
    assert [(channel, nonce, silent) for channel, _, nonce, silent in desk.publisher.attempts] == [
        (CHANNEL, f"{KEY}/0", False),
        (CHANNEL, f"{KEY}/1", True),
        (CHANNEL, f"{KEY}/2", True),
    ]
    assert [pick.kind for pick in row.picks] == ["lead", "event"]  # the others stay for a day when there is room


async def test_what_is_sent_is_not_sent_again() -> None:
    desk = await Desk().due()
    before = await desk.run()
    desk.clock.forward(timedelta(hours=1))
    assert await desk.run() == before
    await send_due(desk.another())
    assert len(desk.publisher.attempts) == 2


async def test_the_row_says_sending_with_its_parts_before_the_first_byte_goes_out() -> None:
    seen: list[Delivery | None] = []
    desk = await Desk(most=1).due()

    class Looking(ScriptedPublisher):
        async def send(self, channel: Channel, part: Part, *, nonce: str, silent: bool) -> str:
            seen.append(await desk.store.delivery(KEY))
            return await super().send(channel, part, nonce=nonce, silent=silent)

    desk.dispatcher.connect(Looking(most=2))
    await desk.run()
    assert [(row.state, row.next_part, bool(row.picks)) for row in seen if row] == [
        ("sending", 0, True),
        ("sending", 1, True),
    ]


@pytest.mark.parametrize(
    ("error", "state", "paused"),
    [
        (errors.NotSent("busy"), "queued", False),
        (errors.NotSent("busy", retry_after=60.0), "queued", False),
        (errors.NotSent("busy", retry_after=GRACE.total_seconds() + 1), "failed", False),
        (errors.NotSent("busy", retry_after=float("inf")), "failed", False),
        (errors.Refused("too long"), "failed", False),
        (errors.DeliveryError("something new"), "failed", False),
        (errors.ChannelLost("kicked"), "failed", True),
        (errors.Uncertain("reset"), "unknown", False),
        (RuntimeError("a fault of our own"), "unknown", False),
        (TimeoutError(), "unknown", False),
    ],
)  # fmt: skip
async def test_each_answer_of_a_platform_becomes_a_state_and_never_a_second_sending(
    error: Exception, state: State, paused: bool
) -> None:
    desk = await Desk([error]).due()
    row = await desk.run()
    assert row.state == state
    assert str(error) in (row.error or "")
    assert [s.paused is not None for s in await desk.store.subscriptions()] == [paused]
    desk.clock.forward(2 * SECOND)
    await desk.run()
    assert len(desk.publisher.attempts) == 1
    desk.clock.forward(timedelta(hours=1))
    await desk.run()
    assert len(desk.publisher.delivered) == (2 if state == "queued" else 0)


async def test_the_platforms_retry_after_is_obeyed_and_woken_for() -> None:
    desk = await Desk([errors.NotSent("slow down", retry_after=60.0)]).due()
    row = await desk.run()
    assert row.not_before == await desk.dispatcher.next_wake() == desk.clock.now + MINUTE
    desk.clock.forward(MINUTE - SECOND)
    assert (await desk.run()).state == "queued"
    desk.clock.forward(SECOND)
    assert (await desk.run()).state == "sent"
    assert await desk.dispatcher.next_wake() is None


async def test_it_is_tried_ever_more_seldom_until_the_grace_period_ends_and_then_it_has_failed() -> None:
    desk = await Desk([errors.NotSent(f"busy {n}") for n in range(1000)]).due()
    moments = []
    while (await desk.run()).state == "queued":
        moments.append(desk.clock.now)
        wake = await desk.dispatcher.next_wake()
        assert wake is not None
        desk.clock.now = wake
    assert 10 < len(moments) < 40
    assert moments[-1] <= DUE + GRACE
    assert (await desk.row()).state == "failed"
    assert "busy" in ((await desk.row()).error or "")


async def test_the_rest_of_an_edition_follows_however_late_but_nothing_is_begun_late() -> None:
    for first, state in (("m1", "sent"), (errors.NotSent("busy"), "failed")):
        desk = await Desk([first, errors.NotSent("busy")]).due()
        await desk.run()
        desk.clock.forward(3 * timedelta(days=1))
        assert (await desk.run()).state == state
    desk = await Desk().due()
    desk.clock.now = DUE + GRACE + SECOND
    assert ((await desk.run()).state, desk.publisher.attempts) == ("missed", [])


async def test_what_is_late_is_composed_anew_until_it_is_first_attempted_and_is_fixed_then() -> None:
    desk = await Desk([errors.NotSent("busy")]).due()
    desk.dispatcher.disconnect("telegram")
    await desk.run()
    assert (await desk.row()).picks == ()
    desk.library.add(happened("breaking", "2026-01-14", importance=5))
    desk.dispatcher.connect(desk.publisher)
    first = await desk.run()
    assert "breaking" in {pick.entry for pick in first.picks}
    desk.library.add(happened("later", "2026-01-14", importance=5))
    desk.clock.forward(MINUTE)
    second = await desk.run()
    assert (second.state, second.picks) == ("sent", first.picks)
    assert [part.text for part in second.parts] == [part.text for part in first.parts]


async def test_an_edition_that_waits_for_another_try_is_not_composed_a_second_time() -> None:
    rows = [a_delivery(f"2026-01-15T09:0{n}") for n in range(2)]
    desk = await Desk([errors.NotSent("busy")], most=1).due(*rows)
    await desk.run()
    waiting, sent = [await desk.row(row.key) for row in rows]
    assert (waiting.state, sent.state) == ("queued", "sent")
    assert not {pick.entry for pick in waiting.picks} & {pick.entry for pick in sent.picks}


async def test_a_channel_that_moved_gets_its_edition_at_its_new_place() -> None:
    desk = await Desk([errors.ChannelMoved("-200")]).due()
    await desk.run()
    desk.clock.forward(MINUTE)
    row = await desk.run()
    assert (row.state, row.channel) == ("sent", Channel("telegram", "-200"))
    assert [s.channel for s in await desk.store.subscriptions()] == [row.channel]
    assert {channel.chat for channel, *_ in desk.publisher.attempts[1:]} == {"-200"}


@pytest.mark.parametrize("chat", ["-200", CHANNEL.chat])
async def test_a_channel_that_moved_to_where_one_is_already_is_told_so_once(chat: str) -> None:
    desk = await Desk([errors.ChannelMoved(chat)] * 9).due()
    await desk.store.subscribe(a_subscription("other", channel=Channel("telegram", "-200")))
    row = await desk.run()
    assert (row.state, row.error) == ("failed", f"moved to {chat}")
    assert [s.paused is None for s in await desk.store.subscriptions()] == [False, True]
    await desk.run()
    assert len(desk.publisher.attempts) == 1


@pytest.mark.parametrize("how", ["paused", "unsubscribed"])
async def test_what_nobody_waits_for_any_more_is_missed_and_says_why(how: str) -> None:
    desk = await Desk().due()
    await (desk.store.pause("sub", "paused") if how == "paused" else desk.store.unsubscribe(CHANNEL))
    row = await desk.run()
    assert (row.state, how in (row.error or ""), desk.publisher.attempts) == ("missed", True, [])


async def test_a_channel_whose_wishes_leave_nothing_gets_nothing_and_it_is_recorded() -> None:
    desk = await Desk(corpus=a_corpus()).due()
    row = await desk.run()
    assert (row.state, row.parts, desk.publisher.attempts) == ("empty", (), [])


async def test_one_edition_that_cannot_be_composed_does_not_hold_up_the_others() -> None:
    class Choosy(ScriptedPublisher):
        def render(self, reply: Reply) -> tuple[Part, ...]:
            parts = super().render(reply)
            if len(self.attempts) == 0 and not self.script:
                self.script.append("m")
                raise RuntimeError("a fault of our own")
            return parts

    desk = await Desk().due(*(a_delivery(f"2026-01-15T09:0{n}") for n in range(2)))
    desk.dispatcher.connect(Choosy(most=1))
    await desk.run()
    rows = await desk.store.deliveries()
    assert [row.state for row in rows] == ["failed", "sent"]
    assert "a fault of our own" in (rows[0].error or "")
