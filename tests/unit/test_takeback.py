"""/takeback: which post it is, the question, what a platform allows, and two who press at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

import pytest

from bot import errors
from bot.commands import reasons
from bot.domain.ledger import Channel, Delivery, Receipt
from bot.domain.text import LANGUAGES, Lang
from bot.platforms.discord import render as discord
from bot.platforms.telegram import render as telegram

from ..support.builders import DUE, ScriptedPublisher, a_delivery
from ..support.managing import ROW, House, Role, button, doubtful, in_flight, items, sent, slots, text

LONG = ("one", "two", "three")
BEFORE = "2026-01-14T09:00"


async def asked(lang: Lang = "en", *rows: Delivery) -> tuple[House, str]:
    """Return a channel with rows, and the data of the button that takes the last post back."""
    house = await House(lang).with_rows(*(rows or (sent(),)))
    return house, button(await house.ask("takeback"), house.words("takeback-yes")).ask.encode()


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_the_last_post_is_shown_and_asked_about(lang: Lang) -> None:
    long = "The heading\n\n" + "word " * 2000
    house = await House(lang).with_rows(sent(BEFORE, ("An older one",)), sent(texts=(long, "two")))
    reply = await house.ask("takeback")
    said, words = text(reply), house.words
    assert words("takeback-title") in said
    assert words.moment(DUE + timedelta(hours=9)) in said
    assert words("row-sent", time="09:01", count=2) in said
    assert "The heading\nword word" in said
    assert "An older one" not in said
    assert [b.label for b in reply.buttons] == [words("takeback-yes"), words("takeback-no")]
    assert reply.private
    assert len(telegram.messages(reply)) == len(discord.messages(reply, words)) == 1
    assert len(telegram.messages(reply)[0].text) < 700
    assert not house.publisher.removed


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("role", ["manager", "owner"])
async def test_a_tap_takes_it_back_and_a_second_one_changes_nothing(lang: Lang, role: Role) -> None:
    house, yes = await asked(lang, sent(texts=LONG))
    reply = await house.pressed(yes, role)
    assert text(reply) == house.words("takeback-done")
    assert reply.replaces
    assert house.publisher.removed == ["m3", "m2", "m1"]
    row = await house.row(sent().key)
    assert row.state == "gone"
    assert text(await house.pressed(yes, role)) == house.words("takeback-already")
    assert await house.row(row.key) == row
    assert len(house.publisher.removed) == 3
    assert text(await house.ask("takeback")) == house.words("takeback-nothing")


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_post_that_shall_stay_stays(lang: Lang) -> None:
    house = await House(lang).with_rows(sent())
    no = button(await house.ask("takeback"), house.words("takeback-no"))
    assert text(await house.pressed(no)) == house.words("takeback-kept")
    assert (await house.row(sent().key)).state == "sent"


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_what_cannot_be_deleted_any_more_is_replaced_and_that_is_said(lang: Lang) -> None:
    house, yes = await asked(lang, sent(texts=LONG))
    house.publisher.removes = ["replaced", "deleted", "deleted"]
    assert text(await house.pressed(yes)) == house.words("takeback-replaced")


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_what_fails_in_part_says_how_much_and_can_be_tried_again(lang: Lang) -> None:
    house, yes = await asked(lang, sent(texts=LONG))
    house.publisher.removes = ["deleted", errors.Refused("replaced? (deleted) no"), "deleted"]
    reply = await house.pressed(yes)
    why = house.words("why-platform", reason="replaced? (deleted) no")
    assert text(reply) == house.words("takeback-in-part", count=2, left=1, why=why)
    assert house.words("row-gone-in-part", time="10:30", left=1) in items(await house.ask("ledger"))[0]
    assert text(await house.pressed(button(reply, house.words("takeback-again")))) == house.words("takeback-done")
    assert house.publisher.removed == ["m3", "m1", "m2"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("error", "message", "why"),
    [
        (errors.NotSent("Bad Gateway"), "takeback-later", "Bad Gateway"),
        (errors.ChannelLost("Forbidden", "removed"), "takeback-failed", "Forbidden"),
        (errors.Refused("too old"), "takeback-failed", "too old"),
        (errors.Uncertain("reset"), "takeback-failed", "reset"),
    ],
)
async def test_why_nothing_could_be_taken_back_is_said(
    error: errors.DeliveryError, message: str, why: str, lang: Lang
) -> None:
    house, yes = await asked(lang)
    house.publisher.removes = [error]
    reply = await house.pressed(yes)
    assert text(reply) == house.words(message, why=reasons.worded(why, house.words))
    assert (await house.row(sent().key)).state == "sent"
    assert text(await house.pressed(button(reply, house.words("takeback-again")))) == house.words("takeback-done")


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_platform_that_is_not_connected_is_named_as_the_reason(lang: Lang) -> None:
    house, yes = await asked(lang)
    house.connected = False
    offline = house.words("why-offline")
    assert text(await house.pressed(yes)) == house.words("takeback-later", why=offline)


@dataclass
class SlowPublisher(ScriptedPublisher):
    """Removes nothing before two have asked for it."""

    asked: int = 0
    both: asyncio.Event = field(default_factory=asyncio.Event)

    async def remove(self, *args: Any, **options: Any) -> Literal["deleted", "replaced"]:
        self.asked += 1
        if self.asked == 2:
            self.both.set()
        await self.both.wait()
        return await super().remove(*args, **options)


@pytest.mark.parametrize("begun", [sent, lambda: in_flight(texts=LONG, done=1).retrying(None, DUE, "x")])
async def test_of_two_who_press_at_once_one_wins_and_both_are_told_that_it_is_gone(
    begun: Callable[[], Delivery],
) -> None:
    publisher = SlowPublisher()
    house = await House(publisher=publisher).with_rows(row := begun())
    yes = button(await house.ask("takeback"), "Take it back").ask.encode()
    if row.state == "retrying":
        publisher.both.set()
    told = await asyncio.gather(house.pressed(yes), house.pressed(yes))
    assert {text(reply) for reply in told} <= {house.words("takeback-done"), house.words("takeback-already")}
    after = await house.row(row.key)
    assert [step.state for step in after.steps].count("gone") == 1
    assert after.version == row.version + (2 if row.state == "retrying" else 1)


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_what_is_still_to_come_of_it_does_not_come_either(lang: Lang) -> None:
    row = in_flight(texts=LONG, done=2).retrying(None, DUE, "Bad Gateway")
    house, yes = await asked(lang, sent(BEFORE), row)
    assert house.words("takeback-rest") in text(await house.ask("takeback"))
    assert text(await house.pressed(yes)) == house.words("takeback-done")
    after = await house.row(row.key)
    assert [step.state for step in after.steps[-2:]] == ["cancelled", "gone"]
    assert house.publisher.removed == ["m2", "m1"]


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_part_in_doubt_is_left_and_said(lang: Lang) -> None:
    row = doubtful(texts=LONG, done=1)
    house, yes = await asked(lang, row)
    assert house.words("takeback-doubt") in text(await house.ask("takeback"))
    assert text(await house.pressed(yes)) == house.words("takeback-done")
    after = await house.row(row.key)
    assert [step.state for step in after.steps[-2:]] == ["skipped", "gone"]
    assert house.publisher.removed == ["m1"]


async def test_what_is_being_posted_at_this_moment_is_not_touched() -> None:
    row = in_flight(texts=LONG, done=1)
    house, yes = await asked("en", row)
    assert text(await house.pressed(yes)) == house.words("takeback-later", why=house.words("why-sending"))
    assert await house.row(row.key) == row
    assert not house.publisher.removed


async def test_a_doubt_that_somebody_settles_meanwhile_is_no_trouble() -> None:
    row = doubtful(texts=("one", "two"), done=1)
    house, yes = await asked("en", row)
    await house.store.advance(row, row.received(Receipt("m2"), DUE))
    assert text(await house.pressed(yes)) == house.words("takeback-done")
    assert house.publisher.removed == ["m2", "m1"]


async def test_rows_that_nobody_saw_are_passed_over_however_many() -> None:
    missed = [a_delivery(day, subscription=ROW).ended("missed", DUE, "it was too late") for day in slots(60)]
    house = await House().with_rows(sent(BEFORE, ("The one",)), *missed)
    assert "The one" in text(await house.ask("takeback"))


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_newer_post_of_which_the_message_is_not_known_is_left_to_people(lang: Lang) -> None:
    newer = doubtful().received(Receipt("", "seen there by telegram:7"), DUE)
    house = await House(lang).with_rows(sent(BEFORE, ("The one",)), newer)
    said = text(await house.ask("takeback"))
    assert "The one" in said
    assert house.words("takeback-newer") in said


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_where_nothing_stands_it_says_so(lang: Lang) -> None:
    house = House(lang)
    assert text(await house.ask("takeback")) == house.words("takeback-nothing")
    await house.with_rows(a_delivery(subscription=ROW), doubtful(BEFORE))
    assert text(await house.ask("takeback")) == house.words("takeback-nothing")


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_members_are_refused_whatever_the_button_says(lang: Lang) -> None:
    house, yes = await asked(lang)
    refusal = house.words("managers-only")
    assert text(await house.ask("takeback", role="member")) == refusal
    for data in (yes, yes.replace(":yes", ":no"), yes.replace(":yes", ":ask")):
        assert text(await house.pressed(data, "member")) == refusal
    assert (await house.row(sent().key)).state == "sent"


@pytest.mark.parametrize("forged", ["tb:en", "tb:en:x", "tb:en:x:yes", "tb:en:%ff:yes", "tb:en::"])
async def test_a_forged_button_means_nothing(forged: str) -> None:
    house, yes = await asked()
    assert await house.press(forged, "owner") is None
    assert await house.press(yes.replace(":yes", ":all"), "owner") is None
    assert not house.publisher.removed


async def test_a_post_elsewhere_is_taken_back_by_its_channels_key() -> None:
    elsewhere = Channel("discord", "5", "6")
    house = await House().with_rows(sent(channel=elsewhere), subscribed=False)
    assert text(await house.ask("takeback", "discord:5/6")) == house.words("managers-only")
    reply = await house.ask("takeback", "discord:5/6", "owner")
    assert "discord:5/6" in text(reply)
    yes = button(reply, "Take it back")
    assert text(await house.pressed(yes)) == house.words("managers-only")
    assert text(await house.pressed(yes, "owner")) == house.words("takeback-done")


async def test_the_ledger_leads_to_the_question() -> None:
    house = await House().with_rows(sent())
    question = await house.pressed(button(await house.ask("ledger"), "Take back the last post"))
    assert [b.label for b in question.buttons] == ["Take it back", "Keep it"]
    assert question.replaces
