"""/start: what this is, and the first things to try; in private also the channels that wait for an answer."""

from __future__ import annotations

from ..domain.ask import Ask
from ..domain.presenting import as_of
from ..domain.reply import Block, Button, Heading, Reply, paragraph
from . import digest, subscribe
from .request import Kit, Request

FIRST_DIGESTS = 3


async def answer(request: Request, words: str, kit: Kit) -> Reply:
    """Greet, and lead on. Words after /start are those of a link that led nowhere."""
    say, corpus = request.words, request.corpus
    title = corpus.story.title[say.lang]
    blocks: list[Block] = [
        Heading(say("start-title")),
        *((paragraph(say("link-unknown")),) if words else ()),
        paragraph(say("start", story=title)),
        paragraph(say("start-try")),
    ]
    buttons = [Button(say("timeline-latest"), Ask("t", say.lang, ("",)), "choice")]
    buttons += digest.buttons(digest.everything(corpus)[:FIRST_DIGESTS], say)
    if request.place.private:
        for offer in await kit.store.offers(request.asker.platform, request.asker.user):
            blocks += [Heading(say("offer-title"), 2), paragraph(say("offer", title=offer.title))]
            buttons += subscribe.offer_buttons(offer, request)
    return request.reply(*blocks, as_of(corpus, say), buttons=tuple(buttons))
