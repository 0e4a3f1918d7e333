"""/hold: an owner stops all posting, on every platform and in every channel."""

from __future__ import annotations

from datetime import datetime

from ..domain.reply import Note, Reply, paragraph
from .request import Kit, Request


async def answer(request: Request, words: str, kit: Kit) -> Reply:
    """Hold all posting, for owners; or say who does already, and since when."""
    say = request.words
    if not request.asker.owner:
        return request.reply(paragraph(say("owners-only")), private=True)
    before = await kit.desk.held()
    if before is None:
        await kit.desk.hold(request.asker.key)
    held = before or await kit.desk.held() or ""
    # Where two do it at once, one of them is in the desk's words.
    new = before is None and _read(held)[0] == request.asker.key
    done = (say("hold-set"),) if new else (say("hold-already"), told(held, request))
    return request.reply(*map(paragraph, done), Note(say("hold-how")), private=not request.place.private)


def told(held: str, request: Request) -> str:
    """Say since when all posting is held, and to owners by whom. `held` is what the desk says of it."""
    say = request.words
    by, since = _read(held)
    moment = say.moment(since.astimezone(request.zone)) if since else held
    if not request.asker.owner:
        return say("held-since", moment=moment)
    return say("held-by-you", moment=moment) if by == request.asker.key else say("held-by", moment=moment, by=by)


def _read(held: str) -> tuple[str, datetime | None]:
    """Return who holds all posting, and since when, where the desk's words tell that."""
    by, _, since = held.rpartition(", ")
    try:
        return by, datetime.fromisoformat(since)
    except ValueError:
        return held, None
