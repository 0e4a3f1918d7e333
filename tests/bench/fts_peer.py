"""SQLite's FTS5 over the same texts: bigrams of the Japanese, Porter's stems of the English; contentless.

The bigrams of a word are ANDed; where a word is longer than one of them, what they find is filtered exactly.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from bot.domain.content import Event

from .answers import PAGE, Answer

_SCHEMA = "CREATE VIRTUAL TABLE words USING fts5 (title, body, content='', tokenize='porter unicode61')"
_JAPANESE = re.compile(r"[ぁ-ヿ一-鿿]+")
_SHOWN = "e.key, e.title_ja, e.title_en, e.summary_ja, e.summary_en"


class FullText:
    """Over the rows of `Sqlite`, whose numbers are in the order in which hits are shown."""

    def __init__(self, connection: sqlite3.Connection, numbered: Iterable[tuple[int, Event]]) -> None:
        self._connection = connection
        connection.execute(_SCHEMA)
        for number, event in numbered:
            self.insert(number, event)
        connection.execute("INSERT INTO words (words) VALUES ('optimize')")
        connection.commit()

    def insert(self, number: int, event: Event) -> None:
        """Add one event; the caller commits."""
        title = f"{_bigrams(event.title.ja)} {event.title.en}"
        body = f"{_bigrams(event.summary.ja)} {event.summary.en}"
        self._connection.execute("INSERT INTO words (rowid, title, body) VALUES (?,?,?)", (number, title, body))

    def ask(self, word: str) -> Answer:
        """Answer with those that hold it in the title first, each group in order of its rows."""
        return self._exact(word) if _JAPANESE.search(word) and len(word) > 2 else self._plain(word)

    def _plain(self, word: str) -> Answer:
        wanted = f'"{word}"'
        total = self._rows("SELECT count(*) FROM words WHERE words MATCH ?", wanted)[0][0]
        found = [row for (row,) in self._rows(_PAGE, f"title: {wanted}")]
        if len(found) < PAGE:
            others = self._rows(_PAGE, f"body: {wanted} NOT title: {wanted}")
            found += [row for (row,) in others][: PAGE - len(found)]
        return Answer(total, 1, self._keys(found))

    def _exact(self, word: str) -> Answer:
        wanted = " AND ".join(f'"{pair}"' for pair in _bigrams(word).split())
        hits = self._rows(_EXACT, word, wanted, word, word)
        titled = [row for row, in_title in hits if in_title]
        found = [*titled[:PAGE], *(row for row, in_title in hits if not in_title)] if len(titled) < PAGE else titled
        return Answer(len(hits), 1, self._keys(found[:PAGE]))

    def _keys(self, numbers: Iterable[int]) -> tuple[str, ...]:
        sql = f"SELECT {_SHOWN} FROM events e WHERE id = ?"
        return tuple(self._rows(sql, number)[0][0] for number in numbers)

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, values).fetchall()


_PAGE = f"SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid LIMIT {PAGE}"
_EXACT = """
SELECT e.id, instr(e.title_ja, ?) > 0 FROM words w JOIN events e ON e.id = w.rowid
WHERE words MATCH ? AND (instr(e.title_ja, ?) OR instr(e.summary_ja, ?)) ORDER BY w.rowid
"""


def _bigrams(text: str) -> str:
    """Return every two neighbours, apart."""
    runs = _JAPANESE.findall(text)
    return " ".join(first + second for run in runs for first, second in pairwise(run))
