"""The bot as its operator runs it: a subprocess that talks to both platforms at once, killed, stopped and started again."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.platform.discord_server import Channel as Room
from tests.platform.discord_server import DiscordServer
from tests.platform.telegram_server import Chat, TelegramServer
from tests.support.discord_bot import buttons, text
from tests.support.program import Program

TELEGRAM, DISCORD = "123456:TEST", "TEST.TOKEN"
BEFORE, AFTER, LATER = "2026-03-14T08:00+09:00", "2026-03-14T09:05+09:00", "2026-03-14T09:07+09:00"


@dataclass
class Running:
    """A bot that runs; `log` has what it wrote to stderr so far."""

    process: asyncio.subprocess.Process
    log: list[str] = field(default_factory=list)
    _heard: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def listen(self) -> None:
        """Take its log, line by line, until it ends."""
        assert self.process.stderr is not None
        while line := await self.process.stderr.readline():
            async with self._heard:
                self.log.append(line.decode())
                self._heard.notify_all()

    async def says(self, text: str) -> None:
        """Return when a line of the log holds `text`."""
        async with asyncio.timeout(30), self._heard:
            await self._heard.wait_for(lambda: any(text in line for line in self.log))

    async def end(self) -> int:
        """Ask it to end, and return its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return await self.ended()

    async def ended(self) -> int:
        async with asyncio.timeout(30):
            return await self.process.wait()

    async def kill(self) -> None:
        self.process.kill()
        await self.ended()


@asynccontextmanager
async def running(program: Program, *arguments: str) -> AsyncIterator[Running]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", *arguments,
        stdin=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL,
        cwd=program.folder, env=program.environment(),
    )  # fmt: skip
    bot = Running(process)
    listening = asyncio.ensure_future(bot.listen())
    try:
        yield bot
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await listening


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer(token=TELEGRAM) as server:
        yield server


@pytest.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    async with DiscordServer(token=DISCORD) as server:
        yield server


def program(folder: Path, *servers: TelegramServer | DiscordServer, channels: str = "", **variables: str) -> Program:
    """Return a bot whose settings point at the servers; without a server there is no token."""
    settings = dict(variables)
    for server in servers:
        name = "TELEGRAM" if isinstance(server, TelegramServer) else "DISCORD"
        settings.setdefault(f"{name}_BOT_TOKEN", server.token)
        settings[f"KAWARABAN_{name}__API_URL"] = server.api_url
    (folder / "config").mkdir(exist_ok=True)
    (folder / "config" / "kawaraban.toml").write_text(channels, encoding="utf-8")
    return Program(folder, settings)


def channel(platform: str, chat: object) -> str:
    return f'[[channels]]\nplatform = "{platform}"\nchat = "{chat}"\nlanguage = "en"\ntimezone = "Asia/Tokyo"\n'


async def test_one_process_answers_on_both_platforms_and_ends_in_good_order(
    tmp_path: Path, telegram: TelegramServer, discord: DiscordServer
) -> None:
    member = telegram.add_user("Hana", language_code="en")
    telegram.say(member, member, "/who musk")  # before the bot is there: it must not be lost
    async with running(program(tmp_path, telegram, discord)) as bot:
        await telegram.wait_for("sendMessage")
        await discord.connected()
        user = discord.add_user("Taro", locale="ja")
        room = discord.add_channel(discord.add_guild("村"), "general")
        answer = await (await discord.slash(user, room, "who", {"name": "マスク"}, locale="ja")).answer()
        assert await bot.end() == 0
    assert "Elon Musk" in telegram.messages(member)[-1].text
    assert "イーロン・マスク" in text(answer)
    assert TELEGRAM not in "".join(bot.log)
    assert DISCORD not in "".join(bot.log)


