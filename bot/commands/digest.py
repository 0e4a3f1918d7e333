"""/digest: an explainer of a question, a chapter or an article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..domain import answering
from ..domain.ask import Ask
from ..domain.content import Digest, DigestKind
from ..domain.corpus import Corpus
from ..domain.names import Suggester, fold
from ..domain.ports import Words
from ..domain.presenting import as_of, digest_blocks, person_buttons, source_buttons
from ..domain.query import Query
from ..domain.reply import Button, Heading, Reply, paragraph
from ..domain.text import excerpt
from .request import Kit, Request

_KINDS: tuple[DigestKind, ...] = ("question", "chapter", "article")
CHOICES = 10
FURTHER = 2
# Scores of `answering.closest`: from when on a digest is near, when it may be the answer, and how far ahead of the next it must be.
_CLOSE, _SURE, _AHEAD = 0.15, 0.5, 1.3
_NEAR = 0.3
_HIRAGANA = re.compile(r"[ぁ-ゖー\W]+")


@dataclass(frozen=True)
class Found:
    """The digest that was meant, and those that come near."""

    digest: Digest | None
    candidates: tuple[Digest, ...] = ()


def find(words: str, corpus: Corpus, suggester: Suggester) -> Found:
    """Find a digest by its title, else those whose title or themes hold the words, else what answers a question.

    Of what only comes near one is taken for the answer where it is far nearer than any other.
    """
    by_title = corpus.digest_names
    exact = by_title.find(words)
    if len(exact) == 1:
        return Found(corpus.digests[exact[0]])
    wanted = fold(words)
    if not wanted:
        return Found(None)
    near = exact or tuple(dict.fromkeys(id_ for name, ids in by_title.ids.items() if wanted in name for id_ in ids))
    near = near or tuple(d.id for d in corpus.digests.values() if wanted in map(fold, _themes(d, corpus)))
    if len(near) == 1:
        return Found(corpus.digests[near[0]])
    if not near:
        return _nearest(words, corpus, by_title.suggest(words, suggester))
    return Found(None, tuple(corpus.digests[id_] for id_ in near[:CHOICES]))


def near(words: str, corpus: Corpus) -> tuple[Digest, ...]:
    """Return the digests that may answer words that stand in no entry as they are, likeliest first."""
    return tuple(digest for score, digest in answering.closest(words, corpus.digests.values()) if score >= _NEAR)


def titled(words: str, corpus: Corpus) -> bool:
    """Tell whether words are the title of a digest, or another name for one, and nothing else."""
    return len(corpus.digest_names.find(words)) == 1


def _nearest(words: str, corpus: Corpus, resembling: Iterable[str]) -> Found:
    scored = answering.closest(words, corpus.digests.values())
    # Hiragana alone says little: pairs of it stand in any text.
    least = _NEAR if _HIRAGANA.fullmatch(words) else _CLOSE
    close = [digest for score, digest in scored if score >= least]
    if close and scored[0][0] >= _SURE and (len(scored) < 2 or scored[0][0] >= _AHEAD * scored[1][0]):
        return Found(close[0], tuple(close[1 : 1 + FURTHER]))
    near = dict.fromkeys((*(digest.id for digest in close), *resembling))
    return Found(None, tuple(corpus.digests[id_] for id_ in near)[:CHOICES])


def _themes(digest: Digest, corpus: Corpus) -> Iterable[str]:
    for topic in digest.topics:
        if found := corpus.topics.get(topic):
            yield from (found.name.ja, found.name.en, *found.aliases)


def everything(corpus: Corpus) -> list[Digest]:
    """Return all digests: questions first, then the chapters in order, then the articles."""
    chapters = list(corpus.chapters)

    def place(digest: Digest) -> tuple[int, int]:
        return _KINDS.index(digest.kind), chapters.index(digest.about) if digest.about in chapters else 0

    return sorted(corpus.digests.values(), key=place)


async def answer(request: Request, words: str, kit: Kit) -> Reply:
    """Answer with the digest, with a choice, or, to no words, with all titles."""
    corpus, say = request.corpus, request.words
    if not words.strip():
        return catalogue(request, _KINDS[0])
    found = find(words.strip(), corpus, kit.suggester)
    if found.digest:
        shown = show(request, found.digest)
        further = (replace(button, kind="next") for button in buttons(found.candidates, say))
        return replace(shown, buttons=(*further, *shown.buttons))
    asked = excerpt(words)
    message = "digest-choices" if found.candidates else "digest-none"
    choices = found.candidates or everything(corpus)[:CHOICES]
    return request.reply(paragraph(say(message, words=asked)), buttons=buttons(choices, say))


async def tap(request: Request, ask: Ask, kit: Kit) -> Reply | None:
    """Answer a button that names a digest."""
    digest = request.corpus.digests.get(ask.arguments[0] if ask.arguments else "")
    return show(request, digest) if digest else None


async def tap_kind(request: Request, ask: Ask, kit: Kit) -> Reply | None:
    """Answer a button that names a kind of digest."""
    kind = next((kind for kind in _KINDS if ask.arguments == (kind,)), None)
    return catalogue(request, kind, replaces=True) if kind else None


def catalogue(request: Request, kind: DigestKind, *, replaces: bool = False) -> Reply:
    """Return the titles of one kind, and the way to the other kinds."""
    corpus, words = request.corpus, request.words
    titles_of_kind = buttons((digest for digest in everything(corpus) if digest.kind == kind), words)
    others = tuple(
        Button(words(f"digest-{other}"), Ask("k", words.lang, (other,)), "page") for other in _KINDS if other != kind
    )
    heading, ask = Heading(words("digest-all")), paragraph(words(f"digest-{kind}"))
    return request.reply(heading, ask, as_of(corpus, words), buttons=(*others, *titles_of_kind), replaces=replaces)


def show(request: Request, digest: Digest) -> Reply:
    """Return a digest with the ways on from it."""
    corpus, words = request.corpus, request.words
    ways = (*person_buttons(digest.people, corpus, words), *source_buttons(digest.sources, corpus, words))
    onward = tuple(_onward(digest, corpus, words))
    return request.reply(*digest_blocks(digest, corpus, words), as_of(corpus, words), buttons=(*onward, *ways))


def _onward(digest: Digest, corpus: Corpus, words: Words) -> Iterator[Button]:
    """Yield what to ask after an explainer: the events of its chapter and the next chapter, or the events on its themes."""
    chapter = corpus.chapters.get(digest.about or "")
    if chapter is None:
        for topic in digest.topics[:FURTHER]:
            if found := corpus.topics.get(topic):
                label = words("search-topic", topic=found.name[words.lang])
                yield Button(label, Ask("t", words.lang, Query(topics=(topic,)).arguments()), "next")
        return
    yield Button(words("digest-events"), Ask("t", words.lang, Query(chapter.span).arguments()), "next")
    order = list(corpus.chapters)
    for later in order[order.index(chapter.id) + 1 :][:1]:
        if explainer := corpus.digest_of(later):
            yield Button(explainer.title[words.lang], Ask("d", words.lang, (explainer.id,)), "next")


def buttons(digests: Iterable[Digest], words: Words) -> tuple[Button, ...]:
    """Return a button for each digest."""
    return tuple(Button(d.title[words.lang], Ask("d", words.lang, (d.id,)), "digest") for d in digests)
