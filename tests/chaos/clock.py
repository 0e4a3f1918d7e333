"""The one time of a chaos run: the machine's, set ahead by as much as the driver likes, the same for bot and servers."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass
class Ahead:
    """A clock that is `seconds` ahead of the machine's and goes on at its pace."""

    seconds: float = 0.0

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(time.time() + self.seconds, UTC)

    def unix(self) -> int:
        return int(time.time() + self.seconds)

    def set(self, moment: datetime) -> None:
        self.seconds = moment.timestamp() - time.time()

    def forward(self, seconds: float) -> None:
        self.seconds += seconds
