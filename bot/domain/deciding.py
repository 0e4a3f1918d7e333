"""What those who manage a channel decide about its deliveries: the questions, and the buttons that answer them.

Notices (sent unasked, by those who deliver) and answers (to commands) show the same questions, so they stand here.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args

from ..errors import Cause
from .ask import Ask, quoted
from .ledger import Channel, Delivery, Pause, Subscription
from .ports import Verdict, Words
from .reply import Block, Button, Heading, Note, Reply, paragraph

SETTLE = "u"
"""The verb of the buttons that say what became of an unknown part: the row's key (`quoted`), a `Verdict`, and which attempt."""
RESUME = "rs"
"""The verb of the button that ends a pause: the subscription's id."""
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

# What stays as it is whatever anybody does there: nothing will be posted to this channel again.
_FOR_GOOD: tuple[Cause, ...] = ("topic-gone", "channel-gone", "moved")
_LONGEST_REASON = 200
# As much of a post as tells which one it is, and leaves room for the question in the same message.
_SHOWN = 300
# What a library adds to what a platform said: the kind of its exception.
_KIND = re.compile(r" \([A-Z]\w+\)$")


def settle_buttons(row: Delivery, words: Words, of: str = "") -> tuple[Button, ...]:
    """Return the answers to the question what became of an unknown part; `of` tells them apart where rows stand together."""
    return tuple(
        Button(
            words("unknown-of", answer=words(f"unknown-{verdict}"), post=of) if of else words(f"unknown-{verdict}"),
            Ask(SETTLE, words.lang, (quoted(row.key), verdict, str(row.attempts))),
            "choice",
        )
        for verdict in VERDICTS
    )


def resume_buttons(subscription: Subscription, words: Words) -> tuple[Button, ...]:
    """Return the button that ends a pause; none where nothing could be posted then either."""
    if subscription.paused is None or subscription.paused.cause in _FOR_GOOD:
        return ()
    return (Button(words("resume-now"), Ask(RESUME, words.lang, (quoted(subscription.id),)), "confirm"),)


def named(reply: Reply, channel: Channel, name: str | None) -> Reply:
    """Put the name by which people know a channel, where there is one, in the place of its key in headings."""
    if not name:
        return reply
    blocks = (replace(b, text=b.text.replace(channel.key, name)) if isinstance(b, Heading) else b for b in reply.blocks)
    return replace(reply, blocks=tuple(blocks))


def pause_told(pause: Pause, channel: Channel, words: Words) -> tuple[Block, ...]:
    """Say why a channel is paused, and how that ends; in the platform's own words only where we have none for it."""
    match pause.cause:
        case "topic-gone":
            how = words("pause-for-good", channel=channel.key)
        case cause if cause in _FOR_GOOD:  # of what is not there any more, nobody can be asked who manages it
            how = words("pause-kept")
        case _:
            how = words("pause-how")
    said = [words("pause-details", reason=quotable(pause.reason, _LONGEST_REASON))] if pause.cause == "other" else []
    return (paragraph(words(f"pause-{pause.cause}", platform=channel.platform)), *(Note(each) for each in (*said, how)))


def seen(text: str) -> tuple[Block, ...]:
    """Return a post as its readers see it, in paragraphs; of a long one the beginning."""
    return tuple(paragraph(part) for part in beginning(text, _SHOWN).split("\n\n") if part.strip())


def quotable(reason: str, most: int) -> str:
    """Return what a platform said, of up to `most` characters, as it is quoted to people: in one line."""
    return beginning(_KIND.sub("", " ".join(reason.split())), most)


def beginning(text: str, most: int) -> str:
    """Return a text of up to `most` characters: a longer one is cut at the end of a line, a sentence or a word, and says so."""
    whole = text.strip()
    if len(whole) <= most:
        return whole
    head = whole[: most - 1]
    cut = next((found for mark in ("\n", "。", ". ", " ") if (found := head.rfind(mark) + 1) > most // 2), len(head))
    kept = head[:cut].rstrip()
    # After the end of a sentence, what was left out is the rest of the text and not of a word.
    return f"{kept} …" if kept.endswith(".") and len(kept) < most - 1 else f"{kept}…"
