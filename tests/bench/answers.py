"""What both sides are asked and answer, and how ours answers it: just as the commands do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain import paging, query, search
from bot.domain.ask import Cursor
from bot.domain.content import Event
from bot.domain.corpus import Corpus
from bot.domain.dates import Span

PAGE = 5


@dataclass(frozen=True)
class Answer:
    """A page: how many there are, which place the first of them has (from 1), and the ids."""

    total: int
    first: int
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """Days, a person or both; `after` is the event after which the page goes on."""

    first: date
    last: date
    person: str | None = None
    after: Event | None = None
    dated: bool = True

    @property
    def query(self) -> query.Query:
        """The question as the commands put it."""
        span = Span(self.first, self.last) if self.dated else None
        return query.Query(span, (self.person,) if self.person else ())


def ours(corpus: Corpus, asked: Question) -> Answer:
    """Answer from the corpus."""
    cursor = Cursor(asked.after.id) if asked.after else None
    page = paging.page(asked.query.run(corpus), cursor, PAGE)
    return Answer(page.total, page.first, tuple(event.id for event in page.items))


def ours_by_word(corpus: Corpus, word: search.Query) -> Answer:
    """Answer from the index of words, with the entries that are shown."""
    hits = corpus.words.find(word, limit=PAGE)
    shown = [corpus.entry(id_) for id_ in hits.entries]
    return Answer(hits.total, hits.first, tuple(entry.id for entry in shown if entry))
