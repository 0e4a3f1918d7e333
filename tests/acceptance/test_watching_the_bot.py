"""A bot on both platforms as its operator watches and steers it: status, takeback, doctor, its log, its address for monitors."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.domain.text import LANGUAGES, columns
from tests.acceptance.test_platforms import AFTER, BEFORE, DISCORD, TELEGRAM, channel, program, running
from tests.platform.discord_server import DiscordServer, Permission
from tests.platform.telegram_server import TelegramServer
from tests.support.findings import is_in
from tests.support.program import Program

JSON = {"KAWARABAN_LOG__FORMAT": "json", "KAWARABAN_LOG__LEVEL": "DEBUG"}


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer(token=TELEGRAM) as server:
        yield server


@pytest.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    async with DiscordServer(token=DISCORD) as server:
        yield server


async def typed(bot: Program, *arguments: str) -> tuple[int, str, str]:
    """Type a command while the servers of this test go on; return its status and what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        cwd=bot.folder, env=bot.environment(),
    )  # fmt: skip
    async with asyncio.timeout(60):
        out, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), errors.decode()


async def answered(bot: Program, *arguments: str) -> Any:
    status, out, errors = await typed(bot, *arguments, "--json")
    assert status == 0, errors
    return json.loads(out)


def a_free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


async def get(port: int, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as answer:
        return answer.status, await answer.text()


async def subscribed(bot: Program, telegram: TelegramServer, discord: DiscordServer) -> None:
    """Let the bot have been there before the slot, so that it has its channels."""
    async with running(bot, "--now", BEFORE) as first:
        await telegram.wait_for("getUpdates")
        await discord.connected()
        await first.says("discord: connected")
        assert await first.end() == 0


async def test_a_post_is_taken_back_through_the_running_bot(
    tmp_path: Path,
    telegram: TelegramServer,
    discord: DiscordServer,
) -> None:
    news = telegram.add_chat("channel", "News", bot="administrator")
    room = discord.add_channel(discord.add_guild("村"), "news")
    bot = program(tmp_path, telegram, discord, channels=channel("telegram", news.id) + channel("discord", room.id))
    await subscribed(bot, telegram, discord)
    async with running(bot, "--now", AFTER) as second:
        await telegram.wait_for("sendMessage")
        await discord.next_call("POST", f"/channels/{room.id}/messages")
        await until_sent(bot, 2)
        for key in (f"telegram:{news.id}", f"discord:{room.id}"):
            row = await answered(bot, "takeback", key)
            assert (row["state"], row["channel"]) == ("gone", key)
            assert all(part["gone"] for part in row["parts"])
        assert telegram.sent(news) == []
        assert discord.messages(room) == []
        status, _, errors = await typed(bot, "takeback", f"telegram:{news.id}")
        assert status == 2
        assert "readers have no post there" in errors
        assert await second.end() == 0
    assert [row["state"] for row in await answered(bot, "ledger")] == ["gone", "gone"]


async def until_sent(bot: Program, rows: int) -> None:
    async with asyncio.timeout(30):
        while [row["state"] for row in await answered(bot, "ledger", "--state", "sent")] != ["sent"] * rows:
            pass


async def test_status_log_and_monitors_tell_the_same_of_a_bot_on_both_platforms(
    tmp_path: Path,
    telegram: TelegramServer,
    discord: DiscordServer,
) -> None:
    news = telegram.add_chat("channel", "News", bot="administrator")
    lost = telegram.add_chat("channel", "Lost", bot="left")
    room = discord.add_channel(discord.add_guild("村"), "news")
    places = [channel("telegram", news.id), channel("telegram", lost.id), channel("discord", room.id)]
    port = a_free_port()
    watched = {"KAWARABAN_WATCH__PORT": str(port)}
    bot = program(tmp_path, telegram, discord, channels="".join(places), **JSON, **watched)
    await subscribed(bot, telegram, discord)
    async with running(bot, "--now", AFTER) as second:
        await until_sent(bot, 2)
        await second.says('"event": "paused"')
        found = await answered(bot, "status")
        assert {p["platform"]: p["up"] for p in found["platforms"]} == {"telegram": True, "discord": True}
        assert [each["channel"] for each in found["paused"]] == [f"telegram:{lost.id}"]
        assert found["last_error"]["channel"] == f"telegram:{lost.id}"
        assert len(found["next"]) == 2
        status, text = await get(port, "/health")
        assert (status, json.loads(text)["ok"]) == (200, True)
        status, text = await get(port, "/metrics")
        assert status == 200
        for line in (
            'kawaraban_deliveries_total{platform="discord",state="sent"} 1.0',
            'kawaraban_deliveries_total{platform="telegram",state="sent"} 1.0',
            'kawaraban_attempts_total{outcome="lost",platform="telegram"} 1.0',
            "kawaraban_paused_subscriptions 1.0",
            "kawaraban_ledger_rows 3.0",
            'kawaraban_platform_up{platform="discord"} 1.0',
        ):
            assert line in text
        assert await second.end() == 0
    said = [json.loads(line) for line in second.log]
    assert {(line["channel"], line["state"]) for line in said if line["event"] == "sent"} == {
        (f"telegram:{news.id}", "sent"),
        (f"discord:{room.id}", "sent"),
    }
    everything = "".join(second.log)
    titles = {event["title"] for event in bot.json("timeline", "--lang", "en")["events"]}
    assert not [title for title in titles if title in everything]
    assert TELEGRAM.partition(":")[2] not in everything
    assert DISCORD not in everything
    assert not (bot.data / "control.sock").exists()


async def test_an_address_for_monitors_that_is_taken_is_a_wrong_setting(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        bot = Program(tmp_path, {"KAWARABAN_WATCH__PORT": str(taken.getsockname()[1])})
        done = bot.run("chat")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "watch.port" in done.stderr


async def test_the_doctor_finds_what_is_wrong_beside_a_running_bot(
    tmp_path: Path,
    telegram: TelegramServer,
    discord: DiscordServer,
) -> None:
    news = telegram.add_chat("channel", "News", bot="administrator")
    room = discord.add_channel(discord.add_guild("村"), "news")
    bot = program(tmp_path, telegram, discord, channels=channel("telegram", news.id) + channel("discord", room.id))
    async with running(bot) as first:
        await first.says("telegram: connected")
        await first.says("discord: connected")
        found = await answered(bot, "doctor")
        assert found["ok"], found
        assert {finding["area"] for finding in found["findings"]} == {
            "settings", "corpus", "data", "disk", "bot", "token", "clock", "channel",
        }  # fmt: skip
        telegram.set_member(news, telegram.bot, "administrator", can_post_messages=False)
        discord.forbid(room, Permission.READ_MESSAGE_HISTORY)
        status, out, errors = await typed(bot, "doctor", "--lang", "en")
        assert (status, errors) == (1, "")
        wrong = [line for line in out.splitlines() if not line.startswith("ok ")]
        assert [line.split()[:3] for line in wrong] == [
            ["WRONG", "channel", f"telegram:{news.id}:"],
            ["WARN", "channel", f"discord:{room.id}:"],
        ]
        assert TELEGRAM not in out
        assert DISCORD not in out
        assert (await answered(bot, "hold"))["hold"]
        status, out, errors = await typed(bot, "doctor", "--lang", "ja")
        assert (status, errors) == (1, "")
        rows = [re.split(" {2,}", line) for line in out.splitlines() if not line.startswith("正常 ")]
        assert [row[:2] for row in rows] == [["注意", "ボット"], ["異常", "チャンネル"], ["注意", "チャンネル"]]
        hold, told, asked = (row[2] for row in rows)
        assert re.fullmatch(r"停止：すべての投稿を止めています（.+）。再開は `kawaraban release`", hold)
        assert told == (
            f"telegram:{news.id}：投稿できません（ボットの立場：管理者）。"
            "ボットを、メッセージを投稿できる管理者にしてください"
        )
        assert asked.startswith(f"discord:{room.id}：投稿できますが、")
        assert asked.endswith("。チャンネルの権限で許可してください：「メッセージ履歴を読む」")
        assert await first.end() == 0


async def test_the_doctor_names_a_wrong_token_and_a_network_that_is_away_without_a_traceback(
    tmp_path: Path,
    telegram: TelegramServer,
) -> None:
    variables = {
        "TELEGRAM_BOT_TOKEN": "99:WRONG",
        "DISCORD_BOT_TOKEN": "SOME.SECRET",
        "KAWARABAN_DISCORD__API_URL": "http://127.0.0.1:9/api/v10",
        "LANG": "ja_JP.UTF-8",
    }
    bot = program(tmp_path, telegram, **variables)
    status, out, errors = await typed(bot, "doctor")
    assert (status, errors) == (1, "")
    assert [re.split(" {2,}|：", line)[:3] for line in out.splitlines() if not line.startswith("正常 ")] == [
        ["異常", "トークン", "telegram"],
        ["異常", "通信", "discord"],
    ]
    assert "WRONG" not in out
    assert "SECRET" not in out


def test_the_doctor_without_anything_is_well_and_makes_no_folder(tmp_path: Path) -> None:
    bot = Program(tmp_path)
    found = bot.json("doctor")
    assert found["ok"]
    assert not bot.data.exists()


def test_the_doctor_tells_a_damaged_store(tmp_path: Path) -> None:
    bot = Program(tmp_path)
    bot.json("hold")
    [journal] = bot.data.glob("*.journal")
    journal.write_bytes(b"XXXXXXXX" + journal.read_bytes()[8:])
    done = bot.run("doctor", "--lang", "en")
    assert done.returncode == 1
    assert [line.split()[1] for line in done.stdout.splitlines() if line.startswith("WRONG")] == ["data"]


def test_the_doctor_speaks_the_language_that_is_asked_for(tmp_path: Path) -> None:
    variables = {
        "TELEGRAM_BOT_TOKEN": "123456:TEST",
        "KAWARABAN_TELEGRAM__API_URL": "http://127.0.0.1:9/bot",
        "KAWARABAN_CHANNELS": '[{"platform": "discord", "chat": "5", "people": ["nobody"]}]',
    }
    bot = Program(tmp_path, variables)
    bot.json("hold")
    [journal] = bot.data.glob("*.journal")
    journal.write_bytes(b"XXXXXXXX" + journal.read_bytes()[8:])
    found = {lang: json.loads(bot.run("doctor", "--json", "--lang", lang).stdout)["findings"] for lang in LANGUAGES}
    names = {lang: [(f["area"], f["subject"], f["grade"]) for f in found[lang]] for lang in LANGUAGES}
    assert names["ja"] == names["en"]
    assert [name for name in names["en"] if name[2] == "error"] == [
        ("settings", "channels", "error"),
        ("data", "journal", "error"),
        ("network", "telegram", "error"),
        ("token", "discord", "error"),
    ]
    for lang in LANGUAGES:
        for finding in found[lang]:
            assert is_in(lang, finding["said"]), finding
            assert not finding["remedy"] or is_in(lang, finding["remedy"]), finding
    done = bot.run("doctor", "--lang", "ja")
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    rows = [re.split(" {2,}", line, maxsplit=2) for line in lines]
    assert len(rows) == len(names["ja"])
    assert {mark for mark, *_ in rows} == {"正常", "異常"}
    # Told in columns, as wide as they are in a terminal.
    assert len({columns(line.removesuffix(said)) for line, (*_, said) in zip(lines, rows, strict=True)}) == 1
    subjects = {said.partition("：")[0] for *_, said in rows}
    assert {subject for subject in subjects if subject.isascii() and "/" not in subject} == {"telegram", "discord"}
    told = {tuple(row[:2]): row[2] for row in rows}
    assert told["異常", "トークン"] == (
        "discord：トークンがなく、1件のチャンネルが待っています。環境変数か .env で DISCORD_BOT_TOKEN を設定してください"
    )
    assert told["異常", "通信"].startswith("telegram：つながりません：「")
    assert told["異常", "通信"].endswith("」。telegram.api_url を確かめてください")


def test_the_doctor_tells_a_corpus_and_channels_that_do_not_fit(tmp_path: Path) -> None:
    (tmp_path / "story").mkdir()
    done = Program(tmp_path, {"KAWARABAN_CORPUS__DIR": str(tmp_path / "story")}).run("doctor")
    assert done.returncode == 1
    assert "kawaraban check" in done.stdout
    nobody = '[{"platform": "telegram", "chat": "-1", "people": ["nobody"]}]'
    done = Program(tmp_path, {"KAWARABAN_CHANNELS": nobody}).run("doctor")
    assert done.returncode == 1
    assert "nobody" in done.stdout
    assert "TELEGRAM_BOT_TOKEN" in done.stdout
