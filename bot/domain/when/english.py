"""How dates are spelt in English."""

from __future__ import annotations

from .days import (
    AUTUMN,
    BEGINNING,
    EARLY,
    END,
    HALVES,
    LAST_WEEK,
    LATE,
    MID,
    QUARTERS,
    SPRING,
    SUMMER,
    WEEKS,
    WINTER,
    Unit,
    part_of_year,
)
from .eras import ROMAN, era
from .rules import BRACKET, LETTER, Rule, one_of
from .words import Back, Day, Fixed, Lead, Mark, Month, Numeric, Past, Piece, Step, Tail, Weekday, Weekend, Word

# Spellings of one word stand together, parted by a bar.
_MONTHS = (
    "january|jan|jan.|janurary|januray", "february|feb|feb.|febuary|feburary", "march|mar|mar.", "april|apr|apr.|apirl", "may",
    "june|jun|jun.", "july|jul|jul.", "august|aug|aug.|agust", "september|sept|sep|sept.|sep.|setember|septmber",
    "october|oct|oct.|ocotber", "november|nov|nov.|novemeber", "december|dec|dec.|decemeber",
)  # fmt: skip
_WEEKDAYS = (
    "monday|mon|mon.", "tuesday|tues|tue|tue.|tuseday", "wednesday|wed|wed.|wendesday|wensday",
    "thursday|thurs|thur|thu|thu.|thrusday", "friday|fri|fri.", "saturday|sat|sat.|saterday", "sunday|sun|sun.",
)  # fmt: skip
_UNITS: tuple[Unit, ...] = ("day", "week", "month", "quarter", "year")
_NUMBERS = {
    "a": 1, "an": 1, "a couple of": 2, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip

_WORDS: dict[str, Word] = {
    **{names: Month(number) for number, names in enumerate(_MONTHS, 1)},
    **{names: Weekday(number) for number, names in enumerate(_WEEKDAYS)},
    **{f"this {unit}|this {unit}'s": Back(unit, 0) for unit in _UNITS[1:]},
    **{f"last {unit}|last {unit}'s|previous {unit}|the previous {unit}": Back(unit, 1) for unit in _UNITS[1:]},
    **{f"next {unit}|next {unit}'s": Back(unit, -1) for unit in _UNITS[1:]},
    **{f"the {unit} before last|{unit} before last": Back(unit, 2) for unit in _UNITS[1:]},
    "half a year ago": Back("month", 6, counted=True),
    "today|this morning|this afternoon|this evening|tonight": Back("day", 0),
    "yesterday|last night|yesteday|yesturday": Back("day", 1),
    "the day before yesterday|day before yesterday": Back("day", 2),
    "tomorrow|tommorow|tomorow": Back("day", -1),
    "the day after tomorrow|day after tomorrow": Back("day", -2),
    "weekend|the weekend": Weekend(None),
    "this weekend": Weekend(0),
    "last weekend": Weekend(1),
    "next weekend": Weekend(-1),
    "new year's day": Numeric(None, 1, 1),
    "independence day": Numeric(None, 7, 4),
    "christmas eve": Numeric(None, 12, 24),
    "christmas|christmas day|xmas": Numeric(None, 12, 25),
    "new year's eve": Numeric(None, 12, 31),
    "this": Step(0),
    "last": Step(-1),
    "next": Step(1),
    "early|early in": Piece(EARLY),
    "mid|middle of|the middle of": Piece(MID),
    "midyear|mid-year|the middle of the year": Piece(MID, alone=True),
    "late|late in": Piece(LATE),
    "beginning of|start of|the beginning of|the start of": Piece(BEGINNING),
    "end of|end|the end of": Piece(END),
    "last week of|the last week of": Piece(LAST_WEEK),
    "last month of|the last month of": Piece(END),
    "last quarter of|the last quarter of": Piece(QUARTERS[3]),
    "year-end|year end|end of the year|end of year|the end of the year": Piece(END, alone=True),
    "beginning of the year|start of the year|new year": Piece(BEGINNING, alone=True),
    "spring": Piece(SPRING, alone=True),
    "summer": Piece(SUMMER, alone=True),
    "autumn|fall": Piece(AUTUMN, alone=True),
    "winter": Piece(WINTER, alone=True),
    "in|during|in the|during the|around|circa|as of|over|over the|within|throughout": Lead(sure=True),
    "year|the year|in the year": Lead(sure=True),
    "on|at|the|on the|about": Lead(sure=False),
    "morning|afternoon|evening|night": Tail(),
    "between": Mark(leads="between"),
    "and": Mark(links="and"),
    "to": Mark(links="plain"),
    "from|starting|beginning": Mark(leads="since"),
    "since": Mark(leads="since"),
    "after|later than": Mark(leads="after"),
    "until|till|til|up to|through|thru|up until": Mark(leads="until", links="plain"),
    "by": Mark(leads="until"),
    "before|prior to|earlier than": Mark(leads="before"),
    "onwards|onward|or later|and later|or after|and after": Mark(trails="since"),
    "or earlier|and earlier|or before|and before": Mark(trails="until"),
    "now|present|the present": Back("day", 0),
}
# What is more often a verb, a name or a newspaper, when nothing beside it makes it a date.
_WEAK = {
    "may", "march", "mar", "jan", "sat", "sun", "mon", "wed", "spring", "fall", "now", "present", "the present", "new year",
}  # fmt: skip
_TABLE = {spelling: word for spellings, word in _WORDS.items() for spelling in spellings.split("|")}
_MONTH_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split("|")}
_WEEKDAY_NAMES = [name for names in _WEEKDAYS for name in names.split("|")]
_PARTS = {"half": HALVES, "quarter": QUARTERS, "week": WEEKS, "h": HALVES, "q": QUARTERS}
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12,
}  # fmt: skip
_PART_ORDINALS = _ORDINALS | {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "latter": 2}


