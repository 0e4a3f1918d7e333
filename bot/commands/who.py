"""/who: a person's card, then the latest entries about them."""

from __future__ import annotations

from dataclasses import dataclass

from ..domain.ask import Ask, read_cursor
from ..domain.content import Event, Person, Role
from ..domain.corpus import Corpus
from ..domain.names import Suggester
from ..domain.ports import Words
from ..domain.presenting import around, as_of, credit, event_block, person_buttons
from ..domain.query import page
from ..domain.reply import Block, Bullets, Heading, Note, Reply, paragraph
from ..domain.text import Run
from . import timeline
from .request import Kit, Request

PAGE = 3


@dataclass(frozen=True)
class Found:
    """Whom a name means: the one, or `candidates` to choose from (`sure`: all bear the name) or that resemble it."""

    person: Person | None
    candidates: tuple[Person, ...] = ()
    sure: bool = False


def find(name: str, corpus: Corpus, suggester: Suggester) -> Found:
    """Find whom a name means. A resemblance suggests, it never decides."""
    ids = (name,) if name in corpus.people else corpus.names.find(name)
    people = tuple(corpus.people[id_] for id_ in ids)
    if len(people) == 1:
        return Found(people[0])
    if people:
        return Found(None, people, sure=True)
    return Found(None, tuple(corpus.people[id_] for id_ in corpus.names.suggest(name, suggester)))


async def answer(request: Request, words: str, kit: Kit) -> Reply:
    """Answer with the card, a choice, suggestions, or, to no name at all, with those who appear most."""
    corpus, say = request.corpus, request.words
    if not words.strip():
        return request.reply(Heading(say("who-everyone")), buttons=person_buttons(_by_weight(corpus)[:24], corpus, say))
    found = find(words.strip(), corpus, kit.suggester)
    if found.person:
        return card(request, found.person, "")
    asked = words.strip()[:60]
    message = "who-several" if found.sure else "who-similar" if found.candidates else "who-nobody"
    choices = found.candidates or tuple(corpus.people[id_] for id_ in _by_weight(corpus)[:6])
    return request.reply(
        paragraph(say(message, name=asked)), buttons=person_buttons((p.id for p in choices), corpus, say)
    )


def _by_weight(corpus: Corpus) -> list[str]:
    return sorted(corpus.people, key=lambda id_: -len(corpus.events_of(id_)))


async def tap(request: Request, ask: Ask, kit: Kit) -> Reply | None:
    """Answer a button: a card, or a page of entries."""
    person_id, cursor = (*ask.arguments, "", "")[:2]
    person = request.corpus.people.get(person_id)
    return card(request, person, cursor) if person else None


def card(request: Request, person: Person, cursor: str) -> Reply:
    """Return the card with the latest entries; a later page has the entries alone."""
    words, corpus, lang = request.words, request.corpus, request.words.lang
    events = corpus.events_of(person.id)
    newest = corpus.newest_first(events)
    shown = page(newest, read_cursor(cursor), PAGE)
    blocks: list[Block] = [Heading(person.name[lang])]
    if shown.first == 1:
        blocks += _about(person, newest, corpus, words)
    if shown.events:
        blocks.append(Heading(words("who-entries"), 2))
        blocks += [event_block(event, corpus, words) for event in shown.events]
        blocks.append(Note(timeline.place(shown, words)))
    blocks.append(as_of(corpus, words))
    others = tuple(b for b in around(shown.events, corpus, words) if b.ask.arguments != (person.id,))
    buttons = (*timeline.turns(shown, "w", (person.id,), words), *others)
    return request.reply(*blocks, buttons=buttons, replaces=bool(cursor))


def _about(person: Person, newest: tuple[Event, ...], corpus: Corpus, words: Words) -> list[Block]:
    other = person.name.en if words.lang == "ja" else person.name.ja
    blocks: list[Block] = [Note(other), paragraph(person.about[words.lang])]
    if person.roles:
        blocks.append(Bullets(tuple((Run(_role(role, words)),) for role in person.roles)))
    if newest:
        first = words.event_date(min(newest, key=lambda event: event.sort_key).when, weekday=False)
        last = words.event_date(newest[0].when, weekday=False)
        message = "who-appears-in" if first == last else "who-appears"
        blocks.append(paragraph(words(message, count=len(newest), first=first, last=last)))
    if person.sources:
        blocks.append(Note(credit(person.sources, corpus, words)))
    return blocks


def _role(role: Role, words: Words) -> str:
    name = role.name[words.lang]
    if role.since and role.until and role.since == role.until:
        return words("role-in", role=name, date=words.event_date(role.since, weekday=False))
    since = words("role-since", date=words.event_date(role.since, weekday=False)) if role.since else ""
    until = words("role-until", date=words.event_date(role.until, weekday=False)) if role.until else ""
    bounds = " ".join(bound for bound in (since, until) if bound)
    return words("role-in", role=name, date=bounds) if bounds else name
