"""/release: an owner ends a hold."""

from __future__ import annotations

from ..domain.reply import Reply
from . import managed
from .request import Kit, Request


async def answer(request: Request, words: str, kit: Kit) -> Reply:
    """End the hold of all posting, for owners; or say that there is none."""
    if not request.asker.owner:
        return managed.aside(request, request.words("owners-only"))
    return managed.aside(request, request.words("released" if await kit.desk.release() else "release-nothing"))
