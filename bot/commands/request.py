"""What a command is given: who asks what, where and when, and the ports it may use."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Literal

from ..domain.ask import Ask
from ..domain.corpus import Corpus
from ..domain.ledger import Channel
from ..domain.names import Suggester
from ..domain.ports import Clock, Desk, EntryReader, Gazetteer, Library, Painter, Store, Wordbook, Words
from ..domain.reply import Block, Button, Reply
from ..domain.text import Lang


@dataclass(frozen=True)
class Asker:
    """Who asks. `client_lang` is a language tag from the client, if it told one; `owner` comes from the settings."""

    platform: str
    user: str
    client_lang: str | None = None
    owner: bool = False

    @property
    def key(self) -> str:
        """`platform:user`."""
        return f"{self.platform}:{self.user}"


@dataclass(frozen=True)
class Place:
    """Where it is asked. `manages` finds out, when somebody needs to know, whether the asker manages a chat.

    `awaited`: the platform shows that an answer comes, so one must.
    """

    channel: Channel
    private: bool
    manages: Callable[[Channel], Awaitable[bool]]
    awaited: bool = False


@dataclass(frozen=True)
class Defaults:
    """What a new subscription gets: cron, and the usual zone of each language."""

    schedule: str
    timezones: Mapping[Lang, str]
    language: Lang


@dataclass(frozen=True)
class Kit:
    """The ports that commands use; made once, in the composition root. `new_id` returns a fresh id of up to 16 `[a-z0-9]`."""

    store: Store
    library: Library
    wordbook: Wordbook
    suggester: Suggester
    gazetteer: Gazetteer
    reader: EntryReader
    painter: Painter
    desk: Desk
    clock: Clock
    new_id: Callable[[], str]
    defaults: Defaults
    commands: tuple[Command, ...]


@dataclass(frozen=True)
class Request:
    """One question: `corpus` is the snapshot that it sees from start to end, `words` speak the language it is answered in.

    `zone` is the asker's: their own setting, else the channel's, else the usual one of the language.
    """

    asker: Asker
    place: Place
    corpus: Corpus
    words: Words
    now: datetime
    wordbook: Wordbook
    zone: tzinfo

    @property
    def today(self) -> date:
        """The day that it is for the asker."""
        return self.now.astimezone(self.zone).date()

    def reply(
        self,
        *blocks: Block,
        buttons: tuple[Button, ...] = (),
        replaces: bool = False,
        private: bool = False,
        subjects: tuple[str, ...] = (),
    ) -> Reply:
        """Return a reply in the language of the request."""
        return Reply(blocks, self.words.lang, buttons, replaces=replaces, private=private, subjects=subjects)


Answer = Callable[[Request, str, Kit], Awaitable[Reply]]
Tap = Callable[[Request, Ask, Kit], Awaitable[Reply | None]]


Completes = Literal["people", "digests", "languages", "kinds", "question", "entries", "zones"]


@dataclass(frozen=True)
class Parameter:
    """What may follow a command. `completes` says from what a platform may complete it: `question` is dates, people, topics."""

    name: str
    completes: Completes | None = None


@dataclass(frozen=True)
class Command:
    """A command. The catalogue has its `NAME-about` and `NAME-usage`; `owners` hides it from everybody else.

    One that only `reads` can be asked wherever a platform lets it; the others change something where they are asked.
    """

    name: str
    answer: Answer
    parameter: Parameter | None = None
    owners: bool = False
    reads: bool = True
