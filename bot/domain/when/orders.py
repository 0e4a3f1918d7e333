"""In which order the numbers of 6/5, 6/5/25 or 5.6.2025 stand."""

from __future__ import annotations

from typing import Literal

from ..text import Lang
from .words import Numeric, Slashed

Order = Literal["month first", "day first", "year first"]


def readings(slashed: Slashed, lang: Lang) -> dict[Order, Numeric]:
    """Return what the numbers may mean, likeliest first; days and months out of bounds are no readings.

    The month comes first, since Japanese and American dates have it so; in English the day may. In Japanese 25/6 is a year
    and a month, and of three short numbers the first is the year; in English it is the last.
    """
    first, second, *last = slashed.numbers
    year = last[0] + (2000 if slashed.short_year else 0) if last else None
    month_first, day_first = Numeric(year, first, second), Numeric(year, second, first)
    year_first = Numeric(2000 + first, second, last[0] if last else None)
    found: dict[Order, Numeric] = {"month first": month_first, "day first": day_first}
    if slashed.day_first:
        found = {"day first": day_first, "month first": month_first}
    elif slashed.short_year and lang == "ja":
        found = {"year first": year_first, **found}
    elif slashed.short_year:
        found["year first"] = year_first
    elif lang == "ja" and not last:
        found = {"month first": month_first} if first <= 12 else {"year first": year_first, "day first": day_first}
    if first == second:
        found.pop("day first", None)
    return {order: numeric for order, numeric in found.items() if plausible(numeric)}


def plausible(numeric: Numeric) -> bool:
    """Tell whether there is such a month, and such a day in the longest month."""
    return 1 <= (numeric.month or 0) <= 12 and (numeric.day is None or 1 <= numeric.day <= 31)
