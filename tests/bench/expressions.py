"""Rows: a date as people write it, against dateparser with both languages given, on expressions that it reads too."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

import dateparser

from bot.domain import when
from bot.domain.dates import Span
from bot.domain.text import Lang

from . import corpora
from .rows import Row, guarded
from .timing import Effort, compare
from .words import listed

_MONTHS = listed("January February March April May June July August September October November December")
_TODAY, _REACH = date(2026, 1, 15), Span(corpora.FIRST, corpora.AS_OF)

FORMS: Mapping[Lang, Mapping[str, Callable[[date, int], str]]] = {
    "ja": {
        "2025-06-05": lambda day, _: day.isoformat(),
        "2025年6月5日": lambda day, _: f"{day.year}年{day.month}月{day.day}日",
        "2025年6月": lambda day, _: f"{day.year}年{day.month}月",
        "6月5日": lambda day, _: f"{day.month}月{day.day}日",
        "昨日": lambda *_: "昨日",
        "3日前": lambda _, number: f"{number}日前",
        "先週": lambda *_: "先週",
    },
    "en": {
        "2025-06-05": lambda day, _: day.isoformat(),
        "June 5, 2025": lambda day, _: f"{_MONTHS[day.month - 1]} {day.day}, {day.year}",
        "5 Jun 2025": lambda day, _: f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}",
        "June 2025": lambda day, _: f"{_MONTHS[day.month - 1]} {day.year}",
        "yesterday": lambda *_: "yesterday",
        "3 days ago": lambda _, number: f"{number} days ago",
        "last week": lambda *_: "last week",
    },
}
_NAMES: Mapping[Lang, str] = {"ja": "Japanese", "en": "English"}
_PEER = "dateparser"


def rows(effort: Effort) -> Iterator[Row]:
    """Yield a row for each language: seconds an expression; its note says what was not read."""
    for lang in FORMS:
        question = f"a date expression, {_NAMES[lang]}"

        def ours(text: str, lang: Lang = lang) -> bool:
            return when.read(text, _TODAY, _REACH, lang) is not None

        def measured(question: str = question, ours: Callable[[str], bool] = ours, lang: Lang = lang) -> Iterator[Row]:
            took = compare(ours, theirs, lambda number: expressions(lang, number), effort, same=False)
            unread = [text for text in expressions(lang, -1) if not ours(text)]
            if unread:
                raise AssertionError(f"ours does not read {', '.join(unread)}")
            missed = [text for text in expressions(lang, -1) if not theirs(text)]
            note = f"{', '.join(FORMS[lang])}" + (f"; dateparser does not read {', '.join(missed)}" if missed else "")
            yield Row(question, _PEER, ours=took.ours, theirs=took.theirs, note=note)

        yield from guarded(question, _PEER, None, measured)


def theirs(text: str) -> bool:
    """Tell whether dateparser reads a text as a date."""
    return dateparser.parse(text, languages=["ja", "en"]) is not None


def expressions(lang: Lang, number: int) -> Sequence[str]:
    """Return one expression of each form, with the days of this round."""
    rng = random.Random(number)
    return [write(corpora.a_day(rng), rng.randint(2, 9)) for write in FORMS[lang].values()]
