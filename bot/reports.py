"""The reports of the command line: the coming posts, what is wrong in the corpus; as JSON and as text."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence

from . import app, contract
from .answers import Answer, Asked, Verb
from .delivery import edition, outbox
from .domain.corpus import Corpus
from .domain.ledger import Subscription
from .domain.ports import Store, Words
from .domain.reply import Reply
from .domain.text import Lang
from .errors import InputError
from .intake import files
from .language import catalogue
from .queries import open_corpus


async def plan(asked: Asked) -> Answer:
    """Answer `plan`: the coming posts of every channel, simulated from what it has seen."""
    corpus, store = await open_corpus(asked)
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
            await store.history(s.channel),
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


VERBS: Mapping[str, Verb] = {
    "plan": plan,
    "check": check,
}
