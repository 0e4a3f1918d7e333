"""The queries of the command line: each answers with a JSON document (see `contract`) and as text."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from . import app, contract
from .commands import digest, timeline, who
from .commands.request import Asker, Kit, Place, Request
from .delivery import edition, outbox
from .domain import ledger as ledger_rows
from .domain import slots
from .domain.corpus import Corpus
from .domain.ledger import Subscription
from .domain.ports import Library, Store, Words
from .domain.reply import Reply
from .domain.text import Lang
from .errors import InputError
from .intake import files
from .language import catalogue
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


async def _open(asked: Asked) -> tuple[Corpus, Store]:
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


async def _nobody(_: ledger_rows.Channel) -> bool:
    return False


async def timeline_(asked: Asked) -> Answer:
    """Answer `timeline`: all events, not a page."""
    corpus, store = await _open(asked)
    query, _ = timeline.read(asked.words, corpus, asked.today, asked.lang)
    return Answer(contract.timeline(query, corpus, asked.lang), await _answer(asked, corpus, store, timeline.answer))


async def who_(asked: Asked) -> Answer:
    """Answer `who`."""
    if not asked.words.strip():
        raise InputError("who needs a name, as in: kawaraban who マスク")
    corpus, store = await _open(asked)
    kit = app.kit(asked.settings, store, Library(corpus), lambda: asked.now)
    found = who.find(asked.words, corpus, kit.suggester)
    text = await _answer(asked, corpus, store, who.answer)
    offered = [f"  {person.id:24} {person.name[asked.lang]}" for person in found.candidates]
    return Answer(contract.who(found, corpus, asked.lang), "\n".join([text, "", *offered] if offered else [text]))


async def digest_(asked: Asked) -> Answer:
    """Answer `digest`; to no words with all of them."""
    corpus, store = await _open(asked)
    kit = app.kit(asked.settings, store, Library(corpus), lambda: asked.now)
    everything = digest.Found(None, tuple(digest.everything(corpus)))
    found = digest.find(asked.words, corpus, kit.suggester) if asked.words.strip() else everything
    text = await _answer(asked, corpus, store, digest.answer)
    if found.digest is None:
        text = "\n".join([text, "", *(f"  {each.id:24} {each.title[asked.lang]}" for each in found.candidates)])
    return Answer(contract.digest_answer(found, corpus, asked.lang), text)


async def plan(asked: Asked) -> Answer:
    """Answer `plan`: the coming posts of every channel, simulated from what it has seen."""
    corpus, store = await _open(asked)
    app.check_channels(asked.settings, corpus)
    wanted: str | None = asked.arguments.channel
    if not 1 <= asked.arguments.days <= 3660:
        raise InputError(f"--days {asked.arguments.days}: write a number of days from 1 to 3660")
    subscriptions = await _subscriptions(asked, store)
    chosen = [s for s in subscriptions if wanted in (None, s.channel.key)]
    if wanted and not chosen:
        known = ", ".join(s.channel.key for s in subscriptions)
        raise InputError(f"--channel {wanted}: no such channel is subscribed; these are: {known}")
    coming = [
        post
        for s in chosen
        if not s.paused
        for post in outbox.simulate(
            corpus,
            s,
            ledger_rows.history(await store.deliveries(s.channel)),
            asked.now,
            asked.arguments.days,
            _fit(s, corpus),
        )
    ]
    coming.sort(key=lambda post: post.at)
    words = catalogue.words(asked.lang)
    document = contract.plan(coming, lambda pick: edition.explain(pick, words))
    lines = [_post_lines(post, corpus, asked.lang) for post in coming]
    return Answer(document, "\n\n".join(lines))


def _fit(subscription: Subscription, corpus: Corpus) -> outbox.Fit:
    """Return what the dispatcher does with picks that are too long for one message of the channel's platform."""
    words = catalogue.words(subscription.language)
    render = _messages(subscription.channel.platform, words)
    return lambda picks, day: edition.fit(picks, corpus, words, day, render)[0] if picks else picks


def _messages(platform: str, words: Words) -> Callable[[Reply], Sequence[object]]:
    """Return how a platform divides a reply into messages; a terminal does not."""
    if platform == "telegram":
        from .platforms.telegram import render as telegram  # noqa: PLC0415  # only the platforms of the channels

        return telegram.messages
    if platform == "discord":
        from .platforms.discord import render as discord  # noqa: PLC0415

        return lambda reply: discord.messages(reply, words)
    return lambda reply: (reply,)


async def _subscriptions(asked: Asked, store: Store) -> list[Subscription]:
    """Return the subscriptions there are, and those that a start would make."""
    present = list(await store.subscriptions())
    taken = {s.channel for s in present}
    for channel in asked.settings.channels:
        wanted = app.subscription(channel, asked.now)
        if wanted.channel not in taken and await store.note(f"made/{wanted.channel.key}") is None:
            present.append(wanted)
    return present or [app.demo(asked.settings, asked.lang, asked.now)]


def _post_lines(post: outbox.Coming, corpus: Corpus, lang: Lang) -> str:
    words = catalogue.words(lang)
    lines = [f"{words.moment(post.at)}  {post.subscription.channel.key}"]
    for pick in post.picks:
        entry = corpus.entry(pick.entry)
        title = entry.title[lang] if entry else pick.entry
        lines += [f"  {pick.kind:11} {title}", f"  {'':11} {edition.explain(pick, words)}"]
    return "\n".join(lines if post.picks else [*lines, f"  {words('edition-nothing')}"])


async def ledger(asked: Asked) -> Answer:
    """Answer `ledger`."""
    store = tinydb_store.read_store(asked.settings.data.dir)
    document = contract.ledger(await store.deliveries())
    lines = [
        f"{row['slot']}  {row['channel']:24} {row['state']:8} {','.join(row['message_ids'])} {row['error'] or ''}".rstrip()
        for row in document
    ]
    return Answer(document, "\n".join(lines))


async def check(asked: Asked) -> Answer:
    """Answer `check`: findings on stderr, a line each; counts on stdout."""
    loaded = files.load(app.corpus_folder(asked.settings))
    errors, warnings = [str(f) for f in loaded.errors], [str(f) for f in loaded.warnings]
    document = {"errors": errors, "warnings": warnings, "counts": dict(loaded.counts)}
    if not asked.arguments.json:
        for kind, findings in (("error", errors), ("warning", warnings)):
            for finding in findings:
                print(f"{kind}: {finding}", file=sys.stderr)  # noqa: T201  # a finding a line
    counts = ", ".join(f"{count} {kind}" for kind, count in loaded.counts.items())
    return Answer(document, f"{len(errors)} errors, {len(warnings)} warnings; {counts}", 2 if errors else 0)


VERBS: Mapping[str, Callable[[Asked], Coroutine[Any, Any, Answer]]] = {
    "timeline": timeline_,
    "who": who_,
    "digest": digest_,
    "plan": plan,
    "ledger": ledger,
    "check": check,
}
