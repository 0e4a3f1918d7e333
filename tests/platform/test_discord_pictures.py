"""Pictures on Discord: shown in a gallery with their words, uploaded wherever an answer goes, told in words where refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ask import Ask
from bot.domain.ledger import Channel as Home
from bot.domain.reply import Button, Heading, Picture, Reply, paragraph
from bot.language import catalogue
from bot.platforms.discord import render
from tests.platform.discord_server import Channel, DiscordServer, Interaction, Message, Permission, Refused, User
from tests.platform.discord_server.limits import message_problems
from tests.support.discord_bot import Bot, Scripted, Slow, buttons, parts, running, text
from tests.support.kit import small_kit

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
ALT = "年表：2025年6月、出来事*五件*。@everyone"
TURN = Button("次へ", Ask("t", "ja", ("2025",)), "page")
DRAWN = Reply((Heading("年表"), paragraph("五件あります。")), "ja", (TURN,), picture=Picture(PNG, ALT))
PLAIN = replace(DRAWN, picture=None, replaces=True)
CALLBACK = "/interactions/{id}/{token}/callback"
FOLLOW_UP, ORIGINAL = "/webhooks/{id}/{token}", "/webhooks/{id}/{token}/messages/@original"


@dataclass
class Stage:
    server: DiscordServer
    router: Scripted
    channel: Channel
    member: User
    bot: Bot


@pytest.fixture(params=[10.0, 0.0], ids=["at once", "deferred"])
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    async with DiscordServer() as server:
        kit = small_kit()
        router = Slow(kit, DRAWN) if request.param == 0.0 else Scripted(kit, DRAWN)
        channel = server.add_channel(server.add_guild("Edo"), "news")
        member = server.add_user("Aoi", locale="ja")
        async with running(server, kit, router=router, defer_after=request.param) as bot:
            yield Stage(server, router, channel, member, bot)


async def told(stage: Stage, asked: Interaction) -> Message:
    return (await stage.router.answered(asked))[-1]


async def sent(stage: Stage) -> Message:
    return await told(stage, await stage.server.slash(stage.member, stage.channel, "timeline"))


async def pressed(stage: Stage, message: Message) -> Message:
    return await told(stage, await stage.server.click(stage.member, message, TURN.ask.encode()))


def gallery(message: Message) -> list[dict[str, object]]:
    return [part for part in parts(message.components) if part["type"] == 12]


def assert_drawn(stage: Stage, message: Message) -> None:
    (shown,) = gallery(message)
    assert shown["items"] == [{"media": {"url": "attachment://picture.png"}, "description": ALT}]
    assert message.components[0]["components"][0] is shown
    assert [item["description"] for item in message.attachments] == [ALT]
    assert stage.server.file(message, "picture.png") == PNG
    assert text(message).startswith("## 年表")


def assert_told(message: Message) -> None:
    assert not gallery(message)
    assert not message.attachments
    assert text(message).startswith("年表：2025年6月、出来事\\*五件\\*。\\@everyone\n## 年表")
    assert "次へ" in buttons(message)


async def test_a_picture_stands_above_the_text_with_its_words(stage: Stage) -> None:
    assert_drawn(stage, await sent(stage))


async def test_an_edit_takes_a_picture_away_and_brings_one(stage: Stage) -> None:
    answer = await sent(stage)
    stage.router.reply = PLAIN
    assert await pressed(stage, answer) is answer
    assert not gallery(answer)
    assert not answer.attachments
    stage.router.reply = replace(DRAWN, replaces=True)
    await pressed(stage, answer)
    assert_drawn(stage, answer)
    await pressed(stage, answer)
    assert_drawn(stage, answer)


async def test_a_press_that_does_not_replace_gets_its_picture_below(stage: Stage) -> None:
    answer = await sent(stage)
    below = await pressed(stage, answer)
    assert_drawn(stage, below)
    assert below is not answer


REFUSALS = [
    Refused(413, 40005, "Request entity too large"),
    Refused(413, 0, "a proxy's own page"),
    Refused(400, 50035, "Invalid Form Body"),
    Refused(403, 50013, "Missing Permissions"),
]


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
async def test_a_refused_picture_is_told_in_words(stage: Stage, refused: Refused) -> None:
    deferred = isinstance(stage.router, Slow)
    stage.server.fault("PATCH" if deferred else "POST", ORIGINAL if deferred else CALLBACK, refused)
    assert_told(await sent(stage))


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
async def test_a_refused_picture_of_a_press_is_told_in_words(stage: Stage, refused: Refused) -> None:
    stage.router.reply = PLAIN
    answer = await sent(stage)
    stage.router.reply = replace(DRAWN, replaces=True)
    deferred = isinstance(stage.router, Slow)
    stage.server.fault("PATCH" if deferred else "POST", ORIGINAL if deferred else CALLBACK, refused)
    assert await pressed(stage, answer) is answer
    assert_told(answer)


async def test_what_is_too_large_here_is_not_even_tried(stage: Stage) -> None:
    stage.server.limit_uploads(len(PNG) - 1)
    assert_told(await sent(stage))
    assert not [call for call in stage.server.calls if call.files]


async def test_without_the_permission_to_attach_files_it_is_told_in_words(stage: Stage) -> None:
    stage.server.forbid(stage.channel, Permission.ATTACH_FILES)
    answer = await sent(stage)
    assert "## 年表" in text(answer)


async def test_a_picture_in_a_direct_message() -> None:
    async with DiscordServer() as server:
        kit = small_kit()
        member = server.add_user("Aoi", locale="ja")
        dm = server.add_dm(member)
        async with running(server, kit, router=Scripted(kit, DRAWN)):
            for refused in (False, True):
                if refused:
                    server.limit_uploads(len(PNG) - 1)
                server.say(member, dm, "/chart")
                while (await server.next_call("POST", f"/channels/{dm.id}/messages")).status != 200:
                    assert refused
                answer = server.messages(dm)[-1]
                assert bool(gallery(answer)) is not refused
                assert "## 年表" in text(answer)


async def test_an_edition_tells_its_picture(stage: Stage) -> None:
    (part,) = stage.bot.publisher.render(DRAWN)
    here = Home("discord", str(stage.channel.id))
    receipt = await stage.bot.publisher.send(here, part, nonce="n", silent=False, first=None)
    assert_told(next(m for m in stage.server.messages(stage.channel) if str(m.id) == receipt.message_id))


pictures = st.builds(Picture, st.just(PNG), st.text(max_size=1100) | st.text("*@`_\\", max_size=1000))
labels = st.text(max_size=40)
many = st.lists(
    st.builds(
        Button,
        labels,
        st.builds(Ask, st.just("t"), st.just("ja"), st.integers(0, 400).map(lambda n: (f"a{n}",))),
        st.sampled_from(["person", "day", "source", "digest", "choice", "page", "drop", "next", "entry"]),
    ),
    max_size=200,
).map(tuple)
blocks = st.lists(
    st.builds(Heading, labels, st.sampled_from([1, 2])) | st.builds(paragraph, st.text(max_size=3000)), max_size=30
)


@given(pictures, blocks.map(tuple), many, st.sampled_from(["ja", "en"]), st.none() | st.integers(1, 6))
def test_a_picture_fits_beside_whatever_else_there_is(
    picture: Picture, told: tuple[Heading, ...], ways: tuple[Button, ...], lang: str, most: int | None
) -> None:
    words = catalogue.words("ja" if lang == "ja" else "en")
    made = render.messages(Reply(told, words.lang, ways, picture=picture), words, most=most)
    assert most is None or len(made) <= most
    assert [message.picture for message in made] == [picture, *[None] * (len(made) - 1)]
    for message in made:
        files = {render.PICTURE: PNG} if message.picture else {}
        assert not [*message_problems(message.body(), "create", files)]
        assert not [*message_problems(message.told().body(), "create", {})]
        assert message.edit()["attachments"] == message.body().get("attachments", [])
