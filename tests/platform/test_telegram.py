"""Telegram end to end: what members do on a strict loopback server, through the real library, to what they see."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.resolving import settle_orphans
from bot.domain.ledger import Channel, Delivery, Subscription
from bot.errors import Unauthorised
from tests.platform.telegram_server import Chat, Message
from tests.support.builders import send_due
from tests.support.kit import START
from tests.support.telegram_bot import ANN, House, built, running


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with running() as house:
        yield house


def labels(message: Message) -> list[list[str]]:
    return [[str(button["text"]) for button in row] for row in message.keyboard]


# Commands


async def test_a_command_in_private_is_answered_as_a_reply_in_the_language_of_the_client(house: House) -> None:
    asked = house.server.say(house.ann, house.ann, "/timeline 2025-06-05")
    answer = await house.answer()
    assert answer.reply_to is asked
    assert answer.text.startswith("Timeline: Thu, 5 Jun 2025\n\nThu, 5 Jun 2025 · disputed\nThe sum donated\n")
    assert "on the sum.\nSum – sources differ. TechFlow: $200m; Diary: $300m\nSources: TechFlow, Diary\n" in answer.text
    assert "As of January 2026" in answer.text
    assert answer.link_preview == {"is_disabled": True}
    assert labels(answer)[-2:] == [["Musk", "Trump"], ["TechFlow", "Diary"]]


async def test_a_command_in_a_group_is_answered_there_and_in_a_topic_in_that_topic(house: House) -> None:
    answer = await house.ask(house.ann, house.group, "/who@KawarabanBot Trump")
    assert (answer.chat, answer.thread) == (house.group, None)
    assert answer.text.startswith("Donald Trump\nドナルド・トランプ\n\nPresident.")
    topic = house.server.add_topic(house.forum, "News")
    answer = await house.ask(house.owner, house.forum, "/who トランプ", thread=topic)
    assert (answer.chat, answer.thread) == (house.forum, topic)
    assert answer.text.startswith("ドナルド・トランプ")


async def test_a_reply_outside_forums_is_no_topic(house: House) -> None:
    supergroup = house.server.add_chat("supergroup", "Plain")
    first = house.server.say(house.ann, supergroup, "Look at this")
    answer = await house.ask(house.ann, supergroup, "/help", reply_to=first)
    assert "/timeline" in answer.text


@pytest.mark.parametrize(
    "text", ["／who　マスク氏", "／ｗｈｏ マスク氏", "/WHO マスク氏", "/whoマスク氏", "/who\nマスク氏"]
)
async def test_a_command_is_known_however_it_is_typed(house: House, text: str) -> None:
    answer = await house.ask(house.owner, house.owner, text)
    assert answer.text.startswith("イーロン・マスク\nElon Musk")


async def test_a_command_for_another_bot_and_talk_in_a_group_are_left_alone(house: House) -> None:
    house.server.say(house.ann, house.group, "/who@OtherBot Trump")
    house.server.say(house.ann, house.group, "Trump")
    house.server.say(house.ann, house.group, "/weather")
    answer = await house.ask(house.ann, house.group, "/help")
    assert "/timeline" in answer.text
    assert len(house.server.sent(house.group)) == 1


async def test_an_unknown_command_gets_help_in_private(house: House) -> None:
    answer = await house.ask(house.ann, house.ann, "/weather Tokyo")
    assert answer.text.startswith("There is no command /weather.")
    assert "/timeline [" in answer.text
    assert "/add" not in answer.text


async def test_plain_text_in_private_is_a_question(house: House) -> None:
    assert (await house.ask(house.ann, house.ann, "2025-05-28")).text.startswith("Timeline: Wed, 28 May 2025")
    assert (await house.ask(house.owner, house.owner, "ﾄﾗﾝﾌﾟ")).text.startswith("ドナルド・トランプ")


async def test_an_edited_command_changes_the_answer(house: House) -> None:
    answer = await house.ask(house.ann, house.group, "/who Musk brothers")
    assert answer.text == "Several people are called “Musk brothers”. Which one?"
    assert labels(answer) == [["Trump", "Kimbal"]]
    house.server.say(house.ann, house.group, "/who Kimbal", edited=True)
    assert await house.edited() is answer
    assert answer.text.startswith("Kimbal Musk\nキンバル・マスク")


async def test_a_command_that_first_appears_in_an_edit_is_answered(house: House) -> None:
    house.server.say(house.ann, house.group, "who is it")
    answer = await house.ask(house.ann, house.group, "/who Kimbal", edited=True)
    assert answer.text.startswith("Kimbal Musk")


async def test_a_post_in_a_channel_is_a_command_of_its_administrators(house: House) -> None:
    channel = house.server.add_chat("channel", "News")
    house.server.set_member(channel, house.ann, "administrator")
    answer = await house.ask(house.ann, channel, "/subscribe")
    assert answer.text.startswith("登録しました。")
    [subscription] = await house.store.subscriptions()
    assert subscription.channel == Channel("telegram", str(channel.id))


async def test_markup_mentions_and_controls_are_shown_literally(house: House) -> None:
    answer = await house.ask(house.ann, house.group, '/who <b>"Ann"</b> &amp; @ann \u0007[x](y)')
    assert answer.text.startswith('I know nobody called “<b>"Ann"</b> &amp; @\u2060ann [x](y)”.')
    assert answer.entities == []


async def test_ten_thousand_characters_are_answered(house: House) -> None:
    answer = await house.ask(house.ann, house.ann, "/who " + "長い😀" * 2500)
    assert answer.text.startswith("I know nobody called “長い😀")
    answer = await house.ask(house.owner, house.owner, "/add event\ntitle: <i>" + "あ&" * 5000)
    assert answer.text.startswith("まだ保存していません。")
    await house.server.wait_for(where=lambda call: "あ&" * 20 in house.server.sent(house.owner)[-1].text)


async def test_the_member_chooses_the_language(house: House) -> None:
    assert (await house.ask(house.ann, house.group, "/language ja")).text == "これからは日本語でお答えします。"
    assert (await house.ask(house.ann, house.ann, "/help")).text.startswith("コマンド")


# Buttons


async def test_a_page_takes_the_place_of_the_one_before_for_whoever_turns_it(house: House) -> None:
    answer = await house.ask(house.ann, house.group, "/timeline")
    assert answer.text.startswith("Latest events\n\nTue, 18 Nov 2025\nA dinner")
    query = house.server.press(house.owner, answer, answer.button("More"))
    assert await house.edited() is answer
    assert "Sat, 13 Jul 2024\nSupport is announced" in answer.text  # in the language it was given in
    assert house.server.answer(query) == {"text": ""}
    assert labels(answer)[0] == ["◀ Back"]


async def test_a_double_press_is_harmless(house: House) -> None:
    answer = await house.ask(house.ann, house.group, "/timeline")
    data = answer.button("More")
    first, second = house.server.press(house.ann, answer, data), house.server.press(house.ann, answer, data)
    await house.server.next_call("editMessageText", where=lambda call: call.ok)
    await house.server.next_call("editMessageText", where=lambda call: call.status == 400)
    assert house.server.answer(first) == house.server.answer(second) == {"text": ""}
    [refused] = house.server.take_violations()
    assert "message is not modified" in refused
    assert len(house.server.sent(house.group)) == 1


async def test_a_person_is_answered_below_the_button_in_its_topic(house: House) -> None:
    topic = house.server.add_topic(house.forum, "News")
    answer = await house.ask(house.ann, house.forum, "/timeline 2025-06-05", thread=topic)
    query = house.server.press(house.owner, answer, answer.button("Trump"))
    card = await house.answer()
    assert card.text.startswith("Donald Trump")
    assert (card.reply_to, card.thread) == (answer, topic)
    assert house.server.answer(query) == {"text": ""}


async def test_forged_and_foreign_data_are_called_stale(house: House) -> None:
    answer = await house.ask(house.ann, house.group, "/timeline 2025-06-05")
    for data in ("nonsense", "w:en:nobody", "z:en:x", "w:en:" + "x" * 59):
        query = house.server.press(house.ann, answer, data, forged=True)
        await house.server.next_call("answerCallbackQuery")
        assert house.server.answer(query) == {"text": "This button means nothing any more.", "show_alert": True}


@pytest.mark.parametrize("data", ["o:en:x:en", "t:en::>donated", "w:en:musk:>donated"])
async def test_made_up_data_change_no_message(house: House, data: str) -> None:
    await _due(house, house.group)
    await send_due(house.dispatcher)
    post = await house.answer()
    before = post.text
    house.server.press(house.ann, post, data, forged=True)
    assert (await house.answer()).reply_to is post
    channel = house.server.add_chat("channel", "News")
    house.server.set_member(channel, house.owner, "administrator")
    page = await house.ask(house.owner, channel, "/help")
    house.server.press(house.ann, page, data, forged=True)
    await house.server.next_call("answerCallbackQuery")
    await house.ask(house.ann, house.ann, "/help")
    assert post.text == before
    assert len(house.server.sent(channel)) == 1
    assert not house.server.made("editMessageText")


async def test_a_page_of_a_message_that_is_gone_is_sent_anew(house: House) -> None:
    answer = await house.ask(house.ann, house.ann, "/timeline")
    data = answer.button("More")
    house.server.press(house.ann, answer, data)
    del house.server.chat(house.ann).messages[answer.id]
    assert (await house.answer()).text.startswith("Latest events")
    assert "message to edit not found" in house.server.take_violations()[0]


async def test_a_button_of_a_message_that_telegram_no_longer_shows_is_answered(house: House) -> None:
    answer = await house.ask(house.ann, house.ann, "/timeline")
    query = {"id": "7", "from": house.ann.as_json(), "chat_instance": "1", "data": answer.button("More")}
    gone = {"message_id": 999, "chat": house.server.chat(house.ann).as_json(), "date": 0}
    house.server.updates.add("callback_query", {**query, "message": gone})
    assert (await house.answer()).text.startswith("Latest events")
    [refused] = house.server.take_violations()  # of a query that the server has not made
    assert "query ID is invalid" in refused


async def test_an_old_query_is_answered_all_the_same(house: House) -> None:
    answer = await house.ask(house.ann, house.ann, "/timeline 2025-06-05")
    house.server.expire(house.server.press(house.ann, answer, answer.button("Musk")))
    assert (await house.answer()).text.startswith("Elon Musk")


# Subscriptions


async def test_only_those_who_manage_a_group_subscribe_it(house: House) -> None:
    answer = await house.ask(house.ann, house.group, "/subscribe")
    assert answer.text == "Only those who manage this chat may do that."
    assert not await house.store.subscriptions()
    answer = await house.ask(house.owner, house.group, "/subscribe")
    assert answer.text.startswith("登録しました。")
    assert (await house.ask(house.ann, house.group, "/unsubscribe")).text.startswith("Only those")
    assert len(await house.store.subscriptions()) == 1
    assert (await house.ask(house.owner, house.group, "/unsubscribe")).text.startswith("配信をやめました。")
    assert not await house.store.subscriptions()


async def test_an_anonymous_administrator_manages_their_group_alone(house: House) -> None:
    answer = await house.ask(house.owner, house.forum, "/subscribe", anonymous=True)
    assert answer.text.startswith("登録しました。")
    answer = await house.ask(house.owner, house.forum, "/add", anonymous=True)
    assert answer.text == "このボットの運営者だけができます。"


async def test_a_private_chat_and_a_topic_subscribe(house: House) -> None:
    await house.ask(house.ann, house.ann, "/subscribe")
    topic = house.server.add_topic(house.forum, "News")
    await house.ask(house.owner, house.forum, "/subscribe", thread=topic)
    keys = [subscription.channel.key for subscription in await house.store.subscriptions()]
    assert keys == [f"telegram:{ANN}", f"telegram:{house.forum.id}/{topic}"]


async def test_a_channel_is_offered_to_whoever_added_the_bot(house: House) -> None:
    channel = house.server.add_chat("channel", "News <1>", bot="left")
    house.server.set_member(channel, house.ann, "creator")
    house.server.my_chat_member(house.ann, channel, "administrator")
    question = await house.answer()
    assert question.chat.id == ANN
    assert "You made me an administrator of “News <1>”." in question.text
    house.server.press(house.ann, question, question.button("in English"))
    assert await house.edited() is question
    assert question.text.startswith("News <1>\n\nSubscribed")
    [subscription] = await house.store.subscriptions()
    assert (subscription.channel.chat, subscription.language) == (str(channel.id), "en")


async def test_an_offer_waits_until_its_administrator_opens_the_chat(house: House) -> None:
    bob = house.server.add_user("Bob", started=False, language_code="en")
    channel = house.server.add_chat("channel", "News", bot="left")
    house.server.set_member(channel, bob, "creator")
    house.server.my_chat_member(bob, channel, "administrator")
    await house.server.next_call("sendMessage", where=lambda call: call.status == 403)
    hello = await house.ask(bob, bob, "/start")
    assert "You made me an administrator of “News”." in hello.text
    house.server.press(house.ann, hello, hello.button("in English"))  # in his place
    assert (await house.edited()).text == "This question has been answered."
    assert not await house.store.subscriptions()
    house.server.set_member(channel, bob, "member")  # he has lost the right meanwhile
    [offer] = await house.store.offers("telegram", str(bob.id))
    house.server.press(bob, hello, f"o:en:{offer.id}:en", forged=True)
    assert (await house.answer()).text == "Only those who manage this chat may do that."
    assert not await house.store.subscriptions()


async def test_a_chat_that_removes_the_bot_is_paused_and_kept(house: House) -> None:
    await house.ask(house.owner, house.group, "/subscribe")
    await house.ask(house.ann, house.ann, "/subscribe")
    house.server.my_chat_member(house.owner, house.group, "kicked")
    house.server.block(house.ann)
    await house.ask(house.owner, house.owner, "/help")
    pauses = [subscription.paused for subscription in await house.store.subscriptions()]
    assert [(pause.cause, pause.reason) for pause in pauses if pause] == [
        ("removed", "the bot was removed from the chat"),
        ("blocked", "the member blocked the bot"),
    ]
    house.server.my_chat_member(house.owner, house.group, "member")
    await house.ask(house.owner, house.group, "/subscribe")
    assert (await house.store.subscriptions())[0].paused is None


@pytest.mark.parametrize("announce", [True, False])
async def test_a_group_that_becomes_a_supergroup_is_followed(house: House, announce: bool) -> None:
    await house.ask(house.owner, house.group, "/subscribe")
    await _due(house)
    new = house.server.migrate(house.group, announce=announce)
    if announce:
        await house.ask(house.owner, new, "/help")
    await send_due(house.dispatcher)
    await send_due(house.dispatcher)
    [subscription] = await house.store.subscriptions()
    assert subscription.channel == Channel("telegram", str(new.id))
    [row] = await house.store.deliveries()
    assert (row.state, row.channel) == ("sent", subscription.channel)


async def test_an_answer_follows_a_group_that_moved_in_the_meantime(house: House) -> None:
    house.server.fail_next("sendMessage", migrate_to_chat_id=house.forum.id)
    house.server.say(house.owner, house.group, "/help")
    assert (await house.answer()).chat is house.forum


# Editions


async def _due(house: House, chat: Chat | None = None) -> Delivery:
    """Let a slot come; return its row in the outbox."""
    if chat is not None:
        await house.store.subscribe(
            Subscription("sub", Channel("telegram", str(chat.id)), "0 9 * * *", "Asia/Tokyo", "ja", START)
        )
    house.clock.now = datetime(2026, 1, 16, 0, 0, 1, tzinfo=UTC)
    assert await house.outbox.fill(house.clock()) == 1
    return (await house.store.deliveries())[-1]


async def _row(house: House) -> Delivery:
    [row] = await house.store.deliveries()
    return row


async def test_an_edition_goes_out_once_with_its_receipt(house: House) -> None:
    await _due(house, house.group)
    await send_due(house.dispatcher)
    await send_due(house.dispatcher)
    [post] = house.server.sent(house.group)
    row = await _row(house)
    assert (row.state, [part.message_id for part in row.parts]) == ("sent", [str(post.id)])
    assert row.parts[0].text == post.text
    assert post.text.startswith("2026年1月16日(金)・二人の物語\n\n■ なぜ手を組んだのか")
    assert post.silent is False
    assert await house.answer() is post
    house.server.press(house.ann, post, post.button("トランプ"))
    assert (await house.answer()).text.startswith("ドナルド・トランプ")


async def test_further_parts_are_silent_and_go_to_the_topic(house: House) -> None:
    topic = house.server.add_topic(house.forum, "News")
    corpus = house.kit.library.snapshot
    first = corpus.events["dinner"]
    house.kit.library.add(replace(first, summary=replace(first.summary, ja="長い文。" * 1500)))
    channel = Channel("telegram", str(house.forum.id), str(topic))
    await house.store.subscribe(
        Subscription("sub", channel, "0 9 * * *", "Asia/Tokyo", "ja", START, mode="latest", people=("trump",))
    )
    await _due(house)
    await send_due(house.dispatcher)
    posts = house.server.sent(house.forum)
    assert [post.silent for post in posts] == [False] + [True] * (len(posts) - 1)
    assert {post.thread for post in posts} == {topic}
    assert len(posts) > 1
    assert [bool(post.keyboard) for post in posts] == [False] * (len(posts) - 1) + [True]


async def test_a_flood_wait_is_obeyed_by_the_outbox(house: House) -> None:
    await _due(house, house.group)
    house.server.fail_next("sendMessage", retry_after=120)
    await send_due(house.dispatcher)
    row = await _row(house)
    assert (row.state, row.not_before) == ("retrying", house.clock() + timedelta(seconds=120))
    await send_due(house.dispatcher)
    assert len(house.server.made("sendMessage")) == 1
    house.clock.forward(timedelta(seconds=121))
    house.time.now += 121
    await send_due(house.dispatcher)
    assert (await _row(house)).state == "sent"


async def test_an_answer_waits_for_what_telegram_asks_and_goes_out(house: House) -> None:
    house.server.fail_next("sendMessage", retry_after=7)
    house.server.say(house.ann, house.ann, "/help")
    assert (await house.answer()).text.startswith("Commands")
    assert 7 in house.time.slept


async def test_a_lost_channel_is_paused(house: House) -> None:
    await _due(house, house.group)
    house.server.set_member(house.group, house.server.bot, "kicked")
    await send_due(house.dispatcher)
    row = await _row(house)
    [subscription] = await house.store.subscriptions()
    assert subscription.paused is not None
    assert (row.state, subscription.paused.cause) == ("retrying", "removed")
    assert subscription.paused.reason == row.error == "Forbidden: bot was kicked from the group chat"


@pytest.mark.parametrize("delivered", [True, False])
async def test_what_breaks_off_is_unknown_and_not_sent_again(house: House, delivered: bool) -> None:
    await _due(house, house.group)
    house.server.drop_next("sendMessage", delivered=delivered)
    await send_due(house.dispatcher)
    assert (await _row(house)).state == "unknown"
    await settle_orphans(house.store, house.clock())
    await send_due(house.dispatcher)
    assert len(house.server.made("sendMessage")) == 1
    assert len(house.server.sent(house.group)) == delivered


async def test_a_gateway_error_is_unknown_too(house: House) -> None:
    await _due(house, house.group)
    house.server.fail_next("sendMessage", status=502)
    await send_due(house.dispatcher)
    row = await _row(house)
    assert row.state == "unknown"
    assert "502" in (row.error or "")


async def test_a_refused_format_falls_back_to_plain_text(house: House) -> None:
    await _due(house, house.group)
    house.server.fail_next("sendMessage", status=400, description="Bad Request: can't parse entities: no")
    await send_due(house.dispatcher)
    row = await _row(house)
    [post] = house.server.sent(house.group)
    assert (row.state, post.text) == ("sent", row.parts[0].text)
    assert post.source == post.text
    assert post.keyboard


# Owners


async def test_an_owner_adds_an_event_that_everybody_then_finds(house: House) -> None:
    form = await house.ask(house.owner, house.owner, "/add")
    assert "/add event" in form.text
    text = form.text[form.text.index("/add event") :]
    preview = await house.ask(house.owner, house.owner, text)
    assert preview.text.startswith("このように表示されます")
    query = house.server.press(house.ann, preview, preview.button("保存する"))  # whoever forges the owner's button
    assert (await house.answer()).text == "このボットの運営者だけができます。"
    assert house.server.answer(query) == {"text": ""}
    house.server.press(house.owner, preview, preview.button("保存する"))
    assert await house.edited() is preview
    assert preview.text.startswith("an-english-title として保存しました。")
    assert "An English title" in (await house.ask(house.ann, house.group, "/timeline 2025-06-05")).text
    assert [draft.kind for draft in await house.store.added()] == ["event"]


async def test_nobody_else_adds(house: House) -> None:
    answer = await house.ask(house.ann, house.ann, "/add event\ndate: 2025-06-05")
    assert answer.text == "Only the owners of this bot may do that."
    assert not await house.store.added()


# Beginning, outage, end


async def test_what_was_said_before_the_start_is_answered() -> None:
    async with built() as house:
        house.server.say(house.ann, house.ann, "/help")
        house.start()
        assert (await house.answer()).text.startswith("Commands")
        await house.stop()
        assert house.server.updates.pending == 0


@pytest.mark.parametrize("token", ["123456:WRONG", "not a token"])
async def test_a_wrong_token_is_refused_with_its_setting(token: str, caplog: pytest.LogCaptureFixture) -> None:
    async with built(token) as house:
        with pytest.raises(Unauthorised) as caught:
            await house.start()
        assert caught.value.setting == "TELEGRAM_BOT_TOKEN"
        assert token not in f"{caught.value}{caught.value.__cause__}{caplog.text}"


async def test_a_server_that_is_away_is_awaited_and_named_once(caplog: pytest.LogCaptureFixture) -> None:
    async with built() as house:
        for _ in range(3):
            house.server.drop_next("getMe", delivered=False)
        house.server.fail_next("deleteWebhook", status=502)
        house.start()
        await house.ups.until("up")
        assert house.time.slept[:4] == [1, 2, 4, 8]
        assert (await house.ask(house.ann, house.ann, "/help")).text.startswith("Commands")
        await house.stop()
    [line] = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert line.startswith("telegram: cannot be reached (")
    assert line.endswith("look at telegram.api_url")


async def test_an_outage_takes_editions_down_and_up_again(house: House, caplog: pytest.LogCaptureFixture) -> None:
    await house.server.wait_for("getUpdates")
    house.server.drop_next("getUpdates", delivered=False)
    await house.ask(house.ann, house.ann, "/help")  # the poll after it breaks off
    await house.ups.until("up", "down")
    await house.ask(house.ann, house.ann, "/help")
    await house.ups.until("up", "down", "up")
    assert len([r for r in caplog.records if "cannot be reached" in r.getMessage()]) == 1


async def test_a_token_that_is_revoked_ends_the_platform() -> None:
    async with built() as house:
        running = house.start()
        await house.server.wait_for("getUpdates")
        house.server.fail_next("getUpdates", status=401, description="Unauthorized")
        await house.ask(house.ann, house.ann, "/help")
        with pytest.raises(Unauthorised):
            await running
        assert house.ups.happened[-1] == "down"


async def test_an_answer_under_way_is_finished_before_the_end() -> None:
    async with built() as house:
        house.start()
        await house.ups.until("up")
        hang = house.server.hang_next("sendMessage")
        house.server.say(house.ann, house.ann, "/help")
        await hang.reached()
        ending = asyncio.ensure_future(house.stop())
        house.server.say(house.ann, house.ann, "/timeline")  # too late for this run
        await asyncio.sleep(0)
        hang.release()
        await ending
        texts = [message.text.splitlines()[0] for message in house.server.sent(house.ann)]
        # What is said while it stops is answered now or at the next start; it is never both, and never neither.
        assert texts[0] == "Commands"
        assert (len(texts), house.server.updates.pending) in {(1, 1), (2, 0)}


async def test_one_slow_answer_holds_up_nobody_else_but_keeps_the_order_of_its_asker(house: House) -> None:
    hang = house.server.hang_next("sendMessage", chat=ANN)
    house.server.say(house.ann, house.ann, "/who Kimbal")
    await hang.reached()
    house.server.say(house.ann, house.ann, "/help")
    answer = await house.ask(house.owner, house.owner, "/help")
    assert answer.text.startswith("コマンド")
    assert not house.server.sent(house.ann)
    hang.release()
    await house.server.wait_for("sendMessage", where=lambda call: call.text.startswith("<b>Commands"))
    assert _first_lines(house.server.sent(house.ann)) == ["Kimbal Musk", "Commands"]


def _first_lines(messages: Sequence[Message]) -> list[str]:
    return [message.text.splitlines()[0] for message in messages]


async def test_the_token_is_in_no_log_whatever_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with built() as house:
        house.start()
        await house.ups.until("up")
        house.server.fail_next("sendMessage", status=500, description=f"/bot{house.server.token}/sendMessage")
        house.server.say(house.ann, house.ann, "/help")
        await house.ask(house.ann, house.ann, "/help")
        await house.stop()
    assert "<token>" in caplog.text
    assert house.server.token not in caplog.text
