"""Rows of the ledger in words: what became of an edition, when, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from ..domain import slots
from ..domain.corpus import Corpus
from ..domain.ledger import Delivery, Part, Subscription
from ..domain.ports import Words
from .reasons import worded
from .request import Request

_TAKEN_BACK = "taken back by"


@dataclass(frozen=True)
class Scene:
    """What a row is told against: the channel's zone, the present, and what keeps everything there waiting."""

    words: Words
    corpus: Corpus
    zone: tzinfo
    now: datetime
    paused: bool = False
    held: bool = False


def scene(request: Request, subscription: Subscription | None, *, held: bool = False) -> Scene:
    """Return the scene of a channel; one that has no subscription any more is told in the asker's zone."""
    where = slots.zone(subscription.timezone) if subscription else request.zone
    paused = subscription is not None and subscription.paused is not None
    return Scene(request.words, request.corpus, where, request.now, paused, held)


def there(row: Delivery) -> tuple[Part, ...]:
    """Return the parts that readers have and that can be taken from them: their messages are known."""
    return tuple(part for part in row.parts if part.message_id and not part.gone)


def slot(row: Delivery, words: Words) -> str:
    """Return the nominal time of a row, by which people know it."""
    return words.moment(datetime.fromisoformat(row.slot))


def short_slot(row: Delivery, words: Words) -> str:
    """Return the nominal time of a row for a button."""
    nominal = datetime.fromisoformat(row.slot)
    return f"{words.day(nominal.date(), short=True)} {nominal:%H:%M}"


def state(row: Delivery, scene: Scene) -> str:
    """Say what became of a row, and why."""
    words = scene.words
    said, why = _said(row, scene), _why(row, scene)
    return words("row-why", state=said, why=why) if why else said


def picks(row: Delivery, scene: Scene) -> str:
    """Say what an edition was about: its first entry, and how many more; nothing where it was not composed."""
    if not row.picks:
        return ""
    entry = scene.corpus.entry(row.picks[0].entry)
    title = entry.title[scene.words.lang] if entry else row.picks[0].entry
    return scene.words("row-about", title=title, more=len(row.picks) - 1)


def _why(row: Delivery, scene: Scene) -> str:
    """Return the reason of a row, or of a part of it that went otherwise than asked."""
    words = scene.words
    if row.state == "retrying" and (scene.held or scene.paused):
        return ""  # what keeps it now is said already
    if row.state == "sent":
        return worded(next((part.note for part in row.parts if part.note), None), words)
    if row.state in ("planned", "sending") or (row.state == "gone" and (row.error or "").startswith(_TAKEN_BACK)):
        return ""
    return worded(row.error, words)


def _said(row: Delivery, scene: Scene) -> str:
    words, done = scene.words, sum(part.message_id is not None for part in row.parts)
    match row.state:
        case "planned" | "retrying":
            waits = _waits(row, scene)
            return words("row-begun", done=done, parts=len(row.parts), rest=waits) if done else waits
        case "sending" | "unknown":
            return words(f"row-{row.state}", part=row.next_part + 1, parts=len(row.parts))
        case "sent":
            return _sent(row, scene)
        case "gone":
            return _gone(row, scene)
        case ended:
            said = words(f"row-{ended}")
            return words("row-begun", done=done, parts=len(row.parts), rest=said) if done else said


def _sent(row: Delivery, scene: Scene) -> str:
    """Say that it was posted, and when, where that is known and is not its own time."""
    last, seen = _last(row), any(part.message_id == "" for part in row.parts)
    if seen or last.astimezone(scene.zone).isoformat()[:16] == row.slot[:16]:
        return scene.words("row-sent-in-time", count=len(row.parts))
    return scene.words("row-sent", time=_time(last, row, scene), count=len(row.parts))


def _gone(row: Delivery, scene: Scene) -> str:
    left = len(there(row))
    time = _time(row.at or row.due, row, scene)
    if left:
        return scene.words("row-gone-in-part", time=time, left=left)
    by_us = (row.error or "").startswith(_TAKEN_BACK)
    return scene.words("row-gone" if by_us else "row-deleted", time=time)


def _waits(row: Delivery, scene: Scene) -> str:
    """Say what a row waits for."""
    words = scene.words
    if scene.held:
        return words("row-held")
    if scene.paused:
        return words("row-paused")
    if row.not_before is not None and row.not_before > scene.now:
        return words("row-waits-until", time=_time(row.not_before, row, scene))
    return words("row-waits")


def _last(row: Delivery) -> datetime:
    return max((part.at for part in row.parts if part.at), default=row.at or row.due)


def _time(moment: datetime, row: Delivery, scene: Scene) -> str:
    """Write the time of an instant, and the day where it is not the row's own."""
    local = moment.astimezone(scene.zone)
    return f"{local:%H:%M}" if local.date().isoformat() == row.slot[:10] else scene.words.moment(local)
