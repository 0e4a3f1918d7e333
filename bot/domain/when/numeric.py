"""Dates and numbers in digits: 2025-06-05, 2025/6, 20250605, 6/5, 2025, '25, 5th."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from . import orders
from .days import HALVES, QUARTERS, SEASONS, Days, part_of_year
from .fold import COUNT, count
from .rules import KANJI, LETTER, Rule, one_of
from .words import Day, Fixed, Number, Numeric, Slashed, Word, Year, Years

# Before: no digit, letter or sign of another kind of number. After: no digit, letter, decimals or percent.
BEFORE = rf"(?<![0-9十百千万億兆{LETTER}$¥€£#@第数])(?<![0-9][.,:])"
_AFTER = rf"(?![0-9{LETTER}%]|[.,:][0-9])"
_TIME = r"(?:[t ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?(?:z|[+-][0-9]{2}:?[0-9]{2})?)?"
_YEAR = "((?:19|20)[0-9]{2}|2100)"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# June 10-11: the ends of the names of months, four characters each as a lookbehind wants it.
_MONTH_ENDS = (*_MONTHS, "ary", "rch", "ril", "une", "uly", "ust", "ber", "ept")
_AFTER_MONTH = rf"(?<!(?:{'|'.join(end + ' ' for end in _MONTH_ENDS)}))"
# A number of things is no year and no day.
_THINGS = (
    "%|percent|per cent|pct|hundred|thousand|million|billion|trillion|bn|people|persons|men|women|dollars?|euros?|yen|"
    "workers|employees|jobs|staff|cars|vehicles|satellites|troops|soldiers|km|miles|mph|kg|tons?|hours?|minutes?|"
    "seconds?|days?|weeks?|months?|years?|times|points|pages|votes|seats|degrees"
)
_NO_THING = (
    rf"(?! ?(?:{_THINGS})(?![{LETTER}-]))"
    rf"(?! ?(?!以|から|まで|より|の|に|は|で|を|が|前半|後半|[春夏秋冬末初](?![{KANJI}])|[上下](?:半|期)|第)[ァ-ヺぁ-ん{KANJI}])"
)


def _same_separator(separator: str) -> str:
    """Not in the middle of a longer number of the same kind; a whole date may follow, as the end of a range."""
    return rf"(?![0-9{LETTER}%]|{separator}[0-9]{{1,3}}(?![0-9])|[,:][0-9])"


def _date(year: str, month: str, day: str | None = None) -> Word | None:
    if month == "xx" or day == "xx":
        return Numeric(int(year), None if month == "xx" else int(month))
    if day is None and int(month) > 12:
        return _years_or_season(int(year), int(month))
    return Numeric(int(year), int(month), None if day is None else int(day))


def _years_or_season(year: int, number: int) -> Word:
    """Read 2024-25 as the years, 2025-21 as the EDTF season that it is; 2025-13 stays a month that is none."""
    if number > year % 100:
        return Years(year, year - year % 100 + number)
    if 21 <= number <= 24:
        return Fixed(part_of_year(year, SEASONS[number - 21]))
    return Numeric(year, number)


def _years(first: str, last: str) -> Word:
    return Years(*sorted((int(first), int(last if len(last) == 4 else first[:2] + last))))


def _slashed(*written: str) -> Word | None:
    short = len(written) == 3 and len(written[2]) < 4
    return _if_plausible(Slashed(tuple(map(int, written)), short))


def _dotted(*written: str) -> Word | None:
    return _if_plausible(Slashed(tuple(map(int, written)), day_first=True))


def _if_plausible(slashed: Slashed) -> Slashed | None:
    """Return it if numbers so low can be a date in both languages: 24/7 and 50/50 are none."""
    return slashed if orders.readings(slashed, "ja") and orders.readings(slashed, "en") else None


def _month_and_day(month: str, day: str) -> Word | None:
    found = Numeric(None, int(month), int(day))
    return found if orders.plausible(found) else None


def _named(day: str, month: str, year: str) -> Word:
    return Numeric(_short_year(year), _MONTHS.index(month) + 1, int(day))


def _decade(first: str) -> Word:
    return Fixed(Days(date(int(first), 1, 1), date(int(first) + 9, 12, 31)))


def _week(year: str, week: str) -> Word:
    monday = date.fromisocalendar(int(year), int(week), 1)
    return Fixed(Days(monday, monday + timedelta(6)))


def _short_year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _separated() -> Iterator[Rule]:
    month, spaced = "([0-9]{1,2}|xx)", {"-": " ?- ?", "/": " ?/ ?", r"\.": r"\.", "・": "・"}
    for separator, sign in spaced.items():
        edge = _same_separator(separator)
        yield Rule(rf"([0-9]{{4,5}}){sign}{month}{sign}{month}{_TIME}{edge}", _date)
    for separator in spaced:
        yield Rule(rf"([0-9]{{4,5}}){separator}{month}{_same_separator(separator)}", _date)
    yield Rule(rf"{_YEAR}[-/~]{_YEAR}(?![-/.]|年){_AFTER}", _years)
    yield Rule(rf"{_YEAR}[-/~]([0-9]{{2}}) ?年(?!度)", _years)
    for separator, year in (("/", "[0-9]{4}|[0-9]{1,2}"), ("-", "[0-9]{4}"), (r"\.", "[0-9]{4}")):
        three = rf"([0-9]{{1,2}}){separator}([0-9]{{1,2}}){separator}({year})(?!{separator}[0-9]){_AFTER}"
        yield Rule(three, _dotted if separator == r"\." else _slashed)


NUMERIC = (
    *_separated(),
    Rule(rf"(?!24/7{_AFTER})([0-9]{{1,2}})/([0-9]{{1,2}})(?!/){_AFTER}", _slashed),
    Rule(
        rf"{_AFTER_MONTH}([0-9]{{2}})-([0-9]{{2}})(?![-/]|(?:st|nd|rd|th)?(?: of)? ?(?:{one_of(_MONTHS)})){_AFTER}",
        _month_and_day,
    ),
    Rule(rf"(?<=[-~])([0-9]{{1,2}})\.([0-9]{{1,2}}){_AFTER}", _month_and_day),
    Rule(rf"([0-9]{{1,2}})-({one_of(_MONTHS)})-([0-9]{{4}}|[0-9]{{2}}){_AFTER}", _named),
    Rule(rf"{_YEAR}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01]){_AFTER}(?![-/])", _date),
    Rule(rf"{_YEAR}(0[1-9]|1[0-2]){_AFTER}(?![-/])", _date, weak=True),
    Rule(rf"{_YEAR} (0?[1-9]|1[0-2]) (0?[1-9]|[12][0-9]|3[01]){_AFTER}{_NO_THING}", _date, weak=True),
    Rule(rf"(0?[1-9]|1[0-2])[-/]{_YEAR}{_AFTER}(?![-/])", lambda month, year: Numeric(int(year), int(month))),
    Rule(rf"([0-9]{{4}})-?w([0-9]{{2}}){_AFTER}", _week),
    Rule(rf"{_YEAR}-?q([1-4]){_AFTER}", lambda year, n: Fixed(part_of_year(int(year), QUARTERS[int(n) - 1]))),
    Rule(rf"{_YEAR}-?h([12]){_AFTER}", lambda year, n: Fixed(part_of_year(int(year), HALVES[int(n) - 1]))),
    Rule(rf"((?:19|20)[0-9]0)(?:s(?![{LETTER}])| ?年代)", _decade),
    Rule(rf"{_YEAR}{_AFTER}(?![-/][0-9]{{1,2}}(?![0-9])){_NO_THING}", lambda year: Year(int(year))),
    Rule(rf"'([0-9]{{2}}){_AFTER}", lambda year: Year(_short_year(year))),
    Rule(rf"([0-9]{{1,2}})(?:st|nd|rd|th)(?![{LETTER}])", lambda day: Day(int(day))),
    Rule(rf"({COUNT}){_AFTER}{_NO_THING}", lambda number: Number(count(number))),
)
