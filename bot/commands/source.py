"""A tap on a source: what the article states about itself, and what of it stands in the corpus."""

from __future__ import annotations

from ..domain.ask import Ask
from ..domain.content import Source
from ..domain.ports import Words
from ..domain.presenting import as_of, source_name
from ..domain.reply import Block, Bullets, Button, Heading, Note, Reply, paragraph
from ..domain.text import Run
from .request import Kit, Request


async def tap(request: Request, ask: Ask, kit: Kit) -> Reply | None:
    """Answer with the card of a source."""
    corpus, words, lang = request.corpus, request.words, request.words.lang
    source = corpus.sources.get(ask.arguments[0] if ask.arguments else "")
    if source is None:
        return None
    blocks: list[Block] = [
        Heading(source_name(source.id, corpus, words)),
        stated(source, words),
    ]
    if source.note:
        blocks.append(paragraph(source.note[lang]))
    count = len(corpus.events_citing(source.id))
    blocks += [Note(words("source-events", count=count)), as_of(corpus, words)]
    explainer = corpus.digest_of(source.id)
    buttons = (Button(explainer.title[lang], Ask("d", lang, (explainer.id,)), "digest"),) if explainer else ()
    return request.reply(*blocks, buttons=buttons)


def stated(source: Source, words: Words) -> Bullets:
    """Return what an article states about itself, line by line, and where it states nothing."""
    unstated = words("not-stated")
    lines = (
        words("source-title", value=source.title or unstated),
        words("source-publisher", value=source.publisher or unstated),
        words("source-date", value=source.date or unstated),
        words("source-kind", value=words(f"kind-{source.kind}")),
    )
    link = Run(source.url, link=source.url) if source.url else Run(unstated)
    return Bullets((*((Run(line),) for line in lines), (Run(words("source-link")), link)))
