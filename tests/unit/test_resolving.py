"""What nobody knows is found out, not guessed: by the nonce, by looking, by the operator's policy, by asking the admins."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import errors
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.resolving import settle_orphans
from bot.delivery.retry import LONGEST, SETTLE, Policy
from bot.delivery.watch import How, Nobody
from bot.domain.ledger import Channel, Delivery, Part, State
from bot.language import catalogue

from ..support.builders import CHANNEL, DUE, KEY, Desk, a_delivery, a_subscription, grace, send_due

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
BROKEN = errors.Uncertain("reset")


async def broken(desk: Desk) -> Desk:
    """Return a desk whose edition broke off while its next part was on its way."""
    await desk.due()
    assert (await desk.run()).state == "unknown"
    return desk


async def looked_at(desk: Desk, after: timedelta = MINUTE) -> Delivery:
    desk.clock.forward(after)
    return await desk.run()


async def test_inside_the_nonces_window_it_is_sent_again_under_the_same_nonce() -> None:
    desk = Desk([BROKEN, BROKEN, "m1"], most=1)
    desk.publisher.window = 2 * MINUTE
    await broken(desk)
    assert (await looked_at(desk, 5 * SECOND)).state == "unknown"
    row = await looked_at(desk, 10 * SECOND)
    assert (row.state, row.attempts, row.parts[0].message_id) == ("sent", 3, "m1")
    assert [nonce for _, _, nonce, _ in desk.publisher.attempts] == [f"{KEY}/0"] * 3
    assert desk.publisher.looked == []


async def test_that_a_repetition_did_not_go_out_says_nothing_about_the_first_attempt() -> None:
    desk = Desk([BROKEN, errors.NotSent("no connection"), errors.Refused("no"), errors.ChannelLost("kicked")], most=1)
    desk.publisher.window = timedelta(days=1)
    await broken(desk)
    for _ in range(3):
        row = await looked_at(desk)
        assert (row.state, row.doubt) == ("unknown", DUE + MINUTE)


async def test_after_the_window_the_channel_is_looked_at_and_what_is_there_is_not_sent_again() -> None:
    desk = await broken(Desk(["m1", BROKEN], most=3))
    desk.publisher.there = {f"{KEY}/1": "m2"}
    row = await looked_at(desk)
    assert (row.state, [part.message_id for part in row.parts]) == ("sent", ["m1", "m2", "m3"])
    assert desk.publisher.delivered == [f"{KEY}/0", f"{KEY}/2"]
    assert desk.publisher.looked == [(f"{KEY}/1", DUE + MINUTE, "m1")]


async def test_what_is_not_there_is_sent() -> None:
    desk = await broken(Desk([BROKEN], most=1))
    desk.publisher.there = {f"{KEY}/0": None}
    row = await looked_at(desk)
    assert (row.state, row.attempts) == ("sent", 2)
    assert [step.state for step in row.steps] == ["sending", "unknown", "retrying", "sending", "sent"]


async def test_nobody_looks_before_the_platform_had_time_to_do_what_it_was_asked() -> None:
    desk = await broken(Desk([BROKEN], most=1))
    desk.publisher.there = {f"{KEY}/0": None}
    desk.clock.forward(SETTLE - SECOND)
    assert ((await desk.run()).state, desk.publisher.looked) == ("unknown", [])
    assert await desk.dispatcher.next_wake() == desk.clock.now + SECOND
    assert (await looked_at(desk, SECOND)).state == "sent"


async def test_what_cannot_be_looked_at_now_is_looked_at_later() -> None:
    desk = await broken(Desk([BROKEN], most=1))
    desk.publisher.there = {f"{KEY}/0": errors.NotSent("no connection", retry_after=600.0)}
    row = await looked_at(desk)
    assert (row.state, row.not_before) == ("unknown", desk.clock.now + 10 * MINUTE)
    desk.publisher.there = {f"{KEY}/0": "m9"}
    assert (await looked_at(desk, 10 * MINUTE)).state == "sent"
    assert len(desk.publisher.looked) == 2


@pytest.mark.parametrize(
    ("policy", "state", "sent"), [("resend", "sent", 1), ("skip", "skipped", 0), ("ask", "unknown", 0)]
)
async def test_where_nobody_can_know_the_operators_policy_decides(policy: str, state: State, sent: int) -> None:
    desk = await broken(Desk([BROKEN], most=1, policy=Policy(grace, policy)))  # type: ignore[arg-type]  # one of the three
    row = await looked_at(desk)
    assert (row.state, len(desk.publisher.delivered)) == (state, sent)
    again = await looked_at(desk, timedelta(days=2))
    assert (again.state, len(desk.publisher.delivered)) == (state, sent)
    assert len(desk.publisher.told) == (policy == "ask")


async def test_the_admins_are_shown_the_edition_and_asked_once() -> None:
    desk = await broken(Desk([BROKEN], most=1))
    row = await looked_at(desk)
    assert row.asked == desk.clock.now
    ((subscription, reply),) = desk.publisher.told
    assert subscription == "sub"
    assert [button.ask.arguments[1] for button in reply.buttons] == ["there", "post", "skip"]
    assert all(len(button.ask.encode()) <= 64 for button in reply.buttons)
    shown = [getattr(block, "text", "") for block in reply.blocks]
    assert CHANNEL.key in shown[0]
    assert await desk.dispatcher.next_wake() is None


async def test_admins_that_cannot_be_asked_now_are_asked_later_and_nobody_to_ask_is_no_reason_to_guess() -> None:
    desk = await broken(Desk([BROKEN], most=1))
    desk.publisher.tells = [errors.NotSent("no connection"), 0, 1]
    for _ in range(2):
        row = await looked_at(desk)
        assert (row.state, row.asked) == ("unknown", None)
    row = await looked_at(desk, timedelta(minutes=31))
    assert (row.state, row.asked) == ("unknown", desk.clock.now)


async def test_what_was_in_flight_at_a_crash_is_looked_at_when_it_had_time_to_arrive() -> None:
    desk = await Desk(most=1).due()
    waiting = await desk.row()
    await desk.store.advance(waiting, waiting.sending((), (Part("{}", "one"),), desk.clock.now))
    desk.publisher.there = {f"{KEY}/0": "m7"}
    desk.clock.forward(SECOND)
    (orphan,) = await settle_orphans(desk.store, desk.clock.now)
    assert (orphan.state, orphan.doubt) == ("unknown", DUE + MINUTE)
    anew = desk.another()
    await send_due(anew)
    assert ((await desk.row()).state, desk.publisher.looked) == ("unknown", [])
    desk.clock.forward(SETTLE)
    await send_due(anew)
    assert ((await desk.row()).state, desk.publisher.delivered) == ("sent", [])


async def test_what_is_found_out_late_is_not_called_missed() -> None:
    desk = await broken(Desk([BROKEN], most=1))
    desk.publisher.there = {f"{KEY}/0": "m1"}
    assert (await looked_at(desk, timedelta(days=3))).state == "sent"


async def test_what_is_not_there_and_too_late_is_missed() -> None:
    desk = await broken(Desk([BROKEN], most=1))
    desk.publisher.there = {f"{KEY}/0": None}
    row = await looked_at(desk, timedelta(days=3))
    assert (row.state, desk.publisher.delivered) == ("missed", [])


async def test_a_channel_that_unsubscribed_is_asked_nothing() -> None:
    desk = await broken(Desk([BROKEN], most=1))
    await desk.store.unsubscribe(CHANNEL)
    assert ((await looked_at(desk)).state, desk.publisher.told) == ("skipped", [])


async def test_once_it_has_unsubscribed_nobody_need_answer_any_more() -> None:
    desk = await broken(Desk([BROKEN], most=1))
    assert (await looked_at(desk)).asked is not None
    await desk.store.unsubscribe(CHANNEL)
    assert (await desk.run()).state == "skipped"


@pytest.mark.parametrize("policy", ["resend", "skip", "ask"])
async def test_a_channel_that_is_lost_is_not_guessed_about_while_it_may_come_back(policy: str) -> None:
    desk = await broken(Desk([BROKEN], most=1, policy=Policy(grace, policy)))  # type: ignore[arg-type]  # one of the three
    desk.publisher.there = {f"{KEY}/0": errors.ChannelLost("kicked", "removed")}
    for _ in range(3):
        row = await looked_at(desk, timedelta(hours=1))
        assert (row.state, row.asked, desk.publisher.delivered) == ("unknown", None, [])
    desk.publisher.there = {f"{KEY}/0": "m1"}
    assert (await looked_at(desk, timedelta(hours=1))).state == "sent"


async def test_a_channel_that_stays_lost_goes_by_the_policy_after_a_day() -> None:
    desk = await broken(Desk([BROKEN], most=1, policy=Policy(grace, "skip")))
    desk.publisher.there = {f"{KEY}/0": errors.ChannelLost("kicked", "removed")}
    assert (await looked_at(desk, timedelta(hours=25))).state == "skipped"


async def test_a_look_that_fails_by_our_own_fault_is_repeated_later_and_holds_up_no_other_channel() -> None:
    desk = await broken(Desk([BROKEN], most=1))
    others = [a_subscription(f"s{number}", channel=Channel("telegram", str(number))) for number in range(20)]
    for other in others:
        await desk.store.subscribe(other)
        row = a_delivery(subscription=other.id)
        await desk.store.enqueue([replace(row, subscription=other.id, channel=other.channel)])
    desk.publisher.there = {f"{KEY}/0": KeyError("author")}
    row = await looked_at(desk)
    assert (row.state, row.asked) == ("unknown", None)
    assert len(desk.publisher.delivered) == len(others)
    looks = len(desk.publisher.looked)
    assert await looked_at(desk, SECOND) == row
    assert len(desk.publisher.looked) == looks
    desk.publisher.there = {f"{KEY}/0": "m1"}
    assert (await looked_at(desk, LONGEST)).state == "sent"


async def test_a_question_that_reached_nobody_does_not_count_as_asked() -> None:
    heard: list[str] = []

    class Heard(Nobody):
        def resolved(self, platform: str, how: How) -> None:
            heard.append(how)

    desk = await broken(Desk([BROKEN], most=1))
    desk.dispatcher = Dispatcher(desk.store, desk.library, catalogue.words, desk.clock, desk.policy, Heard())
    desk.dispatcher.connect(desk.publisher)
    desk.publisher.tells = [errors.NotSent("no connection"), 0, 1]
    for expected in ([], [], ["ask"]):
        await looked_at(desk, timedelta(minutes=31))
        assert heard == expected
