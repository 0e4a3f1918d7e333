"""/who: a person's card, or several people together, then the latest entries about them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from ..domain import people_named
from ..domain.ask import Ask
from ..domain.content import Person
from ..domain.corpus import Corpus
from ..domain.names import Suggester
from ..domain.presenting import person_buttons
from ..domain.reply import Block, Heading, Note, Reply, paragraph
from ..domain.text import excerpt
from . import who_shown
from .request import Kit, Request

MOST = 8
"""How many people one answer takes."""
_MOST_CHOICES = 10
_MOST_ASKED_BACK = 3


@dataclass(frozen=True)
class Open:
    """A part of what was typed that needs a word from the asker.

    `meanings` are the ids of those it may mean: bearers of the name (`sure`), or people whose names come near, also
    several together.
    """

    text: str
    meanings: tuple[tuple[str, ...], ...]
    sure: bool


@dataclass(frozen=True)
class Found:
    """Whom a text names: `people` in order, and the parts that are open. `named` counts those named beyond `MOST`, too.

    `choices` are whole questions, an answer to every open part with those who were found beside it.
    """

    people: tuple[Person, ...]
    open: tuple[Open, ...]
    choices: tuple[tuple[str, ...], ...]
    candidates: tuple[Person, ...]
    named: int

    @property
    def person(self) -> Person | None:
        """The one who is meant by all that was typed."""
        return self.people[0] if len(self.people) == 1 and not self.open else None

    @property
    def sure(self) -> bool:
        """Whether every part is a name of somebody."""
        return all(part.sure for part in self.open) and bool(self.people or self.open)

    @property
    def answered(self) -> tuple[Person, ...]:
        """Those whom an answer can be about: nobody while there is something to choose."""
        return () if self.choices else self.people


def find(text: str, corpus: Corpus, suggester: Suggester) -> Found:
    """Find whom a text names, one or several. A resemblance suggests, it never decides."""
    named = people_named.named(text, corpus)
    unclear = [part for part in named.parts if len(part.people) != 1][:_MOST_ASKED_BACK]
    meanings = {part: people_named.suggestions(part, corpus, suggester) for part in unclear}
    taken = named.people[: MOST - len(unclear)]
    ways = (meanings.get(part) or (tuple(id_ for id_ in taken if part.people == (id_,)),) for part in named.parts)
    choices = (tuple(dict.fromkeys(itertools.chain(*way)))[:MOST] for way in itertools.product(*ways))
    candidates = dict.fromkeys(itertools.chain.from_iterable(itertools.chain(*meanings.values())))
    return Found(
        tuple(corpus.people[id_] for id_ in named.people[:MOST]),
        tuple(Open(part.text, meanings[part], bool(part.people)) for part in unclear),
        tuple(dict.fromkeys(itertools.islice(choices, _MOST_CHOICES))) if candidates else (),
        tuple(corpus.people[id_] for id_ in candidates),
        len(named.people),
    )


async def answer(request: Request, words: str, kit: Kit) -> Reply:
    """Answer with the card or the relation, a choice, suggestions, or, to no name at all, with those who appear most."""
    corpus, say = request.corpus, request.words
    if not words.strip():
        return request.reply(Heading(say("who-everyone")), buttons=person_buttons(corpus.prominent[:24], corpus, say))
    found = find(words, corpus, kit.suggester)
    if found.answered:
        return who_shown.people(request, [person.id for person in found.answered], "", above=_asides(request, found))
    if found.choices:
        buttons = tuple(who_shown.button(choice, corpus, say, "person") for choice in found.choices)
        return request.reply(*_asides(request, found), buttons=buttons)
    asked = say("who-nobody", name=excerpt(words))
    return request.reply(paragraph(asked), buttons=person_buttons(corpus.prominent[:6], corpus, say))


def _asides(request: Request, found: Found) -> list[Block]:
    """Say of each open part what is the matter with it, and of too many people how many are taken."""
    say = request.words
    blocks: list[Block] = []
    for part in found.open:
        message = "who-several" if part.sure else "who-similar" if part.meanings else "who-unknown"
        blocks.append(paragraph(say(message, name=excerpt(part.text))))
    if found.named > MOST:
        blocks.append(Note(say("who-too-many", total=found.named, taken=MOST)))
    return blocks


async def tap(request: Request, ask: Ask, kit: Kit) -> Reply | None:
    """Answer a button: the people whose ids stand in it, or a page of the entries about them."""
    ids, cursor = (*ask.arguments, "", "")[:2]
    people = tuple(dict.fromkeys(filter(None, ids.split("."))))[:MOST]
    if not people or not request.corpus.people.keys() >= set(people):
        return None
    return who_shown.people(request, people, cursor)
