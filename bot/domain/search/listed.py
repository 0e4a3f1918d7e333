"""The keys of a few entries, which are gone over rather than turned into postings."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .reading import Reading


@dataclass(frozen=True, eq=False)
class Listed:
    """Answers as `Postings` does of what was read, each reading with its place as its number."""

    readings: Sequence[Reading]

    def titled(self, key: str) -> array[int]:
        """Return those that hold a key in a title."""
        return array("I", [number for number, read in enumerate(self.readings) if key in read.in_title])

    def untitled(self, key: str) -> array[int]:
        """Return those that hold a key, but not in a title."""
        return array("I", [number for number, read in enumerate(self.readings) if key in read.in_text])

    def count(self, keys: Iterable[str]) -> int:
        """Return the most that can hold `keys`: so few need no closer look."""
        return len(self.readings) * sum(1 for _ in keys)

    def narrowed(self, among: set[int] | None, keys: Sequence[str], *, exactly: bool = True) -> set[int]:  # noqa: ARG002
        """Return those that hold one of `keys`, `among` some or all."""
        found = {number for key in keys for part in (self.titled(key), self.untitled(key)) for number in part}
        return found if among is None else among & found
