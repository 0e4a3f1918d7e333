"""What may follow a command, while it is being typed: people by any of their names, explainers by their titles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..domain.names import NameIndex, Suggester, fold
from ..domain.text import Lang
from . import digest
from .request import Kit


@dataclass(frozen=True)
class Choice:
    """One way to complete: `label` in the asker's language; `value`, an id, is what the command then gets."""

    label: str
    value: str


def people(typed: str, kit: Kit, lang: Lang, limit: int) -> tuple[Choice, ...]:
    """Return people whom `typed` may mean, those who appear most first where it says nothing."""
    corpus = kit.library.snapshot
    ids = _matches(corpus.names, typed, kit.suggester, limit)
    return tuple(Choice(corpus.people[id_].name[lang], id_) for id_ in ids)


def digests(typed: str, kit: Kit, lang: Lang, limit: int) -> tuple[Choice, ...]:
    """Return explainers that `typed` may mean, in their own order where it says nothing."""
    corpus = kit.library.snapshot
    if fold(typed):
        ids = _matches(digest.titles(corpus), typed, kit.suggester, limit)
    else:
        ids = tuple(found.id for found in digest.everything(corpus)[:limit])
    return tuple(Choice(corpus.digests[id_].title[lang], id_) for id_ in ids)


def _matches(index: NameIndex, typed: str, suggester: Suggester, limit: int) -> tuple[str, ...]:
    """Return ids of which a name is, begins with, holds or resembles what was typed, in that order."""

    def ways() -> Iterator[tuple[str, ...]]:
        wanted = fold(typed)
        yield index.find(typed)
        yield from (ids for name, ids in index.ids.items() if name.startswith(wanted))
        yield from (ids for name, ids in index.ids.items() if wanted in name)
        yield index.suggest(typed, suggester, limit)

    found: dict[str, None] = {}
    for ids in ways():
        found.update(dict.fromkeys(ids))
        if len(found) >= limit:
            break
    return tuple(found)[:limit]
