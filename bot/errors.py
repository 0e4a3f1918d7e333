"""The tree of our errors. Each carries its values and says in one line what is wrong and what to do.

KawarabanError
├── InputError              what was typed or configured is wrong: exit status 2
│   ├── DateError           expression, reason
│   ├── SettingsError       findings
│   └── CorpusError         findings
├── StoreError              the data directory
│   ├── StoreLocked         path, pid of the holder
│   ├── StoreDamaged        path, line, reason
│   ├── StoreNewer          path, version, known: a newer program wrote it
│   ├── StoreUnwritable     path, reason
│   └── StoreClosed
├── PlatformError           a platform as a whole
│   ├── Unauthorised        setting: the token is refused
│   └── Unreachable         setting: its servers cannot be reached
└── DeliveryError           one message to one channel
    ├── NotSent             certainly not delivered, may be tried again (retry_after seconds, if the platform said)
    ├── Refused             certainly not delivered, and will not be
    │   └── TooLong         for its length alone
    ├── ChannelLost         the bot may no longer write there: cause
    ├── ChannelMoved        the channel has a new id
    ├── Uncertain           the connection broke after bytes had gone out: delivered or not
    └── CannotTell          whether a message is there cannot be found out
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

Cause = Literal["removed", "blocked", "no-right", "topic-closed", "topic-gone", "channel-gone", "moved", "other"]
"""Why a channel cannot be written to."""


class KawarabanError(Exception):
    """Root of the tree; `str()` is one line for a person."""


class InputError(KawarabanError):
    """What was typed or configured is wrong; `findings` has a line for each thing wrong."""

    def __init__(self, *findings: str) -> None:
        super().__init__("; ".join(findings))
        self.findings = findings


class DateError(InputError):
    """An expression that looks like a date and is none."""

    def __init__(self, expression: str, reason: str) -> None:
        super().__init__(f"{expression}: {reason}")
        self.expression = expression
        self.reason = reason


class SettingsError(InputError):
    """Settings that cannot be used; a finding names the setting and where it was read."""


class CorpusError(InputError):
    """Corpus files that cannot be used; a finding names file, entry, field and remedy."""


class StoreError(KawarabanError):
    """The data directory cannot be used."""


class StoreLocked(StoreError):
    """Another process writes to this data directory."""

    def __init__(self, path: Path, pid: int | None) -> None:
        holder = f"process {pid}" if pid else "another process"
        super().__init__(f"{path} is in use by {holder}; stop it, or name another folder in data.dir")
        self.path = path
        self.pid = pid


class StoreDamaged(StoreError):
    """A file of the store that cannot be trusted, from `line` on where it has lines; nothing in it was changed.

    `remedy` says what to do, where it is not the usual.
    """

    def __init__(self, path: Path, line: int | None, reason: str, remedy: str | None = None) -> None:
        place = str(path) if line is None else f"{path}, line {line}"
        advice = remedy or "restore a backup with `kawaraban restore FILE`, or move the file away"
        super().__init__(f"{place}: {reason}; nothing was changed, {advice}")
        self.path = path
        self.line = line
        self.reason = reason


class StoreNewer(StoreError):
    """A file of the store in a format that only a newer program knows; nothing in it was changed."""

    def __init__(self, path: Path, version: object, known: int) -> None:
        super().__init__(
            f"{path} is in version {version} of the format and this program knows {known}: it was written by a newer one;"
            " start that one, or restore a backup of this one with `kawaraban restore FILE`"
        )
        self.path = path
        self.version = version
        self.known = known


class StoreUnwritable(StoreError):
    """The data directory or the journal does not take what is written."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} cannot be written: {reason}; make room or give write permission, then start again")
        self.path = path
        self.reason = reason


class StoreClosed(StoreError):
    """A store that is closed, or that refused a write before, takes no more changes."""

    def __init__(self) -> None:
        super().__init__("the store is closed")


class PlatformError(KawarabanError):
    """A platform as a whole does not work; `setting` is the one to look at."""

    def __init__(self, platform: str, setting: str, reason: str) -> None:
        super().__init__(f"{platform}: {reason}; look at {setting}")
        self.platform = platform
        self.setting = setting
        self.reason = reason


class Unauthorised(PlatformError):
    """The token is refused: trying again does not help."""


class Unreachable(PlatformError):
    """The platform's servers cannot be reached."""


class DeliveryError(KawarabanError):
    """One message to one channel."""


class NotSent(DeliveryError):
    """Certainly not delivered; may be tried again, after `retry_after` seconds where the platform or our own pacing said so.

    `scope` says whom it concerns: this message, its whole chat, or everything on the platform. `banning`: the platform refuses
    us as such (a token, a ban), and to go on asking makes it worse.
    """

    def __init__(
        self,
        reason: str,
        retry_after: float | None = None,
        *,
        scope: Literal["message", "chat", "platform"] = "message",
        banning: bool = False,
    ) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        self.scope = scope
        self.banning = banning


class Refused(DeliveryError):
    """Certainly not delivered, and trying the same again will not help."""


class TooLong(Refused):
    """Certainly not delivered: the platform finds it too long, whatever we had counted."""


class ChannelLost(DeliveryError):
    """The bot may no longer write there; `cause` is for the sentence that its admins read."""

    def __init__(self, reason: str, cause: Cause = "other") -> None:
        super().__init__(reason)
        self.cause = cause


class ChannelMoved(DeliveryError):
    """The channel has a new id (`chat`), as when a group becomes a supergroup."""

    def __init__(self, chat: str) -> None:
        super().__init__(f"moved to {chat}")
        self.chat = chat


class Uncertain(DeliveryError):
    """The connection broke after bytes had gone out: nobody here can know whether the message was delivered."""


class CannotTell(DeliveryError):
    """Whether a message is there cannot be found out: not now and not later, by what the platform allows."""
