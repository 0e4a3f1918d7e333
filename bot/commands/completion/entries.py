"""What may follow /sources while it is being typed: entries by their ids and titles, and by words in them."""

from __future__ import annotations

from itertools import islice

from ...domain import titles
from ...domain.text import Lang
from .. import sources
from ..request import Kit
from .choice import Choice


def entries(typed: str, kit: Kit, lang: Lang, limit: int) -> tuple[Choice, ...]:
    """Return entries that `typed` may mean; where it says nothing, those on which sources differ, the weightiest first."""
    corpus = kit.library.snapshot
    found: dict[str, None] = {}
    if typed.strip():
        for ids in titles.find(typed, corpus):
            found.update(dict.fromkeys(ids))
        if len(found) < limit:
            found.update(dict.fromkeys(titles.suggest(typed, corpus, kit.suggester, limit)))
    else:
        found.update(dict.fromkeys(event.id for event in sources.disputed(corpus)))
    known = (entry for id_ in found if (entry := corpus.entry(id_)))
    return tuple(Choice(entry.title[lang], entry.id, entry.title[lang]) for entry in islice(known, limit))
