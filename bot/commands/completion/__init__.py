"""Completion while somebody types, on every platform that has it: one way for each kind of parameter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from ...domain.text import Lang
from ..request import Completes, Kit
from . import entries, names, question, zones
from .choice import Choice

__all__ = ("Choice", "choices")

_WAYS: Mapping[Completes, Callable[[str, Kit, Lang, int], tuple[Choice, ...]]] = {
    "people": names.people,
    "digests": names.digests,
    "entries": entries.entries,
    "languages": names.languages,
    "kinds": names.kinds,
    "zones": zones.zones,
}


def choices(
    completes: Completes | None, typed: str, kit: Kit, lang: Lang, limit: int, today: date
) -> tuple[Choice, ...]:
    """Return what may stand for `typed` as a parameter that completes from `completes`; `today` is the asker's."""
    if completes == "question":
        return question.question(typed, kit, lang, limit, today)
    way = _WAYS.get(completes) if completes else None
    return way(typed, kit, lang, limit) if way else ()
