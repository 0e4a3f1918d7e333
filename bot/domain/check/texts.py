"""Texts: in both languages, not too long for where they are shown, and free of characters that cannot be shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..content import Chapter, Digest, Event, Person, Source, Story, Topic
from ..reply import Block, Bullets, Paragraph
from ..text import LANGUAGES, Lang, Text, plain
from .pieces import Finding, Item, Known, Piece, Reason, Row, quote


@dataclass(frozen=True)
class Limit:
    """The most that a text may have in each language, in characters."""

    ja: int
    en: int

    def __getitem__(self, lang: Lang) -> int:
        return self.ja if lang == "ja" else self.en


TITLE = Limit(40, 90)
SUMMARY = Limit(200, 450)
SHORT = Limit(12, 24)  # a button beside others
DIGEST_CHARACTERS_JA = 680  # one message on a phone
DIGEST_WORDS_EN = 280

_LANGUAGE_NAMES = {"ja": "Japanese", "en": "English"}
# Controls proper; line and paragraph separators; marks that turn the direction of what follows; halves of a character.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def localised(item: Item) -> Iterator[tuple[str, Text, Limit | None]]:
    """Yield each text that an item has in two languages: field, text, limit."""
    match item:
        case Story(title=title, note=note):
            yield from (("title", title, None), *_optional("note", note))
        case Source(short=short, note=note):
            yield from (("short", short, SHORT), *_optional("note", note))
        case Person():
            yield from (("name", item.name, None), ("short", item.short, SHORT), ("about", item.about, None))
            yield from ((f"role {n}, name", role.name, None) for n, role in enumerate(item.roles, start=1))
        case Topic(name=name):
            yield "name", name, None
        case Chapter(title=title):
            yield "title", title, TITLE
        case Event():
            yield from (("title", item.title, TITLE), ("summary", item.summary, SUMMARY))
            yield from (*_optional("wording", item.when.wording), *_optional("note", item.note))
            for n, claim in enumerate(item.claims, start=1):
                yield from ((f"claim {n}, about", claim.about, None), (f"claim {n}, value", claim.value, None))
        case Digest(title=title, markdown=markdown):
            yield from (("title", title, TITLE), ("text", markdown, None))
        case Row(none=Text() as none):
            yield "none", none, None
        case Reason(wording=wording):
            yield "", wording, None


def _optional(field: str, text: Text | None) -> tuple[tuple[str, Text, None], ...]:
    return () if text is None else ((field, text, None),)


def _single(item: Item) -> Iterator[tuple[str, str]]:
    """Yield each text that an item has in one form for all languages: field, text."""
    match item:
        case Source():
            given = (("title", item.title), ("publisher", item.publisher), ("url", item.url))
            yield from ((field, text) for field, text in given if text is not None)
            yield "language", item.language
        case Chapter(label=label):
            yield "label", label
        case Person(aliases=aliases) | Topic(aliases=aliases) | Digest(aliases=aliases):
            yield from (("aliases", alias) for alias in aliases)
        case Row(expression=expression):
            yield "expression", expression


def missing(piece: Piece, _known: Known) -> Iterator[Finding]:
    """Find texts without one of the languages, and texts that are there but empty."""
    for field, text, _ in localised(piece.item):
        for lang in LANGUAGES:
            if not text[lang].strip():
                yield piece.finding(_join(field, lang), f"is missing: write it in {_LANGUAGE_NAMES[lang]} too")
    for field, words in _single(piece.item):
        if not words.strip():
            yield piece.finding(field, "is empty: fill it in or take it out")


def too_long(piece: Piece, _known: Known) -> Iterator[Finding]:
    """Find texts that do not fit where they are shown."""
    for field, text, limit in localised(piece.item):
        for lang in LANGUAGES if limit else ():
            assert limit is not None
            if len(text[lang]) > limit[lang]:
                yield piece.finding(f"{field}.{lang}", _excess(len(text[lang]), limit[lang], "characters"))
    if isinstance(piece.item, Digest):
        characters = len(_words(piece.item.body["ja"]).replace("\n", ""))
        words = len(_words(piece.item.body["en"]).split())
        if characters > DIGEST_CHARACTERS_JA:
            yield piece.finding("text.ja", _excess(characters, DIGEST_CHARACTERS_JA, "characters"))
        if words > DIGEST_WORDS_EN:
            yield piece.finding("text.en", _excess(words, DIGEST_WORDS_EN, "words"))


def _excess(found: int, limit: int, unit: str) -> str:
    return f"{found} {unit}, at most {limit}: shorten it"


def _words(blocks: Iterable[Block]) -> str:
    """Return the words of a digest's body without their styles, a line to a paragraph or list item."""
    lines: list[str] = []
    for block in blocks:
        match block:
            case Paragraph(runs):
                lines.append(plain(runs))
            case Bullets(items):
                lines += map(plain, items)
    return "\n".join(lines)


def control_characters(piece: Piece, _known: Known) -> Iterator[Finding]:
    """Find characters that nobody can see and that spoil what is shown: a line break too, except in a digest's text."""
    texts = [(_join(field, lang), text[lang]) for field, text, _ in localised(piece.item) for lang in LANGUAGES]
    for field, words in (*texts, *_single(piece.item)):
        in_lines = isinstance(piece.item, Digest) and field.startswith("text.")
        if found := _CONTROL.search(words.replace("\n", "") if in_lines else words):
            yield piece.finding(field, f"holds the control character U+{ord(found[0]):04X}: take it out")


def addresses(piece: Piece, _known: Known) -> Iterator[Finding]:
    """Find links that lead nowhere."""
    url = piece.item.url if isinstance(piece.item, Source) else None
    if url is not None and not re.fullmatch(r"https?://[^\s/]+\S*", url):
        yield piece.finding("url", f"{quote(url)}: write an address that begins with https://")


def _join(field: str, lang: Lang) -> str:
    return f"{field}.{lang}" if field else lang
