"""Members who ask, and the story that ships with the program for them to ask about."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from functools import cache

from bot.commands.request import Asker, Kit, Place, Request
from bot.commands.router import Router
from bot.domain.corpus import Corpus
from bot.domain.ledger import Channel
from bot.domain.reply import Reply
from bot.domain.text import Lang
from bot.intake import files
from bot.language import catalogue

from .kit import START, small_kit
from .program import ROOT

MEMBER = Channel("telegram", "7")


@cache
def shipped() -> Corpus:
    """Return the story that ships, read once a process: a corpus is never changed."""
    corpus = files.load(ROOT / "digests").corpus
    assert corpus is not None
    return corpus


async def nobody(_: Channel) -> bool:
    """Say that whoever asks manages nothing."""
    return False


def a_request(corpus: Corpus, lang: Lang = "en", now: datetime = START) -> Request:
    """Return what a member in the zone UTC asks in private."""
    place = Place(MEMBER, private=True, manages=nobody)
    return Request(Asker("telegram", "7"), place, corpus, catalogue.words(lang), now, catalogue.words, UTC)


class Chat:
    """A private chat with the commands. Every question is another member's, so that nobody is told to wait."""

    def __init__(self, kit: Kit | None = None, lang: Lang = "en") -> None:
        self.router = Router(kit or small_kit())
        self._members = (Asker("telegram", str(number), client_lang=lang) for number in itertools.count())
        self._place = Place(MEMBER, private=True, manages=nobody)

    async def ask(self, command: str, words: str = "") -> Reply:
        reply = await self.router.command(command, words, next(self._members), self._place)
        assert reply is not None
        return reply

    async def say(self, words: str) -> Reply:
        """Say something that is no command."""
        reply = await self.router.question(words, next(self._members), self._place)
        assert reply is not None
        return reply

    async def press(self, data: str) -> Reply | None:
        return await self.router.press(data, next(self._members), self._place)
