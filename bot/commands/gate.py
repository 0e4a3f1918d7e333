"""What every answer to a member passes through: at the asker's pace, counted, and with the questions of its buttons kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC

from ..domain.reply import Reply, paragraph
from ..errors import StoreError
from . import shelf
from .pace import OPEN, Pace
from .request import Kit, Request


class Gate:
    """Lets questions through, and slows down whoever floods; owners are never slowed."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._pace = Pace()

    async def through(
        self, request: Request, answer: Callable[[], Awaitable[Reply | None]], *, awaited: bool
    ) -> Reply | None:
        """Return what `answer` answers, or a word to wait; None where nothing is to be said.

        `awaited`: the platform shows that it waits for an answer, so there is one each time; otherwise silence follows the
        first word to wait.
        """
        channel = None if request.place.private else request.place.channel.key
        verdict = OPEN if request.asker.owner else self._pace.verdict(request.asker.key, channel, request.now)
        if verdict.kind == "wait":
            told = request.words("pace-wait", seconds=verdict.seconds)
            return request.reply(paragraph(told), private=True) if awaited or verdict.first else None
        reply = await answer()
        if reply is None:
            return None
        await self._count(request, reply)
        reply = await shelf.put(reply, self._kit.store)
        return replace(reply, private=True) if verdict.kind == "private" else reply

    async def _count(self, request: Request, reply: Reply) -> None:
        """Count what was asked, but not each page of it; an answer is never lost for it."""
        if reply.subjects and not reply.replaces:
            with suppress(StoreError):
                today = request.now.astimezone(UTC).date()
                await self._kit.store.tally(request.place.channel, today, reply.subjects)
