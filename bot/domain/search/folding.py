"""Folding: the form under which all ways to write one text are one, and where each of its characters came from.

Width and compatibility forms (NFKC), case, Latin accents, hiragana and katakana are folded character by character, so that
whatever is a part of a text is also a part of its folded form. Between Japanese characters spaces and middle dots go, beside
one spaces do, but no line ends: イーロン・マスク is イーロンマスク, and EV 補助金 is EV補助金. Long vowels stay: without
them, and with kana folded, コート would be こと. What a long word may do about them is said in `matching`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

# Characters of texts written without spaces between words: kana, ideographs, bopomofo, hangul. No punctuation.
UNSPACED = (
    "\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3041-\u3096\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u3400-\u4dbf\u4e00-\ua48c\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
LONG = "ー"
VU = "ヴ"

# Controls, and what has no width: joiners, marks of direction, selectors of a variant.
_INVISIBLE = (
    *(range(0x09), range(0x0E, 0x1C), range(0x7F, 0x85), range(0x86, 0xA0), (0xAD, 0x61C, 0x180E, 0xFEFF)),
    *(
        range(0x200B, 0x2010),
        range(0x202A, 0x202F),
        range(0x2060, 0x206A),
        range(0xFE00, 0xFE10),
        range(0xE0100, 0xE01F0),
    ),
)
_ACCENTS = "".join(map(chr, range(0x300, 0x370)))
_DROPPED = dict.fromkeys(chain(*_INVISIBLE))


def _plain_latin() -> Iterator[tuple[int, str]]:
    """Yield Latin letters with what is left of them on a keyboard that has no accents."""
    yield from (
        (ord(letter), plain)
        for letter, plain in zip("øłđħŧæœı", ("o", "l", "d", "h", "t", "ae", "oe", "i"), strict=True)
    )
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        plain = unicodedata.normalize("NFKD", chr(code)).rstrip(_ACCENTS)
        if plain.isascii():
            yield code, plain


_CHARACTERS: dict[int, str | int | None] = {
    **{code: code + 0x60 for code in (*range(ord("ぁ"), ord("ゖ") + 1), ord("ゝ"), ord("ゞ"))},
    **_DROPPED,
    **dict(_plain_latin()),
    **dict.fromkeys(map(ord, _ACCENTS)),
    **dict.fromkeys(map(ord, "\t\x1f"), " "),
    **dict.fromkeys(map(ord, "\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"), "\n"),
    **dict.fromkeys(map(ord, "‘’ʼ′`"), "'"),
    **dict.fromkeys(map(ord, "“”„‟«»"), '"'),
    **dict.fromkeys(map(ord, "‐‑‒–—−"), "-"),
}
# Between two Japanese characters; of spaces, beside one. It begins with a set of characters, which makes it fast to look for.
_GAP = re.compile(
    f"[ =・·‧](?:(?<=[{UNSPACED}].)[ =・·‧]*(?=[{UNSPACED}])|(?<=[{UNSPACED}] ) *|(?<= )(?<!  ) *(?=[{UNSPACED}]))"
)
_VU = re.compile("ヴ[ァィェォ]?")
_VU_AS = {"ヴァ": "バ", "ヴィ": "ビ", "ヴェ": "ベ", "ヴォ": "ボ", "ヴ": "ブ"}
_LONG = re.compile(LONG)
# These begin a character of their own: nothing before them takes them up.
_STARTS = "\x00-\u02ff\u3001-\u3029\u3030-\u3098\u309d-\ua48c"
_ALONE = re.compile(f"[{_STARTS}]")
# Each of these is folded to one character, whatever stands before it.
_SINGLE = re.compile(f"[ -~\n、。々「」ぁ-ゖァ-ヺー一-鿿]+(?=[{_STARTS}]|\\Z)")


def visible(text: str) -> str:
    """Return `text` without controls and marks of no width."""
    return text.translate(_DROPPED)


def written(text: str) -> str:
    """Return the folded form of `text`."""
    folded = _folded(text)
    return folded if folded.isascii() else _GAP.sub("", folded)


def spoken(folded: str) -> str:
    """Return a folded text with ヴ as the バ row: how most people write what they hear."""
    return _VU.sub(lambda match: _VU_AS[match[0]], folded) if VU in folded else folded


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().translate(_CHARACTERS)


@dataclass(frozen=True)
class Mapped:
    """A folded text; `spans` says of each of its characters what it stands for in the original."""

    text: str
    spans: tuple[tuple[int, int], ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the folded text, not an empty one, lies in the original."""
        return self.spans[start][0], self.spans[end - 1][1]

    def spoken(self) -> Mapped:
        """Return the text as `spoken` has it."""
        return self._replaced(_VU, lambda match: _VU_AS[match[0]])

    def without_long(self) -> Mapped:
        """Return the text without its long vowels."""
        return self._replaced(_LONG, lambda _: "")

    def without_gaps(self) -> Mapped:
        """Return the text without what stands between Japanese characters and is none."""
        return self._replaced(_GAP, lambda _: "")

    def _replaced(self, pattern: re.Pattern[str], by: Callable[[re.Match[str]], str]) -> Mapped:
        text: list[str] = []
        spans: list[tuple[int, int]] = []
        done = 0
        for match in pattern.finditer(self.text):
            new = by(match)
            text += self.text[done : match.start()], new
            spans += self.spans[done : match.start()]
            spans += [self.place(*match.span())] * len(new)
            done = match.end()
        if not done:
            return self
        return Mapped("".join((*text, self.text[done:])), _whole((*spans, *self.spans[done:])))


def _whole(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Give those that share a part of the original all of it, as where a mark stands on half of what became one character."""
    found: list[tuple[int, int]] = []
    begun = 0  # with which of them the present stretch began
    for span in spans:
        if found and span[0] < found[-1][1] and span != found[-1]:
            stretch = found[-1][0], max(span[1], found[-1][1])
            found[begun:] = [stretch] * (len(found) - begun)
            span = stretch  # noqa: PLW2901  # it is a part of it
        elif not found or span != found[-1]:
            begun = len(found)
        found.append(span)
    return tuple(found)


def mapped(text: str) -> Mapped:
    """Return what `written` returns, with its way back to the original."""
    folded: list[str] = []
    spans: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        if run := _SINGLE.match(text, start):
            end = run.end()
            folded.append(_folded(run[0]))
            spans += zip(range(start, end), range(start + 1, end + 1), strict=True)
        else:
            end = _cluster_end(text, start)
            new = _cluster(text[start:end])
            folded.append(new)
            spans += [(start, end)] * len(new)
        start = end
    return Mapped("".join(folded), tuple(spans)).without_gaps()


@lru_cache(maxsize=1 << 14)
def _cluster(text: str) -> str:
    return _folded(text)


def _cluster_end(text: str, start: int) -> int:
    """Part a text where folding the parts is folding the whole: marks stay with what they are set on."""
    alone = (
        place
        for place in range(start + 1, len(text))
        if _ALONE.match(text, place) or not _joins(text[start:place], text[place])
    )
    return next(alone, len(text))


def _joins(before: str, character: str) -> bool:
    new = unicodedata.normalize("NFKC", character)
    if unicodedata.combining(new[0]):
        return True
    return unicodedata.normalize("NFKC", before + character) != unicodedata.normalize("NFKC", before) + new
