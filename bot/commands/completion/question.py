"""What may stand for a question while it is being typed: what it would be taken to mean, and whom or what it may go on to name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from ...domain import dates
from ...domain.dates import Span
from ...domain.names import fold
from ...domain.presenting import asked
from ...domain.text import Lang, printable
from ...domain.understanding import understand
from ...domain.when.fold import tidy
from ...errors import DateError
from ..request import Kit
from . import choice
from .choice import Choice

# What a choice stands for, in characters: Discord takes no more.
VALUE = 100
# Of what was typed, so much is shown before what it means.
_SHOWN = 40
# The people and topics that a word may be the beginning of, each, and the people that are offered to nothing typed.
_NAMES, _MAIN_PEOPLE = 5, 5
# Among so many of the newest entries there is one that is no forecast.
_NEWEST = 100


def question(typed: str, kit: Kit, lang: Lang, limit: int, today: date) -> tuple[Choice, ...]:
    """Return what a question would be taken to mean, its other readings, and whom or what its last word may name.

    To nothing typed, some questions that are worth asking. A date that no calendar has is completed by nothing.
    """
    line = tidy(printable(typed))
    try:
        found = (
            [*_meanings(line, kit, lang, today), *_names(line, kit, lang)] if line else [*_openings(kit, lang, today)]
        )
    except DateError:
        return ()
    once = {each.value: each for each in reversed(found) if len(each.value) <= VALUE}
    return tuple(reversed(once.values()))[:limit]


def _meanings(line: str, kit: Kit, lang: Lang, today: date) -> Iterator[Choice]:
    """Yield what is understood of a question: with the date that it has and with each other that it may be.

    Of these, only what is read back as the same. Raises DateError for a date that no calendar has.
    """
    corpus, words = kit.library.snapshot, kit.wordbook(lang)
    understood = understand(line, corpus, today, lang)
    query = understood.query
    if query.span is None:
        if query.people or query.topics:
            yield _meaning(line, asked(query, corpus, words), line)
        return
    for span in (query.span, *understood.others):
        meant = replace(query, span=span)
        value = line.replace(understood.date, dates.typed(span), 1)
        if understand(value, corpus, today, lang).query == meant:
            yield _meaning(line, asked(meant, corpus, words), value)


def _meaning(line: str, meaning: str, value: str) -> Choice:
    shown = line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
    return Choice(meaning if fold(line) == fold(meaning) else f"{shown} → {meaning}", value)


def _names(line: str, kit: Kit, lang: Lang) -> Iterator[Choice]:
    corpus = kit.library.snapshot
    yield from choice.last_word(line, corpus.names, lambda id_: corpus.people[id_].name[lang], _NAMES)
    yield from choice.last_word(line, corpus.topic_names, lambda id_: corpus.topics[id_].name[lang], _NAMES)


def _openings(kit: Kit, lang: Lang, today: date) -> Iterator[Choice]:
    """Yield the latest month of which something is told, today, the last week, and the main people."""
    corpus, words = kit.library.snapshot, kit.wordbook(lang)
    newest = (
        event.when.place for event in corpus.newest_first(corpus.timeline)[:_NEWEST] if event.status != "forecast"
    )
    if latest := next((day for day in newest if day <= today), None):
        month = _month(latest)
        yield Choice(words.span(month), dates.typed(month))
    monday = today - timedelta(today.weekday() + 7)
    for name, span in (("today", Span(today, today)), ("last-week", Span(monday, monday + timedelta(6)))):
        yield _meaning(words(f"complete-{name}"), words.span(span), dates.typed(span))
    for id_ in choice.matches(corpus.names, "", None, _MAIN_PEOPLE):
        yield choice.with_name("", id_, corpus.names, corpus.people[id_].name[lang])


def _month(day: date) -> Span:
    first = day.replace(day=1)
    return Span(first, (first + timedelta(31)).replace(day=1) - timedelta(1))
