"""What those who manage a channel are told in private about its deliveries."""

from __future__ import annotations

from datetime import datetime

from ..domain import deciding
from ..domain.ledger import Delivery, Subscription
from ..domain.ports import Words
from ..domain.reply import Heading, Reply, paragraph


def paused(subscription: Subscription, words: Words) -> Reply:
    """Return that a channel gets nothing at present, why, and how that ends."""
    assert subscription.paused is not None
    heading = Heading(words("told-paused", channel=subscription.channel.key))
    blocks = (heading, *deciding.pause_told(subscription.paused, subscription.channel, words))
    return Reply(blocks, words.lang, deciding.resume_buttons(subscription, words))


def asked(row: Delivery, words: Words) -> Reply:
    """Return the question whether an edition is there, with the message in doubt as its readers would see it."""
    index = row.next_part
    about = words(
        "unknown-ask", slot=words.moment(datetime.fromisoformat(row.slot)), part=index + 1, parts=len(row.parts)
    )
    blocks = (
        Heading(words("unknown-title", channel=row.channel.key)),
        paragraph(about),
        *deciding.seen(row.parts[index].text),
    )
    return Reply(blocks, words.lang, deciding.settle_buttons(row, words))


def taken_back(words: Words) -> Reply:
    """Return what stands in the place of a post that was taken back but cannot be deleted any more."""
    return Reply((paragraph(words("taken-back-here")),), words.lang)
