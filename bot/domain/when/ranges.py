"""Ranges of two dates: what one end leaves out the other says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from ..text import Lang
from .days import Days
from .moment import Moment
from .scene import Scene
from .years import latest, readings, spelt_out

# A range that runs backwards within its year goes on into the next one, if that is no longer than this.
_ACROSS_NEW_YEAR = 275


class Range(NamedTuple):
    """The two dates of a range, each with what it needs but perhaps the year; several pairs if numbers can be read so."""

    pairs: tuple[tuple[Moment, Moment], ...]


def joined(start: Moment, end: Moment, lang: Lang) -> Range | None:
    """Make a range of two dates, of which one may need the other (1 to 11 June, 6月1日から11日); None if they do not fit."""
    starts, ends = spelt_out(start, lang), spelt_out(end, lang)
    alike = [(one, other) for one in starts for other in ends if _in_one_order(one, other)]
    pairs = alike or [(starts[0], ends[0])]
    completed = [_completed(one, other) for one, other in pairs]
    whole = tuple((one, other) for one, other in completed if one.complete and other.complete)
    return Range(whole) if whole else None


def _in_one_order(one: Moment, other: Moment) -> bool:
    return one.order is None or other.order is None or one.order == other.order


def _completed(start: Moment, end: Moment) -> tuple[Moment, Moment]:
    start, end = _numbered(start, end), _numbered(end, start)
    return _placed(start, end), _placed(end, start)


def _numbered(one: Moment, other: Moment) -> Moment:
    """Make a bare number a day or a month, whichever the other end is exact to."""
    if one.number is None:
        return one
    if other.day is not None or (other.number is not None and other.month is not None):
        return replace(one, day=one.number, number=None, latest=other.latest)
    if other.month is not None and other.part is None:
        return replace(one, month=one.number, number=None)
    return one


def _placed(one: Moment, other: Moment) -> Moment:
    """Give a day or a part of a month the month of the other end, and its year."""
    lacks_month = one.month is None and (
        one.day is not None or (one.part is not None and not one.alone and one.year is None)
    )
    if one.number is not None or not lacks_month or other.fixed is not None:
        return one
    return replace(one, month=other.month, year=other.year if one.year is None else one.year, step=other.step)


def range_readings(whole: Range, scene: Scene) -> list[Days]:
    """Return the days that a range may mean, likeliest first. Raises ValueError if it can mean none."""
    found, failure = [], ValueError("no range")
    for start, end in whole.pairs:
        try:
            found.append(_between(start, end, scene))
        except ValueError as error:
            failure = error
    if not found:
        raise failure
    return [*(days[0] for days in found), *found[0][1:]]


def _between(start: Moment, end: Moment, scene: Scene) -> list[Days]:
    if start.dated and end.dated:
        last = readings(end, scene)[0]
        first = readings(start, scene._replace(today=last.first) if start.is_weekday else scene)[0]
        return [Days(min(first.first, last.first), max(first.last, last.last))]
    if end.dated:
        last = readings(end, scene)[0]
        return _forwards(start.at(last.first.year), last, lambda: Days(start.at(last.first.year - 1).first, last.last))
    if start.dated:
        first = readings(start, scene)[0]
        return _forwards(first, end.at(first.first.year), lambda: Days(first.first, end.at(first.first.year + 1).last))
    found = latest(lambda year: _in_year(start, end, year)[0], scene)
    others = _in_year(start, end, found[0].first.year)[1:]
    return [found[0], *others, *found[1:]]


def _in_year(start: Moment, end: Moment, year: int) -> list[Days]:
    return _forwards(start.at(year), end.at(year), lambda: Days(start.at(year).first, end.at(year + 1).last))


def _forwards(first: Days, last: Days, across: Callable[[], Days]) -> list[Days]:
    """Return the days from the one to the other; backwards it goes across New Year or was written the wrong way round."""
    if first.first <= last.last:
        return [Days(first.first, last.last)]
    turned, over = Days(last.first, first.last), across()
    return [over, turned] if over.length <= _ACROSS_NEW_YEAR else [turned, over]
