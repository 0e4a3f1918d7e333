"""Whatever the network does, Telegram's limits hold where Telegram counts; and nobody waits for ever."""

from __future__ import annotations

import asyncio
import math
import selectors
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import BadRequest, RetryAfter, TimedOut

from bot.errors import NotSent
from bot.platforms.telegram.pacing import LOST, Pacing, Urgency
from bot.platforms.telegram.queue import PATIENCE
from tests.platform.telegram_server.rates import Rates
from tests.platform.telegram_server.world import GROUP, PRIVATE, Chat


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose time passes only when everybody waits, and then at once."""

    def __init__(self) -> None:
        super().__init__(_Leaping(self))
        self.now = 0.0

    def time(self) -> float:
        return self.now


class _Leaping(selectors.SelectSelector):
    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready:
            assert timeout is not None, "everybody waits, and nothing will ever happen"
            self._loop.now += timeout
        return ready


def run(played: Coroutine[Any, Any, None]) -> None:
    """Play something in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(played)


@dataclass
class Telegram:
    """Counts what arrives, by its own clock, and whether that is too much."""

    rates: Rates = field(default_factory=lambda: Rates(asyncio.get_running_loop().time))
    chats: dict[int, Chat] = field(default_factory=dict)
    arrived: list[tuple[str, float]] = field(default_factory=list)
    broken: list[object] = field(default_factory=list)

    def take(self, name: str, chat: int) -> None:
        place = self.chats.setdefault(chat, Chat(chat, PRIVATE if chat > 0 else GROUP, str(chat)))
        if early := self.rates.take(place):
            self.broken.append((name, asyncio.get_running_loop().time(), early))
        self.arrived.append((name, asyncio.get_running_loop().time()))


@dataclass
class Line:
    """A way to Telegram through the pacing; `out` and `back` are how long a request and its answer take."""

    telegram: Telegram = field(default_factory=Telegram)
    pacing: Pacing = field(default_factory=lambda: Pacing(asyncio.get_running_loop().time))
    turned_away: int = 0

    async def request(
        self,
        name: str,
        chat: int,
        urgency: Urgency = "answer",
        out: float = 0.0,
        back: float = 0.0,
        end: Exception | None = None,
    ) -> None:
        async def callback() -> bool:
            if isinstance(end, TimedOut):  # nobody waits any more when it arrives
                asyncio.get_running_loop().call_later(out, self.telegram.take, name, chat)
                raise end
            await asyncio.sleep(out)
            self.telegram.take(name, chat)
            await asyncio.sleep(back)
            if end is not None:
                raise end
            return True

        with suppress(BadRequest, TimedOut):
            await self.pacing.process_request(callback, (), {}, "sendMessage", {"chat_id": chat}, urgency)

    async def edition(self, name: str, chat: int, out: float = 0.0, back: float = 0.0, **how: Any) -> None:
        """As the outbox sends: when it is turned away it comes again."""
        sent = False
        while not sent:
            try:
                async with self.pacing.turn(chat):
                    await self.request(name, chat, "edition", out, back, **how)
                    sent = True
            except NotSent as error:
                self.turned_away += 1
                await asyncio.sleep(max(error.retry_after or 0, 1.0))


CHATS = st.sampled_from([1, 2, 3, -1, -1, *range(4, 40)])
DELAYS = st.floats(0, 4)
ENDS = st.sampled_from([None, None, None, BadRequest("no"), TimedOut()])
REQUESTS = st.lists(
    st.tuples(st.floats(0, 6), CHATS, st.booleans(), DELAYS, DELAYS, ENDS), min_size=1, max_size=120
)  # fmt: skip


@given(REQUESTS)
def test_no_window_has_more_than_is_allowed_whatever_the_network_does_and_all_get_through(
    requests: list[tuple[float, int, bool, float, float, Exception | None]],
) -> None:
    assert LOST >= 4  # as long as a lost request is under way here

    async def play() -> None:
        line = Line()

        async def one(number: int) -> None:
            begins, chat, edition, out, back, end = requests[number]
            await asyncio.sleep(begins)
            if edition:
                await line.edition(str(number), chat, out, back, end=end)
            else:
                await line.request(str(number), chat, "answer", out, back, end=end)

        await asyncio.gather(*(one(number) for number in range(len(requests))))
        await asyncio.sleep(10)
        assert line.telegram.broken == []
        assert len(line.telegram.arrived) == len(requests)

    run(play())


@pytest.mark.parametrize("trip", [0.0, 0.02, 0.3])
@pytest.mark.parametrize("lanes", [8, 40])
def test_editions_reach_the_limit_but_for_the_time_under_way(trip: float, lanes: int) -> None:
    async def play() -> None:
        line, chats = Line(), iter(range(1, 601))

        async def lane() -> None:
            for chat in chats:
                await line.edition(str(chat), chat, trip / 2, trip / 2)

        await asyncio.gather(*(lane() for _ in range(lanes)))
        took = asyncio.get_running_loop().time()
        assert line.telegram.broken == []
        most = min(30 / (1 + trip), lanes / trip if trip else math.inf)
        assert took <= 600 / most

    run(play())


