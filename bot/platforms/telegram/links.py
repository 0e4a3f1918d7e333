"""Links into the private chat: `t.me/<bot>?start=<payload>`, up to 64 of `[A-Za-z0-9_-]`.

People write and share `who-musk`, `day-2025-06-05`, `day-2025-06`, `day-2025-06-01_2025-06-11`, `entry-<id>` and
`digest-<id>`; they are answered in the language of whoever opens them. The buttons under a post of a channel open what
they ask, in the language of the post, as base64: an answer below the post would reach every subscriber.
"""

from __future__ import annotations

import base64
import binascii
import re

from ...domain.ask import Ask, decode
from ...domain.text import Lang

MAX_PAYLOAD = 64
# So many bytes of a button's data fit a payload.
MAX_DATA = MAX_PAYLOAD * 3 // 4
# Opens the chat as /start alone does.
GREETING = "hello"

_VERBS = {"who": "w", "day": "t", "entry": "v", "digest": "d"}
_NAMES = {verb: name for name, verb in _VERBS.items()}
_READABLE = re.compile(rf"({'|'.join(_VERBS)})-([a-z0-9_-]+)", re.ASCII)
# Dates have an oblique where a payload has a low line; the ids of people and entries have neither.
_WRITTEN = str.maketrans("/", "_")
_MEANT = str.maketrans("_", "/")


def readable(ask: Ask) -> str | None:
    """Return a payload that people can read; None where a question has none."""
    if ask.verb not in _NAMES or len(ask.arguments) != 1:
        return None
    payload = f"{_NAMES[ask.verb]}-{ask.arguments[0].translate(_WRITTEN)}"
    return payload if len(payload) <= MAX_PAYLOAD and read(payload, ask.lang) == ask else None


def exact(ask: Ask) -> str:
    """Return the payload that asks just this, language and all, of a question of up to MAX_DATA bytes."""
    return base64.urlsafe_b64encode(ask.encode().encode()).decode().rstrip("=")


def address(bot: str, payload: str) -> str:
    """Return the address that opens the private chat with a payload."""
    return f"https://t.me/{bot}?start={payload}"


def read(payload: str, lang: Lang) -> Ask | None:
    """Return what the payload of a /start asks, in `lang` where it says none itself."""
    if match := _READABLE.fullmatch(payload):
        return Ask(_VERBS[match[1]], lang, (match[2].translate(_MEANT),))
    try:
        data = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
    return decode(data)
