"""What goes wrong with requests: drawn in advance for each channel and round, so that a seed brings the same again."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Literal

Fault = Literal[
    "5xx before",
    "5xx after",
    "reset before",
    "reset after",
    "truncated answer",
    "delay",
    "429 of seconds",
    "429 of an hour",
]
# Weights: an hour's wait ends a channel's round until the clock goes on.
WEIGHTS: dict[Fault, int] = {
    "5xx before": 3,
    "5xx after": 3,
    "reset before": 3,
    "reset after": 4,
    "truncated answer": 3,
    "delay": 3,
    "429 of seconds": 3,
    "429 of an hour": 1,
}
BROKEN: frozenset[Fault] = frozenset({"5xx before", "5xx after", "reset before", "reset after", "truncated answer"})
"""After these a client cannot know whether its message is there."""

Hold = Literal["never done", "done late", "done"]
"""What becomes of a request that is held when the bot is killed: it never takes effect, only after the kill, or before."""


@dataclass
class Trap:
    """Holds the `count`-th post of an edition on a platform for a kill; `sprung` once it is there."""

    platform: str
    count: int
    hold: Hold
    sprung: asyncio.Event = field(default_factory=asyncio.Event)
    open: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Weather:
    """Tells each request to post what it meets. `met` counts; `hit` has the channels whose answers broke in this round."""

    met: Counter[str] = field(default_factory=Counter)
    hit: set[str] = field(default_factory=set)
    trap: Trap | None = None
    on_post: Callable[[], None] = lambda: None
    _planned: dict[str, list[Fault]] = field(default_factory=dict)
    _looks: Random | None = None
    _updates: int = 0

    def plan(self, chats: Iterable[str], random: Random, share: float) -> None:
        """Draw what the first requests of a round meet; `share` of the channels are not spared."""
        self.hit = set()
        self._looks = Random(random.random())
        self._planned = {}
        for chat in chats:
            if random.random() < share:
                faults = random.choices(tuple(WEIGHTS), tuple(WEIGHTS.values()), k=random.choice((1, 1, 1, 2, 3)))
                self._planned[chat] = faults

    def clear(self) -> None:
        """From now on all goes well."""
        self._planned.clear()
        self._looks = None
        if self.trap is not None:
            self.trap.open.set()
            self.trap = None

    def on_edition(self, platform: str, chat: str) -> Trap | Fault | None:
        """What a request to post into a channel meets."""
        self.on_post()
        if self.trap is not None and self.trap.platform == platform and not self.trap.sprung.is_set():
            self.trap.count -= 1
            if self.trap.count == 0:
                self.met[f"held at a kill, {self.trap.hold}"] += 1
                return self.trap
        left = self._planned.get(chat)
        if not left:
            return None
        fault = left.pop(0)
        self.met[fault] += 1
        if fault in BROKEN:
            self.hit.add(chat)
        return fault

    def broke(self, chat: str) -> None:
        """Take note that the platform itself has given a broken answer; an empty string is no channel."""
        if chat:
            self.hit.add(chat)

    def on_look(self) -> Fault | None:
        """What a request meets that looks whether something is there."""
        self.on_post()
        if self._looks is None or self._looks.random() > 0.15:
            return None
        self.met["a look fails"] += 1
        return self._looks.choice(("5xx before", "reset before", "429 of seconds"))

    def on_updates(self) -> bool:
        """Whether updates come twice: every second time, also while all else goes well."""
        self._updates += 1
        twice = self._updates % 2 == 1
        self.met["duplicate updates"] += twice
        return twice
