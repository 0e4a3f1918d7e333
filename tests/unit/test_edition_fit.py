"""An edition is one message where it can be: what does not fit waits for another day."""

from __future__ import annotations

from datetime import date

import pytest

from bot.delivery import edition
from bot.domain.ledger import Pick
from bot.domain.reply import Reply, pack
from bot.language import catalogue
from bot.platforms.terminal import render

from ..support.builders import a_corpus, a_digest, happened

DAY = date(2026, 1, 15)
CORPUS = a_corpus(
    (happened("one", "2025-01-01"), happened("two", "2025-02-01"), happened("three", "2025-03-01")), (a_digest("lead"),)
)
PICKS = (Pick("lead", "lead", "mix-digest", {}), *(Pick(e, "event", "mix", {}) for e in ("one", "two", "three")))


def messages(limit: int, reply: Reply) -> list[str]:
    return pack(reply.blocks, render._plain, len, limit)


@pytest.mark.parametrize("limit", [60, 100, 150, 200, 250, 300, 400, 1000])
def test_what_fits_is_one_message_and_as_many_events_as_can_be(limit: int) -> None:
    words = catalogue.words("en")
    picks, rendered = edition.fit(PICKS, CORPUS, words, DAY, lambda reply: messages(limit, reply))
    assert picks == PICKS[: len(picks)]
    assert len(rendered) == 1 or len(picks) == 2
    if len(picks) < len(PICKS):
        assert len(messages(limit, edition.write(PICKS[: len(picks) + 1], CORPUS, words, DAY))) > 1


def test_what_fits_whole_is_left_whole() -> None:
    picks, rendered = edition.fit(PICKS, CORPUS, catalogue.words("ja"), DAY, lambda reply: messages(4000, reply))
    assert (picks, len(rendered)) == (PICKS, 1)
