"""Days by the calendar: years, months and days, their parts, weeks, and steps back from a day.

Parts: early, mid and late (上旬, 中旬, 下旬) are the thirds of a month, and of a year; the beginning and the end of a year are its
first and last month, of a month its first and last third. Seasons are northern, and winter begins in the year that names it;
quarters and halves are those of the calendar year, or of the Japanese business year (年度, April to March).

ValueError or OverflowError is raised for what no calendar has.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Literal, NamedTuple

_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

Unit = Literal["day", "week", "month", "quarter", "year"]


class Days(NamedTuple):
    """Days from the first to the last, both known and both included."""

    first: date
    last: date

    @property
    def length(self) -> int:
        """How many they are."""
        return (self.last - self.first).days + 1


class Part(NamedTuple):
    """A part of a year by its months (over 12 runs into the next year), of a month by its days; None where it is none."""

    months: tuple[int, int] | None
    days: tuple[int, int] | None = None


EARLY = Part((1, 4), (1, 10))
MID = Part((5, 8), (11, 20))
LATE = Part((9, 12), (21, 31))
BEGINNING = Part((1, 1), (1, 10))
END = Part((12, 12), (21, 31))
HALVES = Part((1, 6), (1, 15)), Part((7, 12), (16, 31))
QUARTERS = Part((1, 3)), Part((4, 6)), Part((7, 9)), Part((10, 12))
SPRING, SUMMER, AUTUMN, WINTER = SEASONS = Part((3, 5)), Part((6, 8)), Part((9, 11)), Part((12, 14))
BUSINESS_YEAR = Part((4, 15))
TURN_OF_THE_YEAR = Part((12, 13))
LAST_WEEK = Part(None, (25, 31))
WEEKS = tuple(Part(None, (first, first + 6)) for first in (1, 8, 15, 22, 29))


def of_business_year(part: Part) -> Part:
    """Return the same part of the year that begins in April."""
    first, last = part.months or (1, 12)
    return Part((first + 3, last + 3))


def part_of_year(year: int, part: Part | None) -> Days:
    """Return a year or a part of it."""
    if part is None:
        return Days(date(year, 1, 1), date(year, 12, 31))
    if part.months is None:
        raise ValueError("a part of a month alone")
    first, last = (shifted(date(year, 1, 1), month - 1) for month in part.months)
    return Days(first, last.replace(day=_length(last.year, last.month)))


def part_of_month(year: int, month: int, part: Part | None) -> Days:
    """Return a month or a part of it."""
    first, last = (part and part.days) or (1, 31)
    begins = date(year, month, first)
    return Days(begins, begins.replace(day=min(last, _length(year, month))))


def _length(year: int, month: int) -> int:
    """Return how many days a month has; quicker than the calendar, which finds the weekday of its first too."""
    return 29 if month == 2 and calendar.isleap(year) else _LENGTHS[month]


def day(year: int, month: int, of_month: int) -> Days:
    """Return one day."""
    one = date(year, month, of_month)
    return Days(one, one)


def week(of: date) -> Days:
    """Return the week that holds a day, from Monday."""
    monday = of - timedelta(of.weekday())
    return Days(monday, monday + timedelta(6))


def shifted(start: date, months: int) -> date:
    """Return the same day so many months later, or the last of a month that is too short for it."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    return first if start.day == 1 else first.replace(day=min(start.day, _length(year, month + 1)))


def back(today: date, unit: Unit, number: int) -> date:
    """Return the day so many units before today."""
    if unit in ("day", "week"):
        return today - timedelta(number * (7 if unit == "week" else 1))
    return shifted(today, -number * {"month": 1, "quarter": 3, "year": 12}[unit])


def around(of: date, unit: Unit) -> Days:
    """Return the day, week, month, quarter or year that holds a day."""
    match unit:
        case "day":
            return Days(of, of)
        case "week":
            return week(of)
        case "month":
            return part_of_month(of.year, of.month, None)
        case "quarter":
            return part_of_year(of.year, QUARTERS[(of.month - 1) // 3])
        case "year":
            return part_of_year(of.year, None)


def past(today: date, unit: Unit, number: int) -> Days:
    """Return the last so many days, weeks, months or years up to and with today."""
    if number < 1:
        raise ValueError("no day")
    return Days(back(today, unit, number) + timedelta(1), today)


def weekend(today: date, weeks: int | None) -> Days:
    """Return Saturday and Sunday of the week so many weeks back; for None the latest that has begun."""
    saturday = week(today).first + timedelta(5) - timedelta(7 * (weeks or 0))
    if weeks is None and saturday > today:
        saturday -= timedelta(7)
    return Days(saturday, saturday + timedelta(1))


def common(one: Days, other: Days) -> Days:
    """Return the days that two have in common. Raises ValueError if there are none."""
    first, last = max(one.first, other.first), min(one.last, other.last)
    if first > last:
        raise ValueError("no day in common")
    return Days(first, last)
