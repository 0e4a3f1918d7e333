"""What those who manage a channel are told in private about its deliveries."""

from __future__ import annotations

from collections.abc import Mapping

from ..domain.ask import Ask, quoted
from ..domain.ledger import Channel, Delivery, Pause
from ..domain.ports import Verdict, Words
from ..domain.reply import Block, Button, ButtonKind, Heading, Note, Reply, paragraph

SETTLE = "u"
"""The verb of the buttons that say what became of an unknown part."""


def paused(channel: Channel, pause: Pause, words: Words) -> Reply:
    """Return that a channel gets nothing at present, why, and how that ends."""
    blocks: tuple[Block, ...] = (
        Heading(words("told-paused", channel=channel.key)),
        paragraph(words(f"pause-{pause.cause}")),
        Note(words("told-paused-how", reason=pause.reason)),
    )
    return Reply(blocks, words.lang)


def asked(row: Delivery, words: Words) -> Reply:
    """Return the question whether an edition is there, with the edition as its readers would see it."""
    index = row.next_part
    blocks: list[Block] = [
        Heading(words("unknown-title", channel=row.channel.key)),
        paragraph(words("unknown-ask", slot=row.slot.replace("T", " "), part=index + 1, parts=len(row.parts))),
    ]
    blocks += [paragraph(line) for line in row.parts[index].text.split("\n\n") if line.strip()]
    return Reply(tuple(blocks), words.lang, settle_buttons(row, words))


def settle_buttons(row: Delivery, words: Words) -> tuple[Button, ...]:
    """Return the answers to the question what became of an unknown part."""
    kinds: Mapping[Verdict, ButtonKind] = {"there": "confirm", "post": "next", "skip": "reject"}
    return tuple(
        Button(words(f"unknown-{verdict}"), Ask(SETTLE, words.lang, (quoted(row.key), verdict)), kind)
        for verdict, kind in kinds.items()
    )


def taken_back(words: Words) -> Reply:
    """Return what stands in the place of a post that was taken back but cannot be deleted any more."""
    return Reply((paragraph(words("taken-back-here")),), words.lang)
