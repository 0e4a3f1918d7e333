"""What a question is about, as it is counted for a chat: people, spans of days and topics, and nothing of who asked."""

from __future__ import annotations

from .dates import typed
from .query import Query

PERSON, DAY, TOPIC = "person/", "day/", "topic/"


def of(query: Query) -> tuple[str, ...]:
    """Return the subjects of a query: `person/<id>`, `day/<span as `dates.typed` writes it>`, `topic/<id>`."""
    return (
        *(f"{PERSON}{id_}" for id_ in query.people),
        *((f"{DAY}{typed(query.span)}",) if query.span else ()),
        *(f"{TOPIC}{id_}" for id_ in query.topics),
    )
