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
    ask = await short(button.ask, store, MAX_BYTES)
    return button if ask is button.ask else replace(button, ask=ask)


async def short(ask: Ask, store: Store, longest: int) -> Ask:
    """Return a question of up to `longest` bytes that asks the same; one that is longer is kept."""
    data = ask.data
    if len(data.encode()) <= longest or ask.verb == SHELVED:
        return ask
    kept = ask.shelved()
    if await store.note(_row(kept)) != data:
        await store.set_note(_row(kept), data)
    return kept


async def take(ask: Ask | None, store: Store) -> Ask | None:
    """Return what a button asks: itself, or what was kept for it; None where nothing was."""
    if ask is None or ask.verb != SHELVED:
        return ask
    return decode(await store.note(_row(ask)) or "")


def _row(ask: Ask) -> str:
    return "/".join(("ask", *ask.arguments))
