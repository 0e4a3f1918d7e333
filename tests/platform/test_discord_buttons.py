"""Buttons on Discord: each works for anybody, after a restart and a month later, and pressing it twice is harmless."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.domain.text import LANGUAGES, Lang
from tests.platform.discord_server import DiscordServer, Message
from tests.support.discord_bot import buttons, parts, running, selects, text
from tests.support.kit import TurnedClock, small_kit

# Too long for a button's own data: what its buttons ask is kept in the store.
LONG = "マスク トランプ -大豆の輸出 -関税の引き上げ 2024-01-01..2025-12-31"
STALE = {"ja": "このボタンはもう使えません", "en": "means nothing any more"}


def asked(message: Message) -> list[tuple[str, str]]:
    """Return what may be pressed: a custom id, and the value in a select or nothing."""
    direct = [(custom_id, "") for custom_id in buttons(message).values()]
    return direct + [
        (custom_id, value) for custom_id, options in selects(message).items() for value in options.values()
    ]


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server:
        yield server


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("command", "option", "words"), [("timeline", "when", LONG), ("timeline", "when", "6月"), ("who", "name", "マスク")]
)
async def test_every_button_works_twice_a_month_later_for_somebody_else(
    server: DiscordServer, lang: Lang, command: str, option: str, words: str
) -> None:
    clock = TurnedClock()
    kit = small_kit(clock=clock)
    channel = server.add_channel(server.add_guild("Edo"))
    member, other = (server.add_user(name, locale=tag) for name, tag in (("Aoi", lang), ("Mio", "en-GB")))
    async with running(server, kit):
        answer = await (await server.slash(member, channel, command, {option: words})).answer()
        shown = asked(answer)
    assert shown
    assert words != LONG or any(custom_id.startswith("z:") for custom_id, _ in shown)
    clock.forward(timedelta(days=30))
    later = small_kit(store=kit.store, clock=clock)
    async with running(server, later):
        for custom_id, value in shown:
            told = []
            for _ in range(2):
                clock.forward(timedelta(minutes=1))
                if value:
                    pressed = await server.select(other, answer, custom_id, [value])
                else:
                    pressed = await server.forge(other, answer, custom_id)
                found = (await pressed.messages(1))[-1]
                assert found.seen_by is None
                assert STALE[lang] not in text(found)
                told.append((text(found), [part.get("custom_id") for part in parts(found.components)]))
            assert told[0] == told[1]
            if (custom_id, value) not in asked(answer):
                answer = await (await server.slash(member, channel, command, {option: words})).answer()
    assert not await kit.store.subscriptions()


async def test_what_was_kept_for_a_button_may_be_gone(server: DiscordServer) -> None:
    """As when the data directory was lost."""
    channel = server.add_channel(server.add_guild("Edo"))
    member = server.add_user("Aoi", locale="ja")
    async with running(server, small_kit()):
        answer = await (await server.slash(member, channel, "timeline", {"when": LONG})).answer()
    async with running(server, small_kit()):
        kept = next(custom_id for custom_id, _ in asked(answer) if custom_id.startswith("z:"))
        stale = await (await server.click(member, answer, kept)).answer()
        assert STALE["ja"] in text(stale)
        assert stale.seen_by is member


async def test_whoever_floods_is_told_alone_and_changes_nothing(server: DiscordServer) -> None:
    """The real pace: the clock stands still, so that every press counts as one of the same instant."""
    channel = server.add_channel(server.add_guild("Edo"))
    member, calm = (server.add_user(name, locale="ja") for name in ("Aoi", "Mio"))
    async with running(server, small_kit()):
        public = await (await server.slash(calm, channel, "timeline")).answer()
        before, turn = text(public), buttons(public)["次へ ▶"]
        found = public
        for _ in range(40):
            seen = text(public)
            pressed = await server.forge(member, public, turn)
            found = (await pressed.messages(1))[-1]
            if found is not public:
                assert found.seen_by is member
                assert text(public) == seen
        assert "秒" in text(found)
        turned = await (await server.forge(calm, public, turn)).answer()
        assert turned is public
        assert text(public) != before
