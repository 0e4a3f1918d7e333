"""All rows that depend on how large the corpus is, in an order in which memory can be told apart."""

from __future__ import annotations

import time
from collections.abc import Iterator

from bot.domain import search
from bot.domain.corpus import Corpus

from . import corpora, growing, lookups, memory, people, wording
from .answers import Question, ours
from .fts_peer import FullText
from .rows import Row
from .sqlite_peer import Sqlite, ranked
from .timing import Effort

BUILT, HELD = "indices built from the events", "memory per 1,000 events, with all indices"


def rows(size: int, effort: Effort, persons: int = corpora.PEOPLE) -> Iterator[Row]:
    """Yield the rows of a corpus of `size` events."""
    people.everybody(persons)
    before = memory.held()
    corpus = corpora.corpus(size, persons)
    begun = time.process_time()
    with corpora.unhindered():
        _touch(corpus)
    ours_took, ours_held = time.process_time() - begun, memory.held() - before
    before, begun = memory.held(), time.process_time()
    with corpora.unhindered():
        numbered = list(ranked(corpus.events.values()))
        sqlite = Sqlite(numbered)
        words = FullText(sqlite.connection, numbered)
        del numbered
    theirs_took, theirs_held = time.process_time() - begun, memory.held() - before
    yield Row(BUILT, "SQLite + FTS5", size, ours_took, theirs_took, linear=True)
    yield Row(HELD, "SQLite + FTS5", size, ours_held * 1000 / size, theirs_held * 1000 / size, unit="B")
    yield from wording.rows(corpus, words, effort)
    yield from lookups.rows(corpus, sqlite, effort)
    yield from growing.rows(corpus, sqlite, words, effort)


def _touch(corpus: Corpus) -> None:
    """Have every index of events made."""
    day = corpora.AS_OF
    person = next(iter(corpus.people))
    for asked in (Question(day, day), Question(day, day, person), Question(day, day, person, dated=False)):
        ours(corpus, asked)
    corpus.words.find(search.parse("関税"), limit=1)
