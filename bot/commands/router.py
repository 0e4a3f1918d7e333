"""From what a platform heard to a reply: the language, the snapshot, the command.

A platform translates its own events into the verbs here, and the reply into its own form; nothing else of a command is
its business.
"""

from __future__ import annotations

from ..domain.ask import Ask, decode
from ..domain.ledger import Channel
from ..domain.ports import Offer
from ..domain.reply import Reply, paragraph
from ..domain.text import Lang, printable
from . import add, completion, help, inline, language, question, shelf, subscribe, table, timezone
from .gate import Gate
from .request import Asker, Completes, Kit, Place, Request

MAX_WORDS = 4000


class Router:
    """Answers for every platform."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._gate = Gate(kit)
        self._commands = {command.name: command for command in kit.commands}

    @property
    def kit(self) -> Kit:
        """The ports, for completion and the like."""
        return self._kit

    async def lang(self, asker: Asker) -> Lang:
        """Return the language in which a member is answered."""
        return await language.of(asker, self._kit.store, self._kit.defaults.language)

    async def command(self, name: str, words: str, asker: Asker, place: Place) -> Reply | None:
        """Answer a command; an unknown one gets help in private and silence elsewhere, as does whoever floods."""
        request = await self._request(asker, place)
        command = self._commands.get(name.casefold())
        if command is None and not place.private:
            return None

        async def answer() -> Reply:
            if command is not None:
                return await command.answer(request, _clean(words), self._kit)
            reply = await help.answer(request, "", self._kit)
            return request.reply(paragraph(request.words("command-unknown", name=_clean(name)[:32])), *reply.blocks)

        return await self._gate.through(request, answer, awaited=place.awaited)

    async def press(self, data: str, asker: Asker, place: Place) -> Reply | None:
        """Answer a button, in the language of the message that it stands under; None for data that mean nothing."""
        ask = await shelf.take(decode(data), self._kit.store)
        tap = table.TAPS.get(ask.verb) if ask else None
        if ask is None or tap is None:
            return None
        request = await self._request(asker, place, ask.lang)
        return await self._gate.through(request, lambda: tap(request, ask, self._kit), awaited=True)

    async def follow(self, link: Ask, asker: Asker, place: Place) -> Reply | None:
        """Answer a link, which asks as a button does; None also for what more than reads: anybody can put one before anybody."""
        return await self.press(link.data, asker, place) if await self._reads(link) else None

    async def linkable(self, data: str, longest: int) -> Ask | None:
        """Return what a button asks in up to `longest` bytes, for a link; None where a link may not ask it."""
        asked = decode(data)
        return await shelf.short(asked, self._kit.store, longest) if asked and await self._reads(asked) else None

    async def _reads(self, asked: Ask) -> bool:
        meant = await shelf.take(asked, self._kit.store)
        return meant is not None and meant.verb in table.READING

    async def submit(self, kind: str, text: str, asker: Asker, place: Place) -> Reply:
        """Take a filled form, written as labelled lines."""
        return await add.submit(await self._request(asker, place), kind, _clean(text), self._kit)

    async def question(self, words: str, asker: Asker, place: Place) -> Reply | None:
        """Answer plain text: a date, a name, a title, else the nearest of them; None to whoever floods."""
        request = await self._request(asker, place)
        asked = _clean(words)
        return await self._gate.through(
            request, lambda: question.answer(request, asked, self._kit), awaited=place.awaited
        )

    async def inline(self, words: str, asker: Asker, limit: int, after: str | None = None) -> inline.Found:
        """Return up to `limit` entries to be sent elsewhere, for what is being typed there; `after` one, on a later page."""
        own = Place(Channel(asker.platform, asker.user), True, _manages_nothing)
        return await inline.results(await self._request(asker, own), _clean(words), self._kit, limit, after)

    async def offer(self, offer: Offer, asker: Asker, place: Place) -> Reply:
        """Keep the offer of a channel and return the question to its administrator."""
        await self._kit.store.offer(offer)
        return subscribe.offer_reply(offer, await self._request(asker, place))

    async def complete(
        self, completes: Completes | None, typed: str, asker: Asker, place: Place, limit: int
    ) -> tuple[completion.Choice, ...]:
        """Return what may stand for what is being typed as a parameter."""
        request = await self._request(asker, place)
        return completion.choices(completes, typed, self._kit, request.words.lang, limit, request.today)

    async def _request(self, asker: Asker, place: Place, lang: Lang | None = None) -> Request:
        lang = lang or await self.lang(asker)
        kit = self._kit
        where = (await timezone.applied(asker, place.channel, lang, kit)).zone
        return Request(asker, place, kit.library.snapshot, kit.wordbook(lang), kit.clock(), kit.wordbook, where)


async def _manages_nothing(_channel: Channel) -> bool:
    return False


def _clean(words: str) -> str:
    """Drop what cannot be shown, and what nobody types by hand past `MAX_WORDS`."""
    return printable(words[:MAX_WORDS]).strip()
