"""Something to be said to a person, as data: worded in their language where they read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .ports import Words


@dataclass(frozen=True)
class Saying:
    """A message of the catalogues with its values: names and foreign words as they are, and sayings within it."""

    message: str
    values: Mapping[str, Value]


Value = str | int | Saying | tuple[Saying, ...]
"""Of a tuple each is said, as in a list. A number that is a name (an id, a line) is a string."""


def say(message: str, /, **values: Value) -> Saying:
    """Return what is said by a message of the catalogues."""
    return Saying(message, values)


def worded(saying: Saying, words: Words) -> str:
    """Write what is said, and what is said within it, in the language of `words`."""
    return words(saying.message, **{name: _value(value, words) for name, value in saying.values.items()})


def _value(value: Value, words: Words) -> str | int:
    match value:
        case Saying():
            return worded(value, words)
        case tuple():
            return words("list-separator").join(worded(each, words) for each in value)
        case _:
            return value
