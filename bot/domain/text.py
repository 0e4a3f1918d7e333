"""Text in the two languages, and runs of styled text."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

Lang = Literal["ja", "en"]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)
_EXCERPT = 60


def of_client(tag: str | None, default: Lang) -> Lang:
    """Return the language for a client's language tag (`ja-JP`, `en_GB`, `de`): English for those we do not speak.

    `default` is for clients that name none.
    """
    primary = (tag or "").lower().replace("_", "-").split("-")[0]
    return default if not primary else "ja" if primary == "ja" else "en"


# The same people, sources and days are on buttons again and again, and a label is measured with each of its neighbours.
@lru_cache(maxsize=1024)
def columns(text: str) -> int:
    """Return the width of text where a letter takes one column and a Japanese character two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text if not unicodedata.combining(c))


@dataclass(frozen=True, slots=True)
class Text:
    """The same content in Japanese and in English; neither is the original."""

    ja: str
    en: str

    def __getitem__(self, lang: Lang) -> str:
        return self.ja if lang == "ja" else self.en


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style; `link` is an absolute URL. Never markup: a renderer escapes it."""

    text: str
    bold: bool = False
    link: str | None = None


Runs = tuple[Run, ...]


def plain(runs: Runs) -> str:
    """Return the characters of `runs` without their styles."""
    return "".join(run.text for run in runs)


def printable(text: str) -> str:
    """Return `text` without controls (but with its line ends), lone surrogates and code points that mean nothing."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn"))


def excerpt(text: str) -> str:
    """Return what somebody typed as it is said back to them: in one line, and of a long one its beginning."""
    return " ".join(text.split())[:_EXCERPT]


def utf16_length(text: str) -> int:
    """Count as Telegram counts: a character outside the Basic Multilingual Plane is two units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
