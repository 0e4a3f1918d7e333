"""Plain text in private: a date, names, a title, a question in full; else the nearest of them."""

from __future__ import annotations

from ..domain.reply import Reply
from ..domain.understanding import understand
from ..errors import DateError
from . import digest, search, timeline, who
from .request import Kit, Request


async def answer(request: Request, words: str, kit: Kit) -> Reply:
    """Answer with what the text is surest to ask for."""
    corpus = request.corpus
    try:
        understood = understand(words, corpus, request.today, request.words.lang)
    except DateError as error:
        return timeline.impossible(request, error)
    query = understood.query
    alone = not query.topics and not query.words
    if query.span is not None and alone and not query.people and not understood.several:
        return timeline.show_understood(request, understood, kit)
    if digest.titled(words, corpus):
        return await digest.answer(request, words, kit)
    if query.span is None and alone and (query.people or understood.several):
        return await who.answer(request, words, kit)
    if query.span is not None:
        return timeline.show_understood(request, understood, kit)
    if digest.find(words, corpus, kit.suggester).digest:
        return await digest.answer(request, words, kit)
    if query and query.run(corpus):
        return timeline.show_understood(request, understood, kit)
    if search.found(words, corpus).total:
        return await search.answer(request, words, kit)
    if corpus.names.suggest(words, kit.suggester):
        return await who.answer(request, words, kit)
    return (
        timeline.show_understood(request, understood, kit)
        if query.people or query.topics
        else await digest.answer(request, words, kit)
    )
