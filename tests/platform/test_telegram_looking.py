"""What became of a post on Telegram: looked at by forwarding it, without changing anything; and posts taken back."""

from __future__ import annotations

import itertools
import random
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import errors
from bot.domain.ledger import Channel, Part, Receipt
from bot.domain.reply import Reply, paragraph
from bot.platforms.telegram.probing import FARTHEST, GAP
from bot.platforms.telegram.publisher import TelegramPublisher
from tests.platform.telegram_server import Chat, faults
from tests.support.telegram_bot import House, running

PROBE = -1009999999999
INSTEAD = Reply((paragraph("This post was taken back."),), "en")


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with running(probe_chat=str(PROBE)) as house:
        house.server.add_chat("supergroup", "Probe", id=PROBE)
        yield house


def _channel(chat: Chat, thread: int | None = None) -> Channel:
    return Channel("telegram", str(chat.id), str(thread) if thread else None)


async def _posted(house: House, chat: Chat, text: str = "The known one.") -> str:
    """Post something that is known; return its id."""
    [part] = house.publisher.render(Reply((paragraph(text),), "en"))
    house.time.now += 2
    async with house.publisher.turn(_channel(chat)):
        return (await house.publisher.send(_channel(chat), part, nonce="n", silent=False, first=None)).message_id


def _doubtful(house: House, text: str = "News of the day & more") -> Part:
    [part] = house.publisher.render(Reply((paragraph(text),), "en"))
    return part


async def _look(house: House, chat: Chat, part: Part, after: str | None) -> Receipt | None:
    before = list(house.server.messages(chat))
    try:
        return await house.publisher.look(_channel(chat), part, nonce="n", since=house.clock(), after=after, first=None)
    finally:
        assert list(house.server.messages(chat)) == before
        assert not house.server.messages(PROBE)
        assert all(m.edit_date is None for m in before)
        assert all(c.parameters["disable_notification"] for c in house.server.made("forwardMessage"))


@pytest.mark.parametrize("kind", ["channel", "supergroup"])
async def test_a_post_that_is_there_is_found_among_what_others_said(house: House, kind: str) -> None:
    chat = house.server.add_chat(kind, "News")
    house.server.set_member(chat, house.ann, "administrator")
    after, part = await _posted(house, chat), _doubtful(house)
    for text in (
        "Hello",
        "News of the day & more" if kind == "supergroup" else "Else",
    ):  # a member who repeats it is not us
        house.server.say(house.ann, chat, text)
    there = await _posted(house, chat, "News of the day & more")
    house.server.say(house.ann, chat, "Bye")
    found = await _look(house, chat, part, after)
    assert found == Receipt(there, "found by looking")


async def test_the_whole_way_from_a_lost_answer_to_the_receipt(house: House) -> None:
    news = house.server.add_chat("channel", "News")
    await house.due(news)
    await house.send()
    house.clock.forward(timedelta(days=1))
    house.time.now += 100
    await house.due()
    house.server.drop_next("sendMessage", delivered=True, chat=news.id)
    assert (await house.send()).state == "unknown"
    row = await house.later(seconds=30)
    assert (row.state, row.parts[0].message_id) == ("sent", str(house.server.sent(news)[-1].id))
    assert len(house.server.sent(news)) == 2
    house.clock.forward(timedelta(days=1))
    await house.due()
    house.server.drop_next("sendMessage", delivered=False, chat=news.id)
    assert (await house.later(seconds=100)).state == "unknown"
    row = await house.later(seconds=30)
    row = await house.later(seconds=30)
    assert row.state == "sent"
    assert len(house.server.sent(news)) == 3
    assert not house.server.sent(house.owner)


