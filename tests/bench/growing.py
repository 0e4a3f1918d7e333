"""Rows: one entry more, and questions that it answers, against an INSERT and a COMMIT."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.domain import search
from bot.domain.content import Event
from bot.domain.corpus import Corpus
from bot.domain.text import Text

from . import corpora, people
from .answers import Question, ours, ours_by_word
from .fts_peer import FullText
from .rows import Row, guarded
from .sqlite_peer import Sqlite
from .timing import Effort, compare

ADDED, ANSWERED = "one entry added", "one entry added, then found by date, person, word and name"
_WORDS = ("蒲公英", "dandelion")


@dataclass
class Ours:
    """The newest snapshot, each made of the one before."""

    corpus: Corpus

    def add(self, event: Event) -> None:
        """Go on to the next snapshot."""
        self.corpus = self.corpus.with_entry(event)

    def found(self, event: Event) -> tuple[int, ...]:
        """Add it, and count what is on its day, with its person on that day, by its word, and who bears a name."""
        self.add(event)
        pages = [ours(self.corpus, asked).total for asked in _asked(event)]
        hits = [ours_by_word(self.corpus, search.parse(word)).total for word in _WORDS]
        return (*pages, *hits, len(self.corpus.names.find(_name(event))))


@dataclass
class Theirs:
    """SQLite with FTS5, one transaction an entry."""

    sqlite: Sqlite
    words: FullText
    rows: int

    def add(self, event: Event) -> None:
        """Insert it and commit."""
        self.rows += 1
        self.words.insert(self.rows, event)
        self.sqlite.add(self.rows, event)

    def found(self, event: Event) -> tuple[int, ...]:
        """Add it, and count the same."""
        self.add(event)
        pages = [self.sqlite.ask(asked).total for asked in _asked(event)]
        hits = [self.words.ask(word).total for word in _WORDS]
        return (*pages, *hits, self.sqlite.called(_name(event)))


def rows(corpus: Corpus, sqlite: Sqlite, words: FullText, effort: Effort) -> Iterator[Row]:
    """Yield both rows. The tables of the peer have grown afterwards; the corpus is as it was."""
    size = len(corpus.events)
    sqlite.name(corpus.people.values())
    mine, other = Ours(corpus), Theirs(sqlite, words, size)

    def fresh(kind: int, number: int) -> list[Event]:
        """Return events that neither side has."""
        first = 10_000_000 * kind + 100 * (number + 1)
        return [_event(first + place, len(corpus.people)) for place in range(5)]

    def added() -> Iterator[Row]:
        took = compare(mine.add, other.add, lambda number: fresh(1, number), effort, same=False)
        yield Row(ADDED, "SQLite + FTS5", size, took.ours, took.theirs)

    def answered() -> Iterator[Row]:
        took = compare(mine.found, other.found, lambda number: fresh(2, number), effort)
        yield Row(ANSWERED, "SQLite + FTS5", size, took.ours, took.theirs)

    yield from guarded(ADDED, "SQLite + FTS5", size, added)
    yield from guarded(ANSWERED, "SQLite + FTS5", size, answered)


def _event(number: int, persons: int) -> Event:
    made = corpora.event(number, persons)
    return replace(made, title=Text(f"{_WORDS[0]}、{made.title.ja}", f"{_WORDS[1].capitalize()}: {made.title.en}"))


def _asked(event: Event) -> tuple[Question, ...]:
    day = event.when.place
    return Question(day, day), Question(day, day, event.people[0])


def _name(event: Event) -> str:
    return people.person(int(event.people[0][1:])).name.ja
