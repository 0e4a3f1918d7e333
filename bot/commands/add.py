"""/add: an owner writes a new event or digest; it is checked, shown as it will look, and saved on their yes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..domain import forms
from ..domain.ask import Ask
from ..domain.content import Entry, Event
from ..domain.corpus import Corpus
from ..domain.dates import parse_typed, typed
from ..domain.people_named import bearers
from ..domain.ports import Draft
from ..domain.presenting import digest_blocks, event_block
from ..domain.reply import Block, Button, Code, Field, Form, Heading, Note, Reply, paragraph
from ..domain.text import LANGUAGES
from ..errors import CorpusError, DateError
from .listing import bullets
from .request import Kit, Request

KINDS = ("event", "digest")
# What each key may be called in a form, besides its own name.
LABELS: Mapping[str, tuple[str, ...]] = {
    "date": ("日付",),
    "wording ja": ("日付の言い方",),
    "wording en": (),
    "title ja": ("見出し", "題名", "title"),
    "title en": ("英語の見出し", "英語の題名"),
    "summary ja": ("要約", "summary"),
    "summary en": ("英語の要約",),
    "text ja": ("本文", "text"),
    "text en": ("英語の本文",),
    "people": ("人物", "person"),
    "topics": ("話題", "topic"),
    "events": ("出来事",),
    "sources": ("出典", "source"),
    "importance": ("重要度",),
    "status": ("状態",),
    "by": ("主張者",),
    "sensitive": ("要注意",),
    "within": ("期間内",),
}
_LISTS = {"people", "topics", "events", "sources"}
_YES = {"yes", "true", "1", "はい", "する"}


async def answer(request: Request, words: str, kit: Kit) -> Reply:
    """Show the form, or take a filled one: the kind, then a line a field."""
    if not request.asker.owner:
        return _refused(request)
    kind, _, text = words.strip().partition("\n")
    kind = kind.strip().casefold() or "event"
    if kind not in KINDS:
        kind, text = "event", words
    if not text.strip():
        return blank(request, kind)
    return await submit(request, kind, text, kit)


def _refused(request: Request) -> Reply:
    return request.reply(paragraph(request.words("owners-only")), private=True)


def form(request: Request, kind: str) -> Form:
    """Return the empty form of a kind, with hints from the corpus itself."""
    words, corpus = request.words, request.corpus
    source = next(iter(corpus.sources), "source-id")
    person, topic = next(iter(corpus.people), "person-id"), next(iter(corpus.topics), "topic-id")
    details = f"people: {person}\ntopics: {topic}\nsources: {source}"
    if kind == "event":
        fields: tuple[Field, ...] = (
            Field("date", words("form-date"), "2025-06-05", ("date",)),
            Field("title", words("form-title"), words("form-title-hint"), ("title ja", "title en"), long=True),
            Field("summary-ja", words("form-summary-ja"), words("form-summary-ja-hint"), ("summary ja",), long=True),
            Field("summary-en", words("form-summary-en"), words("form-summary-en-hint"), ("summary en",), long=True),
            Field("details", words("form-details"), f"{details}\nimportance: 3", (), long=True),
        )
    else:
        fields = (
            Field("title", words("form-title"), words("form-title-hint"), ("title ja", "title en"), long=True),
            Field("text-ja", words("form-text-ja"), words("form-text-ja-hint"), ("text ja",), long=True),
            Field("text-en", words("form-text-en"), words("form-text-en-hint"), ("text en",), long=True),
            Field("details", words("form-details"), details, (), long=True),
        )
    return Form(words(f"form-{kind}"), kind, fields)


def blank(request: Request, kind: str) -> Reply:
    """Return the form, and the same as text to be copied, for platforms that have none."""
    blank_form = form(request, kind)
    text = f"/add {kind}\n{forms.example(blank_form)}"
    blocks = (Heading(blank_form.title), paragraph(request.words("form-how")), Code(text))
    return Reply(blocks, request.words.lang, form=blank_form, private=True)


async def submit(request: Request, kind: str, text: str, kit: Kit) -> Reply:
    """Check a filled form; show what is wrong, or what it will look like with the buttons to save or drop it."""
    if not request.asker.owner:
        return _refused(request)
    words = request.words
    raw = to_raw(kind, forms.parse(text, LABELS), request)
    try:
        entry = kit.reader.read(kind, raw, request.corpus)
    except CorpusError as error:
        return request.reply(
            Heading(words("add-wrong")), bullets(error.findings), Code(f"/add {kind}\n{text.strip()}"), private=True
        )
    draft = Draft(kit.new_id(), kind, raw, request.asker.key, request.now)
    await kit.store.stage(draft)
    buttons = (
        Button(words("add-save"), Ask("a", words.lang, (draft.id, "save")), "confirm"),
        Button(words("add-drop"), Ask("a", words.lang, (draft.id, "drop")), "reject"),
    )
    return request.reply(Heading(words("add-preview")), *_preview(entry, request), buttons=buttons, private=True)


def _preview(entry: Entry, request: Request) -> tuple[Block, ...]:
    """Show the entry in both languages: both will be read."""
    blocks: list[Block] = []
    for lang in LANGUAGES:
        words = request.wordbook(lang)
        if isinstance(entry, Event):
            blocks.append(event_block(entry, request.corpus, words))
        else:
            blocks += digest_blocks(entry, request.corpus, words, level=2)
    return (*blocks, Note(request.words("add-id", id=entry.id)))


def to_raw(kind: str, values: Mapping[str, str], request: Request) -> dict[str, Any]:
    """Return the form's values in the shape of a corpus file's table. People, topics and sources may be named in any way."""
    corpus = request.corpus
    raw: dict[str, Any] = {"id": _new_id(values.get("title en", ""), request), "added": request.now.date().isoformat()}
    if kind == "digest":
        raw["kind"] = "question"
    for key, value in values.items():
        name, _, lang = key.partition(" ")
        if lang:
            raw.setdefault(name, {})[lang] = value
        elif key in _LISTS:
            raw[key] = [_named(item, key, corpus) for item in re.split(r"[,、，\n]", value) if item.strip()]
        elif key == "date":
            raw[key] = _edtf(value)
        elif key == "importance":
            raw[key] = int(value) if value.isdecimal() else value
        elif key in ("sensitive", "within"):
            raw[key] = value.casefold() in _YES
        elif key:
            raw[key] = value
    return raw


def _edtf(text: str) -> str:
    """Return a date as the files write it, where it is one as members type it (2025年6月7日); else the text, for the check."""
    try:
        span = parse_typed(text)
    except DateError:
        return text
    return typed(span) if span else text


def _named(text: str, key: str, corpus: Corpus) -> str:
    """Return the id that a name means, else the name as written, for the check to complain of."""
    wanted = text.strip()
    if key == "people":
        people = bearers(wanted, corpus)
        return people[0] if len(people) == 1 else wanted
    if key == "topics":
        topics = (wanted,) if wanted in corpus.topics else corpus.topic_names.find(wanted)
        return topics[0] if topics else wanted
    return wanted


def _new_id(title: str, request: Request) -> str:
    """Make an id of the English title, or of the date where it has none; a number makes it new."""
    slug = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:20].strip("-") or f"added-{request.now:%Y%m%d}"
    ways = (slug if n == 1 else f"{slug}-{n}" for n in range(1, 10_000))
    return next(id_ for id_ in ways if not request.corpus.has(id_))


async def tap(request: Request, ask: Ask, kit: Kit) -> Reply | None:
    """Save or drop a draft. Only an owner may, whatever the button's data say; a second press changes nothing."""
    if not request.asker.owner:
        return _refused(request)
    draft_id, verb = (*ask.arguments, "", "")[:2]
    draft = await kit.store.draft(draft_id)
    words = request.words
    if draft is None or verb not in ("save", "drop"):
        return request.reply(paragraph(words("add-done-before")), replaces=True, private=True)
    if verb == "drop":
        await kit.store.discard(draft_id)
        return request.reply(paragraph(words("add-dropped")), replaces=True, private=True)
    return await _save(request, draft, kit)


async def _save(request: Request, draft: Draft, kit: Kit) -> Reply:
    """Check once more, for the corpus may have changed since, then make it durable, then show it to everybody."""
    words = request.words
    try:
        entry = kit.reader.read(draft.kind, draft.raw, kit.library.snapshot)
    except CorpusError as error:
        return request.reply(Heading(words("add-wrong")), bullets(error.findings), replaces=True, private=True)
    if await kit.store.publish(draft.id) is None:
        return request.reply(paragraph(words("add-done-before")), replaces=True, private=True)
    kit.library.add(entry)
    show = Ask("d", words.lang, (entry.id,))
    if isinstance(entry, Event):
        show = Ask("t", words.lang, (typed(entry.when.span),))
    buttons = (Button(words("add-show"), show, "choice"),)
    return request.reply(paragraph(words("add-saved", id=entry.id)), buttons=buttons, replaces=True, private=True)
