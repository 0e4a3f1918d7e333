"""The loopback Telegram seen through the real client library: conversations, updates, and what a test may script."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
import telegram
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputMediaPhoto,
    InputTextMessageContent,
    LinkPreviewOptions,
    ReplyParameters,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from tests.platform.telegram_server import TelegramServer, User
from tests.platform.telegram_server.sample import ANN, CHANNEL, FOREIGN_CHANNEL, FORUM, GROUP, NOW, PNG, SILENT, sample


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with sample() as server:
        yield server


@pytest.fixture
async def bot(server: TelegramServer) -> AsyncIterator[telegram.Bot]:
    async with telegram.Bot(server.token, base_url=server.api_url) as bot:
        yield bot


@pytest.fixture
def ann(server: TelegramServer) -> User:
    user = server.chat(ANN).members[ANN].user
    assert user.username == "ann"
    return user


# A conversation


async def _timeline(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.effective_message is not None
    await update.effective_message.reply_html(
        f"<b>Timeline</b> {' '.join(context.args or [])} 📰",
        do_quote=True,
        reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("Next ▶", callback_data="page:2")]]),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )


async def _page(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer("Page 2")
    await query.edit_message_text("<i>Page 2</i>", parse_mode=ParseMode.HTML)


async def test_a_command_a_button_and_its_edit_through_the_real_library(server: TelegramServer, ann: User) -> None:
    topic = server.add_topic(server.chat(FORUM), "News")
    asked = server.say(ann, FORUM, "/timeline@KawarabanBot 2025-06", thread=topic)  # before the bot starts
    application = Application.builder().token(server.token).base_url(server.api_url).build()
    application.add_handler(CommandHandler("timeline", _timeline))
    application.add_handler(CallbackQueryHandler(_page))
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling(drop_pending_updates=False)

        call = await server.next_call("sendMessage")
        [answer] = server.sent(FORUM)
        assert server.message(call.result) is answer
        assert (answer.text, answer.source) == ("Timeline 2025-06 📰", "<b>Timeline</b> 2025-06 📰")
        assert answer.entities == [{"type": "bold", "offset": 0, "length": 8}]
        assert (answer.reply_to, answer.thread, answer.silent) == (asked, topic, False)
        assert call.parameters["link_preview_options"] == {"is_disabled": True}

        query = server.press(ann, answer, answer.button("Next"))
        await server.next_call("editMessageText")
        assert (answer.text, answer.keyboard, answer.edit_date) == ("Page 2", [], NOW)
        assert server.answer(query) == {"text": "Page 2"}

        await application.updater.stop()
        await application.stop()
    assert server.updates.pending == 0
    [cleared] = server.made("deleteWebhook")
    assert cleared.parameters.get("drop_pending_updates", False) is False
    assert [entry["html"] for entry in server.transcript(FORUM)] == [asked.text, "<i>Page 2</i>"]


async def test_what_people_write_comes_with_entities_in_utf16(
    server: TelegramServer, bot: telegram.Bot, ann: User
) -> None:
    server.say(ann, GROUP, "🗞 /who@other @ann https://example.org/a")
    [update] = await bot.get_updates()
    assert update.message is not None
    assert update.message.from_user is not None
    assert update.message.from_user.language_code == "ja"
    found = {entity.type: text for entity, text in update.message.parse_entities().items()}
    assert found == {"bot_command": "/who@other", "mention": "@ann", "url": "https://example.org/a"}
    assert update.message.entities[0].offset == 3


async def test_edits_posts_and_members_come_as_their_own_kinds(
    server: TelegramServer, bot: telegram.Bot, ann: User
) -> None:
    first = server.say(ann, GROUP, "/who Mosk")
    assert server.say(ann, GROUP, "/who Musk", edited=True) is first
    server.say(ann, CHANNEL, "by hand")
    server.say(ann, GROUP, "/subscribe", anonymous=True)
    server.my_chat_member(ann, FOREIGN_CHANNEL, "administrator", can_post_messages=False)
    server.block(ann)
    updates = await bot.get_updates()
    assert updates[1].edited_message is not None
    assert updates[1].edited_message.text == "/who Musk"
    assert updates[2].channel_post is not None
    assert updates[2].channel_post.sender_chat is not None
    assert updates[3].message is not None
    assert updates[3].message.sender_chat == updates[3].message.chat
    added = updates[4].my_chat_member
    assert added is not None
    assert isinstance(added.new_chat_member, telegram.ChatMemberAdministrator)
    assert added.new_chat_member.can_post_messages is False
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(ANN, "hello?")


async def test_a_group_that_became_a_supergroup_names_its_new_id(server: TelegramServer, bot: telegram.Bot) -> None:
    new = server.migrate(server.chat(GROUP))
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(GROUP, "news")
    assert caught.value.new_chat_id == new.id
    assert [u.message.migrate_to_chat_id for u in await bot.get_updates() if u.message] == [new.id, None]
    await bot.send_message(new.id, "news")


async def test_updates_stay_until_they_are_acknowledged(server: TelegramServer, bot: telegram.Bot, ann: User) -> None:
    server.say(ann, ANN, "one")
    server.say(ann, ANN, "two")
    _, second = await bot.get_updates()
    assert [u.update_id for u in await bot.get_updates(offset=second.update_id)] == [second.update_id]
    assert server.updates.pending == 1
    async with asyncio.TaskGroup() as tasks:
        polling = tasks.create_task(
            bot.get_updates(offset=second.update_id + 1, timeout=30, allowed_updates=["message"])
        )
        await server.wait_for("getUpdates", where=lambda call: call.parameters.get("timeout") == 30)
        server.my_chat_member(ann, GROUP, "member")  # not asked for
        server.say(ann, ANN, "three")
    [third] = polling.result()
    assert third.message is not None
    assert third.message.text == "three"
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


async def test_a_second_poll_ends_the_first(server: TelegramServer, bot: telegram.Bot, ann: User) -> None:
    async def refused() -> None:
        with pytest.raises(Conflict):
            await bot.get_updates(timeout=30)

    async with telegram.Bot(server.token, base_url=server.api_url) as other, asyncio.TaskGroup() as tasks:
        tasks.create_task(refused())
        await server.next_call("getUpdates")
        second = tasks.create_task(other.get_updates(timeout=30))
        await server.next_call("getUpdates")
        server.say(ann, ANN, "hello")
    assert len(second.result()) == 1


async def test_chats_members_commands_and_pictures(server: TelegramServer, bot: telegram.Bot, ann: User) -> None:
    assert (await bot.get_me()).username == "KawarabanBot"
    assert (await bot.get_chat("@news")).id == CHANNEL
    assert [m.user.id for m in await bot.get_chat_administrators(GROUP)] == [ANN]
    assert (await bot.get_chat_member(GROUP, ANN)).status == "creator"
    assert (await bot.get_chat_member(GROUP, SILENT)).status == "left"

    scope = telegram.BotCommandScopeChat(GROUP)
    await bot.set_my_commands([("who", "人物")], language_code="ja")
    await bot.set_my_commands([("subscribe", "Editions here")], scope=scope)
    assert server.commands(language_code="ja") == [{"command": "who", "description": "人物"}]
    assert server.commands(scope.to_dict()) == [{"command": "subscribe", "description": "Editions here"}]
    assert [c.command for c in await bot.get_my_commands(language_code="ja")] == ["who"]
    await bot.delete_my_commands(language_code="ja")
    assert server.commands(language_code="ja") is None

    await bot.send_chat_action(GROUP, "typing")
    sent = await bot.send_photo(
        CHANNEL, io.BytesIO(PNG), caption="<b>Chart</b>", parse_mode="HTML", filename="chart.png"
    )
    assert [(p.width, p.height) for p in sent.photo] == [(640, 480)]
    [photo] = server.sent(CHANNEL)
    assert photo.photo is not None
    assert (photo.photo.name, photo.photo.content, photo.text) == ("chart.png", PNG, "Chart")
    await sent.edit_reply_markup(InlineKeyboardMarkup([[InlineKeyboardButton("Site", url="https://example.org")]]))
    assert len(photo.keyboard) == 1
    await sent.delete()
    assert server.messages(CHANNEL) == []
    await bot.leave_chat(CHANNEL)
    with pytest.raises(Forbidden, match="not a member of the channel chat"):
        await bot.send_message(CHANNEL, "news")


async def test_a_photo_takes_the_place_of_a_text_and_of_a_photo_and_no_text_that_of_a_photo(
    server: TelegramServer, bot: telegram.Bot
) -> None:
    sent = await bot.send_message(GROUP, "news")
    changed = await bot.edit_message_media(
        InputMediaPhoto(io.BytesIO(PNG), caption="<b>Chart</b>", parse_mode="HTML"), GROUP, sent.message_id
    )
    assert isinstance(changed, telegram.Message)
    assert (changed.text, changed.caption) == (None, "Chart")
    [message] = server.sent(GROUP)
    assert message.photo is not None
    assert (message.photo.content, message.source) == (PNG, "<b>Chart</b>")
    await bot.edit_message_media(InputMediaPhoto(changed.photo[-1], caption="By its id"), GROUP, sent.message_id)
    await bot.edit_message_caption(GROUP, sent.message_id, caption="Another")
    assert (message.photo.content, message.text) == (PNG, "Another")
    with pytest.raises(BadRequest, match="no text in the message"):
        await bot.edit_message_text("news", GROUP, sent.message_id)
    server.take_violations()


async def test_an_inline_query_is_answered_once_and_a_result_is_sent(
    server: TelegramServer, bot: telegram.Bot, ann: User
) -> None:
    await bot.get_updates(allowed_updates=["inline_query"], timeout=0)
    query = server.type_inline(ann, "マスク 2025", offset="quarrel")
    [update] = await bot.get_updates()
    asked = update.inline_query
    assert asked is not None
    assert (asked.id, asked.from_user.id, asked.query, asked.offset) == (query, ANN, "マスク 2025", "quarrel")
    article = InlineQueryResultArticle("a", "A", InputTextMessageContent("<b>a</b>", "HTML"))
    button = InlineQueryResultsButton("Ask", start_parameter="who-musk")
    assert await bot.answer_inline_query(query, [article], is_personal=True, next_offset="a", button=button)
    answer = server.answer(query) or {}
    assert (answer["is_personal"], answer["next_offset"]) == (True, "a")
    assert answer["button"] == {"text": "Ask", "start_parameter": "who-musk"}
    sent = server.choose(ann, GROUP, query, "a")
    assert (sent.sender, sent.text, sent.source) == (ann, "a", "<b>a</b>")
    with pytest.raises(BadRequest, match="query id is invalid"):
        await bot.answer_inline_query(query, [])
    server.take_violations()
    late = server.type_inline(ann, "x")
    server.expire(late)
    with pytest.raises(BadRequest, match="too old"):
        await bot.answer_inline_query(late, [])


async def test_a_bot_without_inline_mode_hears_of_none() -> None:
    async with TelegramServer(inline=False) as server:
        async with telegram.Bot(server.token, base_url=server.api_url) as bot:
            assert bot.supports_inline_queries is False
        with pytest.raises(ValueError, match="off"):
            server.type_inline(server.add_user("Ann"), "x")


async def test_a_reply_to_what_is_gone_is_sent_where_the_sender_allows_it(
    server: TelegramServer, bot: telegram.Bot
) -> None:
    gone = ReplyParameters(404, allow_sending_without_reply=True)
    sent = await bot.send_message(GROUP, "news", reply_parameters=gone, disable_notification=True)
    assert sent.reply_to_message is None
    assert server.sent(GROUP)[0].silent


async def test_tokens_wrong_and_malformed(server: TelegramServer) -> None:
    async with httpx.AsyncClient() as client:
        for token, status in (("123456:WRONG", 401), ("nonsense", 404)):
            assert (await client.get(f"{server.api_url}{token}/getMe")).status_code == status
    with pytest.raises(InvalidToken):
        async with telegram.Bot("123456:WRONG", base_url=server.api_url):
            pass


# What goes wrong


async def test_scripted_answers_come_first_in_first_out_for_each_method(
    server: TelegramServer, bot: telegram.Bot
) -> None:
    server.fail_next("sendMessage", status=429, retry_after=3)
    server.fail_next("sendMessage", status=403, description="Forbidden: bot was kicked from the group chat", chat=GROUP)
    server.fail_next("sendMessage", migrate_to_chat_id=-1000000000099)
    server.fail_next("sendMessage", status=400, description="Bad Request: TOPIC_CLOSED")
    server.fail_next("sendMessage", status=502)
    await bot.get_me()
    with pytest.raises(RetryAfter) as later:
        await bot.send_message(ANN, "1")
    assert later.value.retry_after == timedelta(seconds=3)
    with pytest.raises(ChatMigrated):
        await bot.send_message(ANN, "2")
    with pytest.raises(Forbidden):
        await bot.send_message(GROUP, "3")
    with pytest.raises(BadRequest, match="Topic_closed"):
        await bot.send_message(GROUP, "4")
    with pytest.raises(NetworkError):
        await bot.send_message(GROUP, "5")
    await bot.send_message(GROUP, "6")
    assert [m.text for m in server.sent(GROUP)] == ["6"]
    assert [call.status for call in server.made("sendMessage")] == [429, 400, 403, 400, 502, 200]


@pytest.mark.parametrize("delivered", [True, False])
async def test_a_dropped_connection_may_have_delivered_or_not(
    server: TelegramServer, bot: telegram.Bot, delivered: bool
) -> None:
    server.drop_next("sendMessage", delivered=delivered)
    with pytest.raises(NetworkError):
        await bot.send_message(ANN, "news")
    assert len(server.sent(ANN)) == int(delivered)
    assert (await server.next_call("sendMessage")).status is None


@pytest.mark.parametrize("delivered", [True, False])
async def test_a_held_request_waits_for_its_release(server: TelegramServer, bot: telegram.Bot, delivered: bool) -> None:
    hang = server.hang_next("sendMessage", delivered=delivered)
    async with asyncio.TaskGroup() as tasks:
        sending = tasks.create_task(bot.send_message(ANN, "news"))
        await hang.reached()
        assert len(server.sent(ANN)) == int(delivered)
        assert (await server.next_call("sendMessage")).status is None
        hang.release()
    assert sending.result().text == "news"
    assert len(server.sent(ANN)) == 1


async def test_a_client_that_gave_up_ends_what_was_held(server: TelegramServer, bot: telegram.Bot) -> None:
    hang = server.hang_next("sendMessage")
    with pytest.raises(TimedOut):
        await bot.send_message(ANN, "news", read_timeout=0.01)
    await bot.get_me()  # by now the server has seen the other connection end
    hang.release()
    await bot.get_me()
    assert server.sent(ANN) == []


async def test_leaving_ends_polls_and_what_is_held() -> None:
    async with httpx.AsyncClient(timeout=30) as client, asyncio.TaskGroup() as tasks, sample() as server:
        address = f"{server.api_url}{server.token}"
        polling = tasks.create_task(client.get(f"{address}/getUpdates", params={"timeout": 30}))
        hang = server.hang_next("getMe")
        held = tasks.create_task(client.get(f"{address}/getMe"))
        await server.wait_for("getUpdates")
        await hang.reached()
    assert polling.result().json() == {"ok": True, "result": []}
    assert held.result().json()["ok"]


async def test_a_thread_of_replies_is_no_topic(server: TelegramServer, bot: telegram.Bot, ann: User) -> None:
    place = server.add_chat("supergroup", "Talk")
    first = server.say(ann, place, "What of DOGE?")
    second = server.say(ann, place, "/who DOGE", reply_to=first)
    update = (await bot.get_updates())[1]
    assert update.message is not None
    assert (update.message.message_thread_id, update.message.is_topic_message) == (first.id, None)
    await update.message.reply_text("…", do_quote=True)
    assert (server.sent(place)[0].reply_to, server.sent(place)[0].thread) == (second, first.id)


async def test_a_query_that_expired_is_too_old_and_nobodys_fault(
    server: TelegramServer, bot: telegram.Bot, ann: User
) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Next", callback_data="2")]])
    sent = await bot.send_message(ANN, "news", reply_markup=keyboard)
    query = server.press(ann, server.message(sent.to_dict()), "2")
    server.expire(query)
    with pytest.raises(BadRequest, match="too old"):
        await bot.answer_callback_query(query)
    assert server.answer(query) is None


# Whose fault it is


async def test_answering_a_query_twice_is_refused(server: TelegramServer, bot: telegram.Bot, ann: User) -> None:
    query = server.press(ann, server.say(ann, ANN, "forged"), "x", forged=True)
    await bot.answer_callback_query(query)
    with pytest.raises(BadRequest, match="too old"):
        await bot.answer_callback_query(query)
    assert len(server.take_violations()) == 1


async def test_a_user_who_never_wrote_cannot_be_written_to_and_that_is_no_violation(
    server: TelegramServer, bot: telegram.Bot
) -> None:
    with pytest.raises(Forbidden, match="can't initiate conversation with a user"):
        await bot.send_message(SILENT, "hello")
    server.say(User(SILENT, "Silent"), SILENT, "/start")
    await bot.send_message(SILENT, "hello")


async def test_violations_not_taken_fail_the_test() -> None:
    with pytest.raises(AssertionError, match="broke rules of Telegram:\nsendMessage: Bad Request: chat not found"):
        async with sample() as server, telegram.Bot(server.token, base_url=server.api_url) as bot:
            with pytest.raises(BadRequest):
                await bot.send_message(-404, "news")


async def test_no_button_no_press(server: TelegramServer, bot: telegram.Bot, ann: User) -> None:
    sent = server.message((await bot.send_message(ANN, "news")).to_dict())
    with pytest.raises(ValueError, match="no button has"):
        server.press(ann, sent, "2")
    with pytest.raises(LookupError):
        sent.button("Next")


async def test_waiting_says_what_came_instead(server: TelegramServer, bot: telegram.Bot) -> None:
    await bot.get_me()
    with pytest.raises(AssertionError, match=r"no sendMessage came .* \['getMe 200', 'getMe 200'\]"):
        await server.next_call("sendMessage", timeout=0)
    assert (await server.wait_for("getMe")) is (await server.next_call("getMe"))
    assert (await server.next_call()) is not server.calls[0]
