"""Queries: what somebody typed as words and phrases that are wanted, and others that are not."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cached_property

from .folding import visible
from .matching import Term, term

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』〝〟〞″｢｣", '"'))
_MINUS = "-‐‑−–—"
_ALNUM = r"[^\W_]+"
# Letters and digits, with what stands inside words: O'Brien, e-mail, AT&T, U.S., 1,000, イーロン・マスク.
_WORD = rf"{_ALNUM}(?:(?:[-.'’&+_=・·‧‐–]|(?<=\d),(?=\d)){_ALNUM})*"
# Japanese keyboards write ー where others write -; no word begins with it, but a query may be the end of one.
_PIECE = re.compile(
    rf'(?P<minus>(?:(?<!\S)[{_MINUS}]|(?<=\s)ー)[{_MINUS}ー]*)?(?:"(?P<phrase>[^"]*)"|(?P<word>{_WORD}))'
)
_BARE = re.compile(_WORD)


@dataclass(frozen=True)
class Query:
    """Words and phrases as typed, less their quotes. An entry fits that has all that is `wanted` and none of `unwanted`.

    A query that wants nothing finds nothing. It prints itself: `parse(str(query)) == query`.
    """

    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join((*map(_shown, self.wanted), *(f"-{_shown(text)}" for text in self.unwanted)))

    def __bool__(self) -> bool:
        """Tell whether anything is wanted."""
        return bool(self.wanted)

    def without(self, text: str) -> Query:
        """Return the query without one of its words or phrases."""
        return replace(
            self,
            wanted=tuple(wanted for wanted in self.wanted if wanted != text),
            unwanted=tuple(unwanted for unwanted in self.unwanted if unwanted != text),
        )

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """What is wanted, as it meets a text; no term twice."""
        return _terms(self.wanted)

    @cached_property
    def barred(self) -> tuple[Term, ...]:
        """What is not wanted, as it meets a text; no term twice."""
        return _terms(self.unwanted)


NOTHING = Query()


def parse(text: str) -> Query:
    """Read what was typed. What is neither letter nor digit parts words and is otherwise left out; so are repeats.

    "Phrases" and 「句」 stand in quotes of any kind; an odd quote is none. -word and -"a phrase" are unwanted.
    """
    wanted: dict[Term, str] = {}
    unwanted: dict[Term, str] = {}
    for piece in _PIECE.finditer(_clean(text)):
        typed = " ".join((piece["phrase"] or piece["word"] or "").split())
        if found := term(typed):
            (unwanted if piece["minus"] else wanted).setdefault(found, typed)
    return Query(tuple(wanted.values()), tuple(unwanted.values()))


def _clean(text: str) -> str:
    return unicodedata.normalize("NFKC", visible(text)).translate(_QUOTES)


def _terms(texts: tuple[str, ...]) -> tuple[Term, ...]:
    return tuple(dict.fromkeys(found for text in texts if (found := term(text))))


def _shown(text: str) -> str:
    return text if _BARE.fullmatch(text) and not text.startswith("ー") else f'"{text}"'