async def test_a_wrong_token_stops_only_its_platform_and_is_named(
    tmp_path: Path, telegram: TelegramServer, discord: DiscordServer
) -> None:
    member = telegram.add_user("Hana", language_code="en")
    async with running(program(tmp_path, telegram, discord, DISCORD_BOT_TOKEN="wrong.token")) as bot:
        await telegram.wait_for("getUpdates")
        telegram.say(member, member, "/timeline 2025-06-11")
        await telegram.wait_for("sendMessage")
        await bot.says("DISCORD_BOT_TOKEN")
        assert await bot.end() == 0
    assert "wrong.token" not in "".join(bot.log)


async def test_wrong_tokens_everywhere_end_with_status_2(
    tmp_path: Path, telegram: TelegramServer, discord: DiscordServer
) -> None:
    variables = {"DISCORD_BOT_TOKEN": "wrong.token", "TELEGRAM_BOT_TOKEN": "99:WRONG"}
    async with running(program(tmp_path, telegram, discord, **variables)) as bot:
        assert await bot.ended() == 2
    log = "".join(bot.log)
    assert "TELEGRAM_BOT_TOKEN" in log
    assert "DISCORD_BOT_TOKEN" in log
    assert "99:WRONG" not in log


async def test_a_due_edition_is_posted_once_whatever_the_number_of_starts(
    tmp_path: Path, telegram: TelegramServer, discord: DiscordServer
) -> None:
    news = telegram.add_chat("channel", "News", bot="administrator")
    room = discord.add_channel(discord.add_guild("村"), "news")
    bot = program(tmp_path, telegram, discord, channels=channel("telegram", news.id) + channel("discord", room.id))
    async with running(bot, "--now", BEFORE) as first:
        await telegram.wait_for("getUpdates")
        await discord.connected()
        assert await first.end() == 0
    planned = bot.json("plan", "--days", "1", "--now", BEFORE, "--lang", "en")
    async with running(bot, "--now", AFTER) as second:
        await telegram.wait_for("sendMessage")
        await discord.next_call("POST", f"/channels/{room.id}/messages")
        assert await second.end() == 0
    async with running(bot, "--now", AFTER) as third:
        member = telegram.add_user("Hana", language_code="en")
        telegram.say(member, member, "/help")
        await telegram.wait_for("sendMessage", where=lambda call: "Commands" in (call.text or ""))
        assert await third.end() == 0
    rows = bot.json("ledger")
    assert [(row["slot"], row["state"], row["attempts"]) for row in rows] == [("2026-03-14T09:00", "sent", 1)] * 2
    sent = {"telegram": len(telegram.sent(news)), "discord": len(discord.messages(room))}
    assert {row["platform"]: len(row["message_ids"]) for row in rows} == sent
    assert {row["channel"] for row in rows} == {post["channel"] for post in planned}


async def test_what_was_in_flight_at_a_kill_is_found_on_discord_and_asked_about_on_telegram(
    tmp_path: Path, telegram: TelegramServer, discord: DiscordServer
) -> None:
    owner = telegram.add_user("Owner", language_code="en")
    news = telegram.add_chat("channel", "News", bot="administrator")
    room = discord.add_channel(discord.add_guild("村"), "news")
    channels = channel("telegram", news.id) + channel("discord", room.id)
    owners = {"KAWARABAN_TELEGRAM__OWNERS": f'["{owner.id}"]'}
    bot = program(tmp_path, telegram, discord, channels=channels, **owners)
    await _killed_in_flight(bot, telegram, discord, news, room)
    async with running(bot, "--now", LATER) as third:
        await telegram.wait_for("sendMessage", where=lambda call: call.parameters["chat_id"] == owner.id)
        await third.says("nobody can know whether it is there")  # and that they were asked is written down
        [question] = telegram.sent(owner)
        await discord.connected()
        await discord.next_call("POST", f"/channels/{room.id}/messages")
        telegram.press(owner, question, question.button("It is there"))
        await telegram.wait_for("editMessageText")
        assert await third.end() == 0
    rows = bot.json("ledger")
    assert [row["state"] for row in rows] == ["sent", "sent"]
    assert len(telegram.sent(news)) == len(discord.messages(room)) == 1
    assert next(row["message_ids"] for row in rows if row["platform"] == "discord") == [
        str(discord.messages(room)[0].id)
    ]


