"""Decisions about deliveries on Telegram: commands and buttons of those who manage a chat, through the real client."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.ledger import Delivery
from tests.platform.telegram_server import Message, User
from tests.support.telegram_bot import DUE, House, running

REFUSED = {"en": "Only those who manage this chat may do that.", "ja": "このチャットの管理者だけができます。"}


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with running() as house:
        yield house


async def _press(house: House, user: User, message: Message, label: str) -> None:
    """Press a button whose answer takes the place of its message."""
    house.server.press(user, message, message.button(label))
    assert await house.edited() is message


async def _said(house: House, user: User, message: Message, label: str) -> str:
    """Press a button whose answer is for the presser alone; return it."""
    query = house.server.press(user, message, message.button(label))
    await house.server.wait_for("answerCallbackQuery", where=lambda c: c.parameters["callback_query_id"] == query)
    return str((house.server.answer(query) or {}).get("text", ""))


async def _doubtful(house: House) -> Delivery:
    """Let the group's edition get lost on its way, and its owner, who subscribed it, be asked."""
    await house.due(house.group)
    before = (await house.store.subscriptions())[0]
    await house.store.unsubscribe(before.channel)
    await house.store.subscribe(replace(before, id="0123456789", by=str(house.owner.id)))
    house.clock.now = DUE + timedelta(days=1)
    await house.outbox.fill(house.clock())
    house.server.fail_next("sendMessage", status=502, chat=house.group.id)
    row = await house.send()
    for _ in range(10):
        row = row if row.asked else await house.later(seconds=60)
    assert (row.state, row.asked is not None) == ("unknown", True)
    assert (await house.answer()).chat.id == house.owner.id
    return row


async def test_the_last_post_is_taken_back_by_who_manages_the_group_and_by_nobody_else(house: House) -> None:
    await house.due(house.group)
    await house.send()
    post = await house.answer()
    question = await house.ask(house.owner, house.group, "/takeback")
    assert post.text[:40] in question.text
    assert await _said(house, house.ann, question, "取り下げる") == REFUSED["ja"]
    assert post in house.server.sent(house.group)
    await _press(house, house.owner, question, "取り下げる")
    assert question.text == "取り下げました。投稿は消えました。"
    assert not question.keyboard
    assert (await house.row()).state == "gone"
    assert [call.parameters["message_id"] for call in house.server.made("deleteMessage")] == [post.id]


async def test_a_doubt_is_settled_in_the_private_chat_in_which_it_was_asked(house: House) -> None:
    row = await _doubtful(house)
    question = house.server.sent(house.owner)[-1]
    assert question.text.startswith("Is this post in Readers?")
    assert row.parts[0].text[:60] in question.text
    await _press(house, house.owner, question, "Leave it")
    assert question.text == "Left as it is. Nothing more of this edition is posted."
    assert (await house.row()).state == "skipped"
    await _press(house, house.owner, question, "Posts of this channel")
    assert question.text.startswith("Posts in Readers")
    assert "left out: somebody decided to leave it" in question.text


async def test_a_doubt_is_settled_though_the_group_became_a_supergroup_without_our_being_told(house: House) -> None:
    await _doubtful(house)
    question = house.server.sent(house.owner)[-1]
    new = house.server.migrate(house.group, announce=False)
    await _press(house, house.owner, question, "Post it")
    assert question.text.startswith("It is posted as soon as its turn comes.")
    for _ in range(3):
        row = await house.later(seconds=5)
    assert (row.state, row.channel.chat) == ("sent", str(new.id))
    assert [message.text[:60] for message in house.server.sent(new)] == [row.parts[0].text[:60]]


async def test_who_manages_a_group_that_became_a_supergroup_is_asked_there_and_told_its_title(house: House) -> None:
    await house.due(house.group)
    house.server.fail_next("sendMessage", status=502, chat=house.group.id)
    await house.send()
    house.server.migrate(house.group, announce=False)
    house.server.say(house.owner, house.owner, "/start")
    for _ in range(10):
        row = await house.later(seconds=60)
    assert row.asked is not None
    assert any(m.text.startswith("Is this post in Readers?") for m in house.server.sent(house.owner))


async def test_a_doubt_in_the_ledger_is_settled_by_who_manages_the_group_and_by_nobody_else(house: House) -> None:
    await _doubtful(house)
    house.server.set_member(house.group, house.ann, "administrator")
    listed = await house.ask(house.ann, house.group, "/ledger")
    assert "nobody knows whether it arrived" in listed.text
    bob = house.server.add_user("Bob", id=55, username="bob", language_code="en")
    house.server.set_member(house.group, bob, "member")
    assert await _said(house, bob, listed, "Post it") == REFUSED["en"]
    await _press(house, house.ann, listed, "Post it")
    assert (await house.later(seconds=5)).state == "sent"


async def test_a_channels_ledger_is_told_elsewhere_to_who_manages_it_and_not_to_others(house: House) -> None:
    news = house.server.add_chat("channel", "News")
    house.server.set_member(news, house.ann, "creator")
    await house.due(news)
    await house.send()
    await house.answer()
    key = f"telegram:{news.id}"
    shown = await house.ask(house.ann, house.ann, f"/ledger {key}")
    assert shown.text.startswith("Posts in News")
    bob = house.server.add_user("Bob", id=55, username="bob", language_code="en")
    for command in ("ledger", "takeback", "resume"):
        assert (await house.ask(bob, bob, f"/{command} {key}")).text == REFUSED["en"]
        # What the bot does not know of, Telegram is not asked about.
        assert (await house.ask(bob, bob, f"/{command} telegram:-100999")).text == REFUSED["en"]
    asked = {call.parameters["chat_id"] for call in house.server.made("getChatMember")}
    assert not asked & {-100999, "-100999"}


async def test_a_pause_is_told_with_a_button_that_ends_it(house: House) -> None:
    await house.due(house.group, by=house.ann)
    house.server.set_member(house.group, house.ann, "administrator")
    house.server.my_chat_member(house.owner, house.group, "left")
    await house.ask(house.ann, house.ann, "/help")
    await house.look_after()
    told = house.server.sent(house.ann)[-1]
    # The news of the removal had the title.
    assert told.text.startswith("Nothing is posted to Readers for now")
    house.server.set_member(house.group, house.server.bot, "member")
    await _press(house, house.ann, told, "Resume")
    assert told.text.startswith("Posting here goes on.")
    assert list((await house.pauses()).values()) == [None]


async def test_an_owner_holds_all_posting_and_members_do_not(house: House) -> None:
    await house.due(house.group)
    assert "Only the owners" in (await house.ask(house.ann, house.ann, "/hold")).text
    await house.ask(house.owner, house.owner, "/hold")
    assert (await house.send()).state == "planned"
    await house.ask(house.owner, house.owner, "/release")
    assert (await house.send()).state == "sent"
