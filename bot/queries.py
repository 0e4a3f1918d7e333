"""The queries of the command line: each answers with a JSON document (see `contract`) and as text."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from . import app, contract
from .answers import Answer, Asked, Verb
from .commands import chart, digest, search, sources, story, timeline, today, who
from .commands.request import Asker, Kit, Place, Request
from .domain.corpus import Corpus
from .domain.ledger import Channel
from .domain.ports import Library, Store
from .domain.query import Query
from .domain.reply import Reply
from .domain.text import excerpt
from .domain.understanding import understand
from .errors import InputError
from .language import catalogue
from .platforms.terminal import DEMO, render, saving
from .storage import tinydb_store


async def open_corpus(asked: Asked) -> tuple[Corpus, Store]:
    """Read the corpus with what was added in chat, beside a running bot or without one."""
    store = tinydb_store.read_store(asked.settings.data.dir)
    return await app.with_added(app.load_corpus(asked.settings), store), store


@dataclass(frozen=True)
class Chat:
    """What a command of chat is given, for one who asks here and now in a terminal."""

    request: Request
    kit: Kit
    json: bool

    @property
    def corpus(self) -> Corpus:
        """The snapshot."""
        return self.request.corpus

    async def said(self, answer: Callable[[Request, str, Kit], Awaitable[Reply]], typed: str) -> str:
        """Return what a command answers, as plain text; nothing where nobody reads it, beside the JSON."""
        if self.json:
            return ""
        return render.text(await answer(self.request, typed, self.kit))


async def _chat(asked: Asked) -> Chat:
    corpus, store = await open_corpus(asked)
    clock = lambda: asked.now  # noqa: E731
    kit = app.kit(asked.settings, store, Library(corpus), app.idle_desk(store, clock), clock)
    asker, place = Asker("terminal", "local"), Place(DEMO, private=True, manages=_nobody)
    words = catalogue.words(asked.lang)
    return Chat(Request(asker, place, corpus, words, asked.now, catalogue.words, asked.zone), kit, asked.arguments.json)


async def _nobody(_: Channel) -> bool:
    return False


def _needed(asked: Asked, what: str, example: str) -> str:
    """Return what was typed. Raises InputError where it is nothing."""
    if not asked.words.strip():
        verb = asked.arguments.verb
        raise InputError(f"{verb} needs {what}, as in: kawaraban {verb} {example}")
    return asked.words


def _understood(asked: Asked, chat: Chat) -> Query:
    """Return the question. Raises InputError for a name that several bear: nobody is there to choose."""
    understood = understand(asked.words, chat.corpus, asked.today, asked.lang)
    for name, ids in understood.several:
        raise InputError(f"{name!r} fits several people, name one of them: {', '.join(ids)}")
    return understood.query


async def timeline_(asked: Asked) -> Answer:
    """Answer `timeline`: all events, not a page."""
    chat = await _chat(asked)
    query = _understood(asked, chat)
    text = await chat.said(timeline.everything, asked.words)
    return Answer(contract.timeline(query, chat.corpus, asked.lang), text)


async def who_(asked: Asked) -> Answer:
    """Answer `who`."""
    typed, chat = _needed(asked, "a name", "マスク"), await _chat(asked)
    found = who.find(typed, chat.corpus, chat.kit.suggester)
    text = await chat.said(who.answer, typed)
    offered = [f"  {person.id:24} {person.name[asked.lang]}" for person in found.candidates]
    return Answer(contract.who(found, chat.corpus, asked.lang), "\n".join([text, "", *offered] if offered else [text]))


async def search_(asked: Asked) -> Answer:
    """Answer `search`: everything that was found, best first."""
    typed, chat = _needed(asked, "a word", "関税"), await _chat(asked)
    document = contract.search(search.found(typed, chat.corpus), chat.corpus, asked.lang)
    return Answer(document, await chat.said(search.answer, typed))


async def chart_(asked: Asked) -> Answer:
    """Answer `chart`: the picture as a file, and what it shows; of an empty answer the words alone."""
    out: Path | None = asked.arguments.out
    if out is None:
        raise InputError("chart needs a file for the picture, as in: kawaraban chart 2025-06 --out chart.png")
    chat = await _chat(asked)
    words = chat.request.words
    drawn = chart.drawn(chat.request, _understood(asked, chat))
    if drawn is None:
        return Answer(contract.chart(None, words("chart-nothing"), 0, 0), words("chart-nothing"))
    saving.save(out, await chat.kit.painter.paint(drawn))
    document = contract.chart(str(out), drawn.alt, drawn.drawn, drawn.left_out)
    return Answer(document, f"{drawn.alt}\n\n{words('terminal-picture', path=str(out))}")


async def digest_(asked: Asked) -> Answer:
    """Answer `digest`; to no words with all of them."""
    chat = await _chat(asked)
    everything = digest.Found(None, tuple(digest.everything(chat.corpus)))
    found = digest.find(asked.words, chat.corpus, chat.kit.suggester) if asked.words.strip() else everything
    text = await chat.said(digest.answer, asked.words)
    if found.digest is None:
        text = "\n".join([text, "", *(f"  {each.id:24} {each.title[asked.lang]}" for each in found.candidates)])
    return Answer(contract.digest_answer(found, chat.corpus, asked.lang), text)


async def story_(asked: Asked) -> Answer:
    """Answer `story`."""
    chat = await _chat(asked)
    since = story.since(asked.words, asked.today, chat.corpus, asked.lang)
    document = contract.story(chat.corpus, asked.lang, since.day if since else None)
    return Answer(document, await chat.said(story.answer, asked.words))


async def today_(asked: Asked) -> Answer:
    """Answer `today`: all events of this day, not a page."""
    chat = await _chat(asked)
    document = contract.today(asked.today, chat.corpus, asked.lang)
    return Answer(document, await chat.said(today.answer, ""))


async def sources_(asked: Asked) -> Answer:
    """Answer `sources` for one entry, by its id, title or words."""
    typed, chat = _needed(asked, "an entry", "donation"), await _chat(asked)
    found = sources.find(typed, chat.corpus, chat.kit.suggester)
    if found.entry is None:
        wanted = excerpt(typed)
        ids = ", ".join(entry.id for entry in found.candidates[: sources.CHOICES])
        if found.sure:
            raise InputError(f"{wanted!r} fits several entries, name one of them: {ids}")
        near = f"the nearest are: {ids}" if ids else "kawaraban search --json WORD names those that hold a word"
        raise InputError(f"there is no entry {wanted!r}; {near}")
    document = contract.sources(found.entry, chat.corpus, asked.lang)
    return Answer(document, await chat.said(sources.answer, typed))


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
