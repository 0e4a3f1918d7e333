"""/language: the language in which a member is answered, everywhere."""

from __future__ import annotations

from dataclasses import replace

from ..domain.ask import Ask
from ..domain.ports import Store
from ..domain.reply import Button, Reply, paragraph
from ..domain.text import LANGUAGES, Lang, of_client
from .request import Asker, Kit, Request

_NAMES: dict[str, Lang] = {"ja": "ja", "日本語": "ja", "japanese": "ja", "en": "en", "英語": "en", "english": "en"}


async def of(asker: Asker, store: Store, default: Lang) -> Lang:
    """Return a member's language: their own setting, else the client's, else `default`."""
    chosen = _NAMES.get(await store.note(_note(asker)) or "")
    return chosen or of_client(asker.client_lang, default)


def _note(asker: Asker) -> str:
    return f"language/{asker.key}"


async def answer(request: Request, words: str, kit: Kit) -> Reply:
    """Set the language, or show the choice."""
    lang = _NAMES.get(words.strip().casefold())
    if lang is None:
        say = request.words
        buttons = tuple(
            Button(kit.wordbook(way)("language-name"), Ask("l", say.lang, (way,)), "choice") for way in LANGUAGES
        )
        return request.reply(paragraph(say("language-choose")), buttons=buttons)
    return await _set(request, lang, kit)


async def tap(request: Request, ask: Ask, kit: Kit) -> Reply | None:
    """Set the language that a button names."""
    lang = _NAMES.get(ask.arguments[0] if ask.arguments else "")
    return await _set(request, lang, kit) if lang else None


async def _set(request: Request, lang: Lang, kit: Kit) -> Reply:
    await kit.store.set_note(_note(request.asker), lang)
    now_in = replace(request, words=kit.wordbook(lang))
    return now_in.reply(paragraph(now_in.words("language-set")), private=True)
