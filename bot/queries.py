"""The queries of the command line: each answers with a JSON document (see `contract`) and as text."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any

from . import app, contract
from .commands import digest, search, sources, story, timeline, today, who
from .commands.request import Asker, Kit, Place, Request
from .domain import presenting, slots
from .domain.chart import build
from .domain.corpus import Corpus
from .domain.ledger import Channel
from .domain.ports import Library, Store
from .domain.reply import Reply
from .domain.text import Lang
from .domain.understanding import understand
from .errors import InputError
from .language import catalogue
from .pictures import painter, saving
from .settings import Settings
from .storage import tinydb_store


@dataclass(frozen=True)
class Asked:
    """One command line: its arguments, the settings, the language and the moment."""

    arguments: argparse.Namespace
    settings: Settings
    lang: Lang
    now: datetime

    @property
    def words(self) -> str:
        """What was typed after the command."""
        return " ".join(self.arguments.words)

    @property
    def zone(self) -> tzinfo:
        """The usual zone of the language."""
        editions = self.settings.editions
        return slots.zone(editions.timezone_ja if self.lang == "ja" else editions.timezone_en)

    @property
    def today(self) -> date:
        """The day that it is there."""
        return self.now.astimezone(self.zone).date()


@dataclass(frozen=True)
class Answer:
    """The same answer as a JSON document and as text."""

    document: Any
    text: str
    status: int = 0


async def open_corpus(asked: Asked) -> tuple[Corpus, Store]:
    """Read the corpus with what was added in chat, beside a running bot or without one."""
    store = tinydb_store.read_store(asked.settings.data.dir)
    return await app.with_added(app.load_corpus(asked.settings), store), store


async def _answer(
    asked: Asked, corpus: Corpus, store: Store, answer: Callable[[Request, str, Kit], Awaitable[Reply]]
) -> str:
    """Return what chat would answer, as plain text."""
    from .platforms.terminal import render  # noqa: PLC0415  # not needed for JSON

    kit = app.kit(asked.settings, store, Library(corpus), lambda: asked.now)
    place = Place(app.DEMO, private=True, manages=_nobody)
    words = catalogue.words(asked.lang)
    request = Request(Asker("terminal", "local"), place, corpus, words, asked.now, catalogue.words, asked.zone)
    return render.text(await answer(request, asked.words, kit))


async def _nobody(_: Channel) -> bool:
    return False


async def timeline_(asked: Asked) -> Answer:
    """Answer `timeline`: all events, not a page."""
    corpus, store = await open_corpus(asked)
    query = understand(asked.words, corpus, asked.today, asked.lang).query
    return Answer(
        contract.timeline(query, corpus, asked.lang), await _answer(asked, corpus, store, timeline.everything)
    )


async def who_(asked: Asked) -> Answer:
    """Answer `who`."""
    if not asked.words.strip():
        raise InputError("who needs a name, as in: kawaraban who マスク")
    corpus, store = await open_corpus(asked)
    kit = app.kit(asked.settings, store, Library(corpus), lambda: asked.now)
    found = who.find(asked.words, corpus, kit.suggester)
    text = await _answer(asked, corpus, store, who.answer)
    offered = [f"  {person.id:24} {person.name[asked.lang]}" for person in found.candidates]
    return Answer(contract.who(found, corpus, asked.lang), "\n".join([text, "", *offered] if offered else [text]))


async def search_(asked: Asked) -> Answer:
    """Answer `search`: everything that was found, best first."""
    if not asked.words.strip():
        raise InputError("search needs a word, as in: kawaraban search 関税")
    corpus, store = await open_corpus(asked)
    return Answer(
        contract.search(search.found(asked.words, corpus), corpus, asked.lang),
        await _answer(asked, corpus, store, search.answer),
    )


async def chart_(asked: Asked) -> Answer:
    """Answer `chart`: the picture as a file, and what it shows; of an empty answer the words alone."""
    out: Path | None = asked.arguments.out
    if out is None:
        raise InputError("chart needs a file for the picture, as in: kawaraban chart 2025-06 --out chart.png")
    corpus, _ = await open_corpus(asked)
    words = catalogue.words(asked.lang)
    understood = understand(asked.words, corpus, asked.today, asked.lang)
    for name, ids in understood.several:
        raise InputError(f"{name!r} fits several people, name one of them: {', '.join(ids)}")
    query = understood.query
    title = presenting.asked(query, corpus, words) or corpus.story.title[asked.lang]
    drawn = build.of(query.run(corpus), corpus, words, title, query.span)
    if drawn is None:
        return Answer(contract.chart(None, words("chart-nothing"), 0, 0), words("chart-nothing"))
    saving.save(out, await painter.PillowPainter().paint(drawn))
    document = contract.chart(str(out), drawn.alt, drawn.drawn, drawn.left_out)
    return Answer(document, f"{drawn.alt}\n\n{words('terminal-picture', path=str(out))}")


async def digest_(asked: Asked) -> Answer:
    """Answer `digest`; to no words with all of them."""
    corpus, store = await open_corpus(asked)
    kit = app.kit(asked.settings, store, Library(corpus), lambda: asked.now)
    everything = digest.Found(None, tuple(digest.everything(corpus)))
    found = digest.find(asked.words, corpus, kit.suggester) if asked.words.strip() else everything
    text = await _answer(asked, corpus, store, digest.answer)
    if found.digest is None:
        text = "\n".join([text, "", *(f"  {each.id:24} {each.title[asked.lang]}" for each in found.candidates)])
    return Answer(contract.digest_answer(found, corpus, asked.lang), text)


async def story_(asked: Asked) -> Answer:
    """Answer `story`."""
    corpus, store = await open_corpus(asked)
    since = story.since(asked.words, asked.today, corpus, asked.lang)
    document = contract.story(corpus, asked.lang, since.day if since else None)
    return Answer(document, await _answer(asked, corpus, store, story.answer))


async def today_(asked: Asked) -> Answer:
    """Answer `today`: all events of this day, not a page."""
    corpus, store = await open_corpus(asked)
    document = contract.today(asked.today, corpus, asked.lang)
    return Answer(document, await _answer(asked, corpus, store, today.answer))


async def sources_(asked: Asked) -> Answer:
    """Answer `sources` for one entry, by its id, title or words."""
    if not asked.words.strip():
        raise InputError("sources needs an entry, as in: kawaraban sources donation")
    corpus, store = await open_corpus(asked)
    kit = app.kit(asked.settings, store, Library(corpus), lambda: asked.now)
    found = sources.find(asked.words, corpus, kit.suggester)
    if found.entry is None:
        wanted = " ".join(asked.words.split())[:60]
        ids = ", ".join(entry.id for entry in found.candidates[: sources.CHOICES])
        if found.sure:
            raise InputError(f"{wanted!r} fits several entries, name one of them: {ids}")
        near = f"the nearest are: {ids}" if ids else "kawaraban search --json WORD names those that hold a word"
        raise InputError(f"there is no entry {wanted!r}; {near}")
    document = contract.sources(found.entry, corpus, asked.lang)
    return Answer(document, await _answer(asked, corpus, store, sources.answer))


Verb = Callable[[Asked], Coroutine[Any, Any, Answer]]

VERBS: Mapping[str, Verb] = {
    "timeline": timeline_,
    "search": search_,
    "who": who_,
    "chart": chart_,
    "digest": digest_,
    "story": story_,
    "today": today_,
    "sources": sources_,
}
