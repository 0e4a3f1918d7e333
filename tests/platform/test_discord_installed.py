"""Where the bot is a member, and where it is only an app that somebody has installed for themselves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from bot.domain.ask import Ask
from bot.domain.reply import Button, Heading, Reply, paragraph
from tests.platform.discord_server import Channel, DiscordServer, Guild, Permission, User
from tests.support.discord_bot import Scripted, Slow, buttons, running, selects, text
from tests.support.kit import small_kit

LONG = Reply((Heading("長い話"), *(paragraph("長い文。" * 900) for _ in range(12))), "ja")
MANY = tuple(Button(f"人物{n}", Ask("w", "ja", (f"p{n}",)), "choice") for n in range(200))


@dataclass
class Stage:
    """A guild without the bot, a chat of friends, and a member who has it as an app of their own."""

    server: DiscordServer
    guild: Guild
    channel: Channel
    thread: Channel
    group: Channel
    member: User


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server:
        yield server


@pytest.fixture
async def stage(server: DiscordServer) -> Stage:
    guild = server.add_strange_guild()
    channel = server.add_channel(guild, "lounge")
    member = server.add_user("Aoi", locale="ja", permissions=Permission.MANAGE_GUILD)
    return Stage(server, guild, channel, server.add_thread(channel), server.add_group(member), member)


async def test_somebody_else_may_press_there(stage: Stage) -> None:
    other = stage.server.add_user("Mio", locale="en-GB")
    kit = small_kit()
    router = Scripted(kit, Reply((Heading("皆へ"),), "ja", MANY[:1]))
    async with running(stage.server, kit, router=router):
        answer = await (await stage.server.slash(stage.member, stage.channel, "timeline")).answer()
        router.reply = LONG
        pressed = await stage.server.click(other, answer, MANY[0].ask.encode())
        assert "通は省きました" in text((await pressed.messages(5))[-1])


async def test_what_only_reads_is_answered_anywhere(stage: Stage) -> None:
    async with running(stage.server, small_kit()):
        for place in (stage.channel, stage.thread, stage.group, stage.server.add_dm(stage.member)):
            answer = await (await stage.server.slash(stage.member, place, "年表")).answer()
            assert "最新の出来事" in text(answer)
            assert answer.channel is place
            turned = await stage.server.click(stage.member, answer, buttons(answer)["次へ ▶"])
            assert await turned.answer() is answer
            people = selects(answer)["select:person:0"]
            chosen = await stage.server.select(stage.member, answer, "select:person:0", [people["マスク"]])
            assert "イーロン・マスク" in text((await chosen.messages(1))[-1])
            offered = await stage.server.autocomplete(stage.member, place, "who", "name", "トラ")
            assert offered == [{"name": "ドナルド・トランプ", "value": "trump"}]


@pytest.mark.parametrize("name", ["subscribe", "unsubscribe", "add"])
async def test_what_manages_is_not_offered_where_the_bot_is_no_member(stage: Stage, name: str) -> None:
    async with running(stage.server, small_kit()):
        for place in (stage.channel, stage.thread, stage.group):
            with pytest.raises(AssertionError, match="is not offered"):
                await stage.server.slash(stage.member, place, name)


@pytest.mark.parametrize("name", ["subscribe", "unsubscribe", "add"])
async def test_what_manages_is_refused_where_an_old_client_still_offers_it(stage: Stage, name: str) -> None:
    kit = small_kit()
    async with running(stage.server, kit, [stage.member.id]):
        for command in stage.server.commands:
            command |= {"integration_types": [0, 1], "contexts": [0, 1, 2]}
        for place in (stage.channel, stage.group):
            answer = await (await stage.server.slash(stage.member, place, name)).answer()
            assert answer.seen_by is stage.member
            assert "ボットが入っているサーバー" in text(answer)
        assert not await kit.store.subscriptions()
        dm = stage.server.add_dm(stage.member)
        subscribed = await (await stage.server.slash(stage.member, dm, "subscribe")).answer()
        assert "登録しました" in text(subscribed)


async def test_an_answer_that_all_are_kept_from_is_still_an_answer(stage: Stage) -> None:
    """Discord makes it ephemeral for those who may not use apps of their own in a server."""
    stage.member.permissions &= ~Permission.USE_EXTERNAL_APPS
    async with running(stage.server, small_kit()):
        answer = await (await stage.server.slash(stage.member, stage.channel, "timeline")).answer()
        assert answer.seen_by is stage.member
        turned = await stage.server.click(stage.member, answer, buttons(answer)["次へ ▶"])
        assert await turned.answer() is answer
        assert "支持を表明" in text(answer)


@pytest.mark.parametrize("ways", [(), MANY], ids=["text", "buttons"])
@pytest.mark.parametrize("private", [False, True], ids=["aloud", "private"])
@pytest.mark.parametrize("kind", [Scripted, Slow])
async def test_a_long_answer_ends_where_no_more_may_follow(
    stage: Stage, ways: tuple[Button, ...], private: bool, kind: type[Scripted]
) -> None:
    """One more than five follow-ups would fail on the server."""
    kit = small_kit()
    router = kind(kit, replace(LONG, buttons=ways, private=private))
    async with running(stage.server, kit, router=router, defer_after=0.0 if kind is Slow else 10.0):
        asked = await stage.server.slash(stage.member, stage.channel, "timeline")
        shown = [message for message in await router.answered(asked, 5) if not message.deleted]
        assert len(shown) == 5
        assert any("続き" in text(message) and "通は省きました" in text(message) for message in shown)
        assert all(message.seen_by is (stage.member if private else None) for message in shown)


async def test_a_member_bot_leaves_nothing_out(server: DiscordServer) -> None:
    kit = small_kit()
    channel = server.add_channel(server.add_guild("Edo"))
    member = server.add_user("Aoi", locale="ja")
    async with running(server, kit, router=Scripted(kit, LONG)):
        shown = await (await server.slash(member, channel, "timeline")).messages(12)
        assert "省きました" not in "".join(map(text, shown))


@pytest.mark.parametrize("kind", [Scripted, Slow])
async def test_a_private_answer_to_a_press_leaves_what_all_see(server: DiscordServer, kind: type[Scripted]) -> None:
    """As for a member who asks too much: whatever the answer would replace."""
    kit = small_kit()
    router = kind(kit, Reply((Heading("皆へ"),), "ja", MANY[:1]))
    channel = server.add_channel(server.add_guild("Edo"))
    member = server.add_user("Aoi", locale="ja")
    async with running(server, kit, router=router, defer_after=0.0 if kind is Slow else 10.0):
        (public,) = await router.answered(await server.slash(member, channel, "timeline"))
        router.reply = Reply((Heading("一人へ"),), "ja", MANY[:1], replaces=True, private=True)
        (said,) = await router.answered(await server.click(member, public, MANY[0].ask.encode()))
        assert text(public) == "## 皆へ"
        assert text(said) == "## 一人へ"
        assert said.seen_by is member
        router.reply = replace(router.reply, blocks=(Heading("もう一度"),))
        (again,) = await router.answered(await server.click(member, said, MANY[0].ask.encode()))
        assert again is said
        assert text(said) == "## もう一度"
        shown = await router.answered(await server.slash(member, channel, "timeline"))
        assert shown[-1].seen_by is member
