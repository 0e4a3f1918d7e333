"""A mapping that is never changed: with one item more it is a new one, which shares nearly all of the old."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

Value = TypeVar("Value")

# A layer is taken up by those above it when they have grown to more than half of it.
_TIMES = 2


class Layered(Mapping[str, Value]):
    """A large dict below and a few small ones above it, each several times smaller than the one under it.

    What stands in an upper layer hides what the lower ones have under its key. The order is that of a dict: a key
    stays where it first came in.
    """

    def __init__(self, *layers: Mapping[str, Value]) -> None:
        self._layers = layers
        self._len: int | None = None

    @classmethod
    def over(cls, mapping: Mapping[str, Value]) -> Layered[Value]:
        """Return `mapping` as one of these; whoever still holds it must not change it any more."""
        return mapping if isinstance(mapping, Layered) else cls(mapping)

    def __getitem__(self, key: str) -> Value:
        for layer in reversed(self._layers):
            if key in layer:
                return layer[key]
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        for height, layer in enumerate(self._layers):
            below = self._layers[:height]
            yield from (key for key in layer if not any(key in other for other in below))

    def __len__(self) -> int:
        if self._len is None:
            self._len = sum(1 for _ in self)
        return self._len

    def __contains__(self, key: object) -> bool:
        return any(key in layer for layer in self._layers)

    def __repr__(self) -> str:
        return f"Layered({dict(self)!r})"

    def with_item(self, key: str, value: Value) -> Layered[Value]:
        """Return a mapping with one item more, or another value under its key."""
        length = len(self) + (key not in self)
        layers = list(self._layers)
        top = {key: value}
        while layers and len(layers[-1]) < _TIMES * len(top):
            top = {**layers.pop(), **top}
        new = Layered(*layers, top)
        new._len = length
        return new
