"""One way to complete for each kind of parameter, for every platform that completes while somebody types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from ..domain.text import Lang
from . import completion, completion_entries, completion_question, completion_zones
from .completion import Choice
from .request import Completes, Kit

_WAYS: Mapping[Completes, Callable[[str, Kit, Lang, int], tuple[Choice, ...]]] = {
    "people": completion.people,
    "digests": completion.digests,
    "entries": completion_entries.entries,
    "languages": completion.languages,
    "kinds": completion.kinds,
    "zones": completion_zones.zones,
}


def choices(
    completes: Completes | None, typed: str, kit: Kit, lang: Lang, limit: int, today: date
) -> tuple[Choice, ...]:
    """Return what may stand for `typed` as a parameter that completes from `completes`; `today` is the asker's."""
    if completes == "question":
        return completion_question.question(typed, kit, lang, limit, today)
    way = _WAYS.get(completes) if completes else None
    return way(typed, kit, lang, limit) if way else ()
