"""/timezone: the zone in which a member's relative dates (today, 先週) are meant, everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from ..domain import slots
from ..domain.ask import Ask, quoted, unquoted
from ..domain.ledger import Channel
from ..domain.reply import Block, Button, Heading, Note, Reply, paragraph
from ..domain.text import Lang, excerpt
from ..errors import InputError
from .request import Asker, Kit, Request

VERB = "tz"
# No zone has an empty name.
FORGET = ""
MOST, NEAREST = 12, 3


@dataclass(frozen=True)
class Applied:
    """The zone that applies to a member in a channel, and whose wish it is."""

    zone: ZoneInfo
    whose: Literal["own", "channel", "language"]


async def applied(asker: Asker, channel: Channel, lang: Lang, kit: Kit) -> Applied:
    """Return the member's own zone, else that of the channel's subscription, else the usual one of the language."""
    if own := _known(await kit.store.note(_note(asker))):
        return Applied(own, "own")
    subscription = await kit.store.subscription_of(channel)
    if subscription and (where := _known(subscription.timezone)):
        return Applied(where, "channel")
    return Applied(slots.zone(kit.defaults.timezones[lang]), "language")


def _known(name: str | None) -> ZoneInfo | None:
    """Return a zone that was written down, unless this machine knows it no longer."""
    try:
        return slots.zone(name) if name else None
    except InputError:
        return None


def _note(asker: Asker) -> str:
    return f"timezone/{asker.key}"


async def answer(request: Request, words: str, kit: Kit) -> Reply:
    """Set the zone that is named, offer a choice or what may have been meant, or, to no words, tell which one applies."""
    if not words.strip():
        return await _tell(request, kit)
    found = kit.gazetteer.find(words)
    if len(found) == 1:
        return await _set(request, found[0], kit)
    near = found[:MOST] or kit.gazetteer.suggest(words, NEAREST)
    say = request.words
    message = "timezone-several" if found else "timezone-similar" if near else "timezone-unknown"
    told = say(message, words=excerpt(words))
    buttons = tuple(Button(kit.gazetteer.name(zone, say.lang), _ask(zone, say.lang), "choice") for zone in near)
    return request.reply(paragraph(told), buttons=buttons, private=True)


def _ask(zone: str, lang: Lang) -> Ask:
    return Ask(VERB, lang, (quoted(zone),))


async def tap(request: Request, ask: Ask, kit: Kit) -> Reply | None:
    """Set the zone that a button names, or forget the own one, for whoever presses it."""
    if len(ask.arguments) != 1:
        return None
    zone = unquoted(ask.arguments[0])
    if zone == FORGET:
        await kit.store.set_note(_note(request.asker), None)
        return await _tell(request, kit, paragraph(request.words("timezone-forgotten")))
    return await _set(request, zone, kit) if kit.gazetteer.find(zone) == (zone,) else None


async def _set(request: Request, zone: str, kit: Kit) -> Reply:
    await kit.store.set_note(_note(request.asker), zone)
    told = _written("timezone-set", slots.zone(zone), request, kit)
    return request.reply(paragraph(told), private=True)


async def _tell(request: Request, kit: Kit, *before: Block) -> Reply:
    say = request.words
    now = await applied(request.asker, request.place.channel, say.lang, kit)
    blocks = (
        *(before or (Heading(say("timezone-title")),)),
        paragraph(_written("timezone-now", now.zone, request, kit)),
        paragraph(say(f"timezone-{now.whose}")),
        Note(say("timezone-how")),
    )
    forget = (Button(say("timezone-forget"), _ask(FORGET, say.lang), "choice"),) if now.whose == "own" else ()
    return request.reply(*blocks, buttons=forget, private=True)


def _written(message: str, zone: ZoneInfo, request: Request, kit: Kit) -> str:
    say = request.words
    moment = say.moment(request.now.astimezone(zone))
    return say(message, place=kit.gazetteer.name(zone.key, say.lang), moment=moment)
