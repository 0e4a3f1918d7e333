"""One date of an expression, gathered word by word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from . import days
from .days import BUSINESS_YEAR, Days, Part
from .orders import Order
from .words import (
    Back,
    Day,
    Era,
    Fixed,
    Month,
    Number,
    Numeric,
    Past,
    Piece,
    SeasonBack,
    Slashed,
    Step,
    Tail,
    Weekday,
    Weekend,
    Word,
    Year,
    Years,
)

_LONGEST_MONTH, _WEEK, _DAY_AND_MONTH = 31, 7, 2


@dataclass(slots=True)
class Moment:
    """What the words so far say of a date; what none of them says is None.

    `through` is the later of two years; `number` a day or a month, as the other end of a range decides; `alone` tells that the
    part is a date without more; `fixed` is a date that needs no year, `exact` the same to the day (two weeks ago); `era` bounds
    the days of a year; `slashed` are numbers whose order is open, `order` is how they were read.
    """

    year: int | None = None
    through: int | None = None
    month: int | None = None
    day: int | None = None
    number: int | None = None
    part: Part | None = None
    alone: bool = False
    weekday: int | None = None
    step: int | None = None
    fixed: Days | None = None
    exact: date | None = None
    era: Days | None = None
    slashed: Slashed | None = None
    order: Order | None = None
    latest: Word | None = None

    @property
    def complete(self) -> bool:
        """Tell whether this is a date without another's help."""
        if self.number is not None or (self.day is not None and self.month is None):
            return False
        if self.is_weekday:
            return self.month is None and self.year is None and self.part is None
        if self.part is not None and self.month is None:
            return self.part.months is not None and (self.alone or self.year is not None)
        return not isinstance(self.latest, Step | None)

    @property
    def dated(self) -> bool:
        """Tell whether no year is to be chosen for it."""
        return self.year is not None or self.fixed is not None or self.step is not None or self.is_weekday

    @property
    def is_weekday(self) -> bool:
        """Tell whether it says a day of the week, but not of which week or month."""
        return self.weekday is not None and self.day is None and self._free_of()

    def at(self, year: int) -> Days:
        """Return its days in a year. Raises ValueError if it has none there."""
        if self.month is None:
            if self.through is not None and self.part is None:
                return Days(date(year, 1, 1), date(self.through, 12, 31))
            found = days.part_of_year(year, self.part)
        elif self.day is None:
            found = days.part_of_month(year, self.month, self.part)
        else:
            found = days.day(year, self.month, self.day)
        return days.common(found, self.era) if self.era else found

    def take(self, word: Word, today: date, *, before_link: bool = False) -> bool:
        """Take a word in, if it says more of the same date; else change nothing and return False.

        A number after a year is a month or a day only as the beginning of a range: `before_link`.
        """
        try:
            taken = self._take(word, today, before_link)
        except (ValueError, OverflowError):
            return False  # so far from today that no calendar reaches there
        if taken and not isinstance(word, Tail):
            self.latest = word
        return taken

    def _take(self, word: Word, today: date, before_link: bool) -> bool:
        match word:
            case Number(number):
                return self._take_number(number, before_link)
            case Back():
                return self._take_back(word, today)
            case SeasonBack(part, years):
                return self.latest is None and self._take_part(part) and self._take_year(today.year - years)
            case Past(unit, count):
                return self._take_fixed(days.past(today, unit, count))
            case Weekend(weeks):
                return self._take_fixed(days.weekend(today, weeks))
            case Tail():
                return self.latest is not None
            case _:
                return self._take_absolute(word)

    def _take_absolute(self, word: Word) -> bool:
        match word:
            case Month(month):
                return self._take_month(month)
            case Day(day):
                return self._take_day(day)
            case Year(year, business):
                return self._take_year(year, business=business)
            case Numeric(year, month, day):
                return self._take_numeric(year, month, day)
            case Weekday(weekday):
                return self._take_weekday(weekday)
            case Piece(part, alone):
                return self._take_part(part, alone=alone)
            case Slashed(numbers):
                return self._take_slashed(word, len(numbers))
            case Era():
                return self._take_era(word)
            case Years(first, last):
                return self._take_years(first, last)
            case Step(by):
                return self._take_step(by)
            case Fixed(days):
                return self._take_fixed(days)
            case _:
                return False

    def _free_of(self, *others: object) -> bool:
        """Tell whether nothing is known that leaves no room for a part of a date."""
        return self.fixed is None and self.slashed is None and others.count(None) == len(others)

    def _take_month(self, month: int) -> bool:
        if not self._free_of(self.month) or (self.part and not self.part.days):
            return False
        self.month = month
        if self.number is not None:
            self.day, self.number = self.number, None
        return True

    def _take_day(self, day: int) -> bool:
        if not self._free_of(self.day, self.number, self.part):
            return False
        self.day = day
        return True

    def _take_number(self, number: int, before_link: bool) -> bool:
        if not self._free_of(self.day, self.number, self.part):
            return False
        if self.month is not None and isinstance(self.latest, Month | Back) and number <= _LONGEST_MONTH:
            self.day = number
        elif (self.latest is None or isinstance(self.latest, Weekday)) or (before_link and self.month is None):
            self.number = number
        else:
            return False
        return True

    def _take_weekday(self, weekday: int) -> bool:
        if self.weekday is not None or (self.fixed and self.fixed.length > _WEEK):
            return False
        self.weekday = weekday
        return True

    def _take_part(self, part: Part, *, alone: bool = False) -> bool:
        if self.part is BUSINESS_YEAR and part.months:
            self.part = days.of_business_year(part)
            return True
        if not self._free_of(self.day, self.number, self.part) or (self.month is not None and not part.days):
            return False
        self.part, self.alone = part, alone
        return True

    def _take_year(self, year: int, *, business: bool = False) -> bool:
        if self.year is not None or self.step is not None or self.fixed:
            return False
        if self.slashed and len(self.slashed.numbers) > _DAY_AND_MONTH:
            return False
        if business and not self._take_part(BUSINESS_YEAR):
            return False
        self.year = year
        return True

    def _take_years(self, first: int, last: int) -> bool:
        if self.month is not None or not self._take_year(first):
            return False
        self.through = last
        return True

    def _take_era(self, era: Era) -> bool:
        if era.month is None:
            taken = self._take_year(era.year, business=era.business)
        else:
            taken = self._take_numeric(era.year, era.month, era.day)
        if taken:
            self.era = Days(era.begins, era.ends)
        return taken

    def _take_step(self, by: int) -> bool:
        if self.latest is not None:
            return False
        self.step = by
        return True

    def _take_numeric(self, year: int | None, month: int | None, day: int | None) -> bool:
        if not self._free_of(self.month, self.day, self.number, None if day is None else self.part):
            return False
        if month is not None and self.part and not self.part.days:
            return False
        if year is not None and not self._take_year(year):
            return False
        self.month, self.day = month, day
        return True

    def _take_slashed(self, slashed: Slashed, numbers: int) -> bool:
        if not self._free_of(self.month, self.day, self.number, self.part):
            return False
        if self.year is not None and numbers > _DAY_AND_MONTH:
            return False
        self.slashed = slashed
        return True

    def _take_back(self, word: Back, today: date) -> bool:
        unit, ago = word.unit, days.back(today, word.unit, word.number)
        if self.step is not None or not self._free_of(self.number):
            return False
        if word.counted and unit in ("week", "month"):
            self.exact = ago
        if unit == "year":
            return self._take_year(ago.year)
        if unit == "month":
            return self._take_numeric(ago.year, ago.month, None)
        if not self._free_of(self.year, self.month, self.day, self.part):
            return False
        self.fixed = days.around(ago, unit)
        return True

    def _take_fixed(self, fixed: Days) -> bool:
        if self.latest is not None:
            return False
        self.fixed = fixed
        return True