def _part(ordinal: str, unit: str) -> Word | None:
    number, parts = _PART_ORDINALS[ordinal], _PARTS[unit]
    return Piece(parts[number - 1], alone=unit == "quarter") if number <= len(parts) else None


def _lettered(letter: str, number: str, year: str | None) -> Word | None:
    """Read Q2, H1, Q2/2025."""
    parts = _PARTS[letter]
    if int(number) > len(parts):
        return None
    part = parts[int(number) - 1]
    return Fixed(part_of_year(int(year), part)) if year else Piece(part, alone=True)


def _named(month: str, day: str, year: str | None) -> Word:
    return Numeric(int(year) if year else None, _MONTH_NUMBERS[month], int(day))


def _number(digits: str) -> int:
    return int(digits) if digits.isdecimal() else _NUMBERS[digits]


_NUMBER = f"({one_of(_NUMBERS)}|[0-9]{{1,4}})"
_MONTH = f"({one_of(_MONTH_NUMBERS)})"
_YEAR = "((?:19|20)[0-9]{2}|2100)"
_TIME = r"[0-9]{1,2}(?::[0-9]{2})? ?[ap]m"
_NOT_INSIDE = rf"(?![{LETTER}0-9]|'[{LETTER}])"
BEFORE = rf"(?<![0-9{LETTER}])(?<![{LETTER}]')"

# What may begin with a digit.
COUNTED = (
    Rule(
        rf"{_NUMBER} (day|week|month|quarter|year)s? ago{_NOT_INSIDE}",
        lambda number, unit: Back(unit, _number(number), counted=True),
    ),
    Rule(rf"(?:the )?({one_of(_PART_ORDINALS)}) (half|quarter|week)(?: of)?{_NOT_INSIDE}", _part),
    Rule(rf"([0-9]{{1,2}}){_MONTH}{_YEAR}?{_NOT_INSIDE}", lambda day, month, year: _named(month, day, year)),
    Rule(_TIME + _NOT_INSIDE, Tail),
    Rule(r"([12])h(?![0-9a-z])", lambda number: Piece(HALVES[int(number) - 1], alone=True), weak=True),
)
BRACKETED = Rule(rf"{BRACKET}({one_of(_WEEKDAY_NAMES)})\)", _TABLE.__getitem__)
ENGLISH = (
    *COUNTED,
    Rule(
        rf"(?:the )?(?:past|last|previous) {_NUMBER} (day|week|month|quarter|year)s?{_NOT_INSIDE}",
        lambda number, unit: Past(unit, _number(number)),
    ),
    Rule(rf"(?:the )?past (week|month|quarter|year){_NOT_INSIDE}", lambda unit: Past(unit, 1)),
    Rule(rf"{_MONTH}([0-9]{{1,2}})(?:st|nd|rd|th)?(){_NOT_INSIDE}", _named),
    Rule(rf"{_MONTH} ([0-9]{{1,2}}),([0-9]{{4}}){_NOT_INSIDE}", _named),
    Rule(
        rf"(?:the )?({one_of(_ORDINALS)})(?= of {one_of(_MONTH_NUMBERS)}{_NOT_INSIDE})",
        lambda day: Day(_ORDINALS[day]),
    ),
    Rule(
        rf"{_MONTH} ({one_of(_ORDINALS)})(?! half| quarter| week){_NOT_INSIDE}",
        lambda month, day: Numeric(None, _MONTH_NUMBERS[month], _ORDINALS[day]),
    ),
    Rule(rf"the ([0-9]{{1,2}})(?:st|nd|rd|th){_NOT_INSIDE}", lambda day: Day(int(day))),
    Rule(rf"at {_TIME}{_NOT_INSIDE}", Tail),
    Rule(rf"([qh])([1-4])[-/]?{_YEAR}{_NOT_INSIDE}", _lettered),
    Rule(rf"(q)([1-4])(){_NOT_INSIDE}", _lettered),
    Rule(rf"(h)([12])(){_NOT_INSIDE}", _lettered, weak=True),
    Rule(rf"({one_of(ROMAN)}) ([0-9]{{1,2}}){_NOT_INSIDE}", lambda name, year: era(ROMAN[name], int(year))),
    Rule(r"(early|mid|late)-(?=[a-z0-9])(?!year)", _TABLE.__getitem__),
    Rule(f"({one_of(_TABLE.keys() - _WEAK)}){_NOT_INSIDE}", _TABLE.__getitem__),
    Rule(f"({one_of(_WEAK)}){_NOT_INSIDE}", _TABLE.__getitem__, weak=True),
)
