"""SQLite in memory with the same events, in the schema that its own manual would have one choose.

`events` has an index in the order in which a list is shown, `event_people` one of the same order for each person; both hold all
that a count needs. Dates wider than a day lie in an R*Tree, which is SQLite's index for intervals.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from bot.domain import names
from bot.domain.content import Event, Person

from .answers import PAGE, Answer, Question
from .people import all_names

_SCHEMA = """
CREATE TABLE events (
    id INTEGER PRIMARY KEY, key TEXT, first INT, last INT, place INT, inexact INT, weight INT,
    title_ja TEXT, title_en TEXT, summary_ja TEXT, summary_en TEXT
);
CREATE TABLE event_people (
    person TEXT, place INT, inexact INT, weight INT, key TEXT, first INT, last INT, event INT,
    PRIMARY KEY (person, place, inexact, weight, key)
) WITHOUT ROWID;
CREATE TABLE names (folded TEXT, person TEXT, PRIMARY KEY (folded, person)) WITHOUT ROWID;
CREATE VIRTUAL TABLE wide USING rtree_i32(id, first, last);
"""
_INDICES = """
CREATE INDEX by_date ON events (place, inexact, weight, key, first, last);
CREATE INDEX wide_of_person ON event_people (person, first, last) WHERE last > first;
ANALYZE;
"""
_SHOWN = "e.key, e.title_ja, e.title_en, e.summary_ja, e.summary_en"
_INSIDE = "place BETWEEN :a AND :b AND first >= :a AND last <= :b"
_AROUND = "first <= :b AND last >= :a AND NOT (first >= :a AND last <= :b)"
_ORDER = "place, inexact, weight, key"
_AFTER = f"({_ORDER}) > (:place, :inexact, :weight, :key)"
_BEFORE = f"({_ORDER}) <= (:place, :inexact, :weight, :key)"
_OPEN_FIRST, _OPEN_LAST = 0, 9_999_999

Names = dict[str, object]


class Sqlite:
    """Answers the questions of `answers` with SQL. `numbered` gives each event the row that it gets."""

    def __init__(self, numbered: Iterable[tuple[int, Event]]) -> None:
        self.connection = sqlite3.connect(":memory:")
        self.connection.executescript(_SCHEMA)
        for number, event in numbered:
            self._insert(number, event)
        self.connection.commit()
        self.connection.executescript(_INDICES)

    def name(self, people: Iterable[Person]) -> None:
        """Take in by what names people go."""
        named = ((names.fold(name), person.id) for person in people for name in all_names(person))
        self.connection.executemany("INSERT OR IGNORE INTO names VALUES (?,?)", named)
        self.connection.commit()

    def called(self, name: str) -> int:
        """Return how many go by a name."""
        return self._one("SELECT count(*) FROM names WHERE folded = :name", {"name": names.fold(name)})

    def add(self, number: int, event: Event) -> None:
        """Insert one event and commit."""
        self._insert(number, event)
        self.connection.commit()

    def ask(self, asked: Question) -> Answer:
        """Answer with a page and the total."""
        if asked.after is not None:
            return self._later(asked)
        return self._by_person(asked) if asked.person and not asked.dated else self._by_date(asked)

    def _insert(self, number: int, event: Event) -> None:
        first, last, *order = _dates(event)
        texts = (event.title.ja, event.title.en, event.summary.ja, event.summary.en)
        execute = self.connection.execute
        execute("INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?,?,?)", (number, event.id, first, last, *order, *texts))
        for person in event.people:
            row = (person, *order, event.id, first, last, number)
            execute("INSERT INTO event_people VALUES (?,?,?,?,?,?,?,?)", row)
        if last > first:
            execute("INSERT INTO wide VALUES (?,?,?)", (number, first, last))

    def _by_person(self, asked: Question) -> Answer:
        names: Names = {"person": asked.person}
        total = self._one("SELECT count(*) FROM event_people WHERE person = :person", names)
        return Answer(total, 1, self._shown(f"event_people WHERE person = :person ORDER BY {_ORDER}", "event", names))

    def _by_date(self, asked: Question) -> Answer:
        names = _names(asked)
        if asked.person:
            inside, number = f"event_people WHERE person = :person AND {_INSIDE}", "event"
            around = f"event_people WHERE person = :person AND last > first AND {_AROUND}"
        else:
            inside, number, around = f"events WHERE {_INSIDE}", "id", f"wide WHERE {_AROUND}"
        total = self._one(f"SELECT (SELECT count(*) FROM {inside}) + (SELECT count(*) FROM {around})", names)
        ids = self._shown(f"{inside} ORDER BY {_ORDER}", number, names)
        if len(ids) < PAGE:
            ids += self._around(around, number, names)[: PAGE - len(ids)]
        return Answer(total, 1, ids)

    def _around(self, around: str, number: str, names: Names) -> tuple[str, ...]:
        """Return those whose dates are wider than what is asked, those that are known best first."""
        return self._keys(
            f"SELECT {_SHOWN} FROM events e WHERE id IN (SELECT {number} FROM {around})"
            f" ORDER BY last - first, {_ORDER} LIMIT {PAGE}",
            names,
        )

    def _later(self, asked: Question) -> Answer:
        """Return a page in the midst of those that are surely in the span."""
        assert asked.after is not None
        _, _, place, inexact, weight = _dates(asked.after)
        names = {**_names(asked), "place": place, "inexact": inexact, "weight": weight, "key": asked.after.id}
        inside, around = f"events WHERE {_INSIDE}", f"wide WHERE {_AROUND}"
        total = self._one(f"SELECT (SELECT count(*) FROM {inside}) + (SELECT count(*) FROM {around})", names)
        before = self._one(f"SELECT count(*) FROM {inside} AND {_BEFORE}", names)
        return Answer(total, before + 1, self._shown(f"{inside} AND {_AFTER} ORDER BY {_ORDER}", "id", names))

    def _shown(self, which: str, number: str, names: Names) -> tuple[str, ...]:
        page = f"SELECT {number} AS number, {_ORDER} FROM {which} LIMIT {PAGE}"
        order = ", ".join(f"p.{name}" for name in _ORDER.split(", "))
        return self._keys(f"SELECT {_SHOWN} FROM ({page}) p JOIN events e ON e.id = p.number ORDER BY {order}", names)

    def _keys(self, sql: str, names: Names) -> tuple[str, ...]:
        return tuple(row[0] for row in self.connection.execute(sql, names))

    def _one(self, sql: str, names: Names) -> int:
        found: int = self.connection.execute(sql, names).fetchone()[0]
        return found


def ranked(events: Iterable[Event]) -> Iterator[tuple[int, Event]]:
    """Number events from the one that a search for words shows first, so that a page of it is read in order of rows."""
    ordered = sorted(events, key=lambda event: (-event.importance, -event.when.place.toordinal(), event.id))
    return enumerate(ordered, 1)


def _dates(event: Event) -> tuple[int, int, int, int, int]:
    span, place = event.when.span, event.when.place
    first = span.first.toordinal() if span.first else _OPEN_FIRST
    last = span.last.toordinal() if span.last else _OPEN_LAST
    return first, last, place.toordinal(), int(not event.when.exact), -event.importance


def _names(asked: Question) -> Names:
    return {"a": asked.first.toordinal(), "b": asked.last.toordinal(), "person": asked.person}
