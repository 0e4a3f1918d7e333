"""Cron expressions, over local wall-clock time without a zone: `minute hour day-of-month month day-of-week`.

The fields are those of crontab(5): `*`, numbers, names of months and weekdays, ranges, lists and steps; Sunday is 0 or 7.
Where both days are restricted, either is enough. What wall-clock time means in a zone is the business of `slots`.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from ..errors import InputError

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_WEEKDAYS = {name: number for number, name in enumerate(("sun", "mon", "tue", "wed", "thu", "fri", "sat"))}
_FIELDS: tuple[tuple[str, int, int, dict[str, int]], ...] = (
    ("minute", 0, 59, {}),
    ("hour", 0, 23, {}),
    ("day of month", 1, 31, {}),
    ("month", 1, 12, _MONTHS),
    ("day of week", 0, 7, _WEEKDAYS),
)
# 29 February falls on a given weekday at least every forty years (as from 2072 to 2112).
_HORIZON = timedelta(days=366 * 40)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Cron:
    """A parsed expression; `weekdays` are numbered as cron does, Sunday is 0."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    any_day: bool
    any_weekday: bool

    def after(self, moment: datetime) -> Iterator[datetime]:
        """Yield the wall-clock times after `moment` (naive), in order; ends forty years after the last one found."""
        first = day = moment.date()
        limit = _horizon(day)
        while day <= limit:
            if self._matches(day):
                for hour in self.hours:
                    if day == first and hour < moment.hour:
                        continue
                    for minute in self.minutes:
                        found = datetime.combine(day, time(hour, minute))
                        if found > moment:
                            yield found
                            limit = _horizon(day)
            day += _DAY

    def _matches(self, day: date) -> bool:
        if day.month not in self.months:
            return False
        on_day, on_weekday = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        if self.any_day or self.any_weekday:
            return on_day and on_weekday
        return on_day or on_weekday


def _horizon(day: date) -> date:
    """Return where the search after a day ends: at the end of the calendar at the latest."""
    return min(day, date.max - _HORIZON - _DAY) + _HORIZON


@lru_cache(maxsize=1024)
def parse_cron(expression: str) -> Cron:
    """Parse five fields. Raises InputError that names the field at fault."""
    fields = expression.split()
    if len(fields) != len(_FIELDS):
        raise InputError(f"{expression!r} is no cron expression: five fields are needed, as in '0 9 * * *'")
    minutes, hours, days, months, weekdays = (
        _field(text, *spec, expression) for text, spec in zip(fields, _FIELDS, strict=True)
    )
    cron = Cron(
        tuple(sorted(minutes)),
        tuple(sorted(hours)),
        days,
        months,
        frozenset(day % 7 for day in weekdays),
        fields[2].startswith("*"),
        fields[4].startswith("*"),
    )
    if next(cron.after(datetime(2000, 1, 1)), None) is None:  # noqa: DTZ001  # wall-clock time has no zone
        raise InputError(f"{expression!r} never comes: no month has such a day")
    return cron


def _field(text: str, name: str, low: int, high: int, names: dict[str, int], expression: str) -> frozenset[int]:
    found: set[int] = set()
    for item in text.lower().split(","):
        span, slash, step_text = item.partition("/")
        first_text, dash, last_text = span.partition("-")
        try:
            step = _value(step_text, {}) if slash else 1
            first = low if span == "*" else _value(first_text, names)
            last = _value(last_text, names) if dash else (high if span == "*" or slash else first)
        except ValueError:
            raise InputError(f"{expression!r} is no cron expression: {item!r} is no {name}") from None
        if step < 1 or not low <= first <= last <= high:
            raise InputError(f"{expression!r} is no cron expression: {item!r} is no {name} ({low} to {high})")
        found.update(range(first, last + 1, step))
    return frozenset(found)


def _value(text: str, names: dict[str, int]) -> int:
    if text in names:
        return names[text]
    if not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return int(text)
