"""The dispatcher: never silently lost, never blindly sent twice, whatever a platform answers and wherever it breaks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot import errors
from bot.delivery.waits import HOLD, Waits
from bot.domain.ledger import Channel, Delivery, Part, Pause, Receipt, State
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
        async def send(self, channel: Channel, part: Part, *, nonce: str, silent: bool, first: str | None) -> Receipt:
            seen.append(await desk.store.delivery(KEY))
            return await super().send(channel, part, nonce=nonce, silent=silent, first=first)

    desk.dispatcher.connect(Looking(most=2))
    await desk.run()
    assert [(row.state, row.next_part, bool(row.picks)) for row in seen if row] == [
        ("sending", 0, True),
        ("sending", 1, True),
    ]


@pytest.mark.parametrize(
    ("error", "state", "paused"),
    [
        (errors.NotSent("busy"), "retrying", False),
        (errors.NotSent("busy", retry_after=60.0), "retrying", False),
        (errors.NotSent("busy", retry_after=GRACE.total_seconds() + 1), "retrying", False),
        (errors.NotSent("busy", retry_after=float("inf")), "retrying", False),
        (errors.Refused("a rule of theirs"), "refused", False),
        (errors.DeliveryError("something new"), "refused", False),
        (errors.ChannelLost("kicked"), "retrying", True),
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
    again = getattr(error, "retry_after", None) or 0
    await desk.run()
    goes_on = state == "retrying" and not paused and again < 3600
    assert len(desk.publisher.delivered) == (2 if goes_on else 0)


async def test_the_platforms_retry_after_is_obeyed_and_woken_for() -> None:
    desk = await Desk([errors.NotSent("slow down", retry_after=60.0)]).due()
    row = await desk.run()
    assert row.not_before == await desk.dispatcher.next_wake() == desk.clock.now + MINUTE
    desk.clock.forward(MINUTE - SECOND)
    assert (await desk.run()).state == "retrying"
    desk.clock.forward(SECOND)
    assert (await desk.run()).state == "sent"
    assert await desk.dispatcher.next_wake() is None


async def test_it_is_tried_ever_more_seldom_until_the_grace_period_ends_and_then_it_was_missed() -> None:
    desk = await Desk([errors.NotSent(f"busy {n}") for n in range(1000)]).due()
    moments = []
    while (await desk.run()).state == "retrying":
        moments.append(desk.clock.now)
        wake = await desk.dispatcher.next_wake()
        assert wake is not None
        desk.clock.now = wake
    assert 10 < len(moments) < 60
    assert len(desk.publisher.attempts) < 40
    assert moments[-2] <= DUE + GRACE
    assert (await desk.row()).state == "missed"
    assert "busy" in ((await desk.row()).error or "")


async def test_the_rest_of_an_edition_follows_however_late_but_nothing_is_begun_late() -> None:
    for first, state in (("m1", "sent"), (errors.NotSent("busy"), "missed")):
        desk = await Desk([first, errors.NotSent("busy")]).due()
        await desk.run()
        desk.clock.forward(timedelta(hours=20))
        assert (await desk.run()).state == state
    desk = await Desk(["m1", errors.NotSent("busy")]).due()
    await desk.run()
    desk.clock.forward(timedelta(hours=25))
    assert ((await desk.run()).state, len(desk.publisher.attempts)) == ("refused", 2)
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
    assert (waiting.state, sent.state) == ("retrying", "sent")
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
    assert (row.state, row.error) == ("refused", f"moved to {chat}")
    assert [s.paused is None for s in await desk.store.subscriptions()] == [False, True]
    await desk.run()
    assert len(desk.publisher.attempts) == 1


async def test_what_nobody_waits_for_any_more_is_cancelled_and_says_why() -> None:
    desk = await Desk().due()
    await desk.store.unsubscribe(CHANNEL)
    row = await desk.run()
    assert (row.state, row.error, desk.publisher.attempts) == ("cancelled", "the channel unsubscribed", [])


@pytest.mark.parametrize("back", [True, False])
async def test_what_is_due_in_a_paused_channel_waits_with_it_for_as_long_as_it_is_in_time(back: bool) -> None:
    desk = await Desk([errors.ChannelLost("kicked", "removed")]).due()
    await desk.run()
    (lost,) = await desk.store.subscriptions()
    assert lost.paused == Pause("kicked", desk.clock.now, "removed")
    desk.clock.forward(timedelta(hours=1))
    assert ((await desk.run()).state, len(desk.publisher.attempts)) == ("retrying", 1)
    if back:
        await desk.store.pause("sub", None)
    else:
        desk.clock.forward(GRACE)
    assert (await desk.run()).state == ("sent" if back else "missed")


async def test_an_hours_wait_of_a_chat_holds_for_all_that_goes_there_and_over_a_restart() -> None:
    topic = Channel(CHANNEL.platform, CHANNEL.chat, "7")
    desk = await Desk([errors.NotSent("flood", retry_after=3600.0, scope="chat")]).due()
    await desk.store.subscribe(a_subscription("topic", channel=topic))
    await desk.store.enqueue([a_delivery("2026-01-15T09:01", subscription="topic", channel=topic)])
    await desk.run()
    elsewhere = Channel(CHANNEL.platform, "-300")
    await desk.store.subscribe(a_subscription("else", channel=elsewhere))
    await desk.store.enqueue([a_delivery("2026-01-15T09:01", subscription="else", channel=elsewhere)])
    anew = desk.another()  # as after a restart: what is known is in the store
    desk.clock.forward(timedelta(minutes=59))
    await send_due(anew)
    assert [c.chat for c, *_ in desk.publisher.attempts] == [CHANNEL.chat, "-300", "-300"]
    desk.clock.forward(timedelta(minutes=2))
    await send_due(anew)
    assert {row.state for row in await desk.store.deliveries()} == {"sent"}


async def test_a_wait_by_a_clock_that_was_ahead_keeps_nothing_and_a_new_one_is_heeded() -> None:
    desk = Desk()
    waits = Waits(desk.store)
    await waits.set(
        CHANNEL, desk.clock.now + timedelta(days=1), desk.clock.now + timedelta(hours=23), whole_platform=True
    )
    assert await waits.until(CHANNEL, desk.clock.now) is None
    assert await Waits(desk.store).until(CHANNEL, desk.clock.now) is None
    await waits.set(CHANNEL, desk.clock.now + MINUTE, desk.clock.now, whole_platform=True)
    assert await Waits(desk.store).until(CHANNEL, desk.clock.now) == desk.clock.now + MINUTE
    assert await waits.until(CHANNEL, desk.clock.now - SECOND) == desk.clock.now + MINUTE


async def test_a_wait_of_the_whole_platform_holds_for_every_chat() -> None:
    elsewhere = Channel(CHANNEL.platform, "-300")
    desk = await Desk([errors.NotSent("slow down", retry_after=60.0, scope="platform")]).due()
    await desk.run()
    await desk.store.subscribe(a_subscription("else", channel=elsewhere))
    await desk.store.enqueue([a_delivery("2026-01-15T09:01", subscription="else", channel=elsewhere)])
    await desk.run()
    assert len(desk.publisher.attempts) == 1
    assert await desk.dispatcher.next_wake() == desk.clock.now + MINUTE


async def test_a_turn_that_is_far_off_is_waited_for_in_the_ledger_and_is_no_attempt() -> None:
    desk = await Desk(most=1).due()
    desk.publisher.turns = [errors.NotSent("not yet", retry_after=40.0)]
    row = await desk.run()
    assert (row.state, row.attempts, row.not_before) == ("planned", 0, desk.clock.now + 40 * SECOND)
    desk.clock.forward(40 * SECOND)
    assert (await desk.run()).state == "sent"


async def test_the_rest_of_an_edition_waits_for_a_turn_of_its_own() -> None:
    desk = await Desk(most=2).due()

    class Once(ScriptedPublisher):
        async def send(self, channel: Channel, part: Part, *, nonce: str, silent: bool, first: str | None) -> Receipt:
            self.turns.append(errors.NotSent("not yet", retry_after=40.0))
            return await super().send(channel, part, nonce=nonce, silent=silent, first=first)

    desk.dispatcher.connect(Once(most=2))
    row = await desk.run()
    assert (row.state, row.next_part, row.not_before) == ("retrying", 1, desk.clock.now + 40 * SECOND)


async def test_what_the_platform_finds_too_long_is_split_again_and_nothing_of_it_is_lost() -> None:
    desk = await Desk([errors.TooLong("too long"), "m1", errors.TooLong("too long")], most=2).due()
    row = await desk.run()
    assert row.state == "sent"
    whole = desk.publisher.attempts[0][1].text
    assert len(row.parts) == 4
    assert "".join(part.text for part in row.parts[:3]) == whole
    nonces = [nonce for _, _, nonce, _ in desk.publisher.attempts]
    assert desk.publisher.delivered == [f"{KEY}/{n}" for n in range(4)]
    assert nonces == [f"{KEY}/{n}" for n in (0, 0, 1, 1, 2, 3)]


async def test_what_cannot_be_made_any_shorter_is_refused() -> None:
    class Stubborn(ScriptedPublisher):
        def split(self, part: Part) -> tuple[Part, ...]:
            return ()

    desk = await Desk(most=1).due()
    desk.dispatcher.connect(Stubborn(script=[errors.TooLong("too long")], most=1))
    assert (await desk.run()).state == "refused"


async def test_a_note_of_the_platform_is_kept_with_its_part() -> None:
    class Plain(ScriptedPublisher):
        async def send(self, channel: Channel, part: Part, *, nonce: str, silent: bool, first: str | None) -> Receipt:
            return Receipt("m", "sent as plain text: can't parse entities")

    desk = await Desk(most=1).due()
    desk.dispatcher.connect(Plain(most=1))
    assert [part.note for part in (await desk.run()).parts] == ["sent as plain text: can't parse entities"]


async def test_a_hold_stops_everything_and_its_release_lets_it_go() -> None:
    desk = await Desk(most=1).due()
    await desk.store.set_note("hold", "an operator")
    assert ((await desk.run()).state, desk.publisher.attempts) == ("planned", [])
    await desk.store.set_note("hold", None)
    assert (await desk.run()).state == "sent"


async def many(desk: Desk, count: int) -> None:
    for number in range(count):
        channel = Channel("telegram", f"-9{number:03}")
        await desk.store.subscribe(a_subscription(f"s{number}", channel=channel))
        await desk.store.enqueue([a_delivery(subscription=f"s{number}", channel=channel)])


async def test_a_platform_that_is_down_is_left_alone_and_then_tried_with_one_delivery() -> None:
    desk = Desk([errors.Uncertain("502")] * 5, most=1)
    await many(desk, 60)
    await send_due(desk.dispatcher)
    assert len(desk.publisher.attempts) <= 12  # those under way side by side when it was clear
    closed = desk.dispatcher.closed_until("telegram")
    assert closed is not None
    assert await desk.dispatcher.next_wake() is not None
    before = len(desk.publisher.attempts)
    desk.publisher.script = [errors.Uncertain("502")] * 100
    desk.clock.now = closed
    await send_due(desk.dispatcher)
    assert len(desk.publisher.attempts) == before + 1
    desk.publisher.script = []
    desk.clock.forward(timedelta(hours=1))
    await send_due(desk.dispatcher)
    assert desk.dispatcher.closed_until("telegram") is None
    states = [row.state for row in await desk.store.deliveries()]
    assert states.count("sent") == 60 - states.count("unknown")


async def test_a_refusal_of_us_as_such_stops_at_once() -> None:
    desk = Desk([errors.NotSent("401", scope="platform", banning=True)], most=1)
    await many(desk, 60)
    await send_due(desk.dispatcher)
    assert len(desk.publisher.attempts) <= 8
    desk.dispatcher.disconnect("telegram")
    desk.dispatcher.connect(desk.publisher)  # that it answers again says nothing about whether it takes us
    tried = len(desk.publisher.attempts)
    await send_due(desk.dispatcher)
    assert len(desk.publisher.attempts) == tried


async def test_a_channel_whose_wishes_leave_nothing_gets_nothing_and_it_is_recorded() -> None:
    desk = await Desk(corpus=a_corpus()).due()
    row = await desk.run()
    assert (row.state, row.parts, desk.publisher.attempts) == ("skipped", (), [])


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
    assert [row.state for row in rows] == ["refused", "sent"]
    assert "a fault of our own" in (rows[0].error or "")


async def test_a_fault_of_ours_leaves_no_row_as_sending_with_nobody_who_sends_it() -> None:
    class Faulty(ScriptedPublisher):
        def split(self, part: Part) -> tuple[Part, ...]:
            raise RuntimeError("it cannot be split")

    desk = await Desk([errors.TooLong("too long")], most=1).due()
    desk.dispatcher.connect(Faulty(script=[errors.TooLong("too long")], most=1))
    row = await desk.run()
    assert (row.state, row.doubt is not None) == ("unknown", True)
    assert row.not_before is not None
    assert row.not_before > desk.clock.now


async def test_what_waits_with_a_paused_channel_or_a_hold_wakes_nobody_in_vain() -> None:
    desk = await Desk([errors.NotSent("busy")]).due()
    row = await desk.run()
    assert await desk.dispatcher.next_wake() == row.not_before
    desk.clock.forward(MINUTE)
    await desk.store.pause("sub", Pause("kicked", DUE, "removed"))
    await desk.run()
    assert await desk.dispatcher.next_wake() is None
    await desk.store.pause("sub", None)
    assert await desk.dispatcher.next_wake() == row.not_before
    await desk.store.set_note(HOLD, "somebody")
    assert await desk.dispatcher.next_wake() is None
