"""Chooses the year that was not said, and finds the other readings of one date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from ..text import Lang
from . import orders
from .days import WINTER, Days, week
from .moment import Moment
from .scene import Scene
from .words import Back

# 29 February comes back after eight years at the latest.
_YEARS_TRIED = 9

InYear = Callable[[int], Days]


def readings(moment: Moment, scene: Scene) -> list[Days]:
    """Return the days that a date may mean, likeliest first. Raises ValueError if it can mean none."""
    if moment.slashed is not None:
        return _of_each(spelt_out(moment, scene.lang), scene)
    if moment.is_weekday:
        return _weekday(moment.weekday or 0, moment.step, scene.today)
    if moment.fixed is not None:
        return _fixed(moment, moment.fixed)
    if moment.step is not None:
        return _stepped(moment.at, moment.step, scene.today)
    if moment.year is not None:
        return _in_its_year(moment, moment.year)
    return _agreeing(latest(moment.at, scene), moment.weekday)


def spelt_out(moment: Moment, lang: Lang) -> list[Moment]:
    """Return the dates that numbers between slashes may be, likeliest first; any other is itself."""
    if moment.slashed is None:
        return [moment]
    return [
        replace(moment, slashed=None, order=order, year=moment.year if year is None else year, month=month, day=day)
        for order, (year, month, day) in orders.readings(moment.slashed, lang).items()
    ]


def latest(at: InYear, scene: Scene) -> list[Days]:
    """Return the latest that begins neither after today nor after the corpus, then those of the year after and before.

    The year after is a reading unless it lies ahead of today. What would end before the corpus begins is the latest
    up to today instead.
    """
    year, found = _latest_by(at, scene.limit)
    if scene.reach.first is not None and found.last < scene.reach.first:
        year, found = _latest_by(at, scene.today)
    others = (_or_none(at, other) for other in (year + 1, year - 1))
    return [found, *(days for days in others if days is not None and days.first <= scene.today)]


def _latest_by(at: InYear, limit: date) -> tuple[int, Days]:
    for year in range(limit.year, limit.year - _YEARS_TRIED, -1):
        days = _or_none(at, year)
        if days is not None and days.first <= limit:
            return year, days
    raise ValueError("in no year")


def _or_none(at: InYear, year: int) -> Days | None:
    try:
        return at(year)
    except ValueError:
        return None


def _of_each(moments: list[Moment], scene: Scene) -> list[Days]:
    """Return the likeliest of each order of the numbers, then the others of the first.

    Only those that the corpus tells of, if there are any.
    """
    found = []
    for moment in moments:
        try:
            found.append(readings(moment, scene))
        except ValueError:
            continue
    if not found:
        raise ValueError("in no order of the numbers")
    found = [days for days in found if scene.told(days[0])] or found
    return [*(days[0] for days in found), *found[0][1:]]


def _agreeing(found: list[Days], weekday: int | None) -> list[Days]:
    """Put first what falls on the weekday that was said, if a reading does."""
    if weekday is None:
        return found
    return sorted(found, key=lambda days: days.first.weekday() != weekday)


def _fixed(moment: Moment, days: Days) -> list[Days]:
    if moment.weekday is not None and days == week(days.first):
        day = days.first + timedelta(moment.weekday)
        return [Days(day, day)]
    return _with_exact(moment, days)


def _with_exact(moment: Moment, days: Days) -> list[Days]:
    """Add the very day for two weeks ago, three months ago."""
    ends_there = isinstance(moment.latest, Back) and moment.part is None and moment.weekday is None
    return [days, *([Days(moment.exact, moment.exact)] if moment.exact and ends_there else ())]


def _in_its_year(moment: Moment, year: int) -> list[Days]:
    found = _with_exact(moment, moment.at(year))
    if moment.part is WINTER and moment.through is None:
        before = _or_none(moment.at, year - 1)
        found += [before] if before else []
    return found


def _weekday(weekday: int, step: int | None, today: date) -> list[Days]:
    """Return the latest such day up to today, or the last before, this week's, or the next; then the one of a week apart."""
    this_week = week(today).first + timedelta(weekday)
    if step == 0:
        found = [this_week]
    elif step == 1:
        ahead = this_week if this_week > today else this_week + timedelta(7)
        found = [ahead, this_week + timedelta(7)]
    elif step == -1:
        before = this_week if this_week < today else this_week - timedelta(7)
        found = [before, this_week - timedelta(7)]
    else:
        reached = this_week if this_week <= today else this_week - timedelta(7)
        found = [reached, reached - timedelta(7)]
    return [Days(day, day) for day in dict.fromkeys(found)]


def _stepped(at: InYear, step: int, today: date) -> list[Days]:
    """Return the one that last ended before today and the one before it; this year's; or the next to begin."""
    if step == 0:
        return [at(today.year)]
    years = (
        range(today.year + 1, today.year - _YEARS_TRIED, -1)
        if step < 0
        else range(today.year, today.year + _YEARS_TRIED)
    )
    in_years = (days for year in years if (days := _or_none(at, year)) is not None)
    found = [days for days in in_years if (days.last < today if step < 0 else days.first > today)]
    if not found:
        raise ValueError("in no year")
    return found[:2] if step < 0 else found[:1]
