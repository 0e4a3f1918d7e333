"""Corpora of any size, the same each time: the first thousand events of a million are the corpus of a thousand."""

from __future__ import annotations

import gc
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from bot.domain.content import Event, Source, Story, Topic
from bot.domain.corpus import Corpus
from bot.domain.dates import EventDate, Span, parse_edtf
from bot.domain.text import Text

from . import people, words

FIRST, DAYS = date(2016, 1, 1), 3653
AS_OF = FIRST + timedelta(DAYS - 1)
PEOPLE, TOPICS = 10_000, 50
_SOURCE = Source("gazette", "report", "en", Text("官報", "Gazette"))
_WORDING = Text("このころ", "about that time")
_ADDED = date(2026, 1, 1)


def corpus(events: int, persons: int = PEOPLE) -> Corpus:
    """Return a corpus of so many events about so many people."""
    with unhindered():
        return Corpus(
            story=Story("bench", Text("測る物語", "A story to measure"), EventDate("2025-12", parse_edtf("2025-12"))),
            sources={_SOURCE.id: _SOURCE},
            people={person.id: person for person in people.everybody(persons)},
            topics={f"t{n}": Topic(f"t{n}", Text(f"話題{n}", f"Topic {n}")) for n in range(TOPICS)},
            events={made.id: made for made in (event(n, persons) for n in range(events))},
        )


def event(number: int, persons: int = PEOPLE) -> Event:
    """Return one event: nine of ten on a day, the others in a month, a stretch of days or an open time."""
    rng = random.Random(number)
    everybody = people.everybody(persons)
    drawn = rng.choices(everybody, cum_weights=people.weights(persons), k=rng.choice((1, 2, 2, 3)))
    who = drawn[0].short
    return Event(
        id=f"e{number}",
        when=_when(rng),
        title=Text(words.title_ja(rng, who.ja), words.title_en(rng, who.en)),
        summary=Text(words.summary_ja(rng, who.ja), words.summary_en(rng, who.en)),
        sources=(_SOURCE.id,),
        people=tuple(dict.fromkeys(person.id for person in drawn)),
        topics=(f"t{rng.randrange(TOPICS)}",),
        importance=rng.choice((1, 2, 3, 3, 4, 5)),
        added=_ADDED,
    )


def a_day(rng: random.Random) -> date:
    """Return a day that the corpus tells of, the later the likelier."""
    return FIRST + timedelta(int(DAYS * rng.random() ** 0.7))


def _when(rng: random.Random) -> EventDate:
    day, kind = a_day(rng), rng.random()
    if kind < 0.9:
        return EventDate(day.isoformat(), Span(day, day))
    if kind < 0.96:
        return EventDate(f"{day:%Y-%m}", parse_edtf(f"{day:%Y-%m}"))
    if kind < 0.999:
        last = day + timedelta(rng.randint(1, 20))
        return EventDate(f"{day}/{last}", Span(day, last), within=True, wording=_WORDING)
    return EventDate(f"{day}/..", Span(day, None))


@contextmanager
def unhindered() -> Iterator[None]:
    """Build much without the garbage collector looking through all of it again and again, and spare it what was built."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()
