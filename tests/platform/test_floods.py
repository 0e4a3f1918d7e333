"""A member who floods, as the real libraries carry it: told to wait, and nobody else is held up."""

from __future__ import annotations

from bot.commands.pace import ALOUD_IN_A_ROW, IN_A_ROW
from tests.platform.discord_server import DiscordServer
from tests.support.discord_bot import buttons, text
from tests.support.discord_bot import running as discord_running
from tests.support.kit import small_kit
from tests.support.telegram_bot import running as telegram_running

WAIT = "Please wait 3 seconds, then I will answer again."


async def test_on_telegram_a_flood_is_told_once_and_then_meets_silence() -> None:
    async with telegram_running() as house:
        for number in range(IN_A_ROW):
            assert (await house.ask(house.ann, house.ann, f"/who Trump {'!' * number}")).text
        assert (await house.ask(house.ann, house.ann, "/who Trump")).text.endswith(WAIT)
        for _ in range(5):
            house.server.say(house.ann, house.ann, "/who Trump")
            house.server.say(house.ann, house.group, "/who Trump")
        # Those are met with silence: the next thing that the bot says is an answer to somebody else.
        answer = await house.ask(house.owner, house.group, "/who トランプ")
        assert (answer.chat, answer.text.splitlines()[0]) == (house.group, "ドナルド・トランプ")


async def test_on_telegram_a_button_that_is_pressed_in_a_flood_is_answered_each_time() -> None:
    async with telegram_running() as house:
        card = await house.ask(house.ann, house.group, "/timeline")
        for _ in range(IN_A_ROW - 1):
            await house.ask(house.ann, house.group, "/who Trump")
        data = next(str(key["callback_data"]) for row in card.keyboard for key in row if key["text"] == "Musk")
        for _ in range(3):
            house.server.press(house.ann, card, data)
            told = await house.server.next_call("answerCallbackQuery")
            assert told.parameters["text"].endswith(WAIT)


async def test_on_discord_who_asks_too_much_in_a_channel_is_answered_alone_and_then_told_to_wait() -> None:
    async with DiscordServer() as server:
        channel = server.add_channel(server.add_guild("Edo"), "news")
        busy, other = server.add_user("Aoi", locale="en-GB"), server.add_user("Mio", locale="ja")
        async with discord_running(server, small_kit()):
            for number in range(IN_A_ROW):
                asked = await server.slash(busy, channel, "who", {"name": "Trump"})
                seen_by = (await asked.answer()).seen_by
                assert seen_by is (None if number < ALOUD_IN_A_ROW else busy)
            answer = await (await server.slash(other, channel, "who", {"name": "トランプ"})).answer()
            assert answer.seen_by is None
            for _ in range(2):
                told = await (await server.slash(busy, channel, "who", {"name": "Trump"})).answer()
                assert told.seen_by is busy
                assert WAIT in text(told)
                pressed = await server.click(busy, answer, buttons(answer)["年表で見る"])
                told = await pressed.answer()
                assert told.seen_by is busy
                assert "3秒ほど待ってから" in text(told)  # in the language of the message that was pressed