async def _killed_in_flight(
    bot: Program, telegram: TelegramServer, discord: DiscordServer, news: Chat, room: Room
) -> None:
    """Kill the bot when its editions are there, and it has no answer yet."""
    async with running(bot, "--now", BEFORE) as first:
        await telegram.wait_for("getUpdates")
        await discord.connected()
        await first.end()
    on_telegram = telegram.hang_next("sendMessage", delivered=True, chat=news.id)
    on_discord = discord.hang("POST", f"/channels/{room.id}/messages", delivered=True)
    async with running(bot, "--now", AFTER) as second:
        await on_telegram.reached()
        await on_discord.reached()
        assert [row["state"] for row in bot.json("ledger")] == ["sending", "sending"]
        await second.kill()
    on_telegram.release()
    on_discord.release()


async def test_an_owner_adds_an_event_on_telegram_and_it_stays(tmp_path: Path, telegram: TelegramServer) -> None:
    owner = telegram.add_user("Owner", language_code="en")
    bot = program(tmp_path, telegram, KAWARABAN_TELEGRAM__OWNERS=f'["{owner.id}"]')
    async with running(bot) as first:
        telegram.say(owner, owner, "/add event\n" + EVENT)
        await telegram.wait_for("sendMessage")
        preview = telegram.messages(owner)[-1]
        telegram.press(owner, preview, preview.button("Save"))
        await telegram.wait_for("editMessageText")
        assert await first.end() == 0
    async with running(bot) as second:
        telegram.say(owner, owner, "/timeline 2025-06-07")
        await telegram.wait_for("sendMessage", where=lambda call: "Timeline: " in (call.text or ""))
        assert await second.end() == 0
    assert "an-added-event" in {p["entry"] for post in bot.json("plan", "--days", "40") for p in post["picks"]}


EVENT = """date: 2025-06-07
title ja: 追加された出来事
title en: An added event
summary ja: チャットから追加された出来事で、保存するとすぐに年表に載り、再起動しても残り、これからの号にも載る。
summary en: An event added from a chat; once saved it is in the timeline at once, stays there over restarts, and is picked.
people: マスク
topics: bill
sources: saga-feature
importance: 5"""


async def test_an_owner_adds_an_event_on_discord_and_it_stays(tmp_path: Path, discord: DiscordServer) -> None:
    owner = discord.add_user("Owner", locale="en-GB")
    room = discord.add_channel(discord.add_guild("村"), "general")
    bot = program(tmp_path, discord, KAWARABAN_DISCORD__OWNERS=f'["{owner.id}"]')
    async with running(bot) as first:
        await discord.connected()
        asked = await discord.slash(owner, room, "add", {"kind": "event"})
        await asked.modal()
        preview = await (await discord.submit_modal(owner, asked, MODAL)).answer()
        await (await discord.click(owner, preview, buttons(preview)["Save"])).answer()
        assert await first.end() == 0
    async with running(bot) as second:
        await discord.connected()
        answer = await (await discord.slash(owner, room, "timeline", {"when": "2025-06-07"})).answer()
        assert "An added event" in text(answer)
        assert await second.end() == 0
    assert "an-added-event" in {p["entry"] for post in bot.json("plan", "--days", "40") for p in post["picks"]}


_LINES = dict(line.split(": ", 1) for line in EVENT.splitlines())
MODAL = {
    "date": _LINES["date"],
    "title": f"{_LINES['title ja']}\n{_LINES['title en']}",
    "summary-ja": _LINES["summary ja"],
    "summary-en": _LINES["summary en"],
    "details": "\n".join(f"{key}: {_LINES[key]}" for key in ("people", "topics", "sources", "importance")),
}
