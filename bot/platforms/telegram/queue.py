"""Who waits for a turn, and who goes next: a state to be asked at an instant, without a clock or a task of its own.

Answers go first. But of the slots over all chats, and of those of a group's minute, they leave some to editions that wait;
and an edition that was turned away because of answers goes ahead of them when it comes again: so nobody waits for ever.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from .slots import Slots

Urgency = Literal["answer", "edition"]

A_SECOND = 30
ANSWERS_A_SECOND = 28  # leaves room for editions that wait
A_MINUTE_IN_A_GROUP = 20
ANSWERS_A_MINUTE = 18  # leaves room for an edition where members ask without pause
PATIENCE = 1.5  # seconds that an edition waits for its chat: enough for the next of its own parts
LONGEST_WAIT = 60.0  # nobody waits longer for an answer
_REST = 1.0
_KEPT_CHATS = 1000


@dataclass(eq=False)
class Turn:
    """One request's turn. With a `deadline` it is turned away once its chat would come later.

    An edition that is `owed` its turn goes before the answers in its chat, as does one that `tires`, from then on.
    """

    chat: str
    urgency: Urgency
    deadline: float | None = None
    owed: bool = False
    tires: float | None = None
    granted: bool = False
    used: bool = False
    coming: asyncio.Future[None] | None = None

    def answer(self, error: Exception | None) -> None:
        """Wake whoever waits for it."""
        if self.coming is None or self.coming.done():
            return
        if error is None:
            self.coming.set_result(None)
        else:
            self.coming.set_exception(error)


def _is_group(chat: str) -> bool:
    return chat.startswith(("-", "@"))


@dataclass
class _Room:
    """A chat's own limits; `held` is until when Telegram asked to leave it in peace."""

    group: bool
    second: Slots = field(default_factory=lambda: Slots(1, _REST))
    minute: Slots = field(default_factory=lambda: Slots(A_MINUTE_IN_A_GROUP, 60.0))
    held: float = 0.0
    owed: bool = False

    def is_idle(self, now: float) -> bool:
        return not (self.second.used(now) or self.minute.used(now) or self.held > now or self.owed)


class Queue:
    """Those who wait, in their order, and what they wait for."""

    def __init__(self) -> None:
        self.hurried = False
        self._all = Slots(A_SECOND, _REST)
        self._answering = Slots(ANSWERS_A_SECOND, _REST)
        self._rooms: dict[str, _Room] = {}
        self._answers: list[Turn] = []
        self._editions: list[Turn] = []
        self._crowded = _KEPT_CHATS

    def join(self, turn: Turn) -> None:
        """Let one wait."""
        if turn.deadline is not None:
            room = self._room(turn.chat)
            turn.owed, room.owed = turn.owed or room.owed, False
        self._line(turn).append(turn)

    def leave(self, turn: Turn) -> None:
        """Let one wait no longer."""
        line = self._line(turn)
        if turn in line:
            line.remove(turn)

    def hold(self, chat: str, until: float) -> None:
        """Leave a chat in peace until then, as Telegram asks."""
        room = self._room(chat)
        room.held = max(room.held, until)

    def give(self, turn: Turn, now: float, longer: float | None) -> None:
        """Give back what a turn has taken; see Slots.give."""
        room = self._room(turn.chat)
        self._all.give(now, longer)
        if turn.urgency == "answer":
            self._answering.give(now, longer)
        room.second.give(now, longer)
        if room.group:
            room.minute.give(now, longer)
        self._forget(now)

    def granted(self, now: float) -> Iterator[Turn]:
        """Let through those who may go, in their order."""
        while (turn := self._next(now)) is not None:
            self.leave(turn)
            turn.granted = True
            room = self._room(turn.chat)
            self._all.take()
            if turn.urgency == "answer":
                self._answering.take()
            room.second.take()
            if room.group:
                room.minute.take()
            yield turn

    def turned_away(self, now: float) -> Iterator[tuple[Turn, float]]:
        """Take out those who would have to wait for too long, each with the seconds after which to come again."""
        for turn in (*self._answers, *self._editions):
            wait = self._too_long(turn, now)
            if wait is not None:
                self.leave(turn)
                yield turn, wait

    def next_change(self, now: float) -> float | None:
        """Return when to look again, though nothing happens before; None where nobody waits for a moment that is known."""
        overall = self._all.free_at(now)
        found = [self._changes(turn, overall, now) for turn in (*self._answers, *self._editions)]
        return min((moment for moment in found if moment is not None), default=None)

    def _next(self, now: float) -> Turn | None:
        if not (self._answers or self._editions) or self._all.free_at(now) != now:
            return None
        owed = {t.chat for t in self._editions if t.owed or (t.tires is not None and t.tires <= now)}
        answer = next((t for t in self._answers if t.chat not in owed and self._ready_at(t, now) == now), None)
        if answer is not None and self._answering.free_at(now) == now:
            return answer
        edition = next((turn for turn in self._editions if self._ready_at(turn, now) == now), None)
        return edition or answer

    def _ready_at(self, turn: Turn, now: float) -> float | None:
        """Return from when on the limits of its chat let it through; None where that hangs on an answer that is to come."""
        room = self._rooms.get(turn.chat)
        if room is None or not turn.chat:
            return now
        moments: list[float | None] = [max(room.held, now)]
        if not (self.hurried and turn.urgency == "answer"):
            moments.append(room.second.free_at(now))
        if room.group:
            spare = A_MINUTE_IN_A_GROUP - ANSWERS_A_MINUTE if turn.urgency == "answer" else 0
            moments.append(room.minute.free_at(now, spare))
        known = [moment for moment in moments if moment is not None]
        return max(known) if len(known) == len(moments) else None

    def _too_long(self, turn: Turn, now: float) -> float | None:
        """Return for how long it would have to wait at least, where that is too long."""
        room = self._room(turn.chat)
        held = room.held - now
        if held > (LONGEST_WAIT if turn.urgency == "answer" else PATIENCE):
            return held
        if turn.deadline is None:
            return None
        ready = self._ready_at(turn, now)
        if ready is None and now >= turn.deadline - _REST:  # what is in its way rests for so long when it is answered
            return _REST
        before = 0 if turn.owed else sum(answer.chat == turn.chat for answer in self._answers)
        if ready is None or ready + before * _REST <= max(turn.deadline, now):
            return None
        room.owed |= before > 0  # when it comes again it need not wait for those
        return max(ready - now, _REST)

    def _changes(self, turn: Turn, overall: float | None, now: float) -> float | None:
        ready = self._ready_at(turn, now)
        if ready is None:
            return turn.deadline - _REST if turn.deadline is not None else None
        if overall is None or max(ready, overall) <= now:  # it waits for others, and for nothing that passes
            return None
        return max(ready, overall)

    def _line(self, turn: Turn) -> list[Turn]:
        return self._answers if turn.urgency == "answer" else self._editions

    def _room(self, chat: str) -> _Room:
        return self._rooms.setdefault(chat, _Room(_is_group(chat)))

    def _forget(self, now: float) -> None:
        """Drop what no limit looks at any more."""
        if len(self._rooms) > self._crowded:
            self._rooms = {chat: room for chat, room in self._rooms.items() if not room.is_idle(now)}
            self._crowded = max(_KEPT_CHATS, 2 * len(self._rooms))
