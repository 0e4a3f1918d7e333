"""Pages of long lists: which part is shown, how that is said, and the buttons that lead to the parts before and after.

A page goes on after an entry and not at a number, so that what is added meanwhile shifts nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from .ask import Ask, Cursor
from .ports import Words
from .reply import Button
from .timeline import Selection


class Listed(Protocol):
    """What can stand in a list: anything with an id that no other in it has."""

    @property
    def id(self) -> str:
        """Names it in a cursor."""


Item = TypeVar("Item", bound=Listed)


@dataclass(frozen=True)
class Page(Generic[Item]):
    """A part of a list of `total`. `first` counts from 1; `back` and `forth` are the ways on, where there is more."""

    items: tuple[Item, ...]
    first: int
    total: int
    back: Cursor | None
    forth: Cursor | None

    @classmethod
    def of(cls, items: Sequence[Item], first: int, total: int) -> Page[Item]:
        """Return a page with the ways on from it: items that stand side by side in the list."""
        back = Cursor(items[0].id, forward=False) if items and first > 1 else None
        forth = Cursor(items[-1].id) if items and first - 1 + len(items) < total else None
        return cls(tuple(items), first, total, back, forth)


def page(items: Sequence[Item], cursor: Cursor | None, size: int) -> Page[Item]:
    """Cut a page of up to `size` items, from the beginning or from a cursor.

    A cursor whose item is no longer in the list starts at the beginning; one after which nothing is left shows the end.
    """
    start = 0
    if cursor is not None:
        place = place_of(items, cursor.entry)
        if place is not None:
            start = place + 1 if cursor.forward else place - size
            start = max(start if start < len(items) else len(items) - size, 0)
    return Page.of(items[start : start + size], start + 1, len(items))


def place_of(items: Sequence[Listed], id_: str) -> int | None:
    """Return where in a list an id stands, counted from 0; None if it is not there."""
    if isinstance(items, Selection):
        return items.place(id_)
    return next((place for place, item in enumerate(items) if item.id == id_), None)


def shown(part: Page[Item], words: Words) -> str:
    """Say which of how many are shown."""
    return words("page-place", first=part.first, last=part.first + len(part.items) - 1, total=part.total)


def turns(part: Page[Item], words: Words, ask: Callable[[str], Ask]) -> tuple[Button, ...]:
    """Return the buttons that turn the page; `ask` makes the question of a cursor."""
    ways = ((part.back, "page-back"), (part.forth, "page-forth"))
    return tuple(Button(words(label), ask(cursor.encode()), "page") for cursor, label in ways if cursor)
