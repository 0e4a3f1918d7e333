"""Editions in a terminal: to send is to print."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from ... import errors
from ...domain.ask import decode
from ...domain.ledger import Channel, Part
from ...domain.reply import Button, Reply
from ...domain.text import Lang
from . import render


@dataclass(frozen=True)
class Edition:
    """What a part holds: console markup, its language, and the buttons below it."""

    markup: str
    lang: Lang
    buttons: tuple[Button, ...]


class TerminalPublisher:
    """The port `Publisher`; `show` prints an edition."""

    platform = "terminal"

    def __init__(self, show: Callable[[Edition], None]) -> None:
        self._show = show
        self.printed = 0

    def render(self, reply: Reply) -> tuple[Part, ...]:
        """Return the edition as one part: a terminal has no limit."""
        buttons = [[button.label, button.ask.encode(), button.kind] for button in reply.buttons]
        payload = {"markup": render.markup(reply), "lang": reply.lang, "buttons": buttons}
        return (Part(json.dumps(payload, ensure_ascii=False), render.text(reply)),)

    async def send(self, channel: Channel, part: Part, *, nonce: str, silent: bool) -> str:  # noqa: ARG002  # see Publisher
        """Print; the id is the place among those printed by this process."""
        try:
            self._show(read(part))
        except OSError as error:
            raise errors.Uncertain(f"the output broke off: {error.strerror}") from error
        self.printed += 1
        return str(self.printed)


def read(part: Part) -> Edition:
    """Read what `render` wrote, in this run or an earlier one."""
    payload = json.loads(part.payload)
    asks = [(label, decode(data), kind) for label, data, kind in payload.get("buttons", ())]
    buttons = tuple(Button(label, ask, kind) for label, ask, kind in asks if ask)
    return Edition(payload["markup"], payload["lang"], buttons)
