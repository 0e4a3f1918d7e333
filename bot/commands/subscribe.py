"""/subscribe: editions for this channel; and the offer to the administrator who added the bot to a channel."""

from __future__ import annotations

from ..domain.ask import Ask
from ..domain.ledger import Channel, Subscription
from ..domain.ports import Offer
from ..domain.reply import Block, Button, Heading, Note, Reply, paragraph
from ..domain.slots import next_slot, zone
from ..domain.text import LANGUAGES, Lang
from . import hold
from .request import Kit, Request


async def answer(request: Request, words: str, kit: Kit) -> Reply:
    """Subscribe the channel in which it was asked, for those who manage it."""
    channel = request.place.channel
    if not await request.place.manages(channel):
        return request.reply(paragraph(request.words("managers-only")), private=True)
    return await _subscribe(request, kit, channel, request.words.lang)


async def _subscribe(request: Request, kit: Kit, channel: Channel, lang: Lang) -> Reply:
    wanted = Subscription(
        id=kit.new_id(),
        channel=channel,
        schedule=kit.defaults.schedule,
        timezone=kit.defaults.timezones[lang],
        language=lang,
        created=request.now,
        by=request.asker.user,
    )
    subscription = await kit.store.subscribe(wanted)
    if subscription.paused:
        await kit.desk.resume(subscription)
    words, held = request.words, await kit.desk.held()
    known = resumed(request, held) if subscription.paused else words("subscribed-already")
    return request.reply(
        paragraph(words("subscribed") if subscription.id == wanted.id else known),
        coming(request, subscription, held),
        Note(words("subscribed-how-to-stop")),
    )


def resumed(request: Request, held: str | None) -> str:
    """Say that a channel is no longer paused, and from when on it is posted in again. `held` is what the desk says."""
    return request.words("resumed" if held is None else "resumed-held")


def coming(request: Request, subscription: Subscription, held: str | None) -> Block:
    """Say when the next edition comes; while all posting is held none is promised, and since when is said."""
    return paragraph(next_post(request, subscription) if held is None else hold.told(held, request))


def next_post(request: Request, subscription: Subscription) -> str:
    """Say when the next edition comes, in the channel's own time."""
    slot = next_slot(subscription.schedule, subscription.timezone, request.now)
    if slot is not None:
        moment = request.words.moment(slot.instant.astimezone(zone(subscription.timezone)))
        return request.words("next-post", moment=moment, zone=subscription.timezone)
    return request.words("next-post-never", schedule=subscription.schedule)


def offer_buttons(offer: Offer, request: Request) -> tuple[Button, ...]:
    """Return the choices of an offer: a subscription in each language, or none."""
    words = request.words
    yes = tuple(Button(words(f"offer-{lang}"), Ask("o", words.lang, (offer.id, lang)), "confirm") for lang in LANGUAGES)
    return (*yes, Button(words("offer-no"), Ask("o", words.lang, (offer.id, "no")), "reject"))


def offer_reply(offer: Offer, request: Request) -> Reply:
    """Return the question to the administrator who added the bot to a channel."""
    return request.reply(
        Heading(request.words("offer-title")),
        paragraph(request.words("offer", title=offer.title)),
        buttons=offer_buttons(offer, request),
    )


async def tap_offer(request: Request, ask: Ask, kit: Kit) -> Reply | None:
    """Answer the buttons of an offer. Whoever presses must manage the channel, whatever the button's data say."""
    if len(ask.arguments) != 2:
        return None
    offer_id, choice = ask.arguments
    offers = await kit.store.offers(request.asker.platform, request.asker.user)
    offer = next((offer for offer in offers if offer.id == offer_id), None)
    if offer is None:
        return request.reply(paragraph(request.words("offer-answered")), replaces=True)
    if choice != "no" and not await request.place.manages(offer.channel):
        return request.reply(paragraph(request.words("managers-only")), private=True)
    await kit.store.close_offer(offer.id)
    if choice == "no":
        return request.reply(paragraph(request.words("offer-declined", title=offer.title)), replaces=True)
    lang: Lang = "ja" if choice == "ja" else "en"
    done = await _subscribe(request, kit, offer.channel, lang)
    return request.reply(Heading(offer.title), *done.blocks, replaces=True)
