"""Who is told in private what befalls a channel, and who may press the buttons of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot import errors
from bot.commands.request import Asker, Place
from bot.commands.router import Router
from bot.domain.ask import Ask
from bot.domain.ledger import Channel
from bot.domain.reply import Button, Heading, Reply, paragraph
from tests.platform.discord_server import Permission, Refused
from tests.support.discord_bot import Press, here, press_running, text

NEWS = Reply((Heading("お知らせ"),), "ja")


BUTTON = Button("?", Ask("u", "en", ("key", "there")), "confirm")


class Asking(Router):
    """Answers whether the asker manages the place and each channel that is subscribed."""

    async def command(self, name: str, words: str, asker: Asker, place: Place) -> Reply:
        return await self._answer(place)

    async def press(self, data: str, asker: Asker, place: Place) -> Reply:
        return await self._answer(place)

    async def _answer(self, place: Place) -> Reply:
        channels = [place.channel, *(found.channel for found in await self.kit.store.subscriptions())]
        said = [f"{channel.chat}: {'yes' if await place.manages(channel) else 'no'}" for channel in channels]
        return Reply(tuple(paragraph(line) for line in said), "en")


@pytest.fixture
async def press() -> AsyncIterator[Press]:
    async with press_running() as made:
        yield made


async def test_whoever_subscribed_and_the_servers_owner_are_told_once_each(press: Press) -> None:
    user = press.server.add_user("Aoi")
    subscription = await press.subscribe(here(press.channel), by=str(user.id))
    assert await press.bot.publisher.tell(subscription, NEWS) == 2
    for who in (user, press.guild.owner):
        assert [text(message) for message in press.told(who)] == ["## お知らせ"]


async def test_the_owner_who_subscribed_is_told_once(press: Press) -> None:
    subscription = await press.subscribe(here(press.channel), by=str(press.guild.owner.id))
    assert await press.bot.publisher.tell(subscription, NEWS) == 1
    assert len(press.told(press.guild.owner)) == 1


async def test_told_again_within_minutes_it_is_not_there_twice(press: Press) -> None:
    subscription = await press.subscribe(here(press.channel))
    for _ in range(2):
        assert await press.bot.publisher.tell(subscription, NEWS) == 1
    assert len(press.told(press.guild.owner)) == 1


async def test_who_takes_no_direct_messages_is_passed_over(press: Press) -> None:
    user = press.server.add_user("Aoi")
    press.server.close_dms(user)
    subscription = await press.subscribe(here(press.channel), by=str(user.id))
    assert await press.bot.publisher.tell(subscription, NEWS) == 1
    press.server.close_dms(press.guild.owner)
    assert await press.bot.publisher.tell(subscription, NEWS) == 0
    assert await press.bot.publisher.tell(await press.subscribe(here(press.channel), by="1"), NEWS) == 0


async def test_only_where_discord_does_not_answer_it_is_told_later(press: Press) -> None:
    subscription = await press.subscribe(here(press.channel))
    press.server.fault("POST", "/users/@me/channels", Refused(503))
    with pytest.raises(errors.NotSent):
        await press.bot.publisher.tell(subscription, NEWS)
    user = press.server.add_user("Aoi")
    other = await press.subscribe(here(press.server.add_channel(press.guild)), by=str(user.id))
    await press.heard()
    press.server.fault("POST", "/users/@me/channels", Refused(503))
    assert await press.bot.publisher.tell(other, NEWS) == 1


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        ("owner", "yes"),
        ("settings", "yes"),
        ("manager", "yes"),
        ("keeper", "yes"),
        ("member", "no"),
        ("stranger", "no"),
        ("offline", "no"),
    ],
)
async def test_a_button_of_what_was_told_counts_from_those_who_manage_the_channel_alone(who: str, answer: str) -> None:
    async with press_running(Asking, owned=True) as press:
        people = {"owner": press.guild.owner, "settings": press.server.owner}
        roles = {
            "manager": Permission.MANAGE_GUILD,
            "offline": Permission.MANAGE_GUILD,
            "keeper": Permission.MANAGE_CHANNELS,
        }
        user = people.get(who) or press.server.add_user("Aoi", permissions=roles.get(who, 0))
        subscription = await press.subscribe(here(press.channel), by=str(user.id))
        await press.bot.publisher.tell(subscription, replace(NEWS, buttons=(BUTTON,)))
        (told,) = press.told(user)
        member = f"/guilds/{press.guild.id}/members/{user.id}"
        if who == "stranger":
            press.server.fault("GET", member, Refused(404, 10007, "Unknown Member"))
        elif who == "offline":
            press.server.fault("GET", member, Refused(503))
        asked = await press.server.click(user, told, BUTTON.ask.encode())
        assert text(await asked.answer()).endswith(f"{press.channel.id}: {answer}")


@pytest.mark.parametrize("who", ["owner", "member"])
async def test_what_is_typed_in_a_direct_message_counts_as_a_button_does(who: str) -> None:
    async with press_running(Asking) as press:
        user = press.guild.owner if who == "owner" else press.server.add_user("Aoi")
        dm = press.server.add_dm(user)
        await press.subscribe(here(press.channel))
        press.server.say(user, dm, "/help")
        await press.server.next_call("POST", f"/channels/{dm.id}/messages")
        answer = press.server.messages(dm)[-1]
        assert text(answer).endswith("yes" if who == "owner" else "no")
        assert f"{dm.id}: yes" in text(answer)


async def test_who_manages_a_server_manages_no_chat_of_another_platform_whatever_its_number() -> None:
    async with press_running(Asking) as press:
        user = press.server.add_user("Aoi", permissions=Permission.MANAGE_GUILD)
        other = press.server.add_channel(press.guild)
        await press.subscribe(Channel("telegram", str(other.id)))
        answer = await (await press.server.slash(user, press.channel, "help")).answer()
        assert f"{press.channel.id}: yes" in text(answer)
        assert f"{other.id}: no" in text(answer)
