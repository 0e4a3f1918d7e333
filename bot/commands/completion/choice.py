"""How what is being typed becomes choices: by the whole of it, or by its last word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ...domain.names import NameIndex, Suggester, fold

# The word that is being typed: after a space or the like, or else after a particle of a Japanese question.
_LAST_WORD = re.compile(r"(?P<before>.*[\s、,，&＆×])?(?P<last>[^\s、,，&＆×]+)", re.DOTALL)
_AFTER_PARTICLE = re.compile(r"(?P<before>.+[とのはがをに])(?P<last>[^とのはがをに].*)", re.DOTALL)
# Of a long line, so much of its end is looked at.
_LONGEST = 60


@dataclass(frozen=True)
class Choice:
    """One way to complete: `label` in the asker's language; `value` is what the command then gets.

    `text` is the same for whoever reads what they send, where `value` is an id.
    """

    label: str
    value: str
    text: str = ""


def last_word(typed: str, index: NameIndex, name: Callable[[str], str], limit: int) -> tuple[Choice, ...]:
    """Return what is typed with its last word completed to names that it is a part of; what stands before it stays.

    `name` returns what an id of the index is called.
    """
    for pattern in (_LAST_WORD, _AFTER_PARTICLE):
        match = pattern.fullmatch(typed[-_LONGEST:])
        ids = matches(index, match["last"], None, limit) if match and fold(match["last"]) else ()
        if match and ids:
            before = typed[:-_LONGEST] + (match["before"] or "")
            return tuple(with_name(before, id_, index, name(id_)) for id_ in ids)
    return ()


def with_name(before: str, id_: str, index: NameIndex, name: str) -> Choice:
    """Complete to a name if it is one of nobody else, otherwise to the id."""
    return Choice(before + name, before + (name if index.find(name) == (id_,) else id_))


def matches(index: NameIndex, typed: str, suggester: Suggester | None, limit: int) -> tuple[str, ...]:
    """Return ids of which a name is, begins with, holds or, with a suggester, resembles what was typed, in that order."""
    wanted = fold(typed)

    def ways() -> Iterator[tuple[str, ...]]:
        yield index.find(typed)
        yield index.beginning(wanted)
        yield index.holding(wanted)
        if suggester:
            yield index.suggest(typed, suggester, limit)

    found: dict[str, None] = {}
    for ids in ways():
        found.update(dict.fromkeys(ids))
        if len(found) >= limit:
            break
    return tuple(found)[:limit]
