"""How dates go together: what may stand before, between and after them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .moment import Moment
from .ranges import Range, joined
from .scene import Scene
from .words import Bound, Lead, Mark, Step, Tail, Token, Word

# What may stand between two words of one expression.
_GLUE = frozenset(("", " ", ", ", ",", "、", " of ", "の", " の", "の ", " の "))


class Expression(NamedTuple):
    """A date, a range, or an open range, and where it stands: tokens from `begin` up to `end`."""

    of: Moment | Range
    bound: Bound | None
    begin: int
    end: int
    weak: bool


class Grammar:
    """Reads expressions from the words found in a folded text."""

    def __init__(self, tokens: Sequence[Token], folded: str, scene: Scene) -> None:
        self._tokens, self._folded, self._scene = tokens, folded, scene

    def expression(self, begin: int) -> Expression | None:
        """Return the longest expression that begins at a token."""
        place, mark, sure = self._leads(begin)
        if place is None:
            return None
        moment, after, whole = self._moment(place)
        if moment is None:
            return None
        leads = mark.leads if mark else ""
        if leads in ("", "since", "until", "between") and (found := self._range(begin, moment, after, leads)):
            return found
        if leads == "between" or whole == place:
            return None
        if whole < after:
            moment, after, _ = self._moment(place, whole)
            assert moment is not None
        bound, end = self._trailing(leads, after)
        weak = bound is None and not sure and self._weak(place, after)
        return Expression(moment, bound, begin, end, weak)

    def _word(self, place: int) -> Word | None:
        """Return the word at a place, if nothing but glue parts it from the one before."""
        if place >= len(self._tokens):
            return None
        if place and self._folded[self._tokens[place - 1].end : self._tokens[place].start] not in _GLUE:
            return None
        return self._tokens[place].word

    def _leads(self, begin: int) -> tuple[int | None, Mark | None, bool]:
        """Return the place of what is led, None if nothing is; the word that bounds it; whether a word makes it sure."""
        mark, sure, place = None, False, begin
        word: Word | None = self._tokens[begin].word
        if isinstance(word, Mark) and word.leads:
            mark, place = word, place + 1
            word = self._word(place)
        if isinstance(word, Lead):
            sure, place = word.sure, place + 1
            word = self._word(place)
        return (place if word is not None else None), mark, sure

    def _moment(self, begin: int, end: int | None = None) -> tuple[Moment | None, int, int]:
        """Return the date that begins at a place, the place after it, and that after the most that is complete."""
        moment, place, whole = Moment(), begin, begin
        word: Word | None = self._tokens[begin].word
        while word is not None and place != end:
            after = self._word(place + 1)
            before_link = isinstance(after, Mark) and after.links != ""
            if not moment.take(word, self._scene.today, before_link=before_link):
                break
            place += 1
            word = after
            if moment.complete:
                whole = place
        return (moment if place > begin else None), place, whole

    def _range(self, begin: int, start: Moment, after: int, leads: str) -> Expression | None:
        link = self._word(after)
        if not isinstance(link, Mark) or not link.links or self._word(after + 1) is None:
            return None
        place = after + 1
        while isinstance(self._word(place), Lead):
            place += 1
        if self._word(place) is None:
            return None
        end, last, whole = self._moment(place)
        if end is None:
            return None
        found = joined(start, end, self._scene.lang)
        if found is None and place < whole < last:
            end, last, _ = self._moment(place, whole)
            found = joined(start, end, self._scene.lang) if end else None
        closing = self._word(last)
        closes = closing.trails if isinstance(closing, Mark) else ""
        allowed = {"plain": True, "closed": closes == "until", "and": "between" in (leads, closes)}
        if found is None or not allowed[link.links]:
            return None
        return Expression(found, None, begin, last + (closes in ("until", "between")), weak=False)

    def _trailing(self, leads: str, after: int) -> tuple[Bound | None, int]:
        word = self._word(after)
        if leads == "since" and isinstance(word, Lead) and self._text(after) == "on":
            return "since", after + 1
        if leads:
            again = isinstance(word, Mark) and word.trails == leads
            return _bound(leads), after + again
        if isinstance(word, Mark) and word.trails not in ("", "between"):
            return _bound(word.trails), after + 1
        return None, after

    def _text(self, place: int) -> str:
        return self._folded[self._tokens[place].start : self._tokens[place].end]

    def _weak(self, begin: int, end: int) -> bool:
        said = [
            token for token in self._tokens[begin:end] if not isinstance(token.word, Tail) and token.word != Step(0)
        ]
        return len(said) == 1 and said[0].weak


def _bound(said: str) -> Bound | None:
    match said:
        case "since" | "after" | "until" | "before":
            return said
        case _:
            return None
