"""What an unkind world does to the program: each test is a hole that was found, kept so that it stays closed."""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.commands.router import Router
from bot.domain.ledger import Channel, Subscription
from bot.platforms.telegram.pacing import Pacing
from bot.platforms.telegram.platform import TelegramPlatform
from tests.support.builders import send_due
from tests.support.program import Program
from tests.support.telegram_bot import OWNER, House, built, running

TOKYO = '[[channels]]\nplatform = "telegram"\nchat = "-1001"\nschedule = "0 9 * * *"\ntimezone = "Asia/Tokyo"\n'
START = datetime(2026, 1, 15, tzinfo=UTC)
DUE = datetime(2026, 1, 16, 0, 0, 1, tzinfo=UTC)
NEWS_OF_TODAY = """/add event\\
date: 2026-11-19\\
title ja: きのうの出来事\\
title en: What happened yesterday\\
summary ja: 収録の範囲よりあとに起きた出来事を、運営者が端末から加えたもの。予定ではなく、すでに起きたことである。\\
summary en: Something that happened after the day until which the corpus reaches, added by an owner; no plan, but a fact.\\
people: マスク\\
topics: bill\\
sources: saga-feature\\
importance: 5
1
/timeline
"""


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


def _with_stdout(program: Program, stdout: int, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        cwd=program.folder, env={**program.environment(), **variables}, timeout=60, check=False,
    )  # fmt: skip


# The command line


def test_plan_tells_the_time_in_the_channels_own_zone(program: Program) -> None:
    (program.folder / "config").mkdir()
    (program.folder / "config" / "kawaraban.toml").write_text(TOKYO, encoding="utf-8")
    arguments = ("plan", "--days", "1", "--now", "2026-03-14T08:00+09:00")
    assert [post["at"] for post in program.json(*arguments)] == ["2026-03-14T09:00:00+09:00"]
    assert "09:00" in program.run(*arguments, "--lang", "en").stdout.splitlines()[0]


@pytest.mark.parametrize(("asked", "meant"), [("ジョー", ("バイデン", "ローガン")), ("まくす", ("マスク",))])
def test_who_without_json_names_those_whom_it_offers(program: Program, asked: str, meant: tuple[str, ...]) -> None:
    answer = program.run("who", asked, "--lang", "ja").stdout.partition("\n")[2]
    assert all(name in answer for name in meant)


@pytest.mark.parametrize("arguments", [("timeline", "2025-06-05"), ("who", "musk"), ("ledger",), ("run",)])
def test_output_that_cannot_be_written_ends_in_one_line_and_status_1(
    program: Program, arguments: tuple[str, ...]
) -> None:
    with Path("/dev/full").open("wb") as full:
        done = _with_stdout(program, full.fileno(), *arguments)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "cannot be written: No space left on device" in done.stderr


@pytest.mark.parametrize("arguments", [("timeline", "2025-06-05"), ("run",)])
def test_a_reader_who_has_left_gets_no_traceback(program: Program, arguments: tuple[str, ...]) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        assert "Traceback" not in _with_stdout(program, write, *arguments).stderr
    finally:
        os.close(write)


# The terminal


def test_a_terminal_that_cannot_show_japanese_still_gets_its_edition(program: Program) -> None:
    done = _with_stdout(program, subprocess.DEVNULL, "run", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert "Traceback" not in done.stderr
    assert [row["state"] for row in program.json("ledger")] == ["sent"]


def test_a_number_of_any_length_is_answered(program: Program) -> None:
    done = program.run("run", say="1" * 5000 + "\n/help\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert "/timeline" in done.stdout.rpartition("/help")[2]


def test_a_journal_that_takes_no_more_ends_the_terminal_in_one_line_and_status_1(program: Program) -> None:
    program.run("run")
    size = (program.data / "kawaraban.journal").stat().st_size
    done = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        input="/language en\n/language ja\n", capture_output=True, text=True, encoding="utf-8",
        cwd=program.folder, env=program.environment(), timeout=60, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size + 10, size + 10)),
    )  # fmt: skip
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)


def test_what_an_owner_adds_from_after_the_corpus_leads_the_latest_events(program: Program) -> None:
    done = program.run("run", "--lang", "ja", "--now", "2026-11-20T10:00+09:00", say=NEWS_OF_TODAY)
    assert "きのうの出来事" in done.stdout.rpartition("/timeline")[2]


def test_markup_and_emoji_codes_are_shown_as_they_were_typed(program: Program) -> None:
    assert "「:smile:」" in program.run("run", "--lang", "ja", say="/digest :smile:\n").stdout


# Telegram


async def _due(house: House, *chats: int) -> None:
    for number, chat in enumerate(chats):
        channel = Channel("telegram", str(chat))
        await house.store.subscribe(Subscription(f"sub{number}", channel, "0 9 * * *", "Asia/Tokyo", "ja", START))
    house.clock.now = DUE
    assert await house.outbox.fill(house.clock()) == len(chats)


async def _house_with_a_held_group(house: House, released: asyncio.Event) -> House:
    """The same house; whoever must wait long for a turn waits until `released`."""

    async def hold(seconds: float) -> None:
        if seconds > 2:
            await released.wait()
        house.time.now += seconds
        await asyncio.sleep(0)

    pacing = Pacing(house.time, hold)
    router, owners = Router(house.kit), frozenset({str(OWNER)})
    url, token = house.server.api_url, house.server.token
    platform = TelegramPlatform(token, router, house.store, owners, url, house.clock, pacing=pacing)
    return replace(house, platform=platform)


async def test_a_group_that_must_wait_for_its_turn_holds_up_no_other_channel() -> None:
    released = asyncio.Event()
    async with built() as plain:
        house = await _house_with_a_held_group(plain, released)
        house.start()
        await house.ups.until("up")
        news = house.server.add_chat("channel", "News")
        house.server.fail_next("sendMessage", retry_after=30, chat=house.group.id)
        house.server.say(house.ann, house.group, "/help")  # its answer waits, and goes ahead of the edition
        await house.server.next_call("sendMessage")
        await _due(house, house.group.id, news.id)
        sending = asyncio.ensure_future(send_due(house.dispatcher))
        try:
            await house.server.wait_for("sendMessage", timeout=5, where=lambda c: c.parameters["chat_id"] == news.id)
        finally:
            released.set()
            await sending
            await house.stop()


async def test_a_group_that_moves_while_its_edition_is_in_flight_keeps_the_receipt() -> None:
    async with running() as house:
        await _due(house, house.group.id)
        hang = house.server.hang_next("sendMessage", delivered=True, chat=house.group.id)
        sending = asyncio.ensure_future(send_due(house.dispatcher))
        await hang.reached()
        new = house.server.migrate(house.group)
        await house.ask(house.owner, new, "/help")
        hang.release()
        await sending
        [row] = await house.store.deliveries()
        assert (row.state, row.channel.chat) == ("sent", str(new.id))