async def test_a_post_that_is_not_there_is_known_not_to_be(house: House) -> None:
    news = house.server.add_chat("channel", "News")
    after = await _posted(house, news)
    house.server.set_member(news, house.ann, "administrator")
    said = [house.server.say(house.ann, news, f"Post {n}") for n in range(5)]
    for message in said[1:4]:
        del news.messages[message.id]
    assert await _look(house, news, _doubtful(house), after) is None
    assert len(house.server.made("forwardMessage")) == 1 + 5 + GAP


async def test_whether_an_older_post_with_the_same_text_is_it_is_for_people_to_say(house: House) -> None:
    news = house.server.add_chat("channel", "News")
    after = await _posted(house, news)
    await _posted(house, news, "News of the day & more")
    house.clock.forward(timedelta(hours=1))
    with pytest.raises(errors.CannotTell, match="by our clock"):
        await _look(house, news, _doubtful(house), after)
    there = await _posted(house, news, "News of the day & more")
    assert await _look(house, news, _doubtful(house), after) == Receipt(there, "found by looking")


@pytest.mark.parametrize("right", ["never", "before it is looked for", "long before"])
@pytest.mark.parametrize("minutes", [1, 3, 10])
async def test_by_a_clock_that_is_ahead_nothing_is_posted_twice(minutes: int, right: str) -> None:
    ahead = timedelta(minutes=minutes)
    async with running(probe_chat=str(PROBE), on_unknown="skip") as house:
        house.server.add_chat("supergroup", "Probe", id=PROBE)
        news = house.server.add_chat("channel", "News")
        await house.due(news)
        await house.send()
        house.clock.forward(timedelta(days=1))
        house.clock.run_ahead(ahead)
        house.time.now += 100
        await house.due()
        house.server.drop_next("sendMessage", delivered=True, chat=news.id)
        assert (await house.send()).state == "unknown"
        if right != "never":
            house.clock.put_right()
        if right == "long before":  # and the program was down meanwhile
            house.clock.forward(3 * ahead)
        for _ in range(6 * (minutes + 3)):
            row = await house.later(seconds=10)
        assert row.state in ("sent", "skipped")
        assert len(house.server.sent(news)) == 2


async def test_service_messages_are_passed_over(house: House) -> None:
    after = await _posted(house, house.forum)
    for name in ("Weather", "Sport"):
        house.server.add_topic(house.forum, name)
    assert await _look(house, house.forum, _doubtful(house), after) is None


async def test_in_a_forum_a_post_may_be_another_topics(house: House) -> None:
    after = await _posted(house, house.forum)
    await _posted(house, house.forum, "News of the day & more")
    with pytest.raises(errors.CannotTell, match="topic"):
        await _look(house, house.forum, _doubtful(house), after)


async def test_where_nothing_can_be_known_that_is_said(house: House) -> None:
    news = house.server.add_chat("channel", "News")
    part, after = _doubtful(house), await _posted(house, news)
    for chat, known in ((house.group, "5"), (house.server.chat(house.ann), "5"), (news, None), (news, "")):
        with pytest.raises(errors.CannotTell):
            await _look(house, chat, part, known)
    news.protected = True
    with pytest.raises(errors.CannotTell, match="protected"):
        await _look(house, news, part, after)
    news.protected = False
    house.server.set_member(news, house.server.bot, "kicked")
    with pytest.raises(errors.CannotTell, match="kicked"):
        await _look(house, news, part, after)


async def test_a_known_message_that_is_gone_or_of_another_numbering_is_nothing_to_look_from(house: House) -> None:
    after = await _posted(house, house.forum)
    spoken = house.server.say(house.ann, house.forum, "Hello")
    for known in (str(spoken.id), str(int(after) + 5000)):
        with pytest.raises(errors.CannotTell, match="look from"):
            await _look(house, house.forum, _doubtful(house), known)


