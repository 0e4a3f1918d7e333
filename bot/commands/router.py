"""From what a platform heard to a reply: the language, the snapshot, the command.

A platform translates its own events into the verbs here, and the reply into its own form; nothing else of a command is
its business.
"""

from __future__ import annotations

from ..domain import slots, when
from ..domain.ask import decode
from ..domain.ports import Offer
from ..domain.reply import Reply, paragraph
from ..domain.text import Lang, printable
from ..errors import DateError
from . import add, digest, help, language, shelf, subscribe, table, timeline, who
from .request import Asker, Kit, Place, Request

MAX_WORDS = 4000


class Router:
    """Answers for every platform."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._commands = {command.name: command for command in kit.commands}

    @property
    def kit(self) -> Kit:
        """The ports, for completion and the like."""
        return self._kit

    async def lang(self, asker: Asker) -> Lang:
        """Return the language in which a member is answered."""
        return await language.of(asker, self._kit.store, self._kit.defaults.language)

    async def command(self, name: str, words: str, asker: Asker, place: Place) -> Reply | None:
        """Answer a command; an unknown one gets help in private and silence elsewhere."""
        request = await self._request(asker, place)
        command = self._commands.get(name.casefold())
        if command is None:
            if not place.private:
                return None
            reply = await help.answer(request, "", self._kit)
            return request.reply(paragraph(request.words("command-unknown", name=_clean(name)[:32])), *reply.blocks)
        return await shelf.put(await command.answer(request, _clean(words), self._kit), self._kit.store)

    async def press(self, data: str, asker: Asker, place: Place) -> Reply | None:
        """Answer a button, in the language of the message that it stands under; None for data that mean nothing."""
        ask = await shelf.take(decode(data), self._kit.store)
        tap = table.TAPS.get(ask.verb) if ask else None
        if ask is None or tap is None:
            return None
        reply = await tap(await self._request(asker, place, ask.lang), ask, self._kit)
        return await shelf.put(reply, self._kit.store) if reply else None

    async def submit(self, kind: str, text: str, asker: Asker, place: Place) -> Reply:
        """Take a filled form, written as labelled lines."""
        return await add.submit(await self._request(asker, place), kind, _clean(text), self._kit)

    async def question(self, words: str, asker: Asker, place: Place) -> Reply:
        """Answer plain text: a date, a name, a title, else the nearest of them."""
        return await shelf.put(await self._question(await self._request(asker, place), _clean(words)), self._kit.store)

    async def _question(self, request: Request, asked: str) -> Reply:
        corpus, suggester = request.corpus, self._kit.suggester
        try:
            is_date = when.read(asked, request.today, timeline.reach(corpus), request.words.lang) is not None
        except DateError:
            is_date = True
        if is_date:
            return await timeline.answer(request, asked, self._kit)
        person, text = who.find(asked, corpus, suggester), digest.find(asked, corpus, suggester)
        if person.person or person.sure:
            return await who.answer(request, asked, self._kit)
        if text.digest or not person.candidates:
            return await digest.answer(request, asked, self._kit)
        return await who.answer(request, asked, self._kit)

    async def offer(self, offer: Offer, asker: Asker, place: Place) -> Reply:
        """Keep the offer of a channel and return the question to its administrator."""
        await self._kit.store.offer(offer)
        return subscribe.offer_reply(offer, await self._request(asker, place))

    async def _request(self, asker: Asker, place: Place, lang: Lang | None = None) -> Request:
        lang = lang or await self.lang(asker)
        kit = self._kit
        where = slots.zone(kit.defaults.timezones[lang])
        return Request(asker, place, kit.library.snapshot, kit.wordbook(lang), kit.clock(), kit.wordbook, where)


def _clean(words: str) -> str:
    """Drop what cannot be shown, and what nobody types by hand past `MAX_WORDS`."""
    return printable(words[:MAX_WORDS]).strip()
