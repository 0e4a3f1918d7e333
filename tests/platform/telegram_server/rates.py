"""Telegram's limits of messages, enforced to the letter: without the bursts that Telegram lets pass."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .world import PRIVATE, Chat

A_SECOND = 30
A_SECOND_IN_A_CHAT = 1
A_MINUTE_IN_A_GROUP = 20
# Two clocks in one process, and sums of seconds in between.
_ROUNDING = 1e-6


@dataclass(slots=True)
class _Window:
    """So many in any so many seconds."""

    count: int
    seconds: float
    words: str

    def wait(self, came: deque[float], now: float) -> float:
        """How long it is too early for one more."""
        if len(came) < self.count:
            return 0.0
        wait = came[-self.count] + self.seconds - now
        return wait if wait > _ROUNDING else 0.0


class Rates:
    """`clock` gives seconds that never go back. What is refused does not count."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._all: deque[float] = deque(maxlen=A_SECOND)
        self._chats: dict[int, deque[float]] = {}
        self.let = 0

    def take(self, chat: Chat | None) -> tuple[int, str] | None:
        """Count a message, for a chat if it has one; or the seconds to wait, and which limit says so."""
        now = self._clock()
        for window, came in self._limits(chat):
            if wait := window.wait(came, now):
                return max(1, round(wait + 0.5)), window.words
        for came in (self._all, *([self._of(chat)] if chat else [])):
            came.append(now)
        self.let += 1
        return None

    def _limits(self, chat: Chat | None) -> Iterator[tuple[_Window, deque[float]]]:
        yield _Window(A_SECOND, 1, f"{A_SECOND} messages a second"), self._all
        if chat is not None:
            yield _Window(A_SECOND_IN_A_CHAT, 1, f"{A_SECOND_IN_A_CHAT} message a second in a chat"), self._of(chat)
            if chat.type != PRIVATE:
                yield (
                    _Window(A_MINUTE_IN_A_GROUP, 60, f"{A_MINUTE_IN_A_GROUP} messages a minute in a group"),
                    self._of(chat),
                )

    def _of(self, chat: Chat) -> deque[float]:
        return self._chats.setdefault(chat.id, deque(maxlen=A_MINUTE_IN_A_GROUP))
