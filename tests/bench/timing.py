"""Two sides take turns, round by round, so that whatever else the machine does hits both; the medians are compared."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

from .rows import AnswersDiffer

Q = TypeVar("Q")
Side = Callable[[Q], object]
Clock = Callable[[], float]


@dataclass(frozen=True)
class Effort:
    """At least three rounds, then as many of `rounds` as begin within `seconds`."""

    rounds: int = 11
    seconds: float = 4.0


@dataclass(frozen=True)
class Took:
    """Median seconds a question, by the clock that was chosen."""

    ours: float
    theirs: float


def compare(
    ours: Side[Q],
    theirs: Side[Q],
    questions: Callable[[int], Sequence[Q]],
    effort: Effort,
    *,
    same: bool = True,
    clock: Clock = time.process_time,
) -> Took:
    """Ask both sides the questions of each round. Raises AnswersDiffer where `same` and they are not.

    Questions are those of a round, so that no side gains by keeping answers; round -1 warms up and is the one checked. Of a
    round no more are asked than both sides answered in `effort.seconds`. The `clock` is this process's CPU, which others on the
    machine disturb least; what happens in other processes needs one on the wall.
    """
    started, checked = time.perf_counter(), 0
    for question in questions(-1):
        mine, other = ours(question), theirs(question)
        if same and mine != other:
            raise AnswersDiffer(f"{question!r}: ours {mine!r}, the peer {other!r}")
        checked += 1
        if time.perf_counter() - started > effort.seconds:
            break
    begun = time.perf_counter()
    most = max(1, int(checked * effort.seconds / (begun - started)))
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(effort.rounds):
        if number >= 3 and time.perf_counter() - begun > effort.seconds:
            break
        asked = questions(number)[:most]
        for side, taken in zip((ours, theirs), times, strict=True):
            taken.append(_seconds(side, asked, clock))
    return Took(median(times[0]), median(times[1]))


def _seconds(side: Side[Q], asked: Sequence[Q], clock: Clock) -> float:
    gc.collect(0)
    begun = clock()
    for question in asked:
        side(question)
    return (clock() - begun) / len(asked)
