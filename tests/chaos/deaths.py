"""How the bot dies: drawn in advance, so that a seed brings the same deaths again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from .dying import CHANGES, RARE, STEPS
from .weather import Hold

HOLDS: tuple[Hold, ...] = ("never done", "done late", "done")


@dataclass(frozen=True)
class Plan:
    """One death: at the `count`-th time of a named step; or when the `count`-th post on a platform is held as `hold` says,
    or `after` so many seconds since it was answered; or at a `moment`, in seconds from the start.

    `shake`: the gateway is disturbed before.
    """

    name: str
    step: str | None = None
    count: int = 0
    platform: str = ""
    hold: Hold | None = None
    after: float | None = None
    moment: float | None = None
    shake: bool = False


def draw(random: Random, count: int, *, disturbed: bool) -> Iterator[Plan]:
    """Yield the deaths of a round: half of them at named steps, early, so that enough is left for those that follow.

    `disturbed`: the bot will hear of channels that it has lost, or that have moved.
    """
    for number in range(count):
        shake = random.random() < 0.15
        kind = random.choices(("step", "held", "answered", "moment"), (10, 5, 2, 2))[0]
        platform, nth = random.choice(("telegram", "discord")), random.randint(1, 8)
        if number == 0 and disturbed and random.random() < 0.5:
            kind = "change"
        match kind:
            case "change":
                step = random.choice(CHANGES)
                yield Plan(step, step, 1)
            case "step":
                step = random.choice(STEPS)
                yield Plan(step, step, 1 if step in RARE else random.randint(1, 10), shake=shake)
            case "held":
                hold = random.choice(HOLDS)
                yield Plan(f"{platform}: a post was taken, and is {hold}", "", nth, platform, hold, shake=shake)
            case "answered":
                after = random.random() * 0.03
                yield Plan(f"{platform}: a post was just answered", "", nth, platform, "done", after, shake=shake)
            case "moment":
                yield Plan("at any moment", moment=0.2 + random.random() * 1.5, shake=shake)
