"""A chart as a value: everything in it is text in one language, a day or a number, so that equal questions have equal charts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from ..text import Lang

Symbol = Literal["exact", "lasting", "inexact", "forecast", "importance", "bar"]


@dataclass(frozen=True)
class Mark:
    """An event. It is drawn `at` a day; `first` to `last` is when it may have been, or lasted, as far as the axis goes.

    `symbol` says how its date is known: on that day, over all of these days, or some time in them. `before` and `after`: the
    days go on beyond the axis.
    """

    id: str
    when: str
    title: str
    at: date
    first: date
    last: date
    symbol: Literal["exact", "lasting", "inexact"]
    importance: int
    forecast: bool = False
    before: bool = False
    after: bool = False


@dataclass(frozen=True)
class Band:
    """A chapter, as far as the axis goes."""

    title: str
    first: date
    last: date


@dataclass(frozen=True)
class Tick:
    """The beginning of a year or month, or a day, that the axis may name: of two that are too near, that of the lower rank."""

    day: date
    label: str
    kind: Literal["year", "month", "day"]
    rank: int


@dataclass(frozen=True)
class Bar:
    """How many events there were from `first` to `last`."""

    first: date
    last: date
    count: int


@dataclass(frozen=True)
class Key:
    """A line of the legend."""

    symbol: Symbol
    text: str


@dataclass(frozen=True)
class Chart:
    """A timeline from `first` to `last`, in order of date. `note` says how many events of the answer it shows, and until when the
    corpus reaches; `caption` is the year in which the axis begins; `scale` says that it is not drawn to one scale.

    `alt`: up to 1,000 characters that say what it shows. `left_out`: how many events of the answer it has no room for.
    """

    lang: Lang
    title: str
    note: str
    first: date
    last: date
    caption: str
    marks: tuple[Mark, ...]
    bands: tuple[Band, ...]
    ticks: tuple[Tick, ...]
    keys: tuple[Key, ...]
    scale: str
    left_out: int
    alt: str
    bars: tuple[Bar, ...] = ()

    @property
    def drawn(self) -> int:
        """How many events it shows."""
        return len(self.marks)
