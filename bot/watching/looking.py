"""How the bot is at the moment at which a monitor asks."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..delivery.standing import Backlog, Life, PlatformLife, backlog
from ..delivery.waits import HOLD
from ..domain.ports import Clock, Store
from ..errors import StoreError


@dataclass(frozen=True)
class Look:
    """What was seen; `rows` is how many deliveries are recorded."""

    now: datetime
    started: datetime
    ticked: datetime | None
    platforms: Sequence[PlatformLife]
    backlog: Backlog
    hold: str | None
    subscriptions: int
    paused: int
    rows: int
    writable: bool


class Looking:
    """Looks when it is called. `life` tells of the bot that runs; `rows` counts the
    deliveries recorded; `directory` is where its store is."""

    def __init__(
        self, life: Callable[[], Life], store: Store, rows: Callable[[], int], clock: Clock, directory: Path
    ) -> None:
        self._life = life
        self._store = store
        self._rows = rows
        self._clock = clock
        self._directory = directory

    async def __call__(self) -> Look:
        """Look; nothing is read from disk."""
        life = self._life()
        writable, subscriptions, paused = os.access(self._directory, os.W_OK), 0, 0
        try:
            found = await self._store.subscriptions()  # fails once a write has failed
            subscriptions, paused = len(found), sum(each.paused is not None for each in found)
        except StoreError:
            writable = False
        return Look(
            now=self._clock(),
            started=life.started,
            ticked=life.ticked,
            platforms=life.platforms,
            backlog=await backlog(self._store),
            hold=await self._store.note(HOLD),
            subscriptions=subscriptions,
            paused=paused,
            rows=self._rows(),
            writable=writable,
        )
