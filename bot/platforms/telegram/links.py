"""Buttons under a post of a channel lead into the private chat: an answer below the post would reach every subscriber."""

from __future__ import annotations

import base64
import binascii

from ...domain.ask import decode

MAX_PAYLOAD = 64
# What only reads may be asked through a link: a link, unlike a button, can be put before somebody by anyone.
_READING = {"t", "w", "d", "s"}


def deep_link(bot: str, data: str) -> str | None:
    """Return the address that opens the private chat with what a button asks; None where it does not fit one."""
    payload = base64.urlsafe_b64encode(data.encode()).decode().rstrip("=")
    return f"https://t.me/{bot}?start={payload}" if len(payload) <= MAX_PAYLOAD and read(payload) else None


def read(payload: str) -> str | None:
    """Return the button's data that the payload of a /start stands for."""
    try:
        data = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
    ask = decode(data)
    return data if ask and ask.verb in _READING else None