async def test_an_id_of_the_group_before_it_was_this_one_may_be_that_of_the_very_post_here(house: House) -> None:
    """In a supergroup ids begin anew: the known id may be that of what is looked for, or of what was said after it."""
    itself = await _posted(house, house.forum, "News of the day & more")
    with pytest.raises(errors.CannotTell, match="look from"):
        await _look(house, house.forum, _doubtful(house), itself)
    since = house.clock()
    house.clock.forward(timedelta(hours=1))
    later = await _posted(house, house.forum, "Another")
    where = _channel(house.forum)
    with pytest.raises(errors.CannotTell, match="look from"):
        await house.publisher.look(where, _doubtful(house, "Lost"), nonce="n", since=since, after=later, first=None)


async def test_where_too_much_was_said_meanwhile_nobody_looks_on_for_ever(house: House) -> None:
    after = await _posted(house, house.forum)
    for number in range(FARTHEST):
        house.server.say(house.ann, house.forum, f"Talk {number}")
    with pytest.raises(errors.CannotTell, match="too much"):
        await _look(house, house.forum, _doubtful(house), after)


async def test_a_probe_chat_that_takes_nothing_is_named_once(house: House, caplog: pytest.LogCaptureFixture) -> None:
    news = house.server.add_chat("channel", "News")
    after = await _posted(house, news)
    house.server.set_member(house.server.chat(PROBE), house.server.bot, "kicked")
    for _ in range(3):
        with pytest.raises(errors.CannotTell, match=r"telegram\.probe_chat"):
            await _look(house, news, _doubtful(house), after)
    assert len([r for r in caplog.records if "probe_chat" in r.getMessage()]) == 1


async def test_without_a_probe_chat_nobody_can_tell() -> None:
    async with running() as house:
        news = house.server.add_chat("channel", "News")
        with pytest.raises(errors.CannotTell, match=r"telegram\.probe_chat"):
            await house.publisher.look(
                _channel(news), _doubtful(house), nonce="n", since=house.clock(), after="1", first=None
            )


async def test_what_breaks_while_looking_is_tried_again_and_cleaned_up(house: House) -> None:
    news = house.server.add_chat("channel", "News")
    after = await _posted(house, news)
    await _posted(house, news, "News of the day & more")
    part = _doubtful(house)
    for status, retry_after in ((502, None), (429, 7)):
        house.server.fail_next("forwardMessage", status=status, retry_after=retry_after)
        with pytest.raises(errors.NotSent):
            await _look(house, news, part, after)
        house.time.now += 10
    house.server.fail_next("deleteMessage", status=502)
    found = await house.publisher.look(_channel(news), part, nonce="n", since=house.clock(), after=after, first=None)
    assert found is not None
    assert not house.server.messages(PROBE)  # the second deletion took the first one's message along


async def test_looking_keeps_the_limits_of_the_probe_chat() -> None:
    async with running(probe_chat=str(PROBE), limited=True) as house:
        house.server.add_chat("supergroup", "Probe", id=PROBE)
        after = await _posted(house, house.forum)
        for number in range(12):
            house.server.say(house.ann, house.forum, f"Talk {number}")
        begun = house.time.now
        assert await _look(house, house.forum, _doubtful(house), after) is None
        assert house.time.now - begun > 60


# Taken back


async def test_a_post_is_deleted_and_one_that_is_not_there_counts_as_deleted(house: House) -> None:
    part = replace(_doubtful(house), message_id=await _posted(house, house.group))
    assert await house.publisher.remove(_channel(house.group), part, INSTEAD, first=None) == "deleted"
    assert not house.server.sent(house.group)
    assert await house.publisher.remove(_channel(house.group), part, INSTEAD, first=None) == "deleted"


async def test_a_post_of_more_than_two_days_is_replaced_without_its_buttons(house: House) -> None:
    await house.due(house.group)
    row = await house.send()
    house.clock.forward(timedelta(hours=49))
    house.time.now += 100
    for _ in range(2):
        assert await house.publisher.remove(_channel(house.group), row.parts[0], INSTEAD, first=None) == "replaced"
    house.server.take_violations()  # the second time it said so already
    [post] = house.server.sent(house.group)
    assert (post.text, post.keyboard) == ("This post was taken back.", [])


