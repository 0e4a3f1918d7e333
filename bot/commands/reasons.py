"""Why a delivery became what it is: in the reader's language where we know what happened, else in the platform's own words."""

from __future__ import annotations

import re

from ..domain.deciding import quotable
from ..domain.ports import Words

# What those who deliver say, by its beginning (a pattern).
OWN = {
    "its time passed while nothing could be sent": "why-down",
    "it was too late": "why-late",
    "a newer edition was due": "why-newer",
    "the channel unsubscribed": "why-unsubscribed",
    "all posting was on hold": "why-held",
    "the channel was paused": "why-paused",
    "no entry fits this channel today": "why-nothing",
    "the program ended while this was being sent": "why-ended",
    "it was looked for, and is not there": "why-not-there",
    "sent again, perhaps twice": "why-resent",
    "not sent again, perhaps lost": "why-skipped",
    "seen there by": "why-seen",
    "sent again by the word of": "why-post",
    "left as it is by the word of": "why-left",
    "taken back by": "why-taken-back",
    "it is being sent": "why-sending",
    "sent as plain text": "why-plain",
    r"\w+ is not connected": "why-offline",
    # A fault of ours, by its kind: which one is for the log.
    r"[A-Z]\w*(Error|Exception): ": "why-ours",
}
# What the platforms say of troubles that pass, by what is in it (a pattern, in any case): their words are for programmers.
FOREIGN = {
    r"flood control|too many requests|rate.?limited|\b429\b|has to wait for|turn is in": "why-limit",
    r"server is unavailable": "why-outage",
    r"not connected|has been stopped": "why-offline",
    r"token is refused|\b401\b": "why-token",
    r"bad gateway|gateway time-?out|service unavailable|internal server error|server response|\b5\d\d\b|timed? ?out"
    r"|\breset|\bclosed|disconnected|connection|network|protocol|payload|httpx|broke off": "why-broken",
}
_FOREIGN = tuple((re.compile(words, re.IGNORECASE), message) for words, message in FOREIGN.items())
_LONGEST = 120


def worded(reason: str | None, words: Words) -> str:
    """Return a reason from the ledger as a reader is told it; nothing where there is none."""
    if not reason:
        return ""
    own = _own(reason)
    message = own[0] if own else next((message for words_, message in _FOREIGN if words_.search(reason)), None)
    return words(message) if message else words("why-platform", reason=quotable(reason, _LONGEST))


def detailed(reason: str | None, words: Words) -> str:
    """Return a reason as an operator is told it: with who decided, and what a platform or a fault said, word for word."""
    if not reason:
        return ""
    own = _own(reason)
    if own is None or own[0] == "why-ours":
        return reason
    said, detail = words(own[0]), own[1].strip(": ")
    return words("why-detailed", why=said, detail=detail) if detail else said


def _own(reason: str) -> tuple[str, str] | None:
    """Return the message for what those who deliver have said, and what follows its beginning; None for others' words."""
    matches = ((re.match(start, reason), message) for start, message in OWN.items())
    return next(((message, reason[match.end() :]) for match, message in matches if match), None)
