"""/hold and /release of owners; /resume, /subscribe and /unsubscribe of those who manage a channel."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.delivery.waits import HOLD
from bot.domain.ledger import Channel
from bot.domain.reply import Reply
from bot.domain.slots import zone
from bot.domain.text import LANGUAGES, Lang

from ..support.builders import a_pause, a_subscription
from ..support.managing import OWNER, ROW, House, Role, button, text

OTHER = Channel("telegram", "-200")
TOMORROW = {"en": "Fri, 16 Jan 2026 09:00", "ja": "2026年1月16日(金) 09:00"}
NOW = {"en": "Thu, 15 Jan 2026 10:30", "ja": "2026年1月15日(木) 10:30"}


def following(house: House) -> str:
    return house.words("next-post", moment=TOMORROW[house.lang], zone="Asia/Tokyo")


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_an_owner_holds_everything_and_lets_it_go_on(lang: Lang) -> None:
    house = await House(lang).with_rows()
    reply = await house.ask("hold", role="owner")
    said, words = text(reply), house.words
    assert said == "\n".join((words("hold-set"), words("hold-how")))
    assert reply.private
    assert (await house.store.note(HOLD) or "").startswith(OWNER)
    assert text(await house.ask("release", role="owner")) == words("released")
    assert await house.store.note(HOLD) is None
    assert house.woken == 1
    assert text(await house.ask("release", role="owner")) == words("release-nothing")
    assert house.woken == 1


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_second_hold_says_who_was_first_and_keeps_it(lang: Lang) -> None:
    house = await House(lang).with_rows()
    await house.kit.desk.hold("discord:9")
    before = await house.store.note(HOLD)
    house.clock.forward(timedelta(hours=3))
    said, words = text(await house.ask("hold", role="owner")), house.words
    assert words("hold-already") in said
    assert words("held-by", moment=NOW[lang], by="discord:9") in said
    assert await house.store.note(HOLD) == before
    await house.ask("release", role="owner")
    await house.ask("hold", role="owner")
    said = text(await house.ask("hold", role="owner"))
    later = house.words.moment(house.clock.now.astimezone(zone("Asia/Tokyo")))
    assert words("held-by-you", moment=later) in said


async def test_words_of_the_desk_that_tell_no_time_are_shown_as_they_are() -> None:
    house = await House().with_rows()
    await house.store.set_note(HOLD, "by hand")
    assert "by hand" in text(await house.ask("hold", role="owner"))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command", ["hold", "release"])
@pytest.mark.parametrize("role", ["member", "manager"])
async def test_nobody_else_holds_or_releases_anything(role: Role, command: str, lang: Lang) -> None:
    house = await House(lang).with_rows()
    if command == "release":
        await house.ask("hold", role="owner")
    before = await house.store.note(HOLD)
    reply = await house.ask(command, role=role)
    assert text(reply) == house.words("owners-only")
    assert reply.private
    assert await house.store.note(HOLD) == before


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_help_shows_them_to_owners_alone(lang: Lang) -> None:
    house = House(lang)
    for command in ("hold", "release"):
        assert house.words(f"{command}-about") in text(await house.ask("help", role="owner"))
        assert house.words(f"{command}-about") not in text(await house.ask("help"))
    for command in ("ledger", "takeback", "resume"):
        assert house.words(f"{command}-about") in text(await house.ask("help", role="member"))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("role", ["manager", "owner"])
async def test_a_paused_channel_is_resumed_and_told_when_its_next_post_comes(role: Role, lang: Lang) -> None:
    house = await House(lang).with_rows(paused=a_pause())
    reply = await house.ask("resume", role=role)
    assert text(reply) == "\n".join((house.words("resumed"), following(house)))
    assert ((await house.subscription()).paused, house.woken) == (None, 1)
    again = await house.ask("resume", role=role)
    assert text(again) == "\n".join((house.words("resume-not-paused"), following(house)))
    assert house.woken == 1


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_where_nobody_subscribed_it_says_how(lang: Lang) -> None:
    said = text(await House(lang).ask("resume"))
    assert "/subscribe" in said


async def test_a_hold_is_mentioned_to_who_resumes() -> None:
    house = await House().with_rows(paused=a_pause())
    await house.kit.desk.hold(OWNER)
    said = text(await house.ask("resume"))
    held = house.words("held-since", moment=NOW["en"])
    assert said == "\n".join((house.words("resumed-held"), held))
    assert (await house.subscription()).paused is None
    again = text(await house.ask("subscribe"))
    assert house.words("subscribed-already") in again
    assert held in again


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_members_resume_nothing_by_word_or_by_button(lang: Lang) -> None:
    house = await House(lang).with_rows(paused=a_pause())
    resume = button(await house.ask("ledger"), house.words("resume-now"))
    for reply in (await house.ask("resume", role="member"), await house.pressed(resume, "member")):
        assert text(reply) == house.words("managers-only")
    assert (await house.subscription()).paused is not None


async def test_a_button_resumes_the_channel_that_it_names_wherever_it_is_pressed() -> None:
    house = await House().with_rows(paused=a_pause())
    resume = button(await house.ask("ledger"), "Resume").ask.encode()
    reply = await house.press(resume, "manager", Channel("telegram", "55"), private=True)
    assert reply is not None
    assert reply.replaces
    assert not reply.private
    assert (await house.subscription()).paused is None
    assert house.words("resume-not-paused") in text(await house.pressed(resume))
    await house.store.unsubscribe((await house.subscription()).channel)
    assert await house.press(resume) is None
    for forged in ("rs:en", "rs:en:", "rs:en:%ff", "rs:en:nothing"):
        assert await house.press(forged, "owner") is None


async def test_another_channel_is_resumed_by_its_key() -> None:
    house = await House().with_rows()
    await house.store.subscribe(a_subscription("other", channel=OTHER, paused=a_pause()))
    assert text(await house.ask("resume", OTHER.key)) == house.words("managers-only")
    assert house.words("resumed") in text(await house.ask("resume", OTHER.key, "owner"))


async def test_subscribe_on_a_paused_channel_resumes_it() -> None:
    house = await House().with_rows(paused=a_pause())
    said: Reply = await house.ask("subscribe")
    assert house.words("resumed") in text(said)
    assert ((await house.subscription()).paused, house.woken) == (None, 1)
    assert house.words("subscribed-already") in text(await house.ask("subscribe"))
    assert house.woken == 1


async def test_unsubscribe_is_for_those_who_manage_the_channel() -> None:
    house = await House().with_rows()
    assert text(await house.ask("unsubscribe", role="member")) == house.words("managers-only")
    assert text(await house.ask("unsubscribe")) == house.words("unsubscribed")
    assert await house.store.subscription(ROW) is None
    assert text(await house.ask("unsubscribe")) == house.words("unsubscribed-already")
