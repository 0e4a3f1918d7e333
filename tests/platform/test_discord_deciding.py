"""Decisions about deliveries on Discord: commands and buttons of those who manage a channel, through the real client."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.delivery import notices
from bot.domain.ledger import Delivery, Pause, Subscription
from bot.language import catalogue
from tests.platform.discord_server import Message, Permission, User
from tests.support.discord_bot import Press, buttons, here, press_running, text

REFUSED = "Only those who manage this chat may do that."


@pytest.fixture
async def press() -> AsyncIterator[Press]:
    async with press_running() as made:
        yield made


def _manager(press: Press) -> User:
    return press.server.add_user("Ann", permissions=Permission.MANAGE_GUILD)


async def _subscribed(press: Press, **changes: Any) -> Subscription:
    made = await press.subscribe(here(press.channel), language="en", **changes)
    assert made.language == "en"
    return made


async def _click(press: Press, user: User, message: Message, label: str) -> Message:
    return await (await press.server.click(user, message, buttons(message)[label])).answer()


async def _doubtful(press: Press, subscription: Subscription) -> Delivery:
    """Put a row in doubt whose admins were asked, as where Discord cannot be asked any more."""
    row = await press.plan(subscription)
    fixed = row.sending((), press.bot.publisher.render(notices.taken_back(catalogue.words("en"))), press.clock())
    doubt = fixed.unknown(None, press.clock(), "reset").asking(press.clock())
    assert await press.kit.store.advance(row, doubt)
    return doubt


async def test_the_last_post_is_taken_back_by_who_manages_the_server_and_by_nobody_else(press: Press) -> None:
    ann, bob = _manager(press), press.server.add_user("Bob")
    row = await press.send(await _subscribed(press))
    assert row.state == "sent"
    refused = await (await press.server.slash(bob, press.channel, "takeback")).answer()
    assert (text(refused), refused.seen_by) == (REFUSED, bob)
    question = await (await press.server.slash(ann, press.channel, "takeback")).answer()
    assert question.seen_by is ann
    assert list(buttons(question)) == ["Take it back", "Keep it"]
    done = await _click(press, ann, question, "Take it back")
    assert done is question
    assert text(done) == "Taken back: the post is deleted."
    assert not buttons(done)
    assert (await press.row(row)).state == "gone"
    assert row.parts[0].message_id not in {str(message.id) for message in press.server.messages(press.channel)}


async def test_a_doubt_is_settled_in_the_direct_message_in_which_it_was_asked(press: Press) -> None:
    subscription = await _subscribed(press)
    row = await _doubtful(press, subscription)
    await press.bot.publisher.tell(subscription, notices.asked(row, catalogue.words("en")))
    owner = press.guild.owner
    [question] = press.told(owner)
    assert "Is this post in" in text(question)
    done = await _click(press, owner, question, "It is there")
    assert done is question
    assert text(done) == "Noted: it is there."
    assert (await press.row(row)).state == "sent"
    assert press.woken
    listed = await _click(press, owner, done, "Posts of this channel")
    assert "Posts in #" in text(listed)
    assert "somebody has seen it there" in text(listed)


async def test_a_ledger_is_for_the_asker_alone_and_its_doubts_are_settled_in_it(press: Press) -> None:
    ann = _manager(press)
    row = await _doubtful(press, await _subscribed(press))
    listed = await (await press.server.slash(ann, press.channel, "ledger")).answer()
    assert listed.seen_by is ann
    assert "nobody knows whether it arrived" in text(listed)
    assert list(buttons(listed)) == ["It is there", "Post it", "Leave it"]
    done = await _click(press, ann, listed, "Post it")
    assert done is listed
    assert (await press.row(row)).state == "retrying"
    assert (await press.later(row)).state == "sent"


async def test_a_member_forges_a_button_in_vain(press: Press) -> None:
    bob = press.server.add_user("Bob")
    row = await _doubtful(press, await _subscribed(press))
    shown = await (await press.server.slash(bob, press.channel, "help")).answer()
    forged = notices.asked(row, catalogue.words("en")).buttons[0].ask.encode()
    refused = await (await press.server.forge(bob, shown, forged)).messages(1)
    assert text(refused[-1]) == REFUSED
    assert await press.row(row) == row
    # In a direct message as well: whoever writes there manages that one alone.
    dm = press.server.add_dm(bob)
    for command in ("ledger", "takeback", "resume"):
        answer = await (await press.server.slash(bob, dm, command, {"channel": row.channel.key})).answer()
        assert text(answer) == REFUSED


async def test_a_pause_is_told_with_a_button_that_ends_it(press: Press) -> None:
    subscription = await _subscribed(press)
    await press.kit.store.pause(subscription.id, Pause("Missing Permissions", press.clock(), "no-right"))
    await press.look_after()
    [told] = press.told(press.guild.owner)
    assert "The bot has no right to post there." in text(told)
    done = await _click(press, press.guild.owner, told, "Resume")
    assert done is told
    assert text(done).startswith("Posting here goes on.")
    assert (await press.now(subscription)).paused is None


async def test_an_owner_holds_all_posting_and_who_manages_a_server_does_not() -> None:
    async with press_running(owned=True) as press:
        ann, subscription = _manager(press), await _subscribed(press)
        refused = await (await press.server.slash(ann, press.channel, "hold")).answer()
        assert "Only the owners" in text(refused)
        held = await (await press.server.slash(press.server.owner, press.channel, "hold")).answer()
        assert held.seen_by is press.server.owner
        row = await press.send(subscription)
        assert row.state == "planned"
        await (await press.server.slash(press.server.owner, press.channel, "release")).answer()
        assert (await press.later(row)).state == "sent"
