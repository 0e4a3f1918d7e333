"""Rows: a page by date, by person, by both, and a later page, against SQLite and against TinyDB."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.domain.content import Event
from bot.domain.corpus import Corpus

from . import corpora, people
from .answers import Answer, Question, ours
from .rows import Row, guarded
from .sqlite_peer import Sqlite
from .timing import Effort, compare
from .tinydb_peer import Tiny

# A peer that takes longer for one question is left out of the rounds.
PATIENCE = 2.0
_AT_ONCE, _AT_ONCE_OF_A_SCAN = 40, 2

Draw = Callable[[random.Random, Corpus], Question]


@dataclass(frozen=True)
class Peer:
    """Who answers the same questions, how many of them in a round."""

    name: str
    ask: Callable[[Question], Answer]
    at_once: int


def rows(corpus: Corpus, sqlite: Sqlite, effort: Effort) -> Iterator[Row]:
    """Yield a row for each kind of question and each peer."""
    size = len(corpus.events)
    yield from _against(corpus, Peer("SQLite", sqlite.ask, _AT_ONCE), effort)
    tiny = Tiny(corpus.events.values())
    begun = time.perf_counter()
    tiny.ask(_day(random.Random(0), corpus))
    seconds = time.perf_counter() - begun
    if seconds > PATIENCE:
        note = f"left out: {seconds:.1f} s a question"
        yield from (Row(question, "TinyDB", size, note=note) for question in QUESTIONS)
        return
    yield from _against(corpus, Peer("TinyDB", tiny.ask, _AT_ONCE_OF_A_SCAN), replace(effort, rounds=5))


def _against(corpus: Corpus, peer: Peer, effort: Effort) -> Iterator[Row]:
    for question, draw in QUESTIONS.items():

        def measured(question: str = question, draw: Draw = draw) -> Iterator[Row]:
            def questions(number: int) -> Sequence[Question]:
                rng = random.Random(f"{question} {number}")
                return [draw(rng, corpus) for _ in range(peer.at_once)]

            took = compare(lambda asked: ours(corpus, asked), peer.ask, questions, effort)
            yield Row(question, peer.name, len(corpus.events), took.ours, took.theirs)

        yield from guarded(question, peer.name, len(corpus.events), measured)


def _day(rng: random.Random, _: Corpus) -> Question:
    day = corpora.a_day(rng)
    return Question(day, day)


def _year(rng: random.Random, _: Corpus) -> Question:
    year = corpora.a_day(rng).year
    return Question(date(year, 1, 1), date(year, 12, 31))


def _later(rng: random.Random, corpus: Corpus) -> Question:
    """Draw a page somewhere in the first half of a year: what comes there is surely in it."""
    asked = _year(rng, corpus)
    found: Sequence[Event] = asked.query.run(corpus)
    return replace(asked, after=found[rng.randrange(max(1, len(found) // 2))])


def _person(rng: random.Random, corpus: Corpus) -> Question:
    everybody = people.everybody(len(corpus.people))
    person = rng.choices(everybody, cum_weights=people.weights(len(everybody)))[0]
    return Question(date.min, date.max, person.id, dated=False)


def _both(rng: random.Random, corpus: Corpus) -> Question:
    first = corpora.a_day(rng)
    return replace(_person(rng, corpus), first=first, last=first + timedelta(90), dated=True)


QUESTIONS: dict[str, Draw] = {
    "by date: a day": _day,
    "by date: a year": _year,
    "by date: a later page of a year": _later,
    "by person": _person,
    "by person and date: three months": _both,
}
