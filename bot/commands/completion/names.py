"""What may follow a command that takes one thing with a name: a person, an explainer, a language, a kind of entry."""

from __future__ import annotations

from ...domain.names import fold
from ...domain.text import LANGUAGES, Lang
from .. import add, digest
from ..request import Kit
from . import choice
from .choice import Choice


def people(typed: str, kit: Kit, lang: Lang, limit: int) -> tuple[Choice, ...]:
    """Return people whom `typed` or the last word of it may mean, those who appear most first where it says nothing."""
    corpus = kit.library.snapshot
    found = choice.matches(corpus.names, typed, None, limit)
    if not found and (more := choice.last_word(typed, corpus.names, lambda id_: corpus.people[id_].name[lang], limit)):
        return more
    found = found or choice.matches(corpus.names, typed, kit.suggester, limit)
    return tuple(_named(id_, corpus.people[id_].name[lang]) for id_ in found)


def digests(typed: str, kit: Kit, lang: Lang, limit: int) -> tuple[Choice, ...]:
    """Return explainers that `typed` may mean, in their own order where it says nothing."""
    corpus = kit.library.snapshot
    if fold(typed):
        ids = choice.matches(corpus.digest_names, typed, kit.suggester, limit)
    else:
        ids = tuple(found.id for found in digest.everything(corpus)[:limit])
    return tuple(_named(id_, corpus.digests[id_].title[lang]) for id_ in ids)


def _named(id_: str, name: str) -> Choice:
    return Choice(name, id_, name)


def languages(typed: str, kit: Kit, lang: Lang, limit: int) -> tuple[Choice, ...]:
    """Return the languages whose tag begins so."""
    return tuple(Choice(kit.wordbook(way)("language-name"), way) for way in LANGUAGES if way.startswith(typed))


def kinds(typed: str, kit: Kit, lang: Lang, limit: int) -> tuple[Choice, ...]:
    """Return the kinds of entry that begin so."""
    return tuple(Choice(kit.wordbook(lang)(f"form-{kind}"), kind) for kind in add.KINDS if kind.startswith(typed))
