"""Answering: the explainers that are closest to a question in full sentences.

A question and a text are taken as bags of keys, as word search has them: stems of English words, and pairs of neighbours
of Japanese. A key weighs the more the fewer explainers hold it (inverse document frequency), and more in a title than in
a text. What an explainer has of the question's weight is its score, from 0 to 1.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from .content import Digest
from .search.folding import written
from .search.matching import japanese_keys, japanese_of, stems
from .search.stemming import stem

# Of what a key weighs in a title, so much in a text.
_IN_TEXT = 0.4
# Words of questions that say nothing of what is asked. Japanese has them in hiragana.
_ENGLISH = """
a an the of in on at to by for with and or is are was were be been do does did what who whom when where why how which it its this
that they he she
"""
_EMPTY = frozenset(stem(word) for word in _ENGLISH.split())
_HIRAGANA = re.compile("[ぁ-ゖ]+")


def closest(question: str, digests: Iterable[Digest]) -> list[tuple[float, Digest]]:
    """Return the explainers that share something with a question, with their scores, best first."""
    among = tuple(digests)
    wanted = _asked(question)
    titles = [_keys(" \n ".join((d.title.ja, d.title.en, *d.aliases))) for d in among]
    texts = [_keys(f"{d.markdown.ja}\n{d.markdown.en}") for d in among]
    holders = Counter(key for title, text in zip(titles, texts, strict=True) for key in wanted & (title | text))
    weights = {key: math.log(1 + len(among) / (1 + holders[key])) for key in wanted}
    whole = sum(weights.values())
    scored = [
        (sum(weights[key] * (1 if key in title else _IN_TEXT) for key in wanted & (title | text)) / whole, digest)
        for title, text, digest in zip(titles, texts, among, strict=True)
        if wanted & (title | text)
    ]
    return sorted(scored, key=lambda pair: (-pair[0], pair[1].id))


def _asked(question: str) -> frozenset[str]:
    """Return the keys of a question that say what it is about; a question in hiragana alone is taken as it is."""
    pieces = _HIRAGANA.split(question)
    telling = "\n".join(pieces) if any(map(str.strip, pieces)) else question
    pairs = [key for key in _keys(telling) if key not in _EMPTY]
    # A character that stands alone says more than a part of a word: 争 of 争った.
    return frozenset(key for key in pairs if len(key) > 1 or any(written(piece.strip()) == key for piece in pieces))


@lru_cache(maxsize=1 << 12)
def _keys(text: str) -> frozenset[str]:
    lines = [written(line) for line in text.splitlines()]
    return frozenset(japanese_keys(japanese_of(lines)) | stems(lines))
