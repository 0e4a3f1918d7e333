"""Editions in a terminal: to send is to print."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from ... import errors
from ...domain.ask import decode
from ...domain.ledger import Channel, Part, Receipt, Subscription
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

    def __init__(self, show: Callable[[Edition], None], tell: Callable[[Reply], None]) -> None:
        self._show = show
        self._tell = tell
        self.printed = 0

    def render(self, reply: Reply) -> tuple[Part, ...]:
        """Return the edition as one part: a terminal has no limit."""
        buttons = [[button.label, button.ask.encode(), button.kind] for button in reply.buttons]
        payload = {"markup": render.markup(reply), "lang": reply.lang, "buttons": buttons}
        return (Part(json.dumps(payload, ensure_ascii=False), render.text(reply)),)

    def split(self, part: Part) -> tuple[Part, ...]:  # noqa: ARG002  # see Publisher
        """See Publisher: nothing is too long here."""
        return ()

    @asynccontextmanager
    async def turn(self, channel: Channel) -> AsyncIterator[None]:  # noqa: ARG002  # see Publisher
        """See Publisher: there is always room."""
        yield

    async def send(self, channel: Channel, part: Part, *, nonce: str, silent: bool, first: str | None) -> Receipt:  # noqa: ARG002  # see Publisher
        """Print; the id is the place among those printed by this process."""
        try:
            self._show(read(part))
        except OSError as error:
            raise errors.Uncertain(f"the output broke off: {error.strerror}") from error
        self.printed += 1
        return Receipt(str(self.printed))

    def repeatable(self, channel: Channel, age: timedelta) -> bool:  # noqa: ARG002  # see Publisher
        """See Publisher."""
        return False

    async def look(
        self,
        channel: Channel,  # noqa: ARG002  # see Publisher
        part: Part,  # noqa: ARG002
        *,
        nonce: str,  # noqa: ARG002
        since: datetime,  # noqa: ARG002
        after: str | None,  # noqa: ARG002
        first: str | None,  # noqa: ARG002
    ) -> Receipt | None:
        """See Publisher: what has been printed cannot be read back."""
        raise errors.CannotTell("whoever sat at the terminal knows")

    async def remove(
        self,
        channel: Channel,  # noqa: ARG002  # see Publisher
        part: Part,  # noqa: ARG002
        instead: Reply,
        *,
        first: str | None,  # noqa: ARG002
    ) -> Literal["deleted", "replaced"]:
        """See Publisher: paper is patient; what was printed stays, and that it was taken back is printed below."""
        self._tell(instead)
        return "replaced"

    async def permitted(self, channel: Channel) -> bool | None:  # noqa: ARG002  # see Publisher
        """See Publisher."""
        return True

    async def called(self, channel: Channel) -> str | None:  # noqa: ARG002  # see Publisher
        """See Publisher."""
        return None

    async def tell(self, subscription: Subscription, reply: Reply) -> int:  # noqa: ARG002  # see Publisher
        """See Publisher: whoever sits here manages the channel."""
        self._tell(reply)
        return 1


def read(part: Part) -> Edition:
    """Read what `render` wrote, in this run or an earlier one."""
    payload = json.loads(part.payload)
    asks = [(label, decode(data), kind) for label, data, kind in payload.get("buttons", ())]
    buttons = tuple(Button(label, ask, kind) for label, ask, kind in asks if ask)
    return Edition(payload["markup"], payload["lang"], buttons)
