"""What nobody knows the end of on Discord: settled by the nonce, or by reading the channel back for the mark."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot import errors
from bot.domain.ledger import Channel, Delivery, Receipt
from bot.domain.reply import Reply, paragraph
from bot.platforms.discord import looking
from tests.platform import discord_server
from tests.platform.discord_server import Dropped, Permission, Refused, Truncated
from tests.support.discord_bot import Press, here, press_running
from tests.support.kit import START

LONG_AFTER = timedelta(minutes=10)


@pytest.fixture
async def press() -> AsyncIterator[Press]:
    async with press_running() as made:
        yield made


def posts(press: Press) -> int:
    return sum(
        call.method == "POST" and call.template.startswith("/channels/{channel_id}/") for call in press.server.calls
    )


async def killed(press: Press, channel: Channel, path: str, *, delivered: bool) -> Delivery:
    """Kill those who deliver between the request and its answer."""
    row = await press.plan(await press.subscribe(channel))
    return await press.killed_while(row, press.server.hang("POST", path, delivered=delivered))


async def test_killed_before_the_receipt_it_is_settled_by_the_nonce(press: Press) -> None:
    row = await killed(press, here(press.channel), f"/channels/{press.channel.id}/messages", delivered=True)
    assert row.state == "unknown"
    row = await press.later(row, timedelta(seconds=30))
    (message,) = press.server.messages(press.channel)
    assert row.state == "sent"
    assert row.parts[0].message_id == str(message.id)
    assert posts(press) == 2


async def test_when_discord_has_forgotten_the_nonce_it_is_settled_by_the_mark(press: Press) -> None:
    row = await killed(press, here(press.channel), f"/channels/{press.channel.id}/messages", delivered=True)
    for number in range(250):
        press.server.say(press.guild.owner, press.channel, f"chatter {number}")
    row = await press.later(row, LONG_AFTER)
    ours = [message for message in press.server.messages(press.channel) if message.author.bot]
    assert row.state == "sent"
    assert [row.parts[0].message_id] == [str(message.id) for message in ours]
    assert posts(press) == 1


async def test_what_never_arrived_is_not_found_and_sent(press: Press) -> None:
    press.server.fault("POST", f"/channels/{press.channel.id}/messages", Dropped(delivered=False))
    row = await press.send(await press.subscribe(here(press.channel)))
    assert row.state == "unknown"
    row = await press.later(row, LONG_AFTER)
    assert row.state == "sent"
    assert [step.state for step in row.steps] == ["sending", "unknown", "retrying", "sending", "sent"]
    assert len(press.server.messages(press.channel)) == 1


async def test_a_later_edition_that_went_out_meanwhile_does_not_hide_it(press: Press) -> None:
    press.server.fault("POST", f"/channels/{press.channel.id}/messages", Dropped(delivered=True))
    subscription = await press.subscribe(here(press.channel))
    row = await press.send(subscription)
    press.clock.forward(timedelta(seconds=1))
    later = await press.send(subscription, "2026-01-15T10:00")
    assert (row.state, later.state) == ("unknown", "sent")
    row = await press.later(row, LONG_AFTER)
    first, second = press.server.messages(press.channel)
    assert (row.parts[0].message_id, later.parts[0].message_id) == (str(first.id), str(second.id))


async def test_where_the_history_may_not_be_read_nobody_can_tell_and_the_admins_are_asked(press: Press) -> None:
    press.server.fault("POST", f"/channels/{press.channel.id}/messages", Dropped(delivered=True))
    row = await press.send(await press.subscribe(here(press.channel)))
    press.server.forbid(press.channel, Permission.READ_MESSAGE_HISTORY)
    await press.heard()
    row = await press.later(row, LONG_AFTER)
    assert row.state == "unknown"
    assert row.asked
    (asked,) = press.told(press.guild.owner)
    assert "二人の物語" in str(asked.components)


async def test_where_too_much_was_written_since_nobody_can_tell(press: Press) -> None:
    press.server.fault("POST", f"/channels/{press.channel.id}/messages", Dropped(delivered=True))
    row = await press.send(await press.subscribe(here(press.channel)))
    for number in range(looking.PAGE * looking.PAGES):
        press.server.say(press.guild.owner, press.channel, f"{number}")
    press.clock.forward(LONG_AFTER)
    assert row.doubt
    with pytest.raises(errors.CannotTell, match="over 1000"):
        await press.bot.publisher.look(
            here(press.channel), row.parts[0], nonce=f"{row.key}/0", since=row.doubt, after=None, first=None
        )


async def test_somebody_elses_message_with_our_mark_is_not_ours(press: Press) -> None:
    press.server.fault("POST", f"/channels/{press.channel.id}/messages", Dropped(delivered=True))
    row = await press.send(await press.subscribe(here(press.channel)))
    (message,) = press.server.messages(press.channel)
    message.author = press.guild.owner
    row = await press.later(row, LONG_AFTER)
    assert row.state == "sent"
    assert row.parts[0].message_id != str(message.id)


@pytest.mark.parametrize("fault", [Dropped(delivered=True), Refused(502, delivered=True), Truncated(), Refused(504)])
@pytest.mark.parametrize("archived", [False, True])
async def test_a_forum_post_is_opened_once_and_found_by_its_first_message(
    press: Press, fault: discord_server.Fault, archived: bool
) -> None:
    forum = press.server.add_channel(press.guild, "board", kind="forum")
    press.server.add_thread(forum, "somebody else's")
    press.server.fault("POST", f"/channels/{forum.id}/threads", fault)
    row = await press.send(await press.subscribe(here(forum)))
    assert row.state == "unknown"
    assert posts(press) == 1
    for post in [each for each in press.guild.channels if each.parent is forum]:
        if archived and post.owner.bot:
            press.server.archive(post)
    row = await press.later(row, timedelta(seconds=10))
    assert row.state == "unknown"  # nothing of it is repeated blindly
    row = await press.later(row, LONG_AFTER)
    (post,) = (each for each in press.guild.channels if each.parent is forum and each.owner.bot)
    assert row.state == "sent"
    assert row.parts[0].message_id == str(post.id)
    assert posts(press) == (2 if fault == Refused(504) else 1)


async def test_a_forum_post_whose_first_message_was_deleted_is_known_by_its_title(press: Press) -> None:
    forum = press.server.add_channel(press.guild, "board", kind="forum")
    row = await killed(press, here(forum), f"/channels/{forum.id}/threads", delivered=True)
    (post,) = (each for each in press.guild.channels if each.parent is forum)
    press.server.delete_message(press.server.messages(post)[0])
    row = await press.later(row, LONG_AFTER)
    assert row.state == "sent"
    assert row.parts[0].message_id == str(post.id)


async def test_a_later_part_is_looked_for_in_the_post_that_the_first_one_opened(press: Press) -> None:
    forum = press.server.add_channel(press.guild, "board", kind="forum")
    publisher, there = press.bot.publisher, here(forum)
    made = publisher.render(Reply(tuple(paragraph("文" * 900) for _ in range(6)), "ja"))
    first = await publisher.send(there, made[0], nonce="k/0", silent=False, first=None)
    further = await publisher.send(there, made[1], nonce="k/1", silent=True, first=first.message_id)
    for nonce, expected in (("k/1", further), ("k/2", None)):
        found = await publisher.look(
            there, made[1], nonce=nonce, since=press.clock(), after=None, first=first.message_id
        )
        assert found == (expected and Receipt(expected.message_id))


async def test_while_discord_does_not_answer_it_stays_unknown(press: Press) -> None:
    press.server.fault("POST", f"/channels/{press.channel.id}/messages", Dropped(delivered=True))
    row = await press.send(await press.subscribe(here(press.channel)))
    press.server.fault("GET", f"/channels/{press.channel.id}/messages", Refused(503))
    row = await press.later(row, LONG_AFTER)
    assert row.state == "unknown"
    assert row.asked is None
    assert (await press.later(row, LONG_AFTER)).state == "sent"
    assert len(press.server.messages(press.channel)) == 1


@pytest.mark.parametrize("wrong", [timedelta(hours=-9), timedelta(hours=9)])
async def test_a_clock_of_ours_that_is_wrong_does_no_harm(press: Press, wrong: timedelta) -> None:
    press.server.world.now = lambda: press.clock() + wrong
    press.server.rest.now = press.server.world.now
    press.server.world.snowflake.now = press.server.world.now
    await press.heard()
    row = await killed(press, here(press.channel), f"/channels/{press.channel.id}/messages", delivered=True)
    row = await press.later(row, LONG_AFTER)
    (message,) = press.server.messages(press.channel)
    assert row.state == "sent"
    assert row.parts[0].message_id == str(message.id)
    assert posts(press) == 1


@pytest.mark.parametrize("ahead", [timedelta(minutes=5), timedelta(minutes=50), timedelta(hours=9)])
@pytest.mark.parametrize("broken", [0, 2])
async def test_a_clock_that_is_set_back_after_the_connection_broke_doubles_nothing(
    press: Press, ahead: timedelta, broken: int
) -> None:
    press.clock.run_ahead(ahead)
    path = f"/channels/{press.channel.id}/messages"
    press.server.fault("POST", path, Dropped(delivered=True))
    row = await press.send(await press.subscribe(here(press.channel)))
    assert row.state == "unknown"
    press.clock.put_right()
    for _ in range(
        broken
    ):  # a doubt that cannot be looked into at once is none of a moment ago when its time comes again
        press.server.fault("GET", path, Dropped(delivered=True))
    while press.clock.now < START + ahead + LONG_AFTER:
        row = await press.later(row, timedelta(minutes=1))
    (message,) = press.server.messages(press.channel)
    assert (row.state, row.parts[0].message_id, posts(press)) == ("sent", str(message.id), 1)


async def test_a_clock_that_was_set_back_since_does_no_harm(press: Press) -> None:
    press.clock.run_ahead(timedelta(hours=9))
    row = await killed(press, here(press.channel), f"/channels/{press.channel.id}/messages", delivered=True)
    press.clock.put_right()
    press.clock.forward(timedelta(minutes=90))
    await press.heard()
    row = await press.later(row)
    (message,) = press.server.messages(press.channel)
    assert row.state == "sent"
    assert row.parts[0].message_id == str(message.id)
    assert posts(press) == 1
