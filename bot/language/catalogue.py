"""The interface's words: Fluent catalogues (`ja.ftl`, `en.ftl`) and dates by CLDR.

Fluent, for neither language is the original of the other: a message has an id, and each language its own text.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache, lru_cache
from importlib import resources

from babel import Locale, dates
from fluent.runtime import FluentBundle, FluentResource

from ..domain.dates import EventDate, Span, parse_edtf, typed
from ..domain.text import Lang

# British English writes a date as most of the world does: 5 June 2025.
_LOCALES: dict[Lang, str] = {"ja": "ja", "en": "en_GB"}
_MESSAGES_KEPT, _DATES_KEPT = 4096, 1024
# A message with all that belongs to it, to the beginning of the next.
_ENTRY = re.compile(r"^(?P<id>[a-z][a-z0-9-]*) =.*\n(?:(?![a-z]).*\n)*", re.MULTILINE)


class Catalogue:
    """The words of one language; implements the port `Words`."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang
        self._locale = Locale.parse(_LOCALES[lang])
        self._bundle = FluentBundle([_LOCALES[lang].replace("_", "-")], use_isolating=False)
        text = resources.files(__package__).joinpath(f"{lang}.ftl").read_text(encoding="utf-8")
        # Read when they are first said: all of them take a sixth of a second, and a command says a few.
        self._entries = {entry["id"]: entry[0] for entry in _ENTRY.finditer(text)}
        # What an answer is made of is written again and again, the same; Fluent and CLDR take tens of microseconds for each.
        self._message = lru_cache(_MESSAGES_KEPT, typed=True)(self._formatted)
        self._event_date = lru_cache(_DATES_KEPT)(self._written)
        self._span = lru_cache(_DATES_KEPT)(self._written_span)

    def __call__(self, message: str, /, **values: str | int) -> str:
        """Return a message. Raises KeyError for an unknown one and ValueError for a value it lacks: faults of the caller."""
        return self._message(message, **values)

    def _formatted(self, message: str, /, **values: str | int) -> str:
        if not self._bundle.has_message(message):
            self._bundle.add_resource(FluentResource(self._entries[message]))
        pattern = self._bundle.get_message(message).value
        if pattern is None:
            raise KeyError(message)
        text, errors = self._bundle.format_pattern(pattern, values)
        if errors:
            raise ValueError(f"{self.lang}.ftl: {message}: {errors[0]}")
        return str(text)

    def messages(self) -> frozenset[str]:
        """Return the ids of all messages."""
        return frozenset(self._entries)

    def event_date(self, when: EventDate, *, weekday: bool = True) -> str:
        """Write a date as exact as its source: the wording of an inexact one stands beside its bounds."""
        return self._event_date(when, weekday)

    def _written(self, when: EventDate, weekday: bool) -> str:
        text = self._interval(when, weekday) or self._season(when.edtf) or self.span(when.span, weekday=weekday)
        if when.qualifier in ("~", "%"):
            text = self("date-about", date=text)
        if when.qualifier in ("?", "%"):
            text = self("date-uncertain", date=text)
        wording = when.wording[self.lang] if when.wording and not when.exact else ""
        if text in wording:
            return wording
        if wording:
            return self("date-worded", date=text, wording=wording)
        if when.within and when.span.first and when.span.last:  # an open end says as much by itself
            return self("date-within", date=text)
        return text

    def _interval(self, when: EventDate, weekday: bool) -> str | None:
        """Write an interval by its ends, each as exact as it is: since 2026, not since 1 January. Two days are left to CLDR."""
        left, slash, right = when.edtf.partition("/")
        if not slash or (len(left) == len(right) == len("2025-06-05")):
            return None
        ends = [
            self.event_date(EventDate(end, parse_edtf(end)), weekday=weekday) if end not in ("", "..") else None
            for end in (left.rstrip("?~%"), right.rstrip("?~%"))
        ]
        match ends:
            case [None, str(last)]:
                return self("span-until", date=last)
            case [str(first), None]:
                return self("span-since", date=first)
            case [str(first), str(last)]:
                return self("span-between", first=first, last=last)
        return None

    def _season(self, edtf: str) -> str | None:
        match = re.match(r"(\d{4})-(2[1-4])[?~%]?$", edtf)
        return self(f"season-{match[2]}", year=match[1]) if match else None

    def span(self, span: Span, *, weekday: bool = True) -> str:
        """Write a day (with its weekday), a month, a year, an interval, or an interval with an open end."""
        return self._span(span, weekday)

    def _written_span(self, span: Span, weekday: bool) -> str:
        first, last = span.first, span.last
        if first is None or last is None:
            if first is None and last is None:
                return self("span-all")
            return (
                self("span-since", date=self.day(first))
                if first
                else self("span-until", date=self.day(last or date.max))
            )
        skeleton = {10: "yMMMEd" if weekday else "yMMMd", 7: "yMMMM", 4: "y"}.get(len(typed(span)))
        if skeleton is None:
            # CLDR has a full-width tilde where the rest of our Japanese has a wave dash.
            return str(dates.format_interval(first, last, "yMMMd", locale=self._locale)).replace("～", "〜")
        return str(dates.format_skeleton(skeleton, first, locale=self._locale))

    def day(self, day: date, *, short: bool = False) -> str:
        """Write a day, with its weekday unless `short`."""
        return str(dates.format_date(day, "medium", locale=self._locale) if short else self.span(Span(day, day)))

    def moment(self, moment: datetime) -> str:
        """Write the date and the time of an aware moment, in the moment's own zone."""
        return f"{self.day(moment.date())} {moment:%H:%M}"


@cache
def words(lang: Lang) -> Catalogue:
    """Return the catalogue of a language, read once."""
    return Catalogue(lang)
