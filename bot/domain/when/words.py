"""The words of date expressions, whatever the language they are typed in: what each says, and nothing of how it is spelt."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from .days import Days, Part, Unit

# What a span leaves open: from it on, after it, to its end, to the day before it.
Bound = Literal["since", "after", "until", "before"]


class Year(NamedTuple):
    """2025年, 2025, '25."""

    year: int
    business: bool = False


class Years(NamedTuple):
    """2024–25, 2024/2025: also the years of one winter."""

    first: int
    last: int


class Era(NamedTuple):
    """令和7年, R7.6.5: a year by its era, which lasts from `begins` to `ends`, perhaps with more of the date."""

    year: int
    begins: date
    ends: date
    business: bool = False
    month: int | None = None
    day: int | None = None


class Month(NamedTuple):
    """6月, June."""

    month: int


class Day(NamedTuple):
    """5日, 5th: a day of a month that another word names."""

    day: int


class Number(NamedTuple):
    """A bare number: the day or month that its neighbours make it."""

    number: int


class Numeric(NamedTuple):
    """2025-06-05, 2025/6: the order is plain."""

    year: int | None
    month: int | None
    day: int | None = None


class Slashed(NamedTuple):
    """6/5, 6/5/25, 5.6.2025: the order depends on who writes; with dots the day is usually first."""

    numbers: tuple[int, ...]
    short_year: bool = False
    day_first: bool = False


class Weekday(NamedTuple):
    """金曜, Friday: 0 is Monday."""

    weekday: int


class Piece(NamedTuple):
    """上旬, 年末, spring, Q2: a part of a month or year; `alone` if it is a date without either."""

    part: Part
    alone: bool = False


class Back(NamedTuple):
    """昨日, 先週, 3か月前, last year: the unit so many units back; `counted` if it was put as a number."""

    unit: Unit
    number: int
    counted: bool = False


class Past(NamedTuple):
    """過去7日間, the last 3 months: up to today."""

    unit: Unit
    number: int


class SeasonBack(NamedTuple):
    """昨秋, 今春: a season of a year so many years back."""

    part: Part
    years: int


class Step(NamedTuple):
    """last, this or next, before a month, season or weekday."""

    by: Literal[-1, 0, 1]


class Weekend(NamedTuple):
    """Saturday and Sunday, so many weeks back; None for the latest."""

    weeks: int | None


class Fixed(NamedTuple):
    """The 2010s, 2025-W23."""

    days: Days


class Lead(NamedTuple):
    """in, on, during, the: says nothing, goes with the date; `sure` if what follows is no name and no verb."""

    sure: bool


class Tail(NamedTuple):
    """頃, 中: says nothing that a span can hold, goes with the date."""


class Mark(NamedTuple):
    """A word or sign about its neighbours.

    `leads` is what it says of the date after it, `trails` of the date before it, and `links` how it makes a range of the
    two: on its own (から, to, ~), if the range is closed by まで or the like (以降), or opened by between (and).
    """

    leads: Bound | Literal["between", ""] = ""
    links: Literal["plain", "closed", "and", ""] = ""
    trails: Bound | Literal["between", ""] = ""


Word = (
    Year
    | Years
    | Era
    | Month
    | Day
    | Number
    | Numeric
    | Slashed
    | Weekday
    | Piece
    | Back
    | Past
    | SeasonBack
    | Step
    | Weekend
    | Fixed
    | Lead
    | Tail
    | Mark
)


class Token(NamedTuple):
    """A word of a date and where it stands; `weak` if alone among words of another kind it is more likely none."""

    word: Word
    start: int
    end: int
    weak: bool
