"""What the doctor asks the platforms: tokens, clocks, and whether the bot may post in each of its channels."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import checkup
from bot.domain.checkup import Finding
from bot.domain.ledger import Channel
from bot.domain.ports import Clock
from bot.domain.text import LANGUAGES
from bot.platforms.discord import checkup as discord_checkup
from bot.platforms.telegram import checkup as telegram_checkup
from tests.platform.discord_server import DiscordServer, Permission, Refused
from tests.platform.telegram_server import TelegramServer
from tests.support.findings import remedy, said, spoken

TELEGRAM, DISCORD = "123456:TEST", "TEST.TOKEN"
NOBODY = "http://127.0.0.1:9"


def now() -> datetime:
    return datetime.now(UTC)


def channel(key: object, thread: object = None, platform: str = "telegram") -> Channel:
    return Channel(platform, str(key), None if thread is None else str(thread))


async def ask_telegram(
    server: TelegramServer, *channels: Channel, token: str = TELEGRAM, probe: object = "", clock: Clock = now
) -> list[Finding]:
    return spoken(await telegram_checkup.examine(token, server.api_url, channels, str(probe), clock))


async def ask_discord(
    server: DiscordServer, *channels: Channel, token: str = DISCORD, clock: Clock = now
) -> list[Finding]:
    return spoken(await discord_checkup.examine(token, server.api_url, channels, clock))


def wrong(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.grade != "ok"]


def of(findings: Sequence[Finding], area: str = "channel") -> Finding:
    [found] = [finding for finding in findings if finding.area == area]
    return found


async def test_where_all_is_well_telegram_says_so() -> None:
    async with TelegramServer(token=TELEGRAM) as server:
        public = server.add_chat("channel", "News", username="news_here")
        group, forum = server.add_chat("supergroup", "G"), server.add_chat("supergroup", "F", forum=True)
        person = server.add_user("Hana")
        places = [
            channel("@news_here"),
            channel(public.id),
            channel(group.id),
            channel(forum.id, 7),
            channel(person.id),
        ]
        found = await ask_telegram(server, *places, probe=person.id)
        assert wrong(found) == []
        assert [finding.area for finding in found] == ["token", "clock", *["channel"] * 5, "probe chat"]
        assert "@KawarabanBot" in said(found[0])
        assert {call.method for call in server.calls} == {"getMe", "getChat", "getChatMember"}  # nobody sees any of it


@pytest.mark.parametrize(
    ("kind", "status", "rights", "en", "ja"),
    [
        (
            "channel",
            "administrator",
            {"can_post_messages": False},
            "may not post there: it is an administrator",
            "立場：管理者",
        ),
        ("channel", "member", {}, "may not post there|does not see it", "投稿できません|ボットから見えません"),
        ("channel", "left", {}, "does not see it: .*not a member", "ボットから見えません：「.*not a member.*」"),
        ("supergroup", "kicked", {}, "does not see it: .*kicked", "ボットから見えません：「.*kicked.*」"),
        ("supergroup", "restricted", {}, "may not post there: it is restricted", "立場：制限付きのメンバー"),
    ],
)
async def test_where_the_bot_may_not_post_on_telegram_the_doctor_says_what_to_do(
    kind: str, status: str, rights: dict[str, bool], en: str, ja: str
) -> None:
    async with TelegramServer(token=TELEGRAM) as server:
        chat = server.add_chat(kind, "X")
        server.set_member(chat, server.bot, status, **rights)
        found = of(await ask_telegram(server, channel(chat.id)))
        server.take_violations()
        assert found.grade == "error"
        assert found.remedy
        assert re.search(en, said(found))
        assert re.search(ja, said(found, "ja"))


async def test_a_chat_that_is_not_there_and_one_that_has_moved_are_told_apart() -> None:
    async with TelegramServer(token=TELEGRAM) as server:
        gone = of(await ask_telegram(server, channel(-1009999)))
        server.take_violations()
        assert (gone.grade, said(gone)) == ("error", "the bot does not see it: Chat not found")
        group, new = server.add_chat("group", "G"), server.add_chat("supergroup", "G")
        server.fail_next("getChat", migrate_to_chat_id=new.id)
        moved = of(await ask_telegram(server, channel(group.id)))
        assert moved.grade == "warning"
        assert str(new.id) in said(moved)


async def test_a_probe_chat_that_cannot_be_written_to_is_a_finding_of_its_own() -> None:
    async with TelegramServer(token=TELEGRAM) as server:
        found = of(await ask_telegram(server, probe=-100), "probe chat")
        server.take_violations()
        assert found.grade == "error"
        for lang in LANGUAGES:
            assert "telegram.probe_chat" in remedy(found, lang)


async def test_a_group_is_too_slow_to_look_in() -> None:
    async with TelegramServer(token=TELEGRAM) as server:
        found = of(await ask_telegram(server, probe=server.add_chat("supergroup", "G").id), "probe chat")
        assert (found.grade, "telegram.probe_chat" in remedy(found)) == ("warning", True)


@pytest.mark.parametrize("token", ["123456:WRONG", "999:TEST", "no token", ""])
async def test_a_token_that_telegram_refuses_is_told_without_being_shown(token: str) -> None:
    async with TelegramServer(token=TELEGRAM) as server:
        found = await ask_telegram(server, channel(-1), token=token)
        server.take_violations()
        assert of(found, "token").grade == "error"
        assert not [finding for finding in found if finding.area == "channel"]
        assert "WRONG" not in str(found)
        assert "999" not in str(found)


async def test_a_telegram_that_does_not_answer_or_breaks_is_a_finding(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    found = spoken(await telegram_checkup.examine(TELEGRAM, f"{NOBODY}/bot", [channel(-1)], "", now))
    assert [(finding.area, finding.grade) for finding in found] == [("network", "error")]
    async with TelegramServer(token=TELEGRAM) as server:
        server.fail_next("getMe", status=502)
        assert of(await ask_telegram(server), "network").grade == "error"
        server.drop_next("getMe", delivered=False)
        assert of(await ask_telegram(server), "network").grade == "error"
        group = server.add_chat("supergroup", "G")
        server.fail_next("getChat", status=500)
        found = await ask_telegram(server, channel(group.id), channel(group.id))
        assert [finding.grade for finding in found if finding.area == "channel"] == ["warning", "ok"]
        server.fail_next("getChat", retry_after=3600)
        assert of(await ask_telegram(server, channel(group.id))).grade == "warning"
    assert TELEGRAM not in str(found)
    assert "TEST" not in caplog.text


async def test_where_all_is_well_discord_says_so() -> None:
    async with DiscordServer(token=DISCORD) as server:
        guild = server.add_guild("村")
        room, forum = server.add_channel(guild, "general"), server.add_channel(guild, "posts", kind="forum")
        thread = server.add_thread(room)
        direct = server.add_dm(server.add_user("Taro"))
        places = [(room.id, None), (forum.id, None), (room.id, thread.id), (direct.id, None)]
        found = await ask_discord(server, *(channel(*place, platform="discord") for place in places))
        assert wrong(found) == []
        assert [finding.area for finding in found] == ["token", "clock", *["channel"] * 4]
        assert {call.method for call in server.calls} == {"GET"}
        assert not server.gateway.live()


@pytest.mark.parametrize(
    ("taken", "grade", "en", "ja"),
    [
        (Permission.SEND_MESSAGES, "error", "Send Messages", "「メッセージを送信」"),
        (Permission.VIEW_CHANNEL, "error", "view the channel|View Channel", "チャンネルを見"),
        (Permission.READ_MESSAGE_HISTORY, "warning", "Read Message History", "「メッセージ履歴を読む」"),
        (
            Permission.SEND_MESSAGES | Permission.READ_MESSAGE_HISTORY,
            "error",
            ": Read Message History, Send Messages$",
            "：「メッセージ履歴を読む」、「メッセージを送信」$",
        ),
    ],
)
async def test_where_discord_does_not_let_the_bot_post_the_doctor_names_the_permission(
    taken: Permission, grade: str, en: str, ja: str
) -> None:
    async with DiscordServer(token=DISCORD) as server:
        room = server.add_channel(server.add_guild("村"), "general")
        server.forbid(room, taken)
        found = of(await ask_discord(server, channel(room.id, platform="discord")))
        assert found.grade == grade
        assert re.search(en, remedy(found))
        assert re.search(ja, remedy(found, "ja"))


async def test_what_is_no_channel_on_discord_is_said() -> None:
    async with DiscordServer(token=DISCORD) as server:
        room = server.add_channel(server.add_guild("村"), "general")
        thread = server.add_thread(room)
        places = [channel(4711, platform="discord"), channel(thread.id, platform="discord")]
        found = [each for each in await ask_discord(server, *places) if each.area == "channel"]
        assert [each.grade for each in found] == ["error", "error"]
        for lang in LANGUAGES:
            assert f'chat = "{room.id}", thread = "{thread.id}"' in remedy(found[1], lang)


async def test_a_token_that_discord_refuses_is_told_without_being_shown(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with DiscordServer(token=DISCORD) as server:
        found = await ask_discord(server, channel(1, platform="discord"), token="SOME.SECRET")
        assert [(finding.area, finding.grade) for finding in found] == [("token", "error"), ("clock", "ok")]
    assert "SECRET" not in str(found) + caplog.text


async def test_a_discord_that_does_not_answer_or_breaks_is_a_finding() -> None:
    found = spoken(await discord_checkup.examine(DISCORD, f"{NOBODY}/api/v10", [], now))
    assert [(finding.area, finding.grade) for finding in found] == [("network", "error")]
    async with DiscordServer(token=DISCORD) as server:
        guild = server.add_guild("村")
        room = server.add_channel(guild, "general")
        server.fault("GET", f"/guilds/{guild.id}", Refused(400, 0, "Strange"))
        found = await ask_discord(server, channel(room.id, platform="discord"), channel(room.id, platform="discord"))
        assert [finding.grade for finding in found if finding.area == "channel"] == ["warning", "ok"]


@pytest.mark.parametrize("off", [-3600, -10, 10, 86400])
async def test_a_clock_that_is_off_by_more_than_five_seconds_is_a_finding(off: int) -> None:
    clock: Clock = lambda: now() + timedelta(seconds=off)  # noqa: E731
    async with TelegramServer(token=TELEGRAM) as telegram, DiscordServer(token=DISCORD) as discord:
        for found in (await ask_telegram(telegram, clock=clock), await ask_discord(discord, clock=clock)):
            finding = of(found, "clock")
            assert finding.grade == "error"
            assert ("ahead of" if off > 0 else "behind") in said(finding)
            assert ("進んで" if off > 0 else "遅れて") in said(finding, "ja")


def test_a_slow_answer_is_no_wrong_clock() -> None:
    begun = datetime(2026, 1, 15, 12, 0, 30, tzinfo=UTC)
    for second in (29, 30, 45, 50, 55):
        theirs = begun.replace(second=second)
        assert checkup.clock("x", begun, begun + timedelta(seconds=20), theirs).grade == "ok"
    assert checkup.clock("x", begun, begun + timedelta(seconds=20), begun.replace(second=20)).grade == "error"


def test_channels_that_were_not_asked_about_are_counted() -> None:
    for count, en in ((1, "one more channel was"), (1234, "1,234 more channels were")):
        [found] = spoken(checkup.left_out("discord", "Discord", count))
        assert (found.area, found.subject, found.grade) == ("channel", "discord", "warning")
        assert said(found).startswith(en)
    assert checkup.left_out("discord", "Discord", 0) == checkup.left_out("discord", "Discord", -500) == []


def test_a_date_that_cannot_be_read_is_none() -> None:
    assert checkup.http_date("Thu, 15 Jan 2026 12:00:00 GMT") == datetime(2026, 1, 15, 12, tzinfo=UTC)
    assert checkup.http_date("Thu, 15 Jan 2026 12:00:00 -0000") == datetime(2026, 1, 15, 12, tzinfo=UTC)
    assert [checkup.http_date(told) for told in (None, "", "yesterday", "0")] == [None] * 4
