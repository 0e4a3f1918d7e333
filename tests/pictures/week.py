"""A week in which things go wrong, the same on each platform: what those who manage a channel are then told and asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

from bot.domain.text import Lang

from .program import MORNING, Program

_LIMIT_SECONDS = 20 * 60
_MOST_MINUTES = 60


class Hands(Protocol):
    """What people and a platform do in that week. Each returns when it is done."""

    async def subscribe(self) -> None:
        """The channel is subscribed."""

    async def take_back(self) -> None:
        """Whoever manages the channel takes the last post back."""

    def lose(self) -> None:
        """What becomes of the next post cannot be known."""

    def find(self) -> None:
        """All is as before again."""

    def limit(self, seconds: int) -> None:
        """The next post has to wait."""


def begun(lang: Lang) -> Program:
    """Return the program at the beginning of the week that ends on the morning of the pictures."""
    return Program(lang, MORNING - timedelta(days=6))


async def spend(program: Program, hands: Hands) -> None:
    """Post in time, miss a post, take one back, be in doubt about one, post one late; in the end the next one is near."""
    await hands.subscribe()
    await program.dawn(-6)
    await program.dawn(-4)
    await program.dawn(-3)
    await program.pass_(minutes=20)
    await hands.take_back()
    hands.lose()
    await program.dawn(-2)
    for _ in range(_MOST_MINUTES):
        if any(row.asked for row in await program.store.deliveries(states=("unknown",))):
            break
        await program.pass_(minutes=1)
    hands.find()
    hands.limit(_LIMIT_SECONDS)
    await program.dawn(-1)
    await program.pass_(seconds=_LIMIT_SECONDS)
    program.now = MORNING.replace(tzinfo=program.zone) - timedelta(minutes=2)
