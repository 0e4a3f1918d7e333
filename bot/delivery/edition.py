"""An edition as a document: the picks in the channel's words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from ..domain.content import Digest, Event
from ..domain.corpus import Corpus
from ..domain.ledger import Part, Pick
from ..domain.ports import Words
from ..domain.presenting import as_of, digest_blocks, event_block, person_buttons, source_buttons
from ..domain.reply import Block, Button, Heading, Note, Reply

PEOPLE = 6
T = TypeVar("T")
Fixed = tuple[tuple[Pick, ...], tuple[Part, ...]]
"""What an edition is, once it is fixed: its picks, and its messages."""


def write(picks: Sequence[Pick], corpus: Corpus, words: Words, day: date) -> Reply:
    """Return the edition of the local day `day`."""
    title = words("edition-title", story=corpus.story.title[words.lang], day=words.day(day))
    blocks: list[Block] = [Heading(title)]
    for pick in picks:
        if pick.kind == "lead" and isinstance(lead := corpus.entry(pick.entry), Digest):
            blocks += _lead(lead, corpus, words)
            if pick.again:
                blocks.append(Note(words("again", day=words.day(pick.again))))
    for kind, heading in (("on-this-day", "edition-on-this-day"), ("event", "edition-events")):
        blocks += _part(picks, kind, words(heading), corpus, words)
    blocks.append(as_of(corpus, words))
    return Reply(tuple(blocks), words.lang, _ways_on(picks, corpus, words))


def fit(
    picks: tuple[Pick, ...], corpus: Corpus, words: Words, day: date, render: Callable[[Reply], Sequence[T]]
) -> tuple[tuple[Pick, ...], tuple[T, ...]]:
    """Return the picks that fit one message, and their rendering: the last events stay for another day.

    One event is kept at least; an edition that is too long even so goes out in several parts.
    """
    while True:
        rendered = tuple(render(write(picks, corpus, words, day)))
        if len(rendered) <= 1 or sum(pick.kind != "lead" for pick in picks) <= 1:
            return picks, rendered
        picks = picks[:-1]


def _part(picks: Sequence[Pick], kind: str, heading: str, corpus: Corpus, words: Words) -> list[Block]:
    found = [(corpus.events[p.entry], p.again) for p in picks if p.kind == kind and p.entry in corpus.events]
    if not found:
        return []
    return [Heading(heading, 2), *(_event(event, corpus, words, again) for event, again in found)]


# An entry reads alike in each channel of a language: a morning words it once and not once a channel.
def _lead(digest: Digest, corpus: Corpus, words: Words) -> tuple[Block, ...]:
    return corpus.kept(("lead", digest.id, words.lang), lambda: digest_blocks(digest, corpus, words, level=2))


def _event(event: Event, corpus: Corpus, words: Words, again: date | None) -> Block:
    return corpus.kept(("event", event.id, words.lang, again), lambda: event_block(event, corpus, words, again))


def _ways_on(picks: Sequence[Pick], corpus: Corpus, words: Words) -> tuple[Button, ...]:
    entries = [entry for pick in picks if (entry := corpus.entry(pick.entry))]
    people = list(dict.fromkeys(person for entry in entries if isinstance(entry, Event) for person in entry.people))
    sources = (source for entry in entries for source in entry.sources)
    return (*person_buttons(people[:PEOPLE], corpus, words), *source_buttons(sources, corpus, words))


def explain(pick: Pick, words: Words) -> str:
    """Word the reason of a pick: the rule, its numbers and the runner-up."""
    numbers = pick.numbers
    said = [
        words(
            "reason-turn",
            rule=words(f"rule-{pick.rule}"),
            shown=numbers.get("shown", 0),
            in_turn=numbers.get("in_turn", 0),
            of=numbers.get("of", 0),
        )
    ]
    if "importance" in numbers:
        said.append(words("reason-importance", importance=numbers["importance"]))
    if pick.again:
        said.append(words("reason-again", day=words.day(pick.again)))
    if pick.runner_up:
        said.append(words("reason-runner-up", entry=pick.runner_up))
    return "; ".join(said)
