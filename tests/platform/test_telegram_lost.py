"""Chats that the bot loses on Telegram: paused with the cause, told once, and back by themselves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest

from bot.delivery.recovery import EVERY
from bot.domain.ledger import Channel, Subscription
from bot.domain.reply import Reply, paragraph
from bot.errors import NotSent
from tests.platform.telegram_server import Chat
from tests.support.kit import START
from tests.support.meanwhile import Gate, InterruptedStore
from tests.support.telegram_bot import ANN, OWNER, House, running


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with running() as house:
        yield house


def _gone(house: House, chat: Chat) -> None:
    house.server.fail_next("sendMessage", status=400, description="Bad Request: chat not found", chat=chat.id)


LOSSES: dict[str, tuple[Callable[[House, Chat], None], str]] = {
    "kicked": (lambda house, chat: house.server.set_member(chat, house.server.bot, "kicked"), "removed"),
    "left": (lambda house, chat: house.server.set_member(chat, house.server.bot, "left"), "removed"),
    "muted": (lambda house, chat: house.server.set_member(chat, house.server.bot, "restricted"), "no-right"),
    "silenced with all": (lambda house, chat: setattr(chat, "members_write", False), "no-right"),
    "gone": (_gone, "channel-gone"),
}


@pytest.mark.parametrize("loss", LOSSES)
async def test_a_lost_group_is_paused_with_its_cause_told_once_and_resumes_with_the_edition(
    house: House, loss: str
) -> None:
    lose, cause = LOSSES[loss]
    await house.due(house.group, by=house.ann)
    lose(house, house.group)
    row = await house.send()
    [pause] = (await house.pauses()).values()
    assert pause is not None
    assert (row.state, pause.cause, pause.told) == ("retrying", cause, False)
    for _ in range(3):
        await house.look_after()
    [told] = house.server.sent(house.ann)
    # The title of a group is not told to who was removed from it.
    name = f"telegram:{house.group.id}" if cause == "removed" else "Readers"
    assert told.text.startswith(f"Nothing is posted to {name} for now")
    assert len(house.server.sent(house.owner)) == 1
    house.group.members_write = True
    house.server.set_member(house.group, house.server.bot, "member")
    house.clock.forward(EVERY)
    await house.look_after()
    assert (await house.later(seconds=1)).state == "sent"
    assert list((await house.pauses()).values()) == [None]
    assert len(house.server.sent(house.group)) == 1


@pytest.mark.parametrize("loss", ["kicked", "muted", "silenced with all"])
async def test_a_topic_comes_back_with_its_chat_though_no_news_of_it_came(house: House, loss: str) -> None:
    lose, cause = LOSSES[loss]
    await house.due(house.forum, thread=house.server.add_topic(house.forum, "News"))
    lose(house, house.forum)
    await house.send()
    for _ in range(2):
        house.clock.forward(EVERY)
        await house.look_after()
        [pause] = (await house.pauses()).values()
        assert pause is not None
        assert pause.cause == cause
    house.forum.members_write = True
    house.server.set_member(house.forum, house.server.bot, "member")
    house.clock.forward(EVERY)
    await house.look_after()
    assert (await house.later(seconds=1)).state == "sent"


async def test_a_channel_that_takes_the_right_to_post_is_paused_and_resumes_with_it(house: House) -> None:
    news = house.server.add_chat("channel", "News")
    house.server.set_member(news, house.ann, "creator")
    await house.due(news)
    house.server.my_chat_member(house.ann, news, "administrator", can_post_messages=False)
    await house.server.wait_for("getUpdates")
    await house.ask(house.owner, house.owner, "/help")
    [pause] = (await house.pauses()).values()
    assert pause is not None
    assert pause.cause == "no-right"
    assert await house.publisher.permitted(Channel("telegram", str(news.id))) is False
    await house.send()
    assert not house.server.sent(news)
    house.server.my_chat_member(house.ann, news, "administrator")
    await house.ask(house.owner, house.owner, "/help")
    assert list((await house.pauses()).values()) == [None]
    assert (await house.send()).state == "sent"


@pytest.mark.parametrize(("lost", "back"), [("kicked", "member"), ("restricted", "member"), ("left", "administrator")])
async def test_a_group_resumes_all_its_topics_when_it_takes_the_bot_back(house: House, lost: str, back: str) -> None:
    first, second = house.server.add_topic(house.forum, "One"), house.server.add_topic(house.forum, "Two")
    await house.due(house.forum, thread=first)
    await house.due(house.forum, thread=second)
    await house.due(house.forum)
    house.server.my_chat_member(house.owner, house.forum, lost)
    await house.ask(house.ann, house.ann, "/help")
    assert all((await house.pauses()).values())
    house.server.my_chat_member(house.owner, house.forum, back)
    await house.ask(house.ann, house.ann, "/help")
    assert not any((await house.pauses()).values())


async def test_a_member_who_blocks_is_paused_as_blocked_and_resumes_when_they_unblock(house: House) -> None:
    await house.due(house.ann)
    house.server.block(house.ann)
    await house.ask(house.owner, house.owner, "/help")
    [pause] = (await house.pauses()).values()
    assert pause is not None
    assert pause.cause == "blocked"
    assert await house.publisher.permitted(Channel("telegram", str(ANN))) is None
    await house.look_after()
    assert (await house.answer()).text.startswith("Nothing is posted to Ann for now")
    house.server.my_chat_member(house.ann, house.ann, "member")
    await house.ask(house.owner, house.owner, "/help")
    assert (await house.send()).state == "sent"


async def test_a_closed_topic_is_paused_and_resumes_when_it_is_opened(house: House) -> None:
    closed, other = house.server.add_topic(house.forum, "News"), house.server.add_topic(house.forum, "Talk")
    await house.due(house.forum, thread=closed)
    await house.due(house.forum, thread=other)
    house.server.close_topic(house.forum, closed)
    await house.ask(house.ann, house.forum, "/help")
    here = f"telegram:{house.forum.id}"
    pauses = await house.pauses()
    assert [(key, pause.cause) for key, pause in pauses.items() if pause] == [(f"{here}/{closed}", "topic-closed")]
    await house.send()
    await house.later(seconds=2)
    assert (await house.answer()).thread == other
    assert not house.server.sent(house.forum, thread=closed)
    house.server.my_chat_member(house.owner, house.forum, "member")  # says nothing of topics
    await house.ask(house.owner, house.forum, "/help")
    assert (await house.pauses())[f"{here}/{closed}"]
    house.server.reopen_topic(house.forum, closed)
    await house.ask(house.ann, house.forum, "/help")
    await house.send()
    await house.later(seconds=2)  # where the answer was still under way, it was not the edition's turn
    assert len(house.server.sent(house.forum, thread=closed)) == 1


async def test_a_topic_that_one_closes_and_another_opens_at_once_goes_on(house: House) -> None:
    topic = house.server.add_topic(house.forum, "News")
    await house.due(house.forum, thread=topic)
    asked = house.server.hang_next("getChatMember")
    house.server.close_topic(house.forum, topic)
    await asked.reached()
    house.server.reopen_topic(house.forum, topic, by=house.owner)
    await house.ask(house.ann, house.ann, "/help")
    asked.release()
    await house.ask(house.ann, house.forum, "/help")
    await house.ask(house.ann, house.ann, "/help")
    assert list((await house.pauses()).values()) == [None]


async def test_a_group_that_one_takes_the_bot_from_and_another_takes_it_back_at_once_resumes_all_its_topics() -> None:
    store, gate = InterruptedStore(), Gate()
    async with running(store=store) as house:
        for name in ("One", "Two"):
            await house.due(house.forum, thread=house.server.add_topic(house.forum, name))
        store.pausing = gate
        house.server.my_chat_member(house.owner, house.forum, "kicked")
        await gate.reached.wait()
        house.server.my_chat_member(house.ann, house.forum, "member")
        await house.ask(house.ann, house.ann, "/help")
        gate.open()
        await house.ask(house.ann, house.forum, "/help")
        assert list((await house.pauses()).values()) == [None, None]


async def test_a_bot_that_may_write_in_closed_topics_goes_on(house: House) -> None:
    house.server.set_member(house.forum, house.server.bot, "administrator")
    topic = house.server.add_topic(house.forum, "News")
    await house.due(house.forum, thread=topic)
    house.server.close_topic(house.forum, topic)
    await house.ask(house.ann, house.forum, "/help")
    assert not any((await house.pauses()).values())
    await house.send()
    assert (await house.later(seconds=2)).state == "sent"


@pytest.mark.parametrize(("way", "cause"), [("close_topic", "topic-closed"), ("delete_topic", "topic-gone")])
async def test_a_topic_of_which_no_news_came_is_found_out_by_the_edition(house: House, way: str, cause: str) -> None:
    topic = house.server.add_topic(house.forum, "News")
    await house.due(house.forum, thread=topic)
    if way == "close_topic":
        house.server.close_topic(house.forum, topic, announce=False)
    else:
        house.server.delete_topic(house.forum, topic)
    assert (await house.send()).state == "retrying"
    [pause] = (await house.pauses()).values()
    assert pause is not None
    assert pause.cause == cause
    assert await house.publisher.permitted(Channel("telegram", str(house.forum.id), str(topic))) is None
    await house.look_after()
    assert len(house.server.sent(house.owner)) == 1


async def test_what_a_bot_may_is_asked_of_telegram(house: House) -> None:
    news, elsewhere = house.server.add_chat("channel", "News"), house.server.add_chat("channel", "X", bot="left")

    async def may(chat: Chat) -> bool | None:
        return await house.publisher.permitted(Channel("telegram", str(chat.id)))

    assert [await may(chat) for chat in (news, house.group, house.forum, elsewhere)] == [True, True, True, False]
    house.group.members_write = False
    assert await may(house.group) is False
    house.server.set_member(house.group, house.server.bot, "administrator")
    assert await may(house.group) is True
    house.server.set_member(house.group, house.server.bot, "restricted", can_send_messages=True)
    assert await may(house.group) is True
    assert await house.publisher.permitted(Channel("telegram", "-404")) is False
    assert len(house.server.take_violations()) == 1  # it asked about what is not there
    house.server.drop_next("getChat", delivered=False)
    with pytest.raises(NotSent):
        await may(news)


# Telling


def _subscription(chat: Chat, by: int | str | None) -> Subscription:
    channel = Channel("telegram", str(chat.id))
    return Subscription("s", channel, "0 9 * * *", "UTC", "en", START, by=None if by is None else str(by))


NEWS = Reply((paragraph("Something happened."),), "en")


async def test_those_who_manage_a_channel_are_told_each_once(house: House) -> None:
    another = house.server.add_user("Another bot")
    house.server.set_member(house.group, house.ann, "administrator")
    house.server.set_member(house.group, another, "member")
    silent = house.server.add_user("Silent", started=False)
    house.server.set_member(house.group, silent, "administrator")
    house.server.set_member(house.group, house.server.bot, "administrator")
    assert await house.publisher.tell(_subscription(house.group, ANN), NEWS) == 2
    assert [len(house.server.sent(who)) for who in (house.ann, house.owner, another)] == [1, 1, 0]
    assert not house.server.sent(house.group)


async def test_where_the_bot_was_removed_those_it_knows_are_told(house: House) -> None:
    house.server.set_member(house.group, house.server.bot, "kicked")
    assert await house.publisher.tell(_subscription(house.group, ANN), NEWS) == 2
    assert await house.publisher.tell(_subscription(house.group, house.group.id), NEWS) == 1  # the group itself did it


async def test_ten_are_told_at_most_and_first_who_has_subscribed(house: House) -> None:
    for number in range(15):
        house.server.set_member(house.group, house.server.add_user(f"Admin {number}"), "administrator")
    assert await house.publisher.tell(_subscription(house.group, ANN), NEWS) == 10
    assert [len(house.server.sent(who)) for who in (house.ann, house.owner)] == [1, 1]


async def test_telling_is_put_off_only_where_nobody_could_be_reached_for_now(house: House) -> None:
    subscription = _subscription(house.group, ANN)
    house.server.drop_next("getChatAdministrators", delivered=False)
    with pytest.raises(NotSent):
        await house.publisher.tell(subscription, NEWS)
    house.server.fail_next("sendMessage", retry_after=5, chat=ANN)
    assert await house.publisher.tell(subscription, NEWS) == 1
    for who in (ANN, OWNER):
        house.server.fail_next("sendMessage", status=502, chat=who)
    house.time.now += 10
    with pytest.raises(NotSent):
        await house.publisher.tell(subscription, NEWS)


# Groups that become supergroups


@pytest.mark.parametrize("announce", [True, False])
async def test_a_group_that_became_a_supergroup_while_paused_resumes_there(house: House, announce: bool) -> None:
    await house.due(house.group, by=house.owner)
    house.group.members_write = False
    await house.send()
    new = house.server.migrate(house.group, announce=announce)
    if announce:
        await house.ask(house.owner, new, "/help")
    house.clock.forward(EVERY + timedelta(minutes=1))
    await house.look_after()
    house.clock.forward(EVERY + timedelta(minutes=1))
    await house.look_after()
    await house.later(seconds=1)
    await house.later(seconds=5)
    [subscription] = await house.store.subscriptions()
    assert (subscription.channel.chat, subscription.paused) == (str(new.id), None)
    assert len([m for m in house.server.sent(new) if m.text.startswith("Fri, 16 Jan")]) == 1
