"""Long questions of buttons: kept in the store under a short name, so that they can be pressed for as long as they are shown."""

from __future__ import annotations

from dataclasses import replace

from ..domain.ask import MAX_BYTES, SHELVED, Ask, decode
from ..domain.ports import Store
from ..domain.reply import Button, Reply


async def put(reply: Reply, store: Store) -> Reply:
    """Keep what buttons ask at greater length than they hold, and return the reply with short questions in its place."""
    return replace(reply, buttons=tuple([await _short(button, store) for button in reply.buttons]))


async def _short(button: Button, store: Store) -> Button:
    data = button.ask.data
    if len(data.encode()) <= MAX_BYTES:
        return button
    short = button.ask.shelved()
    if await store.note(_row(short)) != data:
        await store.set_note(_row(short), data)
    return replace(button, ask=short)


async def take(ask: Ask | None, store: Store) -> Ask | None:
    """Return what a button asks: itself, or what was kept for it; None where nothing was."""
    if ask is None or ask.verb != SHELVED:
        return ask
    return decode(await store.note(_row(ask)) or "")


def _row(ask: Ask) -> str:
    return "/".join(("ask", *ask.arguments))
