"""What /who shows: the card of one person, the relation of several, and pages of the entries about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, groupby

from ..domain import paging, subjects
from ..domain import people as facts
from ..domain.ask import Ask, read_cursor
from ..domain.content import Role
from ..domain.corpus import Corpus
from ..domain.dates import EventDate, Span, typed
from ..domain.people import Phase, Presence, Profile, Relation
from ..domain.ports import Words
from ..domain.presenting import around, as_of, credit, event_block
from ..domain.query import Query
from ..domain.reply import Block, Bullets, Button, ButtonKind, Heading, Note, Reply, paragraph
from . import chart, digest
from .listing import bullets, line
from .request import Request

PAGE = 3
_MOST_FULL_NAMES = 3
_MOST_PAIRS = 3
_MOST_PHASES = 12


def people(request: Request, ids: Sequence[str], cursor: str, above: Sequence[Block] = ()) -> Reply:
    """Return the answer about people of the corpus, below what was to be said first; a later page has the entries alone."""
    corpus, words = request.corpus, request.words
    events = corpus.newest_first(facts.common_events(ids, corpus))
    shown = paging.page(events, read_cursor(cursor), PAGE)
    told, ways = _told(ids, corpus, words) if shown.first == 1 else ([], ())
    blocks: list[Block] = [*above, Heading(_title(ids, corpus, words)), *told]
    if events:
        heading = words("who-entries") if len(ids) == 1 else words("who-common-entries", count=len(ids))
        blocks.append(Heading(heading, 2))
        blocks += [event_block(event, corpus, words) for event in shown.items]
        blocks.append(Note(paging.shown(shown, words)))
    blocks.append(as_of(corpus, words))
    buttons = (
        *paging.turns(shown, words, lambda way: Ask("w", words.lang, (".".join(ids), way))),
        *ways,
        *(button((id_,), corpus, words, "person") for id_ in ids if len(ids) > 1),
        *(way for way in around(shown.items, corpus, words) if way.ask.arguments != tuple(ids)),
    )
    asked = subjects.of(Query(people=tuple(ids)))
    return request.reply(*blocks, buttons=tuple(dict.fromkeys(buttons)), replaces=bool(cursor), subjects=asked)


def _told(ids: Sequence[str], corpus: Corpus, words: Words) -> tuple[list[Block], tuple[Button, ...]]:
    """Return what stands above the entries, and what is worth asking next."""
    if len(ids) == 1:
        profile = facts.profile(ids[0], corpus)
        ways = tuple(button((*ids, other.id), corpus, words, "next") for other in profile.companions)
        return _card(profile, corpus, words), (*ways, *_timeline(profile.presence, ids, words))
    relation = facts.relation(ids, corpus)
    if not relation.presence.total:
        return _strangers(relation, corpus, words), _closer(relation, corpus, words)
    ways = (
        chart.relation_button(ids, words),
        *_timeline(relation.presence, ids, words),
        *_explainers(relation, corpus, words),
    )
    return _phases(relation, corpus, words), ways


def _timeline(presence: Presence, ids: Sequence[str], words: Words) -> Iterator[Button]:
    if presence.total:
        yield Button(words("who-timeline"), Ask("t", words.lang, Query(people=tuple(ids)).arguments()), "next")


def button(ids: Sequence[str], corpus: Corpus, words: Words, kind: ButtonKind) -> Button:
    """Return the button that asks for people together, or for one."""
    label = words("who-cross").join(corpus.people[id_].short[words.lang] for id_ in ids)
    return Button(label, Ask("w", words.lang, (".".join(ids),)), kind)


def _title(ids: Sequence[str], corpus: Corpus, words: Words) -> str:
    found = [corpus.people[id_] for id_ in ids]
    full = len(found) <= _MOST_FULL_NAMES
    return words("who-cross").join((person.name if full else person.short)[words.lang] for person in found)


def _card(profile: Profile, corpus: Corpus, words: Words) -> list[Block]:
    person = profile.person
    blocks: list[Block] = [
        Note(person.name.en if words.lang == "ja" else person.name.ja),
        paragraph(person.about[words.lang]),
    ]
    roles = profile.roles
    end = words.event_date(corpus.story.as_of, weekday=False)
    for heading, found in (
        (words("who-roles-now", date=end), roles.now),
        (words("who-roles-open"), roles.open),
        (words("who-roles-before", date=end), roles.before),
        (words("who-roles-coming", date=end), roles.coming),
    ):
        if found:
            blocks += [Heading(heading, 2), bullets(_role(role, words) for role in found)]
    blocks += [Heading(words("who-story"), 2), _facts(profile, corpus, words)]
    if person.sources:
        blocks.append(Note(credit(person.sources, corpus, words)))
    return blocks


def _facts(profile: Profile, corpus: Corpus, words: Words) -> Bullets:
    """Say how often somebody appears, from when to when, with whom and on what."""
    lang = words.lang
    lines = list(_appearances(profile.presence, words))
    if profile.companions:
        names = ((corpus.people[other.id].short[lang], other.entries) for other in profile.companions)
        lines.append(words("who-with", people=_counted(names, words)))
    if profile.topics:
        names = ((corpus.topics[topic.id].name[lang], topic.entries) for topic in profile.topics)
        lines.append(words("who-on", topics=_counted(names, words)))
    return bullets(lines)


def _counted(counts: Iterable[tuple[str, int]], words: Words) -> str:
    return words("list-separator").join(words("who-counted", name=name, count=count) for name, count in counts)


def _appearances(presence: Presence, words: Words) -> Iterable[str]:
    """Say how many entries there are, how many of them are forecasts, and when the first and the last of the others were."""
    if not presence.total:
        yield words("who-never")
        return
    total = words("who-count", count=presence.total)
    yield words("who-with-forecasts", total=total, count=presence.forecasts) if presence.forecasts else total
    if presence.first and presence.last:
        first, last = (words.event_date(event.when, weekday=False) for event in (presence.first, presence.last))
        yield words("who-appears-in", date=last) if first == last else words("who-appears", first=first, last=last)


def _phases(relation: Relation, corpus: Corpus, words: Words) -> list[Block]:
    """Tell a relation by its phases: those that turned on something with a heading, those that did not as a list."""
    blocks: list[Block] = [bullets(_appearances(relation.presence, words))]
    latest = relation.phases[-_MOST_PHASES:]
    if earlier := len(relation.phases) - len(latest):
        blocks.append(Note(words("who-earlier-phases", count=earlier)))
    told = [(_title_of(phase, words), phase.turning_points) for phase in latest]
    if relation.unplaced:
        title = words("who-unplaced", count=len(relation.unplaced))
        told.append((title, facts.turning_points(relation.unplaced)))
    for turned, group in groupby(told, key=lambda part: bool(part[1])):
        if not turned:
            blocks.append(bullets(title for title, _ in group))
            continue
        for title, points in group:
            blocks += [Heading(title, 2), bullets(line(event, corpus, words) for event in points)]
    return blocks


def _title_of(phase: Phase, words: Words) -> str:
    return words(
        "who-phase",
        title=phase.chapter.title[words.lang],
        span=_days(phase.chapter.span, words),
        count=len(phase.events),
    )


def _days(span: Span, words: Words) -> str:
    """Write a span without weekdays, open or not."""
    return (
        words.event_date(EventDate(typed(span), span), weekday=False) if span.first or span.last else words.span(span)
    )


def _strangers(relation: Relation, corpus: Corpus, words: Words) -> list[Block]:
    """Say that people have no entry in common, and who connects them."""
    lang = words.lang
    blocks: list[Block] = [paragraph(words("who-strangers", count=len(relation.people)))]
    if relation.links:
        lines: list[str] = []
        for link in relation.links:
            names = (corpus.people[id_].short[lang] for id_ in relation.people)
            counts = _counted(zip(names, link.entries, strict=True), words)
            lines.append(words("who-link", name=corpus.people[link.id].name[lang], counts=counts))
        blocks += [Heading(words("who-links"), 2), bullets(lines)]
    return blocks


def _closer(relation: Relation, corpus: Corpus, words: Words) -> tuple[Button, ...]:
    """Return pairs who do have entries in common: of the people themselves, else each with who connects them best."""
    among = (pair for pair in combinations(relation.people, 2) if facts.common_events(pair, corpus))
    pairs = tuple(among) or tuple((id_, link.id) for link in relation.links[:1] for id_ in relation.people)
    return tuple(button(pair, corpus, words, "next") for pair in pairs[:_MOST_PAIRS])


def _explainers(relation: Relation, corpus: Corpus, words: Words) -> tuple[Button, ...]:
    found = (corpus.digest_of(phase.chapter.id) for phase in relation.phases[-_MOST_PHASES:])
    return digest.buttons((explainer for explainer in found if explainer), words)


def _role(role: Role, words: Words) -> str:
    name = role.name[words.lang]
    if role.since and role.until and role.since == role.until:
        return words("role-in", role=name, date=words.event_date(role.since, weekday=False))
    since = words("role-since", date=words.event_date(role.since, weekday=False)) if role.since else ""
    until = words("role-until", date=words.event_date(role.until, weekday=False)) if role.until else ""
    bounds = " ".join(bound for bound in (since, until) if bound)
    return words("role-in", role=name, date=bounds) if bounds else name
