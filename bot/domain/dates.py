"""Dates as exact as their source: a subset of EDTF level 1, and the dates that members type.

EDTF is ISO 8601-2:2019, annex A. The subset: years, months, days and seasons, unspecified digits (`2025-XX`, `202X`),
qualifiers (`?`, `~`, `%`), and intervals with open ends (`2025-06/..`). Dates are local dates as printed in the source
and are never converted to another time zone.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ..errors import DateError
from .text import Text

_COMPONENT = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d{2}XX)(?:-(?P<month>\d{2}|XX)(?:-(?P<day>\d{2}|XX))?)?(?P<qualifier>[?~%])?",
    re.ASCII,
)
# Northern seasons, months of the year that names them; winter runs into the next year.
_SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 2)}


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """Days from `first` to `last`, both included; `None` is open."""

    first: date | None
    last: date | None

    def touches(self, other: Span) -> bool:
        """Tell whether the two have a day in common."""
        starts_in_time = self.first is None or other.last is None or self.first <= other.last
        ends_in_time = self.last is None or other.first is None or other.first <= self.last
        return starts_in_time and ends_in_time

    def holds(self, other: Span) -> bool:
        """Tell whether every day of `other` is one of this span's."""
        starts = self.first is None or (other.first is not None and self.first <= other.first)
        ends = self.last is None or (other.last is not None and other.last <= self.last)
        return starts and ends

    @property
    def is_day(self) -> bool:
        """Tell whether the span is a single day."""
        return self.first is not None and self.first == self.last


@dataclass(frozen=True, slots=True)
class EventDate:
    """When something happened: an EDTF expression, its bounds, and how far it is known.

    `within` says that it happened some time in an interval, not during all of it; a month, season or year means so by
    itself. `wording` is how a source puts an inexact date.
    """

    edtf: str
    span: Span
    within: bool = False
    wording: Text | None = None

    @property
    def exact(self) -> bool:
        """Tell whether the day is known and not qualified."""
        return self.span.is_day and not self.qualifier

    @property
    def qualifier(self) -> Literal["", "?", "~", "%"]:
        """Whether it is uncertain (`?`), approximate (`~`) or both (`%`); an interval is what either of its ends is."""
        uncertain, approximate = (set(self.edtf) & set(marks) for marks in ("?%", "~%"))
        if uncertain and approximate:
            return "%"
        return "?" if uncertain else "~" if approximate else ""

    @property
    def width(self) -> int:
        """How many days it may have been; an open end counts as for ever."""
        return ((self.span.last or date.max) - (self.span.first or date.min)).days

    @property
    def place(self) -> date:
        """The day at which a list in order of date puts it: an inexact date follows everything that it may have followed.

        That is its last day; what has no last day stands where it begins.
        """
        return self.span.last or self.span.first or date.min

    @property
    def sort_key(self) -> tuple[date, bool]:
        """Sort by place, and there the exact before the inexact."""
        return self.place, not self.exact


def parse_edtf(expression: str) -> Span:
    """Return the bounds of an EDTF expression of the subset.

    Raises DateError for what is not in the subset, for an impossible date and for an interval that runs backwards.
    """
    left, slash, right = expression.partition("/")
    if not slash:
        return _component(left, expression)
    first = None if left in ("", "..") else _component(left, expression).first
    last = None if right in ("", "..") else _component(right, expression).last
    if first is None and last is None:
        raise DateError(expression, "it has neither a beginning nor an end")
    if first is not None and last is not None and first > last:
        raise DateError(expression, "it ends before it begins")
    return Span(first, last)


def _component(text: str, expression: str) -> Span:
    match = _COMPONENT.fullmatch(text)
    if match is None:
        raise DateError(expression, "write 2025-06-05, 2025-06, 2025, 2025-21 (spring) or 2025-06-01/2025-06-10")
    year, month, day = match["year"], match["month"], match["day"]
    if "X" in year:
        if month:
            raise DateError(expression, "an unknown year has no known month")
        return _span((int(year.replace("X", "0")), 1, 1), (int(year.replace("X", "9")), 12, 31), expression)
    if month == "XX" and day not in (None, "XX"):
        raise DateError(expression, "an unknown month has no known day")
    if day is not None and _number(month) in _SEASONS:
        raise DateError(expression, "a season has no days")
    return _calendar_span(int(year), _number(month), _number(day), expression)


