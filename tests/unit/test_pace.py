"""Floods: whoever asks too much is told to wait, in a channel answered alone, and nobody else notices."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.pace import ALOUD_IN_A_ROW, BUCKETS_KEPT, IN_A_ROW, ONE_PER, RELENT, Buckets, Pace, Verdict
from bot.commands.request import Asker, Place
from bot.commands.router import Router
from bot.domain.ask import Ask
from bot.domain.ledger import Channel
from bot.domain.reply import Paragraph, Reply
from bot.domain.text import Lang, plain

from ..support.chat import nobody
from ..support.kit import START, TurnedClock, small_kit

SECOND = timedelta(seconds=1)
MEMBER, OTHER, OWNER = Asker("discord", "1", "en"), Asker("discord", "2", "en"), Asker("discord", "9", "en", owner=True)


BUSY = Place(Channel("discord", "100"), private=False, manages=nobody, awaited=True)
OWN = Place(Channel("telegram", "1"), private=True, manages=nobody)
GROUP = Place(Channel("telegram", "-100"), private=False, manages=nobody)


def kinds(pace: Pace, asker: str, channel: str | None, times: int, now: datetime = START) -> list[str]:
    return [pace.verdict(asker, channel, now).kind for _ in range(times)]


def test_a_person_may_ask_so_many_in_a_row_and_then_one_every_few_seconds() -> None:
    pace = Pace()
    assert kinds(pace, "a", None, IN_A_ROW) == ["open"] * IN_A_ROW
    assert pace.verdict("a", None, START) == Verdict("wait", 3, first=True)
    assert pace.verdict("a", None, START + SECOND) == Verdict("wait", 2)
    assert kinds(pace, "a", None, 2, START + ONE_PER) == ["open", "wait"]
    assert kinds(pace, "b", None, IN_A_ROW) == ["open"] * IN_A_ROW


def test_only_the_first_refusal_of_a_streak_is_the_first() -> None:
    pace = Pace()
    kinds(pace, "a", None, IN_A_ROW)
    assert pace.verdict("a", None, START).first
    for seconds in range(1, 60):
        assert not pace.verdict("a", None, START + seconds * SECOND).first
    calm = START + 57 * SECOND + RELENT * ONE_PER  # the last answer was at 57
    assert kinds(pace, "a", None, RELENT, calm) == ["open"] * RELENT
    assert pace.verdict("a", None, calm) == Verdict("wait", 3, first=True)


def test_what_is_asked_aloud_beyond_a_few_is_answered_alone_and_only_there() -> None:
    pace = Pace()
    assert kinds(pace, "a", "x", ALOUD_IN_A_ROW + 2) == [*["open"] * ALOUD_IN_A_ROW, "private", "private"]
    assert kinds(pace, "a", "y", 1) == kinds(pace, "b", "x", 1) == kinds(pace, "a", None, 1) == ["open"]
    assert kinds(pace, "a", "x", 2, START + 10 * SECOND) == ["open", "private"]
    assert kinds(pace, "a", "x", ALOUD_IN_A_ROW, START + 70 * SECOND) == ["open"] * ALOUD_IN_A_ROW


def test_a_clock_that_is_set_back_keepsnobody_waiting() -> None:
    pace = Pace()
    kinds(pace, "a", "x", IN_A_ROW, START + timedelta(days=30))
    assert pace.verdict("a", "x", START) == Verdict("wait", 3, first=True)
    assert pace.verdict("a", "x", START + ONE_PER).kind != "wait"


def test_those_who_ask_no_more_are_forgotten() -> None:
    pace = Pace()
    for number in range(500):
        kinds(pace, str(number), "x", IN_A_ROW)
    assert len(pace) == 1000
    pace.verdict("last", "x", START + 61 * SECOND)
    assert len(pace) == 2


def test_memory_is_bounded_however_many_ask_at_once() -> None:
    buckets = Buckets(2, ONE_PER, kept=10)
    for number in range(1000):
        buckets.take(str(number), START)
    assert len(buckets) == 10
    assert BUCKETS_KEPT >= 1000


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 20)), max_size=120))
def testnobody_gets_more_than_the_bucket_holds_andnobody_waits_for_others(steps: list[tuple[str, int]]) -> None:
    """Against a plain count: in any stretch of time no more than the burst and what came back in it."""
    together, alone = Pace(), {asker: Pace() for asker in "abc"}
    now, answered = START, {asker: list[datetime]() for asker in "abc"}
    for asker, pause in steps:
        now += pause * SECOND
        verdict = together.verdict(asker, None, now)
        assert verdict == alone[asker].verdict(asker, None, now)
        assert (verdict.seconds > 0) == (verdict.kind == "wait")
        if verdict.kind == "open":
            answered[asker].append(now)
    for times in answered.values():
        for place, first in enumerate(times):
            for count, last in enumerate(times[place:], 1):
                assert count <= IN_A_ROW + (last - first) / ONE_PER


def text(reply: Reply | None) -> str:
    assert reply is not None
    return "".join(plain(block.runs) for block in reply.blocks if isinstance(block, Paragraph))


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "That was a lot at once. Please wait 3 seconds, then I will answer again."),
        ("ja", "質問が続いています。3秒ほど待ってから、またどうぞ。"),
    ],
)
async def test_on_telegram_the_first_message_of_a_flood_is_told_and_the_others_meet_silence(
    lang: Lang, told: str
) -> None:
    router, asker = Router(small_kit(clock=TurnedClock())), Asker("telegram", "1", lang)
    for _ in range(IN_A_ROW // 2):
        assert await router.command("who", "Trump", asker, OWN) is not None
        assert await router.question("Musk", asker, OWN) is not None
    assert text(await router.command("who", "Trump", asker, OWN)) == told
    assert await router.command("who", "Trump", asker, OWN) is None
    assert await router.question("Musk", asker, OWN) is None
    pressed = await router.press(Ask("w", lang, ("trump",)).encode(), asker, OWN)
    assert text(pressed) == told
    assert pressed is not None
    assert pressed.private
    assert await router.press("nonsense", asker, OWN) is None
    assert await router.command("who", "Trump", replace(asker, user="2"), OWN) is not None


async def test_on_discord_each_command_of_a_flood_is_answered_and_in_a_busy_channel_alone() -> None:
    clock = TurnedClock()
    router = Router(small_kit(clock=clock))
    replies = [await router.command("who", "Trump", MEMBER, BUSY) for _ in range(IN_A_ROW + 2)]
    shown = [reply and reply.private for reply in replies]
    assert shown == [*[False] * ALOUD_IN_A_ROW, *[True] * (IN_A_ROW + 2 - ALOUD_IN_A_ROW)]
    assert [text(reply).startswith("That was a lot") for reply in replies[-3:]] == [False, True, True]
    other = await router.command("who", "Trump", OTHER, BUSY)
    assert other is not None
    assert not other.private
    clock.forward(timedelta(minutes=2))
    again = await router.command("who", "Trump", MEMBER, BUSY)
    assert again is not None
    assert not again.private


async def test_owners_and_the_commands_of_other_bots_are_not_slowed() -> None:
    router = Router(small_kit(clock=TurnedClock()))
    for _ in range(3 * IN_A_ROW):
        reply = await router.command("who", "Trump", OWNER, BUSY)
        assert reply is not None
        assert not reply.private
        assert await router.command("weather", "", MEMBER, GROUP) is None
    reply = await router.command("who", "Trump", MEMBER, BUSY)
    assert reply is not None
    assert not reply.private


async def test_a_filled_form_is_never_turned_away() -> None:
    router = Router(small_kit(clock=TurnedClock()))
    for _ in range(IN_A_ROW + 2):
        await router.command("who", "Trump", MEMBER, BUSY)
    assert "Only the owners" in text(await router.submit("event", "", MEMBER, BUSY))