def test_a_flood_of_answers_leaves_editions_their_share_and_editions_leave_answers_theirs() -> None:
    async def play() -> None:
        line = Line()
        answers = [asyncio.ensure_future(line.request(f"answer {n}", 1000 + n)) for n in range(900)]
        await asyncio.sleep(0)
        editions = [asyncio.ensure_future(line.edition(f"edition {n}", 1 + n)) for n in range(20)]
        await asyncio.gather(*editions)
        assert asyncio.get_running_loop().time() <= 11
        await asyncio.gather(*answers)
        assert asyncio.get_running_loop().time() <= 920 / 30
        assert line.telegram.broken == []

    run(play())


@pytest.mark.parametrize("chat", [1, -1])
def test_an_edition_comes_to_its_turn_where_members_ask_without_pause(chat: int) -> None:
    async def play() -> None:
        line = Line()
        asked = [asyncio.ensure_future(line.request(f"answer {n}", chat)) for n in range(300)]
        await asyncio.sleep(0)
        await line.edition("edition", chat)
        assert asyncio.get_running_loop().time() <= 3
        assert line.turned_away == 1
        for each in asked:
            each.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        assert line.telegram.broken == []

    run(play())


def test_answers_go_ahead_of_editions_that_wait_for_the_same_slot() -> None:
    async def play() -> None:
        line = Line()
        await asyncio.gather(*(line.request(f"first {n}", 100 + n) for n in range(30)))
        waiting = [asyncio.ensure_future(line.edition(f"edition {n}", 200 + n)) for n in range(30)]
        await asyncio.sleep(0.5)
        waiting += [asyncio.ensure_future(line.request(f"answer {n}", 300 + n)) for n in range(10)]
        await asyncio.gather(*waiting)
        names = [name.split()[0] for name, _ in line.telegram.arrived]
        assert names[30:60] == ["answer"] * 10 + ["edition"] * 20

    run(play())


def test_an_edition_whose_chat_hangs_is_turned_away_in_time() -> None:
    async def play() -> None:
        line = Line()
        hanging = asyncio.ensure_future(line.request("answer", 1, out=30))
        await asyncio.sleep(0)
        with pytest.raises(NotSent) as turned:
            async with line.pacing.turn(1):
                pass
        assert asyncio.get_running_loop().time() <= PATIENCE
        assert (turned.value.scope, turned.value.retry_after) == ("chat", 1.0)
        await line.edition("elsewhere", 2)
        await hanging

    run(play())


def test_a_turn_that_is_not_used_is_given_back_at_once() -> None:
    async def play() -> None:
        line = Line()
        for _ in range(100):
            async with line.pacing.turn(1):
                pass
        await line.edition("edition", 1)
        assert asyncio.get_running_loop().time() == 0

    run(play())


def test_whoever_gives_up_waiting_holds_no_slot() -> None:
    async def play() -> None:
        line = Line()
        for _ in range(5):
            waiting = [asyncio.ensure_future(line.request("x", 1, out=5)) for _ in range(40)]
            waiting += [asyncio.ensure_future(line.edition("x", 2, out=5)) for _ in range(40)]
            await asyncio.sleep(0.25)
            for each in waiting:
                each.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
            await asyncio.sleep(LOST + 1)
        begun = asyncio.get_running_loop().time()
        await asyncio.gather(*(line.request(str(n), 10 + n) for n in range(30)))
        assert asyncio.get_running_loop().time() == begun

    run(play())


def test_a_second_request_in_one_turn_waits_for_its_second_and_goes_before_answers() -> None:
    async def play() -> None:
        line = Line()
        async with line.pacing.turn(1):
            answers = [asyncio.ensure_future(line.request(f"answer {n}", 1)) for n in range(3)]
            await asyncio.sleep(0)
            await line.request("marked up", 1, "edition", end=BadRequest("can't parse entities"))
            await line.request("plain", 1, "edition")
        await asyncio.gather(*answers)
        assert line.telegram.arrived[:3] == [("marked up", 0), ("plain", 1), ("answer 0", 2)]
        assert line.telegram.broken == []

    run(play())


def test_what_telegram_asks_to_wait_is_kept_for_that_chat_alone() -> None:
    async def play() -> None:
        line = Line()
        await line.request("x", 5)

        async def flooded() -> bool:
            raise RetryAfter(3600)

        with pytest.raises(RetryAfter):
            await line.pacing.process_request(flooded, (), {}, "sendMessage", {"chat_id": 1}, "edition")
        with pytest.raises(NotSent) as turned:
            async with line.pacing.turn(1):
                pass
        assert turned.value.retry_after == 3600
        with pytest.raises(RetryAfter):  # nobody waits an hour for an answer
            await line.request("answer", 1)
        await line.edition("elsewhere", 2)
        assert asyncio.get_running_loop().time() == 0

    run(play())


def test_a_request_that_came_to_nothing_before_it_went_out_takes_no_turn() -> None:
    async def play() -> None:
        line = Line()
        failing = TimedOut()
        failing.__cause__ = httpx.ConnectTimeout("")

        async def callback() -> bool:
            raise failing

        for _ in range(100):
            with pytest.raises(TimedOut):
                await line.pacing.process_request(callback, (), {}, "sendMessage", {"chat_id": 1}, "answer")
        assert asyncio.get_running_loop().time() == 0

    run(play())