def _number(digits: str | None) -> int | None:
    return None if digits in (None, "XX") else int(digits)


def _calendar_span(year: int, month: int | None, day: int | None, expression: str) -> Span:
    if month is None:
        return _span((year, 1, 1), (year, 12, 31), expression)
    if day is None and month in _SEASONS:
        start, end = _SEASONS[month]
        end_year = year + (end < start)
        return _span((year, start, 1), (end_year, end, _days_in(end_year, end, expression)), expression)
    if day is None:
        return _span((year, month, 1), (year, month, _days_in(year, month, expression)), expression)
    return _span((year, month, day), (year, month, day), expression)


def _days_in(year: int, month: int, expression: str) -> int:
    if not (1 <= month <= 12 and 1 <= year <= 9999):
        raise DateError(expression, "there is no such date in the calendar")
    return calendar.monthrange(year, month)[1]


def _span(first: tuple[int, int, int], last: tuple[int, int, int], expression: str) -> Span:
    try:
        return Span(date(*first), date(*last))
    except ValueError:
        raise DateError(expression, "there is no such date in the calendar") from None


_TYPED = re.compile(
    r"(?P<year>\d{4,5})(?:(?:[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?)"
    r"|(?:年(?:(?P<jmonth>\d{1,2})月(?:(?P<jday>\d{1,2})日?)?)?))?",
    re.ASCII,
)


def parse_typed(words: str) -> Span | None:
    """Read one day, month or year as a member types it (`2025-06-05`, `２０２５／６`, `2025年6月5日`); None if it is no date.

    Raises DateError for something of that shape which no calendar has (2025年13月, 2025-02-30).
    """
    # Spaces go, but not those between digits: 2025 6 is no year 20256.
    text = re.sub(r"(?<!\d) | (?!\d)", "", " ".join(unicodedata.normalize("NFKC", words).split()))
    match = _TYPED.fullmatch(text)
    if match is None:
        return None
    month, day = match["month"] or match["jmonth"], match["day"] or match["jday"]
    if month is not None and not 1 <= int(month) <= 12:
        raise DateError(text, "there is no such date in the calendar")
    return _calendar_span(int(match["year"]), _number(month), _number(day), text)


def typed(span: Span) -> str:
    """Write a closed span so that `parse_typed` reads it back where it is one day, month or year, else as an interval."""
    first, last = span.first, span.last
    if first is None or last is None:
        return f"{first or '..'}/{last or '..'}"
    if first == last:
        return first.isoformat()
    if (first.day, last.day) == (1, calendar.monthrange(last.year, last.month)[1]):
        if (first.year, first.month) == (last.year, last.month):
            return first.isoformat()[:7]
        if first.year == last.year and (first.month, last.month) == (1, 12):
            return first.isoformat()[:4]
    return f"{first.isoformat()}/{last.isoformat()}"


def read_span(text: str) -> Span | None:
    """Read what `typed` wrote: a date as typed, or an interval of ISO days; None if it is neither."""
    if "/" in text and "-" in text:
        try:
            return parse_edtf(text)
        except DateError:
            return parse_typed(text)
    return parse_typed(text)


def anniversary(when: EventDate, today: date) -> bool:
    """Tell whether an exact date of an earlier year falls on `today`; 29 February is kept on 28 February in common years."""
    return _anniversary_in(when, today.year) == today


def _anniversary_in(when: EventDate, year: int) -> date | None:
    first = when.span.first
    if not when.exact or first is None or not first.year < year <= date.max.year:
        return None
    return in_year(first, year)


def in_year(day: date, year: int) -> date:
    """Return a day of the same month and number in another year; 29 February is 28 February in a common one."""
    return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))