async def test_a_chat_that_is_lost_keeps_its_posts(house: House) -> None:
    part = replace(_doubtful(house), message_id=await _posted(house, house.group))
    house.server.set_member(house.group, house.server.bot, "kicked")
    with pytest.raises(errors.ChannelLost) as lost:
        await house.publisher.remove(_channel(house.group), part, INSTEAD, first=None)
    assert lost.value.cause == "removed"


# Splitting


@pytest.mark.parametrize(
    "text", ["A line.\nAnother line.\n" * 300, "長い文です。" * 900, "😀" * 3000, "word " * 1000, "ab"]
)
def test_a_part_that_is_too_long_is_split_and_nothing_is_cut(text: str) -> None:
    publisher = TelegramPublisher(None, None)  # type: ignore[arg-type]  # no request is made
    found = publisher.split(Part('{"text": "x", "parse_mode": "HTML", "reply_markup": {"inline_keyboard": []}}', text))
    assert len(found) >= 2
    assert "".join("".join(part.text for part in found).split()) == "".join(text.split())
    assert all(len(part.text.encode("utf-16-le")) // 2 <= 4096 for part in found)
    assert [("reply_markup" in part.payload) for part in found] == [False] * (len(found) - 1) + [True]
    assert all('"parse_mode": null' in part.payload for part in found)


@pytest.mark.parametrize("text", ["", "x", " x ", "\u200b"])
def test_what_cannot_be_shorter_is_not_split(text: str) -> None:
    publisher = TelegramPublisher(None, None)  # type: ignore[arg-type]  # as above
    assert publisher.split(Part('{"text": "x", "parse_mode": "HTML"}', text)) == ()


# Updates that come twice


@pytest.mark.parametrize("anew", [True, False])
async def test_what_comes_twice_is_answered_once(house: House, anew: bool) -> None:
    answer = await house.ask(house.ann, house.ann, "/timeline")
    house.server.updates.repeat(anew=anew)
    house.server.press(house.owner, answer, answer.button("Musk"), forged=True)
    await house.answer()
    house.server.updates.repeat(anew=anew)
    house.server.type_inline(house.ann, "Trump")
    await house.server.next_call("answerInlineQuery")
    house.server.updates.repeat(anew=anew)
    assert (await house.ask(house.owner, house.owner, "/help")).text.startswith("コマンド")
    house.server.updates.repeat(anew=anew)
    assert (await house.ask(house.owner, house.owner, "/who Trump")).text
    made = [call.method for call in house.server.calls if call.method.startswith(("send", "answer"))]
    assert sorted(made) == ["answerCallbackQuery", "answerInlineQuery"] + ["sendMessage"] * 4


async def test_a_seeded_chaos_leaves_each_edition_once_or_in_doubt(house: House) -> None:
    chance = random.Random(7)
    kinds: Iterator[faults.Fault] = itertools.cycle(
        [faults.Drop(delivered=True), faults.Drop(delivered=False), faults.Cut(delivered=True), faults.answer(502)]
    )
    house.server.chaos = lambda method, _: next(kinds) if method == "sendMessage" and chance.random() < 0.3 else None
    chats = [house.server.add_chat("channel", f"News {n}") for n in range(12)]
    await house.due(*chats)
    await house.send()
    for _ in range(8):
        await house.later(seconds=40)
    house.server.chaos = None
    rows = await house.store.deliveries()
    assert {row.state for row in rows} <= {"sent", "unknown"}
    for row, chat in zip(
        sorted(rows, key=lambda r: r.channel.chat), sorted(chats, key=lambda c: str(c.id)), strict=True
    ):
        assert len(house.server.sent(chat)) == 1 if row.state == "sent" else len(house.server.sent(chat)) <= 1
