"""A day of a world: its editions under kills and faults, then healed, then counted."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from random import Random

from bot.domain.ledger import OPEN, Delivery
from bot.storage.tinydb_store import read_store

from . import deaths
from .counts import Counts
from .deaths import Plan
from .judge import Judge
from .weather import Trap
from .world import FIRST_SLOT, World
from .zygote import Heard

# How the clock goes on from one start to the next: within Discord's memory for a nonce, and beyond it.
STEPS = (30, 45, 90, 240, 400, 700)
QUIET = 1.2  # seconds without a word or a request, after which a bot has nothing to do
LONGEST = 15.0  # seconds that one start may take
HEALS = 14
IDLE = Plan("when nothing was left to do")


class Round:
    """One slot of every channel."""

    def __init__(self, world: World, counts: Counts, number: int) -> None:
        spec = world.spec
        self._world = world
        self._counts = counts
        self._number = number
        self._random = Random(f"{spec.seed}/{spec.number}/{number}")
        self._slot = FIRST_SLOT + timedelta(days=number)
        # 09:00 in Tokyo, as the channels' settings have it
        self._name = f"slot:{self._slot + timedelta(hours=9):%Y-%m-%dT%H:%M}"
        self._unsure: set[str] = set()
        self._answered: set[str] = set()

    async def play(self) -> None:
        """Kill, heal, count."""
        world = self._world
        for place in world.places:
            place.turn_the_page()
        world.clock.set(self._slot + timedelta(seconds=5))
        world.weather.plan((place.channel.key for place in world.places), self._random, 0.4)
        disturbed = [*world.telegram.disturb(self._random), *world.discord.disturb(self._random)]
        world.weather.met.update(disturbed)
        for plan in deaths.draw(self._random, world.spec.kills, disturbed=bool(disturbed)):
            await self._die(plan)
            world.clock.forward(self._random.choice(STEPS))
        world.weather.clear()
        world.telegram.heal()
        world.discord.heal()
        await self._heal()
        await self._judge()

    # kills

    async def _die(self, plan: Plan) -> None:
        """Start the bot and kill it as planned; where that does not come about, when it has become quiet."""
        world = self._world
        trap = world.weather.trap = Trap(plan.platform, plan.count, plan.hold) if plan.hold else None
        await world.victim.start(world.clock.seconds, plan.step, plan.count)
        await self._until_deadly(plan, trap)
        if trap and trap.sprung.is_set() and plan.after is not None:
            trap.open.set()
            await asyncio.sleep(plan.after)
        await self._kill(plan)
        if trap:
            trap.open.set()
            world.weather.trap = None
        for proxy in world.proxies:
            await proxy.settled()

    async def _until_deadly(self, plan: Plan, trap: Trap | None) -> None:
        world, loop = self._world, asyncio.get_running_loop()
        shakes, ends = plan.shake, loop.time() + (LONGEST if plan.moment is None else plan.moment)
        while world.victim.alive and not (trap and trap.sprung.is_set()):
            if shakes and "discord" in world.victim.up:
                world.weather.met[world.discord.shake(self._random)] += 1
                shakes = False
            left = ends - loop.time()
            if left <= 0 or (not await world.victim.news(min(self._quiet(QUIET), left)) and plan.moment is None):
                return

    def _quiet(self, seconds: float) -> float:
        """How long a silence says that nothing is left to do: one that has not come up yet has everything to do."""
        return seconds if len(self._world.victim.up) == 2 else LONGEST

    async def _kill(self, plan: Plan) -> None:
        victim = self._world.victim
        await victim.kill()
        self._counts.kills[plan.name if victim.died_at or not plan.step else "at any moment"] += 1
        self._counts.counted["kills at a named step" if victim.died_at else "kills at a moment"] += 1
        rows = await self._rows()
        flying = [row.key for row in rows if row.state == "sending"]
        self._counts.counted["rows in flight at the kills"] += len(flying)
        self._unsure.update(flying)
        for row in rows:
            victim.rows[row.key] = _heard(row)

    async def _rows(self) -> list[Delivery]:
        """The rows of this slot, as they are on disk."""
        store = read_store(self._world.data)
        return [row for row in await store.deliveries() if row.key.partition("/")[2] == self._name]

    # healing

    async def _heal(self) -> None:
        """Let the bot run in a world that is whole, until nothing is left to do."""
        rows: list[Delivery] = []
        for attempt in range(HEALS):
            self._world.clock.forward(max(self._wait(rows), 400.0 if attempt % 2 == 0 else 1900.0))
            await self._world.victim.start(self._world.clock.seconds)
            await self._until_settled()
            await self._kill(IDLE)
            rows = await self._rows()
            if len(rows) == len(self._world.places) and not any(row.state in OPEN for row in rows):
                return

    def _wait(self, rows: list[Delivery]) -> float:
        """The seconds until the last row that waits may be tried again, two hours at most."""
        now = self._world.clock()
        waits = [(row.not_before - now).total_seconds() for row in rows if row.not_before]
        return min(max(waits, default=0.0) + 1, 7200.0)

    async def _until_settled(self) -> None:
        """Return when no row of this round has anything to be done now, or when nothing happens any more."""
        world, loop = self._world, asyncio.get_running_loop()
        ends = loop.time() + 6 * LONGEST
        while world.victim.alive and loop.time() < ends:
            await self._answer()
            now = world.clock().timestamp()
            rows = [row for key, row in world.victim.rows.items() if key.partition("/")[2] == self._name]
            busy = any(row.pending(now) or (row.asked and row.state == "unknown") for row in rows)
            if len(rows) == len(world.places) and not busy and len(world.victim.up) == 2:
                return
            if not await world.victim.news(self._quiet(2 * QUIET)):
                return

    async def _answer(self) -> None:
        """Let administrators answer, truthfully, what they were asked."""
        rows: dict[str, Delivery] | None = None
        for key, name, press in self._world.telegram.questions():
            if name in self._answered or not key.endswith(self._name):
                continue
            if rows is None:
                rows = {row.key: row for row in await self._rows()}
            row = rows.get(key)
            if row is None or row.state != "unknown" or row.asked is None:
                continue
            place = next(p for p in self._world.places if p.subscription == row.subscription)
            press("there" if place.there(row.parts[row.next_part]) else "post")
            self._answered.add(name)
            self._counts.counted["telegram: questions answered"] += 1

    # counting

    async def _judge(self) -> None:
        spec = self._world.spec
        judge = Judge(self._counts, spec.mode)
        rows = {row.subscription: row for row in await self._rows()}
        where = f"[seed {spec.seed}, world {spec.number} ({spec.mode}), round {self._number}]"
        hit = self._world.weather.hit
        for place in self._world.places:
            row = rows.get(place.subscription)
            if row is not None and place.channel.key in hit:
                self._unsure.add(row.key)
            judge.judge(place, row, self._unsure, where)


def _heard(row: Delivery) -> Heard:
    return Heard(row.state, row.not_before.timestamp() if row.not_before else None, row.asked is not None)
