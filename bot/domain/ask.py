"""What a button asks, written so that it fits the button: its meaning is in its own data, for as long as it is shown.

The form is `verb:lang:argument:argument…`. Telegram takes 64 bytes of it, Discord 100 characters. Arguments are ids, dates,
cursors, and typed words (`quoted`). A question that is longer is kept in the store, and the button asks `shelved`: the name
of that row. Button data can be forged: `decode` takes nothing on trust but its shape, and a role is checked at the action.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote

from .text import Lang

MAX_BYTES = 64
SHELVED = "z"
_SHAPE = re.compile(r"([a-z]{1,8}):(ja|en)((?::[A-Za-z0-9_./~?%<>-]*){0,6})", re.ASCII)


@dataclass(frozen=True)
class Ask:
    """A question that a button stands for: `verb` with `arguments`, answered in `lang`."""

    verb: str
    lang: Lang
    arguments: tuple[str, ...] = ()

    def encode(self) -> str:
        """Return the button's data. Raises ValueError when it would not fit or not be read back: a fault of the caller."""
        if len(self.data.encode()) > MAX_BYTES:
            raise ValueError(f"{self.data!r} is too long for a button's data")
        return self.data

    @property
    def data(self) -> str:
        """The question in full, as long as it is. Raises ValueError when it would not be read back: a fault of the caller."""
        return _written(self)

    def shelved(self) -> Ask:
        """Return the short question that stands for this one, once `data` is kept in the store under its argument."""
        return Ask(SHELVED, self.lang, (hashlib.sha256(self.data.encode()).hexdigest()[:24],))


# Each button is written several times on its way out, and the same people, days and sources are on many.
@lru_cache(maxsize=1024)
def _written(ask: Ask) -> str:
    data = ":".join((ask.verb, ask.lang, *ask.arguments))
    if decode(data) != ask:
        raise ValueError(f"{data!r} cannot be a button's data")
    return data


def decode(data: str) -> Ask | None:
    """Read a button's data; None for what is not of the form."""
    match = _SHAPE.fullmatch(data)
    if match is None:
        return None
    lang: Lang = "ja" if match[2] == "ja" else "en"
    return Ask(match[1], lang, tuple(match[3].split(":")[1:]))


def quoted(words: str) -> str:
    """Return typed words as an argument of an Ask."""
    return quote(words, safe="")


def unquoted(argument: str) -> str:
    """Return the words that `quoted` wrote; what is no text becomes marks that say so."""
    return unquote(argument, errors="replace")


@dataclass(frozen=True)
class Cursor:
    """Where a page starts: after (`>`) or before (`<`) an entry. It goes on after an id, so new entries shift nothing."""

    entry: str
    forward: bool = True

    def encode(self) -> str:
        """Return the cursor as an argument of an Ask."""
        return (">" if self.forward else "<") + self.entry


def read_cursor(argument: str) -> Cursor | None:
    """Read what `Cursor.encode` wrote; None for anything else."""
    if argument[:1] not in ("<", ">") or len(argument) < 2:
        return None
    return Cursor(argument[1:], argument[0] == ">")
