"""The mark by which a message of ours is known again: the id of its outermost component.

Discord keeps a component's own id and tells it to whoever reads the message, while a nonce is never told again; so a mark
made of the nonce says of any message which part of which delivery it is. Others get ids counted from 1 by Discord itself:
a mark is above all that one message could use up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

NONCE = 25
_LEAST, _BEYOND = 1001, 1 << 31


def short(nonce: str) -> str:
    """Return a nonce of ours as Discord takes one: up to 25 characters."""
    return hashlib.sha256(nonce.encode()).hexdigest()[:NONCE]


def of(nonce: str) -> int:
    """Return the mark of a nonce, a positive number of 31 bits."""
    number = int.from_bytes(hashlib.sha256(nonce.encode()).digest()[:8])
    return _LEAST + number % (_BEYOND - _LEAST)


def put(body: Json, nonce: str) -> Json:
    """Return a new message's body with its mark."""
    outermost, *others = body["components"]
    return body | {"components": [outermost | {"id": of(nonce)}, *others]}


def bears(message: Mapping[str, Any], author: int, nonce: str) -> bool:
    """Tell whether a message, as the API tells it, was written by `author` under a nonce."""
    components = message.get("components") or [{}]
    return int(message["author"]["id"]) == author and components[0].get("id") == of(nonce)
