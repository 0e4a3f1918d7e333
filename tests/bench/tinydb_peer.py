"""TinyDB's own search over the same events, as JSON in memory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tinydb import TinyDB, where
from tinydb.queries import QueryInstance
from tinydb.storages import MemoryStorage

from bot.domain.content import Event

from .answers import PAGE, Answer, Question

_OPEN_FIRST, _OPEN_LAST = "0000-00-00", "9999-99-99"


class Tiny:
    """Answers the questions of `answers` with `search`, and puts what it finds in order."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._table = TinyDB(storage=MemoryStorage).table("events", cache_size=0)
        self._table.insert_multiple(map(_document, events))

    def ask(self, asked: Question) -> Answer:
        """Answer with a page and the total."""
        first, last = asked.first.isoformat(), asked.last.isoformat()
        touching = (where("first") <= last) & (where("last") >= first)
        concerning = where("people").any([asked.person])
        wanted: QueryInstance = concerning if asked.person else touching
        if asked.person and asked.dated:
            wanted = concerning & touching
        found = self._table.search(wanted)
        found.sort(key=lambda document: document["order"])
        if asked.dated:
            inside = [event for event in found if event["first"] >= first and event["last"] <= last]
            around = [event for event in found if not (event["first"] >= first and event["last"] <= last)]
            found = [*inside, *sorted(around, key=lambda event: event["width"])]
        start = 0 if asked.after is None else [event["id"] for event in found].index(asked.after.id) + 1
        return Answer(len(found), start + 1, tuple(event["id"] for event in found[start : start + PAGE]))


def _document(event: Event) -> dict[str, Any]:
    span = event.when.span
    return {
        "id": event.id,
        "first": span.first.isoformat() if span.first else _OPEN_FIRST,
        "last": span.last.isoformat() if span.last else _OPEN_LAST,
        "width": event.when.width,
        "order": [event.when.place.isoformat(), not event.when.exact, -event.importance, event.id],
        "people": list(event.people),
        "title": {"ja": event.title.ja, "en": event.title.en},
        "summary": {"ja": event.summary.ja, "en": event.summary.en},
    }
