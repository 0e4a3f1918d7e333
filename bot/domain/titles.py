"""Entries by their ids and titles, or a part of one, in either language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from . import names, search
from .content import Entry, Event
from .corpus import Corpus
from .names import Suggester

# In a larger corpus only the titles that hold whole words of what was typed are looked at, and of those so many.
_SCANNED, _LOOKED_AT = 20_000, 500
_LONGEST = 200
# Among entries that fit alike an explainer comes before any event.
_DIGEST_WEIGHT = 6


@lru_cache(maxsize=1 << 16)
def _folded(title: str) -> str:
    return names.fold(title)


def find(words: str, corpus: Corpus) -> Iterator[tuple[str, ...]]:
    """Yield ids of the entry that is called so, of those whose titles hold it, and of those that hold the words.

    Each tuple has those that fit alike, likeliest first, and none is empty.
    """
    wanted = names.fold(words)
    among = _among(words, corpus) if wanted and len(words) <= _LONGEST else ()
    if exact := tuple(e.id for e in among if wanted in map(_folded, _names(e))):
        yield exact
    if parts := [e for e in among if any(wanted in _folded(name) for name in _names(e))]:
        yield tuple(e.id for e in sorted(parts, key=_weight))
    if held := corpus.words.find(search.parse(words)).entries:
        yield held


def suggest(words: str, corpus: Corpus, suggester: Suggester, limit: int) -> tuple[str, ...]:
    """Return the ids of up to `limit` entries whose ids or titles resemble the words."""
    ids: dict[str, str] = {}
    for entry in _among(words, corpus):
        for name in _names(entry):
            ids.setdefault(_folded(name), entry.id)
    near = suggester.closest(names.fold(words[:_LONGEST]), ids, limit * 3)
    return tuple(dict.fromkeys(ids[name] for name in near))[:limit]


def _names(entry: Entry) -> tuple[str, str, str]:
    return entry.id, entry.title.ja, entry.title.en


def _weight(entry: Entry) -> tuple[int, str]:
    return -entry.importance if isinstance(entry, Event) else -_DIGEST_WEIGHT, entry.id


def _among(words: str, corpus: Corpus) -> Sequence[Entry]:
    if len(corpus.events) + len(corpus.digests) <= _SCANNED:
        return (*corpus.digests.values(), *corpus.events.values())
    ids = dict.fromkeys((words.strip(), *corpus.words.find(search.parse(words), _LOOKED_AT).entries))
    return tuple(entry for id_ in ids if (entry := corpus.entry(id_)))
