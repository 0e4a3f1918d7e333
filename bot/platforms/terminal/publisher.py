"""Editions in a terminal: to send is to print."""

from __future__ import annotations

import json
from collections.abc import Callable

from rich.console import Console

from ... import errors
from ...domain.ledger import Channel, Part
from ...domain.reply import Reply
from . import render


class TerminalPublisher:
    """The port `Publisher`. `announce` is called before an edition is printed."""

    platform = "terminal"

    def __init__(self, console: Console, announce: Callable[[], None]) -> None:
        self._console = console
        self._announce = announce
        self.printed = 0

    def render(self, reply: Reply) -> tuple[Part, ...]:
        """Return the edition as one part: a terminal has no limit."""
        payload = {"markup": render.markup(reply), "lang": reply.lang}
        return (Part(json.dumps(payload, ensure_ascii=False), render.text(reply)),)

    async def send(self, channel: Channel, part: Part, *, nonce: str, silent: bool) -> str:  # noqa: ARG002  # see Publisher
        """Print; the id is the place among those printed by this process."""
        try:
            self._announce()
            show(self._console, part)
        except OSError as error:
            raise errors.Uncertain(f"the output broke off: {error.strerror}") from error
        self.printed += 1
        return str(self.printed)


def show(console: Console, part: Part) -> None:
    """Print a part as it was sent."""
    payload = json.loads(part.payload)
    render.print_markup(console, payload["markup"] + "\n", payload["lang"])
